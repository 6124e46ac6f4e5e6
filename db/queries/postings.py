"""Query postings, their versions and what was read from them: one Select a question, as of an instant or of now.

Columns are plain on both databases: numbers, text, dates and instants in ISO 8601, 1 and 0 for yes and no. Rows come
in no particular order; whoever prints them sorts them.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select, tuple_

from db.dialects.sql import Expression, as_int, as_text, iso_date, iso_instant, number, select_any
from db.models import AiClause, AiEvidence, Crawl, PayRange, Posting, Reading, Repost, Version
from db.queries.as_of import AsOf, latest_reading, version_known, version_seen_at
from db.queries.current import known_postings
from db.queries.history import pay_columns
from db.queries.words_age import words_read_on
from db.vocabulary import State


def select_postings(as_of: AsOf | None = None, posting_ids: Collection[str] | None = None) -> Select[Any]:
    """Every posting known, with its newest version and that version's latest reading; or those named alone."""
    known = known_postings(as_of, posting_ids)
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
        iso_instant(known.first_seen_at).label("first_seen_at"),
        iso_instant(known.last_seen_at).label("last_seen_at"),
        known.state.label("state"),
        words_read_on(as_of).label("words_read_on"),
        known.version_count.label("version_count"),
        Version.number.label("version"),
        Version.description_text,
        *_ai(),
        *pay_columns("minimum", "maximum", "currency", "unit", "hours", "kind", "scope"),
        *pay_columns("usd_year_minimum", "usd_year_maximum", "year_basis"),
        number(Reading.fx_rate).label("fx_rate"),
        iso_date(Reading.fx_on).label("fx_on"),
        *pay_columns("quote", "flags"),
        Reading.reader,
    )


def select_versions(as_of: AsOf | None = None) -> Select[Any]:
    """Every state of every posting's content, numbered from 1."""
    return (
        select_any(
            Posting.posting_id,
            Posting.studio,
            Version.number,
            Version.crawl.label("crawl_id"),
            iso_instant(version_seen_at()).label("first_seen_at"),
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
        .outerjoin(Crawl, Crawl.id == Version.crawl)
        .where(version_known(as_of))
    )


def select_pay_ranges(as_of: AsOf | None = None, posting_ids: Collection[str] | None = None) -> Select[Any]:
    """Every range of pay in the newest versions; money that is not the job's pay is not among them."""
    known = known_postings(as_of, posting_ids)
    rows = known.rows(
        Posting.posting_id,
        Posting.studio,
        known.state.label("state"),
        words_read_on(as_of).label("words_read_on"),
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
        PayRange.months,
        as_text(PayRange.pay_basis).label("pay_basis"),
        as_text(PayRange.source).label("source"),
        PayRange.quote,
        PayRange.start,
        PayRange.end,
        PayRange.rule,
        PayRange.flags,
        PayRange.confidence,
        Reading.reader,
    )
    return rows.join(PayRange, PayRange.reading == Reading.id).where(PayRange.not_pay.is_(None))


def select_ai_evidence(as_of: AsOf | None = None, posting_ids: Collection[str] | None = None) -> Select[Any]:
    """Every sentence that counted for an AI label, that is a notice of AI in hiring, or that is the studio's and not
    the job's (a few of those, with no weight), in the newest versions."""
    known = known_postings(as_of, posting_ids)
    rows = known.rows(
        Posting.posting_id,
        Posting.studio,
        known.state.label("state"),
        words_read_on(as_of).label("words_read_on"),
        Version.number.label("version"),
        as_text(Reading.ai_label).label("ai_label"),
        *(
            getattr(AiEvidence, name)
            for name in ("position", "term", "field", "section", "quote", "start", "end", "weight", "rule")
        ),
        Reading.reader,
    )
    return rows.join(AiEvidence, AiEvidence.reading == Reading.id)


def select_ai_clauses(as_of: AsOf | None = None) -> Select[Any]:
    """Every sentence in the newest versions that says that a worker's work or likeness may train an AI or be
    replicated, that it will not, that AI tools must be used, or that AI is used in hiring."""
    known = known_postings(as_of)
    rows = known.rows(
        Posting.posting_id,
        Posting.studio,
        known.brand.label("brand"),
        as_text(Posting.origin).label("origin"),
        known.title.label("title"),
        Version.url,
        known.state.label("state"),
        words_read_on(as_of).label("words_read_on"),
        Version.number.label("version"),
        AiClause.position,
        as_text(AiClause.kind).label("kind"),
        *(getattr(AiClause, name) for name in ("field", "quote", "quote_start", "quote_end", "rule")),
        Reading.reader,
    )
    return rows.join(AiClause, AiClause.reading == Reading.id)


def _ai() -> list[Expression]:
    return [
        as_text(Reading.ai_label).label("ai_label"),
        Reading.ai_kinds,
        as_int(Reading.mentions_ai_in_hiring).label("mentions_ai_in_hiring"),
        as_int(Reading.any_keyword).label("any_keyword"),
    ]


def select_listed_postings(as_of: AsOf | None = None) -> Select[Any]:
    known = known_postings(as_of)
    return known.rows(
        Posting.posting_id,
        Posting.studio,
        Version.title,
        Version.locations,
        Version.country,
        Version.employment_type,
        as_text(Reading.ai_label).label("ai_label"),
        as_int(Reading.any_keyword).label("any_keyword"),
        number(Reading.pay_minimum).label("pay_minimum"),
        number(Reading.pay_maximum).label("pay_maximum"),
        as_text(Reading.pay_kind).label("pay_kind"),
        as_text(Reading.pay_scope).label("pay_scope"),
        Reading.pay_flags,
        number(Reading.pay_usd_year_minimum).label("pay_usd_year_minimum"),
        number(Reading.pay_usd_year_maximum).label("pay_usd_year_maximum"),
    ).where(known.state == str(State.LISTED))


def select_level_words(as_of: AsOf | None = None) -> Select[Any]:
    """What the level and the kind of employment of each posting are found from."""
    known = known_postings(as_of)
    return known.rows(
        Posting.posting_id,
        Posting.studio,
        known.state.label("state"),
        words_read_on(as_of).label("words_read_on"),
        as_text(Reading.ai_label).label("ai_label"),
        Version.title,
        Version.employment_type,
    )


def select_readers(as_of: AsOf | None = None) -> Select[Any]:
    """The names of the readers whose readings are the latest, each once."""
    rows = known_postings(as_of).rows(Reading.reader.expression)
    return rows.where(Reading.reader.is_not(None)).distinct()


def select_repost_claimants(as_of: AsOf | None = None) -> Select[Any]:
    """The rows of `select_postings` of which it was ever claimed that they repeat an earlier posting."""
    return select_postings(as_of).where(Posting.id.in_(select(Repost.posting)))


def select_version_pay(versions: Collection[tuple[str, int]], as_of: AsOf | None = None) -> Select[Any]:
    """The ranges of pay in some versions, each named by (posting_id, number), by the latest reading.

    A query by key: `select_pay_ranges` lays out every posting, which takes long where a few are wanted.
    """
    return (
        select_any(
            Posting.posting_id,
            *(
                getattr(PayRange, name)
                for name in "position label place kind scope source quote start end rule".split()
            ),
            Reading.reader,
            number(PayRange.minimum).label("pay_minimum"),
            number(PayRange.maximum).label("pay_maximum"),
            PayRange.currency.label("pay_currency"),
            as_text(PayRange.unit).label("pay_unit"),
        )
        .join(Version, Version.posting == Posting.id)
        .join(Reading, Reading.id == latest_reading(as_of))
        .join(PayRange, PayRange.reading == Reading.id)
        .where(tuple_(Posting.posting_id, Version.number).in_(versions), PayRange.not_pay.is_(None))
    )


def select_pay_by_version(posting_id: str, as_of: AsOf | None = None) -> Select[Any]:
    """The pay that each version of one posting states."""
    return (
        select_any(
            Version.number,
            iso_instant(version_seen_at()).label("first_seen_at"),
            *pay_columns("minimum", "maximum", "currency", "unit"),
        )
        .join(Posting, Posting.id == Version.posting)
        .outerjoin(Crawl, Crawl.id == Version.crawl)
        .outerjoin(Reading, Reading.id == latest_reading(as_of))
        .where(Posting.posting_id == posting_id, version_known(as_of))
    )
