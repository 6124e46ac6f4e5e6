"""Whether pay is gross or net, for how many salaries a year, and how sure its reading is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pay_range", sa.Column("months", sa.Integer(), nullable=True))
    op.add_column("pay_range", sa.Column("pay_basis", sa.String(32), nullable=True))
    op.add_column("pay_range", sa.Column("confidence", sa.Double(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("pay_range") as table:
        table.drop_column("confidence")
        table.drop_column("pay_basis")
        table.drop_column("months")
