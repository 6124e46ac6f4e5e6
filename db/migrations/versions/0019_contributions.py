"""Comparisons of total compensation with a scale and what employers contribute on top of it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("comparison") as table:
        table.add_column(sa.Column("contribution_agreement", sa.String(300), nullable=True))
        table.add_column(sa.Column("contribution_role", sa.String(300), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("comparison") as table:
        table.drop_column("contribution_role")
        table.drop_column("contribution_agreement")
