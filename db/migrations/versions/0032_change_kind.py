"""The view `changes` says as what each row is counted: env.py makes the views anew after the last migration."""

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
