"""Second boards of a studio, whose postings are shown once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("studio", sa.Column("second_board_of", sa.String(80), nullable=True))


def downgrade() -> None:
    op.drop_column("studio", "second_board_of")
