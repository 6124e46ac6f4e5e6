"""A host's lease has a token that only grows, names the crawl it is held for, and outlives it with the next instant at
which the host may be asked."""

import sqlalchemy as sa
from alembic import op

from db.types import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("host_lock", sa.Column("token", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("host_lock", sa.Column("crawl", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    op.add_column("host_lock", sa.Column("next_at", Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("host_lock") as table:
        for column in ("next_at", "crawl", "token"):
            table.drop_column(column)
