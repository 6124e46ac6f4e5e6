"""`posting_now` says what the history says of now, whatever was crawled, read, corrected, taken out or given before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db.engine import write_sessions
from db.maintenance.present_check import find_differences
from db.models import Clip, Correction, Posting, Reading, Studio, Version
from db.queries import views
from db.queries.as_of import AsOf
from db.queries.current import find_present
from db.vocabulary import AiLabel, Origin
from db.writes import crawls, postings
from db.writes.corrections import reapply_correction, save_correction
from db.writes.readings import save_reading
from db.writes.redaction import RedactionOrder, apply_mask
from tests.factories import START, make_reading, make_version

KEYS = ("a", "b", "c")
STUDIOS = ("acme", "acme-second")
"""Of one employer, so that a requisition on both boards is one posting."""


class History:
    """Everything that can happen to a database, each step an hour after the one before."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.hours = engine, 0
        self.open: dict[str, int] = {}
        with self.write() as session:
            rows = (Studio(studio=name, name=name) for name in STUDIOS)
            crawls.upsert_studios(session, rows)

    def write(self) -> Any:
        return write_sessions(self.engine).begin()

    def at(self) -> datetime:
        self.hours += 1
        return START + timedelta(hours=self.hours)

    def crawl(self, studio: str, seen: list[tuple[str, int]], ending: str) -> None:
        """`ending`: complete; fault; refused; kill (it stays open, and the next one closes it); abandoned."""
        with self.write() as session:
            crawl = crawls.open_crawl(session, studio, self.at(), program="0")
        for key, words in seen:
            with self.write() as session:
                self._keep(session, crawl, studio, key, words)
        if ending == "kill":
            return
        with self.write() as session:
            if ending == "abandoned":
                crawls.abandon_crawl(session, crawl, self.at(), "its end could not be stored")
                return
            keys = [key for key, _ in seen]
            crawls.close_crawl(
                session, crawl, self.at(), announced=len(keys), listed_keys=keys, ended=True, requests=1,
                faults=["a fault"] if ending == "fault" else [], refused="no" if ending == "refused" else None,
            )  # fmt: skip

    def _keep(self, session: Session, crawl: int, studio: str, key: str, words: int) -> None:
        said, about = make_words(words), {"list_fingerprint": "", "detail_at": START}
        postings.save_version(session, crawl, studio, key, Origin.BOARD, said, read(self.at(), words), [], [], **about)

    def reread(self, number: int, label: AiLabel) -> None:
        with self.write() as session:
            versions = session.scalars(select(Version.id).order_by(Version.id)).all()
            if not versions:
                return
            version, at = versions[number % len(versions)], self.at()
            save_reading(session, version, read(at, number, label, reader=f"pay 2, ai {self.hours}"), [], [])
            reapply_correction(session, version, at, apply)

    def correct(self, number: int, title: str) -> None:
        with self.write() as session:
            versions = session.scalars(select(Version.id).where(Version.id.in_(select(Reading.version)))).all()
            if versions:
                row = Correction(
                    version=sorted(versions)[number % len(versions)], field="title", old_value="", new_value=title,
                    reason="", by="", corrected_on=START.date(), added_at=self.at(),
                )  # fmt: skip
                save_correction(session, [row], apply)

    def redact(self, word: str) -> None:
        def mask(value: Any) -> Any:
            return value.replace(word, "x" * len(word)) if isinstance(value, str) else value

        with self.write() as session:
            apply_mask(session, mask, RedactionOrder(by="Ida", reason="asked", at=self.at()))

    def clip(self, studio: str, key: str, words: int) -> None:
        with self.write() as session:
            at = self.at()
            there = session.scalar(select(Posting.origin).where(Posting.posting_id == f"{studio}:{key}"))
            clip = Clip(
                clipped_at=at, supplied_by="Ida", supplied_on=at.date(), given="page.html", captured_at=None,
                sha256="0" * 64, archive="", archive_record="",
            )  # fmt: skip
            origin = there or Origin.SUPPLIED
            postings.save_clip(session, studio, key, origin, make_words(words), read(at, words), [], [], clip)

    def second_board(self, first: str | None) -> None:
        with self.write() as session:
            row = Studio(studio=STUDIOS[1], name=STUDIOS[1], second_board_of=first)
            crawls.upsert_studios(session, [row])


def make_words(words: int) -> Version:
    """A few contents, some with the same requisition, some without a description or with a date of their own."""
    return make_version(
        title=f"Clerk {words}",
        requisition=f"R{words % 2}" if words else None,
        description_text="" if words == 1 else f"Keep the books {words}.",
        posted_on=START.date() + timedelta(days=words) if words > 1 else None,
        posted_on_basis="published" if words > 1 else None,
    )


def read(at: datetime, words: int, label: AiLabel = AiLabel.NONE, reader: str = "pay 1") -> Reading:
    return make_reading(read_at=at, ai_label=label, pay_currency="USD" if words % 2 else None, reader=reader)


def apply(version: Version, reading: Reading, ranges: Any, values: Any) -> None:
    reading.corrected_title, reading.corrected_posted_on = values["title"], START.date()


STUDIO, KEY, WORDS = st.sampled_from(STUDIOS), st.sampled_from(KEYS), st.integers(0, 3)
SEEN = st.dictionaries(KEY, WORDS).map(lambda seen: sorted(seen.items()))
ENDINGS = st.sampled_from(["complete", "complete", "complete", "fault", "refused", "kill", "abandoned"])
STEPS: dict[str, st.SearchStrategy[Any]] = {
    "crawl": st.tuples(STUDIO, SEEN, ENDINGS),
    "reread": st.tuples(st.integers(0, 9), st.sampled_from([AiLabel.CORE, AiLabel.NONE])),
    "correct": st.tuples(st.integers(0, 9), st.sampled_from(["Painter", "Rigger"])),
    "redact": st.tuples(st.sampled_from(["Clerk", "R1", "books"])),
    "clip": st.tuples(STUDIO, KEY, WORDS),
    "second_board": st.tuples(st.sampled_from([STUDIOS[0], None])),
}
NAMES = st.sampled_from([*STEPS, *["crawl"] * 6])
SEQUENCES = st.lists(NAMES.flatmap(lambda name: STEPS[name].map(lambda step: (name, step))), min_size=1, max_size=14)


@pytest.fixture
def emptied(engine: Engine) -> Callable[[], Engine]:
    """Gives the database without a row: a new one for each example would take longer than the example."""

    def empty() -> Engine:
        with write_sessions(engine).begin() as session:
            for table in reversed(Studio.metadata.sorted_tables):
                session.execute(table.delete())
        return engine

    return empty


@given(steps=SEQUENCES)
@settings(
    max_examples=settings().max_examples // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_present_is_what_the_history_says_of_now(emptied: Callable[[], Engine], steps: list[Any]) -> None:
    happened = History(emptied())
    for name, step in steps:
        getattr(happened, name)(*step)
        with happened.engine.connect() as connection:
            assert list(find_differences(connection)) == [], name
    compare_views(happened.engine)


@cache
def make_query(name: str, as_of: AsOf | None) -> Any:
    """A view's query: putting one together takes longer than asking so small a database."""
    return views.VIEWS[name](as_of)


def compare_views(engine: Engine) -> None:
    """Each view, as of an instant after all that happened, by both ways."""
    later = AsOf.plain(datetime(2100, 1, 1, tzinfo=UTC))
    with engine.connect() as connection:
        present = find_present(connection, later)
        assert present.is_present
        for name in views.VIEWS:
            ways = ({tuple(row) for row in connection.execute(make_query(name, at))} for at in (None, present, later))
            now, stored, worked_out = ways
            assert now == stored == worked_out, name
