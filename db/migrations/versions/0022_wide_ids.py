"""Ids and counts have 64 bits on PostgreSQL, as SQLite's have."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    found = sa.inspect(op.get_bind())
    for table in found.get_table_names():
        # one statement a table, which is written anew only once
        narrow = [column["name"] for column in found.get_columns(table) if type(column["type"]) is sa.INTEGER]
        if narrow:
            changes = ", ".join(f'ALTER COLUMN "{name}" TYPE bigint' for name in narrow)
            op.execute(f'ALTER TABLE "{table}" {changes}')
    for sequence in found.get_sequence_names():
        op.execute(f'ALTER SEQUENCE "{sequence}" AS bigint')


def downgrade() -> None:
    raise NotImplementedError("a number may no longer fit: restore a backup")
