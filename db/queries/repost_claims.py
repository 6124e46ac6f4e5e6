"""Claims that a posting is an earlier one of its studio put up again, as they stand at a moment."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, SelectBase, and_, case, or_, select
from sqlalchemy.orm import aliased

from db.dialects.sql import Expression, as_text, does_not_contain, iso_instant, number, select_any
from db.models import AiEvidence, Crawl, Posting, Reading, Repost, Version
from db.queries.as_of import AsOf, finished_by, latest_reading
from db.queries.current import first_last_crawls, newest_versions, second_board_duplicate, select_keys
from db.queries.history import COMPARED, pay_reader, plain_pay

_EARLIER, _SHOWN, _SHOWN_THEN = aliased(Posting), aliased(Version), aliased(Version)


def select_reposts(as_of: AsOf | None = None, *, only: SelectBase | None = None) -> Select[Any]:
    """Claims that a posting looks like an earlier one of its studio that had left the board before it came; `only`: of
    postings of these keys on both sides.

    One whose earlier posting came back, so that both stood on the board at one time, is claimed no more.
    """
    first, last = aliased(Crawl), aliased(Crawl)
    return _select_claims(
        as_of,
        first,
        last,
        Posting.posting_id,
        Posting.studio,
        _EARLIER.posting_id.label("earlier_posting_id"),
        _SHOWN.title,
        _SHOWN_THEN.title.label("earlier_title"),
        _SHOWN.url,
        iso_instant(first.started_at).label("first_seen_at"),
        iso_instant(last.started_at).label("earlier_last_seen_at"),
        iso_instant(Crawl.finished_at).label("claimed_at"),
        number(Repost.score).label("score"),
        Repost.reasons,
        Repost.rule,
        only=only,
    )


def select_reposts_of(posting_ids: Collection[str], as_of: AsOf | None = None) -> Select[Any]:
    """The claims of which one of these postings is the later one or the earlier."""
    mine = select_keys(posting_ids)
    claimed = or_(Repost.posting.in_(mine), Repost.earlier.in_(mine))
    linked = select(Repost.posting).where(claimed).union(select(Repost.earlier).where(claimed))
    claims = select_reposts(as_of, only=linked).where(claimed).subquery()
    return select_any(*claims.c).order_by(claims.c.first_seen_at, claims.c.posting_id)


def select_reposts_read(as_of: AsOf | None = None) -> Select[Any]:
    """The same claims, each with what was read of the two postings; `before_` on the earlier one's columns.

    `ai_sentence_gone`: a sentence that counted for the earlier one's AI label is not in the later one.
    """
    then = aliased(Reading)
    sides: list[tuple[str, Any]] = [("", Reading), ("before_", then)]
    columns = [
        column
        for side, reading in sides
        for column in (
            *(plain_pay(getattr(reading, f"pay_{name}"), name).label(f"{side}pay_{name}") for name in COMPARED),
            as_text(reading.ai_label).label(f"{side}ai_label"),
            pay_reader(reading).label(f"{side}pay_reader"),
            reading.reader.label(f"{side}reader"),
        )
    ]
    gone = select(AiEvidence.id).where(
        AiEvidence.reading == then.id,
        is_ai_sentence(AiEvidence),
        does_not_contain(_SHOWN.description_text, AiEvidence.quote),
    )
    columns.append(case((gone.exists(), 1), else_=0).label("ai_sentence_gone"))
    told = (Posting.posting_id, _EARLIER.posting_id.label("earlier_posting_id"), Crawl.finished_at.label("claimed_at"))
    rows = _select_claims(
        as_of, aliased(Crawl), aliased(Crawl), *told, number(Repost.score).label("score"), Repost.rule, *columns
    )
    return rows.join(Reading, Reading.id == latest_reading(as_of, _SHOWN)).join(
        then, then.id == latest_reading(as_of, _SHOWN_THEN)
    )


def is_ai_sentence(evidence: Any) -> ColumnElement[bool]:
    """A sentence of the description that counted for the AI label."""
    found: ColumnElement[bool] = and_(evidence.field == "description", evidence.weight > 0)
    return found


def _select_claims(
    as_of: AsOf | None, first: Any, last: Any, *columns: Expression, only: SelectBase | None = None
) -> Select[Any]:
    """`first`: the crawl that first saw the posting; `last`: the one that last saw the earlier."""
    versions, sights = newest_versions(as_of, only), first_last_crawls(as_of, only)
    now, then = versions.alias("now"), versions.alias("was")
    here, there = sights.alias("here"), sights.alias("there")
    return (
        select_any(*columns)
        .select_from(Repost)
        .join(Crawl, Crawl.id == Repost.crawl)
        .join(Posting, Posting.id == Repost.posting)
        .join(_EARLIER, _EARLIER.id == Repost.earlier)
        .join(here, here.c.posting == Posting.id)
        .join(there, there.c.posting == _EARLIER.id)
        .join(first, first.id == here.c.first_crawl)
        .join(last, last.id == there.c.last_crawl)
        .join(now, now.c.posting == Posting.id)
        .join(then, then.c.posting == _EARLIER.id)
        .join(_SHOWN, _SHOWN.id == now.c.version)
        .join(_SHOWN_THEN, _SHOWN_THEN.id == then.c.version)
        .where(
            finished_by(as_of),
            there.c.last_crawl < here.c.first_crawl,
            ~second_board_duplicate(as_of),
        )
    )
