"""The public face of the database: each of these queries, as of now, is a view."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

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
from db.queries.history import select_pay_history, select_reposts
from db.queries.postings import (
    select_ai_clauses,
    select_ai_evidence,
    select_pay_ranges,
    select_postings,
    select_versions,
)
from db.queries.scales import select_signatories, select_union_scales

VIEWS: dict[str, Callable[[AsOf | None], Select[Any]]] = {
    "studios": select_studios,
    "crawls": select_crawls,
    "postings": select_postings,
    "versions": select_versions,
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
"""Each view's query."""

# PostgreSQL in a style of parameters that leaves percent signs as they are
_DIALECTS: dict[str, Dialect] = {
    "sqlite": SQLiteDialect(),
    "postgresql": PGDialect(paramstyle="named"),  # type: ignore[no-untyped-call]
}


@cache
def list_view_columns() -> dict[str, tuple[str, ...]]:
    """The names of each view's columns."""
    return {name: tuple(query(None).selected_columns.keys()) for name, query in VIEWS.items()}


def define_view(name: str, dialect: str) -> str:
    """A view as SQL."""
    compiled = VIEWS[name](None).compile(dialect=_DIALECTS[dialect], compile_kwargs={"literal_binds": True})
    return f"CREATE VIEW {name} AS {compiled}"


def create_all(connection: Connection) -> None:
    for name in VIEWS:
        connection.exec_driver_sql(define_view(name, connection.dialect.name))


def drop_all(connection: Connection) -> None:
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
