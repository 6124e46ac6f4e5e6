"""How far apart two complete crawls have to begin for an absence from both to be believed: kept with each crawl."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

APART = timedelta(hours=12)


def upgrade() -> None:
    op.add_column("crawl", sa.Column("earlier_complete", sa.Integer(), nullable=True))
    op.create_index("ix_crawl_studio_earlier_complete", "crawl", ["studio", "earlier_complete"])
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, studio, started_at FROM crawl WHERE outcome = 'complete' ORDER BY studio, id")
    ).all()
    found = []
    for number, row in enumerate(rows):
        for earlier in reversed(rows[:number]):
            if earlier.studio != row.studio:
                break
            if _instant(earlier.started_at) <= _instant(row.started_at) - APART:
                found.append({"id": row.id, "earlier": earlier.id})
                break
    if found:
        connection.execute(sa.text("UPDATE crawl SET earlier_complete = :earlier WHERE id = :id"), found)


def downgrade() -> None:
    op.drop_index("ix_crawl_studio_earlier_complete", "crawl")
    with op.batch_alter_table("crawl") as table:
        table.drop_column("earlier_complete")


def _instant(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
