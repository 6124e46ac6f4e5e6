"""Corrections, what was published, and what people supplied."""

import sqlalchemy as sa
from alembic import op

from db.types import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reading", sa.Column("corrects", sa.Integer()))
    op.add_column("reading", sa.Column("corrected_title", sa.Text()))
    op.add_column("reading", sa.Column("corrected_brand", sa.Text()))
    op.add_column("reading", sa.Column("corrected_posted_on", sa.Date()))
    op.create_index(op.f("ix_reading_corrects"), "reading", ["corrects"])
    op.create_table(
        "clip",
        sa.Column("crawl", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("supplied_by", sa.String(200), nullable=False),
        sa.Column("supplied_on", sa.Date(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("captured_at", Instant()),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("archive", sa.Text(), nullable=False),
        sa.Column("archive_record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["crawl"], ["crawl.id"], name=op.f("fk_clip_crawl")),
        sa.ForeignKeyConstraint(["version"], ["version.id"], name=op.f("fk_clip_version")),
        sa.PrimaryKeyConstraint("crawl", name=op.f("pk_clip")),
    )
    op.create_index(op.f("ix_clip_version"), "clip", ["version"])
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=False),
        sa.Column("new_value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["version.id"], name=op.f("fk_correction_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_version"), "correction", ["version"])
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("as_of", Instant(), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("redacted_at", Instant(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("archive_record", sa.Text()),
        sa.Column("sha256_before", sa.String(64)),
        sa.Column("sha256_after", sa.String(64)),
        sa.ForeignKeyConstraint(["version"], ["version.id"], name=op.f("fk_redaction_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index(op.f("ix_redaction_version"), "redaction", ["version"])


def downgrade() -> None:
    for table in ("redaction", "publication", "correction", "clip"):
        op.drop_table(table)
    op.drop_index(op.f("ix_reading_corrects"), "reading")
    for column in ("corrected_posted_on", "corrected_brand", "corrected_title", "corrects"):
        op.drop_column("reading", column)
