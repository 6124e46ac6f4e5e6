"""The view `levels`, and what the search costs PostgreSQL: env.py makes both anew after the last migration."""

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
