"""Declare changes.csv: what happened to postings, from arrived to reposted.

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
from db.queries.as_of import AsOf
from db.queries.postings import select_postings
from db.queries.repost_claims import select_reposts
from db.queries.rows import sort_rows
from db.vocabulary import Event
from reports.frames import frames
from reports.frames.text_diff import diff_sentences
from reports.frames.values import clean_text
from reports.prose import news
from reports.tables.ai_changes import AiSentences, read_ai_sentences
from reports.tables.pay_before_after import PAY_COLUMNS, describe_side
from reports.tables.table import PageRows, ReportTable, Snapshot

POSTING = "posting_id studio brand origin title url state words_read_on ai_label".split()
EVENT = (
    "event noted_at last_seen_at version field before after ai_change change_kind earlier_posting_id score note".split()
)
COLUMNS = [*POSTING, *EVENT]
ORDER = ("posting_id", "noted_at", "event", "field")

ROWS_ON_PAGE = 1_000
"""Of more rows the page has the weightiest news: they can be filtered there by studio, kind and AI."""

Row = Mapping[str, Any]
Rows = Iterator[dict[str, Any]]


def stream_changes(snapshot: Snapshot) -> Iterator[DataFrame]:
    """Give the changes in chunks, by posting."""
    rows = _join_postings(snapshot.connection, snapshot.as_of, snapshot.since)
    while part := list(islice(rows, frames.ROWS_PER_CHUNK)):
        yield frames.make_frame(part, COLUMNS)


CHANGES = ReportTable(
    name="changes",
    title="What happened to postings: arrived, no longer listed, back again, pay changed, text changed, reposted",
    row_text=(
        "something that happened to a posting: arrived, no longer listed, back again, pay or words changed, reposted"
        " (a claim)"
    ),
    columns=COLUMNS,
    order=ORDER,
    stream=stream_changes,
    view="changes",
    page_rows=PageRows(
        rank=lambda row: (*(-weight for weight in news.weigh_news(row)), row["noted_at"]),
        count_by=news.classify_news,
        at_most=ROWS_ON_PAGE,
    ),
)


def merge_events(connection: Connection, as_of: AsOf, since: datetime | None) -> Rows:
    """Merge what happened, by posting, without what the columns say of the posting."""
    # A repost is a claim with a measured score: it is told as an event, and merges no postings.
    claims, sentences = _iter_by_posting(connection, select_reposts(as_of)), read_ai_sentences(connection, as_of)
    found: list[Rows] = [
        map(_movement_row, _iter_by_posting(connection, history.select_movements(as_of, since))),
        chain.from_iterable(
            _edit_rows(row, sentences) for row in _iter_by_posting(connection, history.select_edits(as_of, since))
        ),
        (_repost_row(row) for row in claims if since is None or datetime.fromisoformat(row["claimed_at"]) > since),
    ]
    return merge(*found, key=_posting_id)


def _join_postings(connection: Connection, as_of: AsOf, since: datetime | None) -> Iterator[list[Any]]:
    """Join events and postings, both sorted by posting: neither is held as a whole."""
    with closing(_iter_by_posting(connection, select_postings(as_of), POSTING)) as postings:
        for posting_id, happened in groupby(merge_events(connection, as_of, since), _posting_id):
            known = next(row for row in postings if row["posting_id"] == posting_id)
            for row in sorted(happened, key=lambda row: [row.get(name) or "" for name in ORDER]):
                whole = {name: known[name] for name in POSTING} | {name: row.get(name) for name in EVENT}
                whole["change_kind"] = news.classify_news(whole)
                yield [whole[name] for name in COLUMNS]


def _posting_id(row: Row) -> str:
    return str(row["posting_id"])


def _iter_by_posting(
    connection: Connection, query: Select[Any], names: Sequence[str] = ()
) -> Generator[dict[str, Any], None, None]:
    """Read the query's rows by posting; of the named columns only, where some are named."""
    wanted = names or query.selected_columns.keys()
    rows = sort_rows(query, ("posting_id",), wanted)
    with connection.execute(rows.execution_options(yield_per=frames.ROWS_PER_CHUNK)) as result:
        for row in result:
            yield dict(zip(wanted, row, strict=True))


def _movement_row(row: Row) -> dict[str, Any]:
    kept = {name: row[name] for name in ("posting_id", "event", "noted_at", "last_seen_at")}
    crawls = f"{row['absent']} complete crawl{'s' if row['absent'] != 1 else ''}"
    return kept | {"note": f"absent from {crawls} in a row" if row["absent"] else None}


def _repost_row(row: Row) -> dict[str, Any]:
    return {
        "posting_id": row["posting_id"],
        "event": str(Event.REPOSTED),
        "noted_at": row["claimed_at"],
        "last_seen_at": row["earlier_last_seen_at"],
        "earlier_posting_id": row["earlier_posting_id"],
        "score": row["score"],
        "note": f"a claim, by {row['rule']}: {row['reasons'].replace(' ', ', ').replace('_', ' ')}",
    }


def _edit_rows(row: Row, sentences: AiSentences) -> Rows:
    kept = {name: row[name] for name in ("posting_id", "noted_at", "version")}
    texts = [f"{row[f'{side}title']}\n{row[f'{side}description_text']}" for side in ("before_", "")]
    ai_change = sentences.compare(row["posting_id"], row["version"], *texts)
    for field, before, after in _changed_fields(row):
        on_ai = ai_change if field in ("title", "description") and _holds_change(field, row) else ""
        yield kept | {
            "event": str(Event.TEXT_CHANGED),
            "field": field,
            "before": before,
            "after": after,
            "ai_change": on_ai or None,
        }
    # where two readers read the two versions, or a person corrected one of them, a difference may be theirs: `reread`
    # makes readers comparable
    if row["before_reader"] == row["reader"] and any(row[f"before_{name}"] != row[name] for name in PAY_COLUMNS):
        before, after = describe_side(row, "before_"), describe_side(row, "")
        yield kept | {"event": str(Event.PAY_CHANGED), "field": "pay", "before": before, "after": after}


def _holds_change(field: str, row: Row) -> bool:
    """Tell whether what changed on AI is said of this field: of the description, or of a title that changed alone."""
    return field == "description" or row["before_description_text"] == row["description_text"]


def _changed_fields(row: Row) -> Iterator[tuple[str, str | None, str | None]]:
    """List each field that changed, before and after; of the description, the sentences removed and those added."""
    changed = [name for name in (*history.WORDS, "stated_pay") if row[f"before_{name}"] != row[name]]
    for name in changed:
        if name == "description_text":
            yield ("description", *_changed_sentences(row[f"before_{name}"], row[name]))
        elif name == "stated_pay":
            yield name, _format_stated_pay(row[f"before_{name}"]), _format_stated_pay(row[name])
        else:
            yield name, row[f"before_{name}"], row[name]


def _format_stated_pay(ranges: Iterable[Row]) -> str:
    names = ("label", "minimum", "maximum", "currency", "unit", "kind", "text")
    return "\n".join(" ".join(str(each[name]) for name in names if each.get(name)) for each in ranges)


def _changed_sentences(before: str, after: str) -> tuple[str, str]:
    runs = list(diff_sentences(clean_text(before), clean_text(after)))
    return "\n".join(s for run in runs for s in run.removed), "\n".join(s for run in runs for s in run.added)
