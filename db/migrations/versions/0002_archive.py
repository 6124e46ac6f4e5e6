"""Where the archived answer stands that a version was read from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("version", sa.Column("archive", sa.Text()))
    op.add_column("version", sa.Column("archive_record", sa.Text()))


def downgrade() -> None:
    op.drop_column("version", "archive_record")
    op.drop_column("version", "archive")
