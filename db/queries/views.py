"""The public face of the database: each of these queries, as of now, is a view."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from db.dialects.sql import select_any
from db.queries.as_of import AsOf
from db.queries.comparison.pay_vs_scale import select_pay_vs_scale
from db.queries.covered_jobs import select_covered_jobs
from db.queries.crawls import select_coverage, select_crawls, select_studios
from db.queries.dated_events import select_events
from db.queries.editorial import (
    select_clips,
    select_corrections,
    select_inquiry_answers,
    select_publications,
    select_redactions,
)
from db.queries.history import select_pay_history
from db.queries.postings import (
    select_ai_clauses,
    select_ai_evidence,
    select_pay_ranges,
    select_postings,
    select_versions,
)
from db.queries.repost_claims import select_reposts
from db.queries.scales import select_signatories, select_union_scales
from db.queries.stored_history import select_readings, select_sightings
from db.queries.stored_tables import STORED, select_stored

VIEWS: dict[str, Callable[[AsOf | None], Select[Any]]] = {
    "boards": select_studios,
    "crawls": select_crawls,
    "postings": select_postings,
    "versions": select_versions,
    "readings": select_readings,
    "sightings": select_sightings,
    "pay_ranges": select_pay_ranges,
    "pay_history": select_pay_history,
    "reposts": select_reposts,
    "ai_evidence": select_ai_evidence,
    "ai_clauses": select_ai_clauses,
    "union_scales": select_union_scales,
    "pay_vs_scale": select_pay_vs_scale,
    "covered_jobs": select_covered_jobs,
    "coverage": select_coverage,
    "signatories": select_signatories,
    "events": select_events,
    "answers": select_inquiry_answers,
    "clips": select_clips,
    "corrections": select_corrections,
    "published": select_publications,
    "redactions": select_redactions,
}
"""Each view's query. Those of db.queries.stored_tables.STORED are views beside these."""

RENAMED = {"union": "union_name", "group": "studio_group", "start": "quote_start", "end": "quote_end"}
"""What a view calls a column whose name a database takes for a word of SQL."""
_RENAMED_IN = {
    # as in corrections.csv, which is read beside other files
    "corrections": {"version": "corrected_version", "field": "corrected_field", "by": "corrected_by"},
    "redactions": {"by": "redacted_by"},
}

# PostgreSQL in a style of parameters that leaves percent signs as they are
_DIALECTS: dict[str, Dialect] = {
    "sqlite": SQLiteDialect(),
    "postgresql": PGDialect(paramstyle="named"),  # type: ignore[no-untyped-call]
}


@cache
def list_view_columns() -> dict[str, tuple[str, ...]]:
    """The names of each view's columns."""
    return {name: tuple(_list_names(name, query)) for name, query in _list_queries().items()}


def _list_names(view: str, query: Select[Any]) -> Iterator[str]:
    renamed = RENAMED | _RENAMED_IN.get(view, {})
    return (renamed.get(name, name) for name in query.selected_columns.keys())  # noqa: SIM118 - no dict


def select_view(name: str, as_of: AsOf | None) -> Select[Any]:
    """The query of a view as of an instant, with the names that the view's columns have."""
    inner = VIEWS[name](as_of).subquery()
    return select_any(*(column.label(new) for column, new in zip(inner.c, list_view_columns()[name], strict=True)))


def define_view(name: str, dialect: str) -> str:
    """A view as SQL."""
    compiled = _list_queries()[name].compile(dialect=_DIALECTS[dialect], compile_kwargs={"literal_binds": True})
    # `by` and the like need no quotation marks in either database; those that do are renamed
    return f"CREATE VIEW {name} ({', '.join(list_view_columns()[name])}) AS {compiled}"


@cache
def _list_queries() -> dict[str, Select[Any]]:
    return {name: query(None) for name, query in VIEWS.items()} | {name: select_stored(name) for name in STORED}


def create_all(connection: Connection) -> None:
    for name in _list_queries():
        connection.exec_driver_sql(define_view(name, connection.dialect.name))


def drop_all(connection: Connection) -> None:
    for name in _list_queries():
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
