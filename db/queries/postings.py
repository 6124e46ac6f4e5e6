"""What the database is asked: one Select a question, each as of an instant, or without one as of now.

Columns are plain on both databases: numbers, text, dates and instants in ISO 8601, 1 and 0 for yes and no. Rows come
in no particular order; whoever prints them sorts them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_
from sqlalchemy.orm import aliased

from db.models import AiEvidence, Crawl, PayRange, Posting, Reading, Report, Studio, UnionScale, Version
from db.queries.as_of import CurrentPostings, board_visits, finished_by, known_studio
from db.queries.comparison import pay_vs_scale
from db.queries.editorial import clips, corrections, published_reports, redactions
from db.queries.history import pay_columns, pay_history, reposts
from db.sql import Expression, as_int, as_text, iso_date, iso_instant, number, select_any
from db.vocabulary import Outcome, State
from db.writes.inquiries import inquiry_answers

__all__ = [
    "PUBLIC",
    "ai_evidence",
    "clips",
    "corrections",
    "coverage",
    "crawls",
    "inquiry_answers",
    "pay_history",
    "pay_ranges",
    "pay_vs_scale",
    "postings",
    "published_reports",
    "redactions",
    "reported_before",
    "reposts",
    "studios",
    "union_scales",
    "versions",
]


def studios(as_of: datetime | None = None) -> Select[Any]:
    """The studios that were known, as their table has them now; it keeps no past."""
    return select_any(
        Studio.studio,
        Studio.name,
        Studio.parent,
        Studio.group,
        Studio.family,
        Studio.board,
        as_int(Studio.named_in_article).label("named_in_article"),
        Studio.terms,
        Studio.source_url,
    ).where(known_studio(as_of))


def crawls(as_of: datetime | None = None) -> Select[Any]:
    """The crawls that had ended; a page that a person gave is none."""
    return select_any(
        Crawl.id.label("crawl_id"),
        Crawl.studio,
        iso_instant(Crawl.started_at).label("started_at"),
        iso_instant(Crawl.finished_at).label("finished_at"),
        as_text(Crawl.outcome).label("outcome"),
        Crawl.reason,
        Crawl.announced,
        Crawl.listed,
        Crawl.arrived,
        Crawl.changed,
        Crawl.unchanged,
        Crawl.not_seen,
        Crawl.requests,
        Crawl.archive,
    ).where(board_visits(as_of))


def postings(as_of: datetime | None = None) -> Select[Any]:
    """Every posting known, with its newest version and that version's latest reading."""
    known = CurrentPostings(as_of)
    return known.rows(
        Posting.posting_id,
        Posting.studio,
        known.brand.label("brand"),
        Posting.board_key,
        Version.requisition,
        as_text(Posting.origin).label("origin"),
        known.title.label("title"),
        Version.locations,
        Version.country,
        Version.url,
        iso_date(known.posted_on).label("posted_on"),
        known.posted_on_basis.label("posted_on_basis"),
        iso_instant(known.first.started_at).label("first_seen_at"),
        iso_instant(known.last.started_at).label("last_seen_at"),
        known.state.label("state"),
        known.newest.c.version_count,
        Version.description_text,
        *_ai(),
        *pay_columns("minimum", "maximum", "currency", "unit", "hours", "kind", "scope"),
        *pay_columns("usd_year_minimum", "usd_year_maximum", "year_basis"),
        number(Reading.fx_rate).label("fx_rate"),
        iso_date(Reading.fx_on).label("fx_on"),
        *pay_columns("quote", "flags"),
        Reading.reader,
    )


def versions(as_of: datetime | None = None) -> Select[Any]:
    """Every state of every posting's content, numbered from 1."""
    return (
        select_any(
            Posting.posting_id,
            Posting.studio,
            Version.number,
            Version.crawl.label("crawl_id"),
            iso_instant(Crawl.started_at).label("first_seen_at"),
            Version.title,
            Version.brand,
            Version.hiring_organization,
            Version.requisition,
            Version.department,
            Version.employment_type,
            Version.language,
            Version.locations,
            Version.country,
            Version.url,
            iso_date(Version.posted_on).label("posted_on"),
            as_text(Version.posted_on_basis).label("posted_on_basis"),
            iso_date(Version.valid_through).label("valid_through"),
            Version.description_text,
            Version.content_sha256,
            Version.source_url,
            Version.response_sha256,
            iso_instant(Version.fetched_at).label("fetched_at"),
            Version.archive,
            Version.archive_record,
        )
        .join(Posting, Posting.id == Version.posting)
        .join(Crawl, Crawl.id == Version.crawl)
        .where(finished_by(as_of))
    )


def pay_ranges(as_of: datetime | None = None) -> Select[Any]:
    """Every range of pay in the newest versions; money that is not the job's pay is not among them."""
    known = CurrentPostings(as_of)
    rows = known.rows(
        Posting.posting_id,
        Posting.studio,
        Version.number.label("version"),
        PayRange.position,
        PayRange.label,
        PayRange.place,
        as_text(PayRange.kind).label("kind"),
        as_text(PayRange.scope).label("scope"),
        number(PayRange.minimum).label("minimum"),
        number(PayRange.maximum).label("maximum"),
        PayRange.currency,
        as_text(PayRange.unit).label("unit"),
        number(PayRange.hours).label("hours"),
        as_text(PayRange.source).label("source"),
        PayRange.quote,
        PayRange.start,
        PayRange.end,
        PayRange.rule,
        PayRange.flags,
        Reading.reader,
    )
    return rows.join(PayRange, PayRange.reading == Reading.id).where(PayRange.not_pay.is_(None))


def ai_evidence(as_of: datetime | None = None) -> Select[Any]:
    """Every sentence that counted for an AI label, that is a notice of AI in hiring, or that is the studio's and not
    the job's (a few of those, with no weight), in the newest versions."""
    known = CurrentPostings(as_of)
    rows = known.rows(
        Posting.posting_id,
        Posting.studio,
        Version.number.label("version"),
        as_text(Reading.ai_label).label("ai_label"),
        *(
            getattr(AiEvidence, name)
            for name in ("position", "term", "field", "section", "quote", "start", "end", "weight", "rule")
        ),
        Reading.reader,
    )
    return rows.join(AiEvidence, AiEvidence.reading == Reading.id)


def union_scales(as_of: datetime | None = None) -> Select[Any]:
    """The dated figures as their table has them now."""
    return select_any(
        UnionScale.scale_id,
        UnionScale.union,
        UnionScale.agreement,
        UnionScale.role,
        as_text(UnionScale.kind).label("kind"),
        number(UnionScale.amount).label("amount"),
        UnionScale.currency,
        UnionScale.unit,
        number(UnionScale.hours).label("hours"),
        iso_date(UnionScale.effective_from).label("effective_from"),
        iso_date(UnionScale.effective_to).label("effective_to"),
        as_text(UnionScale.confidence).label("confidence"),
        as_text(UnionScale.tier).label("tier"),
        UnionScale.source_title,
        UnionScale.source_url,
        UnionScale.note,
    )


def coverage(as_of: datetime | None = None) -> Select[Any]:
    """What is known of each studio's board. `announced` and `listed` are the last complete crawl's; the counts of
    postings are of those in the state listed."""
    counts, held = _crawl_counts(as_of).cte("crawl_counts"), _posting_counts(as_of).cte("posting_counts")
    last, complete = aliased(Crawl), aliased(Crawl)
    return (
        select_any(
            Studio.studio,
            Studio.name,
            Studio.family,
            Studio.board,
            iso_instant(last.finished_at).label("last_crawl_at"),
            as_text(last.outcome).label("last_outcome"),
            last.reason.label("last_reason"),
            iso_instant(complete.finished_at).label("last_complete_at"),
            complete.announced,
            complete.listed,
            *(func.coalesce(held.c[name], 0).label(name) for name in ("postings_listed", *_HELD)),
            *(func.coalesce(counts.c[f"crawls_{word}"], 0).label(f"crawls_{word}") for word in _OUTCOMES),
        )
        .outerjoin(counts, counts.c.studio == Studio.studio)
        .outerjoin(held, held.c.studio == Studio.studio)
        .outerjoin(last, last.id == counts.c.last_id)
        .outerjoin(complete, complete.id == counts.c.complete_id)
        .where(known_studio(as_of))
    )


def reported_before(as_of: datetime) -> Select[Any]:
    """The moment of the last report before this one: what has changed since begins there. One whose page was held
    back is passed over, as nobody has seen what had changed by then."""
    return select_any(func.max(Report.as_of)).where(Report.as_of < as_of, ~Report.held_back)


PUBLIC: dict[str, Callable[[datetime | None], Select[Any]]] = {
    "studios": studios,
    "crawls": crawls,
    "postings": postings,
    "versions": versions,
    "pay_ranges": pay_ranges,
    "pay_history": pay_history,
    "reposts": reposts,
    "ai_evidence": ai_evidence,
    "union_scales": union_scales,
    "pay_vs_scale": pay_vs_scale,
    "coverage": coverage,
    "answers": inquiry_answers,
    "clips": clips,
    "corrections": corrections,
    "published": published_reports,
    "redactions": redactions,
}
"""The queries that are views too, by the view's name."""

_OUTCOMES = (Outcome.COMPLETE, Outcome.SUSPECT, Outcome.INCOMPLETE, Outcome.FAILED)
_HELD = ("with_pay", "with_description")


def _ai() -> list[Expression]:
    return [
        as_text(Reading.ai_label).label("ai_label"),
        Reading.ai_kinds,
        as_int(Reading.mentions_ai_in_hiring).label("mentions_ai_in_hiring"),
        as_int(Reading.any_keyword).label("any_keyword"),
    ]


def _crawl_counts(as_of: datetime | None) -> Select[Any]:
    return (
        select_any(
            Crawl.studio,
            func.max(Crawl.id).label("last_id"),
            func.max(case((Crawl.outcome == Outcome.COMPLETE, Crawl.id))).label("complete_id"),
            *(func.count(case((Crawl.outcome == word, 1))).label(f"crawls_{word}") for word in _OUTCOMES),
        )
        .where(board_visits(as_of))
        .group_by(Crawl.studio)
    )


def _posting_counts(as_of: datetime | None) -> Select[Any]:
    known = CurrentPostings(as_of)
    paid = or_(Reading.pay_minimum.is_not(None), Reading.pay_maximum.is_not(None))
    return (
        known.rows(
            Posting.studio,
            func.count().label("postings_listed"),
            func.count(case((paid, 1))).label("with_pay"),
            func.count(case((and_(Version.description_text != ""), 1))).label("with_description"),
        )
        .where(known.state == str(State.LISTED))
        .group_by(Posting.studio)
    )
