"""What was learned of each studio's boilerplate, and what people judged of labels."""

import sqlalchemy as sa
from alembic import op

from db.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boilerplate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("studio", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("learned_at", Instant(), nullable=False),
        sa.Column("crawl", sa.Integer(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["studio"], ["studio.studio"], name=op.f("fk_boilerplate_studio")),
        sa.ForeignKeyConstraint(["crawl"], ["crawl.id"], name=op.f("fk_boilerplate_crawl")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boilerplate")),
        sa.UniqueConstraint("studio", "number", name=op.f("uq_boilerplate_studio_number")),
    )
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(80), nullable=False),
        sa.Column("ai_label", sa.String(32), nullable=False),
        sa.Column("ai_kinds", sa.String(200), nullable=False),
        sa.Column("reviewer", sa.String(120), nullable=False),
        sa.Column("judged_at", Instant(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["version.id"], name=op.f("fk_verdict_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
    )
    op.create_index(op.f("ix_verdict_version"), "verdict", ["version"])


def downgrade() -> None:
    op.drop_table("verdict")
    op.drop_table("boilerplate")
