"""Tables of the report that no SQL makes are stored, so that each has a view; and views whose columns got new names."""

import sqlalchemy as sa
from alembic import op

from db.types import Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "stored_table",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("as_of", Instant(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
    )
    op.create_table(
        "stored_row",
        sa.Column("id", number, primary_key=True),
        sa.Column(
            "report_table",
            sa.String(40),
            sa.ForeignKey("stored_table.name", name="fk_stored_row_report_table"),
            nullable=False,
        ),
        sa.Column("cells", sa.JSON(), nullable=False),
    )
    op.create_index("ix_stored_row_report_table", "stored_row", ["report_table"])


def downgrade() -> None:
    op.drop_table("stored_row")
    op.drop_table("stored_table")
