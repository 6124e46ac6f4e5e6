"""What happened to postings: arrived, no longer listed, back again, pay changed, text changed, reposted.

Of everything known by the report's date, or of what became known after `since`. An event's instant is the end of the
crawl that showed it; what happened on the board happened some time before.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from heapq import merge
from itertools import chain, groupby, islice
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection, Select

from db.queries import history
from db.queries.history import select_reposts
from db.queries.postings import select_postings
from db.queries.rows import sort_rows
from db.vocabulary import Event
from reports.frames import frames
from reports.frames.text_diff import diff_sentences
from reports.frames.values import clean_text, to_amount
from reports.page import table_view

FILE = "changes.csv"
POSTING = "posting_id studio brand origin title url".split()
EVENT = "event noted_at last_seen_at version field before after earlier_posting_id score note".split()
COLUMNS = [*POSTING, *EVENT]
ORDER = ("posting_id", "noted_at", "event", "field")

Row = Mapping[str, Any]
Rows = Iterator[dict[str, Any]]
PAY = tuple(f"pay_{name}" for name in ("minimum", "maximum", "currency", "unit", "hours", "kind", "scope"))


def chunks(connection: Connection, as_of: datetime, since: datetime | None = None) -> Iterator[DataFrame]:
    rows = _told(connection, as_of, since)
    while part := list(islice(rows, frames.ROWS_PER_CHUNK)):
        yield frames.make_frame(part, COLUMNS)


def frame(connection: Connection, as_of: datetime, since: datetime | None = None) -> DataFrame:
    return frames.concat_chunks(chunks(connection, as_of, since), COLUMNS)


def events(connection: Connection, as_of: datetime, since: datetime | None) -> Rows:
    """What happened, without what the columns say of the posting; by posting."""
    claims = _asked(connection, select_reposts(as_of))
    found: list[Rows] = [
        map(_movement, _asked(connection, history.select_movements(as_of, since))),
        chain.from_iterable(map(_edit, _asked(connection, history.select_edits(as_of, since)))),
        (_repost(row) for row in claims if since is None or datetime.fromisoformat(row["claimed_at"]) > since),
    ]
    return merge(*found, key=_posting)


def _told(connection: Connection, as_of: datetime, since: datetime | None) -> Iterator[list[Any]]:
    """The table's rows. What happened and the postings go by side by side: neither is held as a whole."""
    with closing(_asked(connection, select_postings(as_of), POSTING)) as postings:
        for posting_id, happened in groupby(events(connection, as_of, since), _posting):
            known = next(row for row in postings if row["posting_id"] == posting_id)
            for row in sorted(happened, key=lambda row: [row.get(name) or "" for name in ORDER]):
                yield [*(known[name] for name in POSTING), *(row.get(name) for name in EVENT)]


def _posting(row: Row) -> str:
    return str(row["posting_id"])


def _asked(
    connection: Connection, query: Select[Any], names: Sequence[str] = ()
) -> Generator[dict[str, Any], None, None]:
    """The query's rows by posting; of the named columns only, where some are named."""
    wanted = names or query.selected_columns.keys()
    rows = sort_rows(query, ("posting_id",), wanted)
    with connection.execute(rows.execution_options(yield_per=frames.ROWS_PER_CHUNK)) as result:
        for row in result:
            yield dict(zip(wanted, row, strict=True))


def _movement(row: Row) -> dict[str, Any]:
    kept = {name: row[name] for name in ("posting_id", "event", "noted_at", "last_seen_at")}
    crawls = f"{row['absent']} complete crawl{'s' if row['absent'] != 1 else ''}"
    return kept | {"note": f"absent from {crawls} in a row" if row["absent"] else None}


def _repost(row: Row) -> dict[str, Any]:
    return {
        "posting_id": row["posting_id"],
        "event": str(Event.REPOSTED),
        "noted_at": row["claimed_at"],
        "last_seen_at": row["earlier_last_seen_at"],
        "earlier_posting_id": row["earlier_posting_id"],
        "score": row["score"],
        "note": f"a claim, by {row['rule']}: {row['reasons'].replace(' ', ', ').replace('_', ' ')}",
    }


def _edit(row: Row) -> Rows:
    kept = {name: row[name] for name in ("posting_id", "noted_at", "version")}
    for field, before, after in _changed_words(row):
        yield kept | {"event": str(Event.TEXT_CHANGED), "field": field, "before": before, "after": after}
    # where two readers read the two versions, or a person corrected one of them, a difference may be theirs: `reread`
    # makes readers comparable
    if row["before_reader"] == row["reader"] and any(row[f"before_{name}"] != row[name] for name in PAY):
        before, after = pay(row, "before_"), pay(row, "")
        yield kept | {"event": str(Event.PAY_CHANGED), "field": "pay", "before": before, "after": after}


def _changed_words(row: Row) -> Iterator[tuple[str, str | None, str | None]]:
    """Each field that changed, before and after; of the description, the sentences removed and those added."""
    changed = [name for name in (*history.WORDS, "stated_pay") if row[f"before_{name}"] != row[name]]
    for name in changed:
        if name == "description_text":
            yield ("description", *_sentences(row[f"before_{name}"], row[name]))
        elif name == "stated_pay":
            yield name, _stated(row[f"before_{name}"]), _stated(row[name])
        else:
            yield name, row[f"before_{name}"], row[name]


def _stated(ranges: Iterable[Row]) -> str:
    names = ("label", "minimum", "maximum", "currency", "unit", "kind", "text")
    return "\n".join(" ".join(str(each[name]) for name in names if each.get(name)) for each in ranges)


def _sentences(before: str, after: str) -> tuple[str, str]:
    runs = list(diff_sentences(clean_text(before), clean_text(after)))
    return "\n".join(s for run in runs for s in run.removed), "\n".join(s for run in runs for s in run.added)


def pay(row: Row, side: str) -> str | None:
    """$300,000–$900,000 a year; total; market range. None where no pay could be read."""
    if (found := stated(row, side)) is None:
        return None
    hours = f"{to_amount(found['pay_hours'])} hours" if found["pay_hours"] is not None else ""
    terms = [hours, *(str(found[name] or "").replace("_", " ") for name in ("pay_kind", "pay_scope"))]
    return "; ".join(words for words in (table_view.pay(found), *terms) if words)


def stated(row: Row, side: str) -> dict[str, Any] | None:
    """The pay on one side of a row, its ends plain. None where no pay could be read."""
    found = {name: row[f"{side}{name}"] for name in PAY}
    ends = {name: None if found[name] is None else to_amount(found[name]) for name in PAY[:2]}
    return found | ends if any(end is not None for end in ends.values()) else None
