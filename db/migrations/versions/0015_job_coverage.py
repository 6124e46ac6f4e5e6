"""Coverage of a job by each agreement, comparisons by rules of coverage, and their order."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # the baskets are put anew whenever they are needed, so none of their rows have to be kept
    op.execute("DELETE FROM comparison")
    with op.batch_alter_table("comparison") as table:
        table.add_column(sa.Column("ai_elsewhere", sa.Boolean(), nullable=False))
        table.add_column(sa.Column("rule", sa.String(80), nullable=True))
        table.add_column(sa.Column("rank", sa.Integer(), nullable=False))
    op.create_table(
        "job_coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules_sha256", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(80), nullable=True),
        sa.Column("covers", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version"], ["version.id"], name=op.f("fk_job_coverage_version_version"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_coverage")),
    )
    op.create_index(op.f("ix_job_coverage_version"), "job_coverage", ["version"])
    op.create_index(op.f("ix_job_coverage_rule"), "job_coverage", ["rule"])


def downgrade() -> None:
    op.drop_table("job_coverage")
    with op.batch_alter_table("comparison") as table:
        table.drop_column("rank")
        table.drop_column("rule")
        table.drop_column("ai_elsewhere")
