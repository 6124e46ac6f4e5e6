"""Compare `posting_now` with what the history says of now: db.writes.present has to keep them equal."""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, select

from db.models import Posting, PostingNow
from db.queries.current import select_present
from db.writes.upsert import table_of

AT_ONCE = 5_000
"""Rows held in memory at a time."""


def find_differences(connection: Connection) -> Iterator[str]:
    """Name each posting of which the two differ, and in what, a sentence each."""
    stored, worked_out = (_rows(connection, query) for query in _make_queries())
    for posting, left, right in _pair(stored, worked_out):
        if differing := [name for name in {**left, **right} if left.get(name) != right.get(name)]:
            name = connection.scalar(select(Posting.posting_id).where(Posting.id == posting))
            yield f"posting_now says of {name} " + "; ".join(
                f"{column} {_describe(left, column)}, and the history {_describe(right, column)}"
                for column in (differing if left and right else ["posting"])
            )


@cache
def _make_queries() -> list[Select[Any]]:
    """What is stored, and what is worked out, in the same columns and order."""
    names = [column.name for column in table_of(PostingNow).columns]
    return [
        select(*(rows.c[name] for name in names)).order_by(rows.c.posting)
        for rows in (table_of(PostingNow), select_present().subquery())
    ]


def _rows(connection: Connection, query: Select[Any]) -> Iterator[dict[str, Any]]:
    result = connection.execute(query.execution_options(yield_per=AT_ONCE))
    return (dict(row) for row in result.mappings())


def _pair(
    left: Iterator[dict[str, Any]], right: Iterator[dict[str, Any]]
) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Pair rows of one posting; an empty one where a side has none. Both come in the order of the postings."""
    ours, theirs = chain(left, [None]), chain(right, [None])
    one, other = next(ours), next(theirs)
    while one is not None or other is not None:
        posting = min(row["posting"] for row in (one, other) if row is not None)
        pair = [row if row is not None and row["posting"] == posting else None for row in (one, other)]
        yield posting, pair[0] or {}, pair[1] or {}
        one = one if pair[0] is None else next(ours)
        other = other if pair[1] is None else next(theirs)


def _describe(row: dict[str, Any], column: str) -> str:
    return repr(str(row[column])) if row.get(column) is not None else "nothing"
