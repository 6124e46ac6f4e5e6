"""AI clauses: what words of a posting say of a worker and AI; and how likely each AI label is right."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reading", sa.Column("ai_confidence", sa.Double(), nullable=True))
    op.create_table(
        "ai_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["reading"], ["reading.id"], name=op.f("fk_ai_clause_reading")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_clause")),
        sa.UniqueConstraint("reading", "position", name=op.f("uq_ai_clause_reading_position")),
    )


def downgrade() -> None:
    op.drop_table("ai_clause")
    with op.batch_alter_table("reading") as table:
        table.drop_column("ai_confidence")
