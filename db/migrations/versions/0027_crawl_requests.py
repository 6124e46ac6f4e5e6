"""Which studios workers are asked to crawl."""

import sqlalchemy as sa
from alembic import op

from db.types import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "crawl_request",
        sa.Column("studio", sa.String(80), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("after_crawl", _NUMBER, nullable=False),
        sa.Column("failures", _NUMBER, server_default="0", nullable=False),
        sa.Column("not_before", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("studio", name=op.f("pk_crawl_request")),
    )


def downgrade() -> None:
    op.drop_table("crawl_request")
