"""List the readings of pay that a person should check first: the least sure of what the newest versions say."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.models import PayRange
from db.queries.postings import select_pay_ranges
from reports.frames.values import redact_words
from reports.prose.pay_range import format_range


def list_unsure_pay(engine: Engine, most: int) -> Iterator[str]:
    """Give the least sure ranges of pay, the least sure first, each as a line; what a board states as data has no
    confidence, and is none of them."""
    query = select_pay_ranges().where(PayRange.confidence.is_not(None))
    query = query.order_by(PayRange.confidence, "posting_id", PayRange.position).limit(most)
    with Session(engine) as session:
        for row in session.execute(query).mappings():
            yield _format_row(dict(row))


def describe_pay(session: Session, reading: int) -> Iterator[str]:
    """Give one reading's ranges of pay that were read from words, the least sure first, each as a line."""
    query = select_pay_ranges().where(PayRange.reading == reading, PayRange.confidence.is_not(None))
    for row in session.execute(query.order_by(PayRange.confidence, PayRange.position)).mappings():
        yield _format_row(dict(row))


def _format_row(row: Mapping[str, Any]) -> str:
    pay = format_range(row["minimum"], row["maximum"], row["currency"], row["unit"])
    words = " ".join(redact_words(row["quote"]).split())
    flags = f" [{row['flags']}]" if row["flags"] else ""
    return f"{row['confidence']:.2f}  {row['posting_id']}  {pay}{flags}  “{words}”"
