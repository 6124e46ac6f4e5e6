"""The present is stored: a row for each posting with what is known of it now. env.py fills it after the last migration,
as it makes the views. And sightings are found by their last crawl."""

import sqlalchemy as sa
from alembic import op

from db.types import Fixed, Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posting_now",
        sa.Column("posting", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("studio", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_count", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("corrected_at", Instant(), nullable=True),
        sa.Column("first_crawl", sa.Integer(), nullable=True),
        sa.Column("last_crawl", sa.Integer(), nullable=True),
        sa.Column("first_seen_at", Instant(), nullable=False),
        sa.Column("last_crawl_at", Instant(), nullable=True),
        sa.Column("last_clip_at", Instant(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("posted_on_basis", sa.String(32), nullable=True),
        sa.Column("state", sa.String(32), nullable=True),
        sa.Column("ai_label", sa.String(32), nullable=True),
        sa.Column("pay_minimum", Fixed(4), nullable=True),
        sa.Column("pay_maximum", Fixed(4), nullable=True),
        sa.Column("pay_currency", sa.String(3), nullable=True),
        sa.Column("pay_unit", sa.String(32), nullable=True),
        sa.Column("has_description", sa.Boolean(), nullable=False),
        sa.Column("second_board_duplicate", sa.Boolean(), nullable=False, server_default=sa.false()),
        *(
            sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_posting_now_{column}"))
            for column, other in (
                ("posting", "posting.id"),
                ("studio", "studio.studio"),
                ("version", "version.id"),
                ("reading", "reading.id"),
                ("first_crawl", "crawl.id"),
                ("last_crawl", "crawl.id"),
            )
        ),
        sa.PrimaryKeyConstraint("posting", name=op.f("pk_posting_now")),
    )
    op.create_index(op.f("ix_posting_now_studio_state"), "posting_now", ["studio", "state"])
    op.create_index(op.f("ix_posting_now_version"), "posting_now", ["version"], unique=True)
    op.create_index(op.f("ix_sighting_last_crawl"), "sighting", ["last_crawl"])


def downgrade() -> None:
    op.drop_table("posting_now")
    op.drop_index(op.f("ix_sighting_last_crawl"), "sighting")
