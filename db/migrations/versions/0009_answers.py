"""What studios answered when asked, embargoes, and messages sent."""

import sqlalchemy as sa
from alembic import op

from db.types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("deadline_at", Instant(), nullable=False),
        sa.Column("embargo_until", Instant(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("sheet_sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["posting.id"], name=op.f("fk_inquiry_posting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index(op.f("ix_inquiry_posting"), "inquiry", ["posting"])
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["inquiry"], ["inquiry.id"], name=op.f("fk_answer_inquiry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_inquiry"), "answer", ["inquiry"])
    op.create_table(
        "told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_told_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint("report", "channel", name=op.f("uq_told_report_channel")),
    )


def downgrade() -> None:
    op.drop_table("told")
    op.drop_table("answer")
    op.drop_table("inquiry")
