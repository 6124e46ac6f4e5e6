"""Comparisons that are made for AI postings alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # the basket is put anew whenever it is needed, so none of its rows have to be kept
    op.execute("DELETE FROM comparison")
    with op.batch_alter_table("comparison") as table:
        table.add_column(sa.Column("ai_only", sa.Boolean(), nullable=False))


def downgrade() -> None:
    op.drop_column("comparison", "ai_only")
