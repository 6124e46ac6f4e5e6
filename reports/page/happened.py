"""Say what happened to postings since a moment: counted in sentences, then the weightiest with what was edited marked.

Rows are those of changes.csv that the page selects; they are weighed by reports.prose.news.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.vocabulary import Origin
from reports.frames.text_diff import Run
from reports.prose import news, wording
from reports.prose.marked_edit import mark_change, shorten_marks
from reports.prose.news_counts import NewsCount, count_news, join_words, name_plural

Row = Mapping[str, Any]

STORIES = 8
"""Changes told in words; the table of all changes has the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One change in words. `parts`: what it says, marked word by word."""

    sentence: str
    parts: Sequence[Run]
    posting_id: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    heading: str
    sentences: Sequence[str]
    stories: Sequence[Story]


def describe_happened(
    *,
    rows: Sequence[Row],
    counts: Mapping[str, NewsCount],
    not_seen: int,
    coverage: Sequence[Row],
    boards: Sequence[Row],
    names: Mapping[str, str],
    since: datetime | None,
    as_of: datetime,
) -> Happened:
    """`rows`: of changes.csv, the weightiest first; `counts`: by kind of news; `boards`: those that were
    first read whole since then, each with `studio` and `listed`."""
    words = wording.load_sentences()["happened"]
    # of one day the date alone would say from when to when in the same words
    form = wording.format_instant if since and since.date() == as_of.date() else _format_day
    dates = {"as_of": form(as_of), "since": form(since) if since else words["first_visits"]}
    counted = count_news(counts)
    said = [words["counts" if counted else "none"].format(**dates, counts=join_words(counted))]
    said += [words["not_seen"][name_plural(not_seen)].format(count=f"{not_seen:,}")] if not_seen else []
    said += [describe_board(row, names) for row in boards]
    said += _describe_unseen(coverage)
    return Happened(
        heading=words["heading"].format(**dates),
        sentences=said,
        stories=[_tell_story(row, names) for row in rows if news.classify_news(row) in words["story"]][:STORIES],
    )


def _format_day(instant: datetime) -> str:
    return wording.format_date(instant.date())


def describe_board(row: Row, names: Mapping[str, str]) -> str:
    """Announce a board that was read whole for the first time. `row`: studio and listed."""
    words = wording.load_sentences()["happened"]["board"][name_plural(row["listed"])]
    return str(words.format(studio=names.get(row["studio"], row["studio"]), listed=f"{row['listed']:,}"))


def _describe_unseen(coverage: Sequence[Row]) -> list[str]:
    """Say of how many postings an edit could have gone unseen, and since when."""
    words = wording.load_sentences()["happened"]["unseen"]
    found = [
        words["studio"].format(
            studio=row["name"],
            count=f"{row['words_not_reread']:,}",
            since=wording.format_date(row["words_unseen_since"].date()),
        )
        for row in coverage
        if row["words_not_reread"]
    ]
    return [words["sentence"].format(studios=join_words(found))] if found else []


def _tell_story(row: Row, names: Mapping[str, str]) -> Story:
    return Story(
        sentence=describe_change(row, names),
        parts=shorten_marks(mark_change(row)),
        posting_id=row["posting_id"],
        url=row["url"] or "",
    )


def describe_change(row: Row, names: Mapping[str, str]) -> str:
    """Word one change, as the board, or whatever its words come from, shows it."""
    words = wording.load_sentences()["happened"]
    name = names.get(row["studio"], row["studio"])
    kind = news.classify_news(row)
    told = words["story"].get(kind) or words["plain"][row["event"]]
    said = told.format(studio=name, studios=wording.to_possessive(name), title=wording.shorten_title(row["title"]))
    whose = words["origin"].get(row["origin"], "")
    return f"{whose}{said}" if row["origin"] != str(Origin.BOARD) else said
