"""Reposts as claims, and which runs of reading again came to their end."""

import sqlalchemy as sa
from alembic import op

from db.types import Fixed, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=False),
        sa.Column("reader", sa.String(80), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reread")),
    )
    op.create_table(
        "repost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting", sa.Integer(), nullable=False),
        sa.Column("earlier", sa.Integer(), nullable=False),
        sa.Column("crawl", sa.Integer(), nullable=False),
        sa.Column("score", Fixed(4), nullable=False),
        sa.Column("reasons", sa.String(200), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["posting.id"], name=op.f("fk_repost_posting")),
        sa.ForeignKeyConstraint(["earlier"], ["posting.id"], name=op.f("fk_repost_earlier")),
        sa.ForeignKeyConstraint(["crawl"], ["crawl.id"], name=op.f("fk_repost_crawl")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repost")),
        sa.UniqueConstraint("posting", name=op.f("uq_repost_posting")),
    )


def downgrade() -> None:
    op.drop_table("repost")
    op.drop_table("reread")
