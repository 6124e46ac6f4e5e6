"""Full text search over the postings' titles and words: env.py makes it, and its triggers, after the last migration."""

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
