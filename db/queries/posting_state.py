"""By what one can tell, without reading them, that nothing which a posting's own page rests on was added or changed."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, String, func, literal, select, union_all
from sqlalchemy.orm import aliased

from db.dialects.sql import Expression, iso_instant, select_any
from db.models import (
    Answer,
    Base,
    Clip,
    Correction,
    Inquiry,
    JobCoverage,
    Posting,
    PriceIndex,
    Reading,
    Redaction,
    Repost,
    StoredFiles,
    Version,
)

_NO_TEXT = literal("", String())


def select_counts_by_posting() -> CompoundSelect[Any]:
    """Count what was added to each posting: posting_id, what, count, last_id, last.

    Rows are added and not changed, but for words that a redaction masks, which has a row of its own: count and last id
    tell one state from another, and where a row can be taken back, whose id SQLite gives again, `last` does.
    """
    versions = select_any(Posting.posting_id, Version.id, Version.content_sha256.label("last"))
    repost = select_any(Posting.posting_id, Repost.id, _NO_TEXT.label("last"))
    inquiries = select_any(Posting.posting_id, Inquiry.id, _NO_TEXT.label("last"))
    answers = select_any(Posting.posting_id, Answer.id, _NO_TEXT.label("last")).join(
        Inquiry, Inquiry.id == Answer.inquiry
    )
    return union_all(
        _count("versions", versions.join(Posting, Posting.id == Version.posting)),
        _count("readings", _of_versions(Reading, iso_instant(Reading.read_at))),
        *(_count(each.__tablename__, _of_versions(each)) for each in (JobCoverage, Correction, Clip, Redaction)),
        _count("reposts", repost.join(Posting, Posting.id == Repost.posting)),
        _count("reposted", repost.join(Posting, Posting.id == Repost.earlier)),
        _count("inquiries", inquiries.join(Posting, Posting.id == Inquiry.posting)),
        _count("answers", answers.join(Posting, Posting.id == Inquiry.posting)),
    )


def select_repost_pairs() -> Select[Any]:
    """Select the postings that are claimed to be one: a posting's page has words of the other."""
    later, earlier = aliased(Posting), aliased(Posting)
    pairs = select_any(later.posting_id, earlier.posting_id.label("earlier_posting_id")).select_from(Repost)
    return (
        pairs.join(later, later.id == Repost.posting)
        .join(earlier, earlier.id == Repost.earlier)
        .order_by(later.posting_id, earlier.posting_id)
    )


def select_redaction_count() -> Select[Any]:
    """Count the redactions: what they mask may stand in words of other postings, too."""
    return select_any(func.count(Redaction.id), func.max(Redaction.id))


def select_stored_files() -> Select[Any]:
    """Select the digests of the files whose rows stand in tables: union figures, and the rules of who is covered."""
    return select_any(StoredFiles.name, StoredFiles.sha256).order_by(StoredFiles.name)


def select_table_sizes() -> CompoundSelect[Any]:
    """Count the rows of every table, with the last id where there is one: name, count, last_id."""
    tables = Base.metadata.sorted_tables
    return union_all(*(_measure(table) for table in tables))


def select_price_rows() -> Select[Any]:
    """Select the price indexes, in whose money comparisons are restated."""
    table = Base.metadata.tables[PriceIndex.__tablename__]
    return select_any(*table.columns).order_by(*table.primary_key.columns)


def _of_versions(table: Any, last: Expression = _NO_TEXT) -> Select[Any]:
    rows = select_any(Posting.posting_id, table.id, last.label("last"))
    return rows.join(Version, Version.id == table.version).join(Posting, Posting.id == Version.posting)


def _count(what: str, rows: Select[Any]) -> Select[Any]:
    each = rows.subquery(f"each_{what}")
    last = (func.max(each.c.id).label("last_id"), func.max(each.c.last).label("last"))
    return select_any(
        each.c.posting_id, literal(what, String()).label("what"), func.count().label("count"), *last
    ).group_by(each.c.posting_id)


def _measure(table: Any) -> Select[Any]:
    last = func.max(table.c.id) if "id" in table.c else literal(0)
    return select(literal(table.name, String()).label("name"), func.count().label("count"), last.label("last_id"))
