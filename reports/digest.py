"""Say what changed between two reports, in a few lines for a message: the weightiest news first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.crawls import select_studios
from db.queries.postings import select_postings
from reports.frames import frames
from reports.page.happened import describe_board, describe_change
from reports.page.sections import SORT_KEYS
from reports.prose import news, wording
from reports.prose.marked_edit import quote_change
from reports.prose.news_counts import count_by_news, count_news
from reports.site.addresses import posting_path
from reports.tables.changes import CHANGES
from reports.tables.new_boards import read_new_boards
from reports.tables.table import Snapshot

POSTINGS_NAMED = 5
"""Postings named in a message; changes.csv has all."""
KINDS_IN_TITLE = 3
POSTING = "posting_id studio title ai_label state url".split()

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Digest:
    title: str
    lines: tuple[str, ...]
    changed: bool
    link: str = ""
    """Where it can be read: the site's public address, or else the page of the weightiest change."""

    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def make_digest(
    connection: Connection, since: datetime | None, as_of: datetime, *, folder: str, public_url: str | None = None
) -> Digest:
    """Sum up changes.csv of that time; without `since`, what is listed at all.

    `public_url`: where the site stands for everybody, to whose pages the message then leads.
    """
    words, known = wording.load_sentences()["news"], AsOf.plain(as_of)
    postings = frames.read_frame(connection, select_postings(known), POSTING, ("posting_id",))
    where = words["published"].format(url=public_url) if public_url else words["where"].format(folder=folder)
    if since is None:
        return Digest(_first_report_title(postings, as_of), (where,), changed=True, link=public_url or "")
    snapshot = Snapshot(connection=connection, as_of=known, since=since)
    rows = sorted(frames.to_records(CHANGES.read(snapshot)), key=SORT_KEYS["changes"])
    boards = read_new_boards(connection, known, since)
    names = {row.studio: row.name for row in connection.execute(select_studios(known))}
    told = [row for row in rows if _is_news(row)]
    lines = (
        _say_span(rows, since, as_of),
        *(f"- {describe_board(row, names)}" for row in boards),
        *_list_changes(told, names, public_url),
        where,
    )
    link = public_url or next((row["url"] for row in told if row["url"]), "")
    return Digest(_make_title(rows, boards, names, as_of), lines, changed=bool(rows or boards), link=link)


def _is_news(row: Row) -> bool:
    """Tell whether a message names the change: all of AI postings, and pay that changed; changes.csv has the rest."""
    return news.is_of_ai(row) or news.classify_news(row) == "pay_changed"


def _make_title(rows: Sequence[Row], boards: Sequence[Row], names: Mapping[str, str], as_of: datetime) -> str:
    words = wording.load_sentences()["news"]
    counted = count_news(count_by_news([row for row in rows if _is_news(row)]))[:KINDS_IN_TITLE]
    counted += [words["board"].format(studio=names.get(row["studio"], row["studio"])) for row in boards]
    headline = "; ".join(counted) or words["nothing_of_ai" if rows else "nothing"]
    return f"{headline[0].upper()}{headline[1:]} ({wording.format_date(as_of.date())})"


def _say_span(rows: Sequence[Row], since: datetime, as_of: datetime) -> str:
    every = "; ".join(count_news(count_by_news(rows)))
    dates = {"since": wording.format_date(since.date()), "as_of": wording.format_date(as_of.date())}
    return str(wording.load_sentences()["news"]["span" if every else "still"].format(**dates, counts=every))


def _first_report_title(postings: DataFrame, as_of: datetime) -> str:
    listed = postings[postings["state"] == "listed"]
    return str(
        wording.load_sentences()["news"]["first"].format(
            ai=f"{listed['ai_label'].isin(news.AI_LABELS).sum():,}",
            listed=f"{len(listed):,}",
            as_of=wording.format_date(as_of.date()),
        )
    )


def _list_changes(rows: Sequence[Row], names: Mapping[str, str], public_url: str | None) -> Iterator[str]:
    """Name the weightiest changes, each posting once by each kind, with what it said before and says now."""
    once = {(row["posting_id"], news.classify_news(row)): row for row in reversed(rows)}
    told = sorted(once.values(), key=SORT_KEYS["changes"])
    for row in told[:POSTINGS_NAMED]:
        quote = quote_change(row)
        link = _find_link(row, public_url)
        yield f"- {describe_change(row, names)}{f' {quote}' if quote else ''} <{link}>"
    if len(told) > POSTINGS_NAMED:
        yield wording.load_sentences()["news"]["more"].format(count=f"{len(told) - POSTINGS_NAMED:,}")


def _find_link(row: Row, public_url: str | None) -> str:
    """Give the address of the posting's page on the published site, else of the posting itself."""
    return f"{public_url.rstrip('/')}/{posting_path(row['posting_id'])}" if public_url else str(row["url"])
