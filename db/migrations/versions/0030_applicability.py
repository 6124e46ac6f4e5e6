"""To which postings a basket applies, by occupation among others; second sources of figures; prices by month."""

import sqlalchemy as sa
from alembic import op

from db.types import Fixed

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTS = ("measures", "countries", "studio_groups", "ai_labels", "occupations", "pay_units")


def upgrade() -> None:
    op.create_table(
        "basket_rule",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("basket", sa.String(40), nullable=False),
        sa.Column("union", sa.String(120), nullable=True),
        sa.Column("role_starts", sa.String(300), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in LISTS),
        sa.Column("ai_kind", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_rule")),
    )
    op.create_table(
        "price_index",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("value", Fixed(4), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_price_index")),
    )
    with op.batch_alter_table("union_scale") as table:
        table.add_column(sa.Column("second_source_title", sa.Text(), nullable=True))
        table.add_column(sa.Column("second_source_url", sa.Text(), nullable=True))
        table.add_column(sa.Column("second_source_tier", sa.String(32), nullable=True))
    with op.batch_alter_table("comparison") as table:
        table.add_column(sa.Column("percentile", _NUMBER, nullable=True))
    with op.batch_alter_table("job_coverage") as table:
        table.add_column(sa.Column("occupation", sa.String(40), nullable=True))
    # the digest of the scales' files is forgotten, so that the next command stores what the new columns hold
    op.execute("DELETE FROM stored_files WHERE name = 'scales'")


def downgrade() -> None:
    with op.batch_alter_table("job_coverage") as table:
        table.drop_column("occupation")
    with op.batch_alter_table("comparison") as table:
        table.drop_column("percentile")
    with op.batch_alter_table("union_scale") as table:
        for name in ("second_source_tier", "second_source_url", "second_source_title"):
            table.drop_column(name)
    op.drop_table("price_index")
    op.drop_table("basket_rule")
