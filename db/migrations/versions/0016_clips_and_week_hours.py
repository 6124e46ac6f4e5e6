"""A clip is no crawl: the rows of crawl that stood for one go. And readings keep the hours of the working week."""

import sqlalchemy as sa
from alembic import op

from db.types import Fixed, Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# ruff: noqa: S608 - the parts of these statements are constants of this file

CLIPPED = "(SELECT id FROM crawl WHERE outcome = 'clipped')"
COLUMNS = "version, supplied_by, supplied_on, given, captured_at, sha256, archive, archive_record"


def upgrade() -> None:
    with op.batch_alter_table("version") as table:
        table.alter_column("crawl", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("clipped_at", Instant(), nullable=True))
    ended = "(SELECT finished_at FROM crawl WHERE crawl.id = version.crawl)"
    op.execute(f"UPDATE version SET clipped_at = {ended} WHERE crawl IN {CLIPPED}")
    op.execute(f"UPDATE version SET crawl = NULL WHERE crawl IN {CLIPPED}")
    _replace_clips()
    op.execute("DELETE FROM crawl WHERE outcome = 'clipped'")
    op.add_column("pay_range", sa.Column("week_hours", Fixed(4), nullable=True))
    op.add_column("reading", sa.Column("has_week_hours", sa.Boolean(), nullable=False, server_default=sa.false()))


def _replace_clips() -> None:
    """Give clips a key of their own, in their order, and the instant that their crawl had."""
    op.execute(
        f"CREATE TEMPORARY TABLE clip_kept AS SELECT {COLUMNS}, crawl AS number, "
        "(SELECT finished_at FROM crawl WHERE crawl.id = clip.crawl) AS clipped_at FROM clip"
    )
    op.drop_index(op.f("ix_clip_version"), "clip")
    op.drop_table("clip")
    op.create_table(
        "clip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("clipped_at", Instant(), nullable=False),
        sa.Column("supplied_by", sa.String(200), nullable=False),
        sa.Column("supplied_on", sa.Date(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("captured_at", Instant(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("archive", sa.Text(), nullable=False),
        sa.Column("archive_record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["version.id"], name=op.f("fk_clip_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip")),
    )
    op.create_index(op.f("ix_clip_version"), "clip", ["version"])
    op.execute(f"INSERT INTO clip ({COLUMNS}, clipped_at) SELECT {COLUMNS}, clipped_at FROM clip_kept ORDER BY number")
    op.execute("DROP TABLE clip_kept")


def downgrade() -> None:
    raise NotImplementedError("which clip was which crawl is no longer stored: restore a backup")
