"""Every studio: how many of its postings are AI jobs, how many state pay, and how much.

Counted are the postings in the state listed. A median of a handful is an anecdote with a decimal point, so fewer than
MEDIAN_AT_LEAST figures give none; the count stands beside it either way.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection, select

from db import queries
from db.models import Signatory
from reports import frames
from reports.cells import amount

FILE = "studios.csv"
STUDIO = "studio name parent group family board named_in_article terms source_url".split()
SUMS = (
    "postings_listed ai_core ai_adjacent any_keyword_count share_core share_core_adjacent share_any_keyword"
    " with_pay share_with_pay"
).split()
MEDIANS = (
    "core_pay_kinds core_low_count core_low_median_usd_year core_high_count core_high_median_usd_year"
    " other_pay_kinds other_low_count other_low_median_usd_year other_high_count other_high_median_usd_year"
).split()
MEMBERSHIP = ["member_or_signatory_of"]
COLUMNS = STUDIO + MEMBERSHIP + SUMS + MEDIANS
ORDER = ("studio",)
MEDIAN_AT_LEAST = 5

_NEEDED = (
    "studio ai_label any_keyword pay_minimum pay_maximum pay_kind pay_scope pay_usd_year_minimum pay_usd_year_maximum"
).split()


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    yield frame(connection, as_of)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    studios = frames.read(connection, queries.studios(as_of), STUDIO, ORDER)
    inner = queries.postings(as_of).subquery()
    listed = select(*(inner.c[name] for name in _NEEDED)).where(inner.c.state == "listed")
    return counted(studios, frames.read(connection, listed, _NEEDED, ORDER), _memberships(connection, as_of))


def counted(studios: DataFrame, listed: DataFrame, memberships: Mapping[str, str]) -> DataFrame:
    """The studios with what is counted of the postings listed."""
    groups = dict(list(listed.groupby("studio")))
    rows = [
        [*row, memberships.get(row[0]), *_counts(groups.get(row[0], listed.head(0)))]
        for row in studios.itertuples(index=False, name=None)
    ]
    return DataFrame(rows, columns=COLUMNS, dtype=object)


def _memberships(connection: Connection, as_of: datetime) -> dict[str, str]:
    """By studio, from sources of that day or before."""
    query = select(Signatory).where(Signatory.as_of <= as_of.date())
    said: dict[str, list[str]] = {}
    for row in connection.execute(query.order_by(Signatory.studio, Signatory.agreement, Signatory.id)):
        said.setdefault(row.studio, []).append(f"{row.agreement}: {row.standing} ({row.entity}, {row.as_of})")
    return {studio: "; ".join(lines) for studio, lines in said.items()}


def _counts(listed: DataFrame) -> list[Any]:
    core, adjacent = (listed["ai_label"] == label for label in ("core", "adjacent"))
    words = int(listed["any_keyword"].eq(True).sum())
    with_pay = int((listed["pay_minimum"].notna() | listed["pay_maximum"].notna()).sum())
    n, n_core, n_wide = len(listed), int(core.sum()), int((core | adjacent).sum())
    sums = [n, n_core, n_wide - n_core, words, _share(n_core, n), _share(n_wide, n), _share(words, n)]
    return [
        *sums,
        with_pay,
        _share(with_pay, n),
        *_medians(listed[core]),
        *_medians(listed[listed["ai_label"] == "none"]),
    ]


def _share(part: int, whole: int) -> Decimal | None:
    return amount(Decimal(part) / Decimal(whole)) if whole else None


def _medians(postings: DataFrame) -> list[Any]:
    """Kinds, then count and median of low and high."""
    paid = postings[postings["pay_usd_year_minimum"].notna() | postings["pay_usd_year_maximum"].notna()]
    kinds = {str(word) for column in ("pay_kind", "pay_scope") for word in paid[column].dropna()}
    found: list[Any] = [" ".join(sorted(kinds)) or None]
    for column in ("pay_usd_year_minimum", "pay_usd_year_maximum"):
        figures = list(paid[column].dropna())
        found += [len(figures), amount(median(figures)) if len(figures) >= MEDIAN_AT_LEAST else None]
    return found
