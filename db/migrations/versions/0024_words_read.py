"""Which crawls read a posting's words, and not only its row in the list; and which postings a report names."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "words_read",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("posting", _KEY, nullable=False),
        sa.Column("first_crawl", _KEY, nullable=False),
        sa.Column("last_crawl", _KEY, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_words_read_{column}"))
            for column, table in (("posting", "posting"), ("first_crawl", "crawl"), ("last_crawl", "crawl"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words_read")),
    )
    op.create_index(op.f("ix_words_read_posting_last_crawl"), "words_read", ["posting", "last_crawl"])
    # Of the past only the last asking is known. Which crawl it was follows from its time.
    op.execute(
        "INSERT INTO words_read (posting, first_crawl, last_crawl) SELECT posting, crawl, crawl FROM ("
        "SELECT posting.id AS posting, (SELECT max(crawl.id) FROM crawl WHERE crawl.studio = posting.studio"
        " AND crawl.started_at <= posting.detail_at AND crawl.finished_at IS NOT NULL) AS crawl"
        " FROM posting WHERE detail_at IS NOT NULL) AS asked WHERE crawl IS NOT NULL ORDER BY posting"
    )
    op.add_column("report", sa.Column("named_postings", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("report", "named_postings")
    op.drop_table("words_read")
