"""Query the postings whose pay can be compared, and what every comparison says of its posting."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, func

from db.dialects.sql import Expression, as_text, iso_date, number
from db.models import JobCoverage, Posting, Reading, Studio, Version
from db.queries.as_of import AsOf
from db.queries.comparison.text_columns import join_text
from db.queries.current import CurrentPostings, known_postings
from db.queries.job_coverage import answers_for
from db.queries.posting_history import PostingHistory
from db.queries.words_age import words_read_on

Column = ColumnElement[Any]

OF_POSTING = (
    "posting_id studio brand origin title url place posted_on posted_on_basis state words_read_on"
    " ai_label ai_kinds occupation pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope pay_quote"
).split()


def posting_columns(known: CurrentPostings | PostingHistory, as_of: AsOf | None) -> list[Expression]:
    """What every comparison says of its posting, whether or not that states pay."""
    return [
        Posting.posting_id,
        Posting.studio,
        known.brand.label("brand"),
        as_text(Posting.origin).label("origin"),
        known.title.label("title"),
        Version.url,
        Version.locations.label("place"),
        iso_date(known.posted_on).label("posted_on"),
        known.posted_on_basis.label("posted_on_basis"),
        known.state.label("state"),
        words_read_on(as_of).label("words_read_on"),
    ]


def select_paid_postings(as_of: AsOf | None, posting_ids: Collection[str] | None) -> CTE:
    """Select every posting whose pay has a currency, with what the layouts of its pay are made of."""
    known = known_postings(as_of, posting_ids)
    rows = known.rows(
        *(func.coalesce(column, "").label(name) for name, column in _KIND.items()),
        known.posted_on.label("on_date"),
        *posting_columns(known, as_of),
        as_text(Reading.ai_label).label("ai_label"),
        Reading.ai_kinds,
        JobCoverage.occupation,
        number(Reading.pay_minimum).label("pay_minimum"),
        number(Reading.pay_maximum).label("pay_maximum"),
        *(as_text(getattr(Reading, name)).label(name) for name in ("pay_currency", "pay_unit")),
        *(as_text(getattr(Reading, name)).label(name) for name in ("pay_kind", "pay_scope", "pay_quote")),
        number(Reading.pay_hours).label("pay_hours"),
        Version.id.label("version"),
        Reading.id.label("reading"),
    )
    rows = rows.outerjoin(Studio, Studio.studio == Posting.studio)
    # the row without a rule says the occupation; there is one for each title that was asked
    rows = rows.outerjoin(JobCoverage, and_(answers_for(), JobCoverage.rule.is_(None)))
    return rows.where(Reading.pay_currency.is_not(None)).cte("base")


_KIND: dict[str, Expression] = {
    "country": Version.country,
    "studio_group": Studio.group,
    "label": as_text(Reading.ai_label),
    "kinds": Reading.ai_kinds,
    "job": JobCoverage.occupation,
    "unit": as_text(Reading.pay_unit),
}
"""What decides which baskets apply. Postings that agree in all of it are of one kind, and are matched once."""


def kind_columns(rows: Any) -> list[Any]:
    """The columns of a posting's kind."""
    return [rows[name] for name in _KIND]


def kind_key(rows: Any) -> Column:
    """A posting's kind as one value, as both databases join by one key best."""
    first, *rest = kind_columns(rows)
    parts = [part for column in rest for part in (" | ", column)]
    return join_text(first, *parts)
