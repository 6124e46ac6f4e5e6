"""Coverage of a job as a person corrected its title, brand or date; the table of covered jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job_coverage") as table:
        table.add_column(sa.Column("reading", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_job_coverage_reading_reading"), "reading", ["reading"], ["id"], ondelete="CASCADE"
        )
    op.create_index(op.f("ix_job_coverage_reading"), "job_coverage", ["reading"])


def downgrade() -> None:
    op.execute("DELETE FROM job_coverage WHERE reading IS NOT NULL")
    op.drop_index(op.f("ix_job_coverage_reading"), "job_coverage")
    with op.batch_alter_table("job_coverage") as table:
        table.drop_constraint(op.f("fk_job_coverage_reading_reading"), type_="foreignkey")
        table.drop_column("reading")
