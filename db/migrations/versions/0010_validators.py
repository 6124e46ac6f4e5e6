"""What spares a request: validators, by which a board is asked whether a detail has changed."""

import sqlalchemy as sa
from alembic import op

from db.types import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "validator",
        sa.Column("posting", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("program", sa.String(40), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["posting.id"], name=op.f("fk_validator_posting")),
        sa.PrimaryKeyConstraint("posting", name=op.f("pk_validator")),
    )


def downgrade() -> None:
    op.drop_table("validator")
