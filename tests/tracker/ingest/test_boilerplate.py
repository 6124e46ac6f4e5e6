"""A studio's boilerplate is learned after complete crawls, stored in versions, and named by readings it entered."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from db import models
from db.engine import open_engine, write_sessions
from db.queries.as_of import AsOf
from db.queries.postings import select_ai_evidence, select_postings
from db.queries.readings import select_newest_unread
from db.vocabulary import AiLabel, Origin
from db.writes import crawls
from spiders.posting import Posting
from tests.factories import make_posting
from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting
from tracker.ingest import boilerplate, reread
from tracker.ingest.save_posting import save_posting
from tracker.reading.ai.boilerplate import canonical, differs
from tracker.reading.reader import Boilerplate

MISSION = "We believe that AI and machine learning will change how films are made."
PRIZES = "Our AI and machine learning tools have won prizes in many countries so far."
CRAFTS = "carpenter painter editor rigger driver cook tailor gaffer grip singer".split()
OWN = "You will build AI and machine learning models for our puppets each day."
START = datetime(2026, 3, 1, 6, tzinfo=UTC)


def html(craft: str, *more: str) -> str:
    own = [f"The {craft} of this house meets each {other} with great care." for other in (*CRAFTS, "guest", "child")]
    return f"<h3>What you will do</h3><p>{' '.join([*own, *more])}</p>"


def board(*more: str) -> dict[str, str]:
    """Descriptions by board key: ten jobs, of which the cook's speaks of AI in a sentence of its own."""
    return {craft: html(craft, *more, *([OWN] if craft == "cook" else [])) for craft in CRAFTS}


@pytest.fixture
def fresh(new_database: Callable[..., str]) -> Iterator[Callable[[], Engine]]:
    made: list[Engine] = []

    def engine() -> Engine:
        made.append(open_engine(new_database(upgraded=True)))
        return made[-1]

    yield engine
    for each in made:
        each.dispose()


def crawl(
    engine: Engine, descriptions: dict[str, str], order: Sequence[str] = (), day: int = 0, *, killed: bool = False
) -> datetime:
    """A complete crawl as the intake does it, in this order of arrival; gives its end. `killed`: once it has learned,
    before anything is read by that."""
    started, studio = START + timedelta(days=day), "acme"
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio=studio, name="Acme")])
        crawl_id = crawls.open_crawl(session, studio, started, program="0")
        known = boilerplate.latest_boilerplate(session, studio)
    for key in order or sorted(descriptions):
        posting = Posting(
            studio=studio,
            board_key=key,
            title=key.title(),
            url=f"https://jobs.example/{key}",
            description=descriptions[key],
            source_url=f"https://jobs.example/api/{key}",
            response_sha256="0" * 64,
            fetched_at=started,
        )
        with write_sessions(engine).begin() as session:
            save_posting(session, crawl_id, posting, Origin.BOARD, studio="Acme", boilerplate=known, read_at=started)
    finished = started + timedelta(minutes=5)
    learned = boilerplate.update_boilerplate(engine, crawl_id, studio, descriptions.keys(), at=finished)
    if killed:
        return finished
    if learned:
        reread.reread_with_boilerplate(engine, learned, descriptions, read_at=finished)
    ending = {"announced": len(descriptions), "ended": True, "faults": [], "refused": None, "requests": 1}
    with write_sessions(engine).begin() as session:
        crawls.close_crawl(session, crawl_id, finished, listed_keys=list(descriptions), **ending)
    return finished


def asked(engine: Engine, query: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return sorted(map(tuple, connection.execute(query)))


def labels(engine: Engine, as_of: datetime | None = None) -> dict[str, str]:
    rows = select_postings(AsOf.plain(as_of) if as_of else None).subquery()
    return dict(asked(engine, select(rows.c.board_key, rows.c.ai_label)))


def readers(engine: Engine) -> set[str]:
    return {reader for (reader,) in asked(engine, select(models.Reading.reader))}


def versions(engine: Engine) -> list[tuple[Any, ...]]:
    return asked(engine, select(models.Boilerplate.studio, models.Boilerplate.number, models.Boilerplate.crawl))


def test_what_a_complete_crawl_teaches_labels_the_postings_it_was_learned_from(engine: Engine) -> None:
    finished = crawl(engine, board(MISSION))
    assert labels(engine) == {craft: "adjacent" if craft == "cook" else "none" for craft in CRAFTS}
    assert labels(engine, finished) == labels(engine)
    assert versions(engine) == [("acme", 1, 1)]
    with Session(engine) as session:
        row = session.scalars(select(models.Boilerplate)).one()
        assert row.sentences == sorted(row.sentences)
        assert canonical(MISSION) in row.sentences
    latest = {reader for (reader,) in asked(engine, select(select_ai_evidence().subquery().c.reader))}
    assert {reader.partition(", boilerplate ")[2] for reader in latest} == {"acme 1"}


def test_the_order_of_arrival_changes_no_label_and_no_version(fresh: Callable[[], Engine]) -> None:
    descriptions = board(MISSION)
    found = []
    for seed in (1, 2, 3):
        order, engine = list(descriptions), fresh()
        random.Random(seed).shuffle(order)
        crawl(engine, descriptions, order)
        late = {**descriptions, "usher": html("usher", MISSION)}
        crawl(engine, late, order=[*order, "usher"], day=1)
        sentences = asked(engine, select(models.Boilerplate.number, models.Boilerplate.sha256))
        found.append((labels(engine), sentences))
    assert found[0] == found[1] == found[2]
    assert found[0][0]["usher"] == "none"


def test_a_small_change_stores_no_version_and_reads_nothing_again(engine: Engine) -> None:
    before = board(MISSION, *(f"Our {n}th house rule number {word} is kept by all." for n, word in enumerate(CRAFTS)))
    crawl(engine, before)
    once = asked(engine, select(models.Reading.version, models.Reading.reader))
    after = {key: words.replace("number singer", f"of each {key}") for key, words in before.items() if key != "grip"}
    crawl(engine, {**after, "grip": before["grip"]}, day=1)
    assert versions(engine) == [("acme", 1, 1)]
    again = asked(engine, select(models.Reading.version, models.Reading.reader))
    assert set(once) <= set(again)
    assert len(again) == len(once) + 9  # each changed posting's new version, read once
    assert {reader.partition(", boilerplate ")[2] for reader in readers(engine)} == {"", "acme 1"}


def test_a_large_change_stores_the_next_version_and_leaves_older_reports_as_they_were(engine: Engine) -> None:
    first = AsOf.plain(crawl(engine, board(MISSION)))
    then = asked(engine, select_postings(first)), asked(engine, select_ai_evidence(first))
    crawl(engine, board(PRIZES), day=1)
    assert versions(engine) == [("acme", 1, 1), ("acme", 2, 2)]
    assert set(labels(engine).values()) == {"none", "adjacent"}
    assert labels(engine)["grip"] == "none"
    assert (asked(engine, select_postings(first)), asked(engine, select_ai_evidence(first))) == then


def test_reading_by_a_new_version_goes_on_after_a_stop(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl(engine, board(MISSION))
    learned = Boilerplate("acme", 7, frozenset({canonical(OWN), canonical(MISSION)}))
    monkeypatch.setattr(reread, "AT_ONCE", 3)
    with Session(engine) as session:
        unread = session.scalars(select_newest_unread("acme", learned.name, CRAFTS)).all()
    some = reread.read_versions(engine, unread, learned)
    assert len(next(some)) == 3
    some.close()
    assert reread.reread_with_boilerplate(engine, learned, CRAFTS) == len(CRAFTS) - 3
    assert reread.reread_with_boilerplate(engine, learned, CRAFTS) == 0
    assert labels(engine)["cook"] == "none"


def test_a_crawl_killed_after_it_learned_is_made_good_by_the_next(engine: Engine, fresh: Callable[[], Engine]) -> None:
    crawl(engine, {"usher": html("usher")})
    crawl(engine, board(MISSION), day=1, killed=True)
    assert versions(engine) == [("acme", 1, 2)]
    assert labels(engine) == {"usher": "none"}
    crawl(engine, board(MISSION), day=2)
    untouched = fresh()
    crawl(untouched, {"usher": html("usher")})
    crawl(untouched, board(MISSION), day=1)
    assert labels(engine) == labels(untouched)
    assert versions(engine) == [("acme", 1, 2)]


def test_reread_reads_by_what_is_stored_of_each_studio(engine: Engine) -> None:
    crawl(engine, board(MISSION))
    assert reread.reread_studios(engine, []) == 0
    assert reread.reread_studios(engine, ["acme"]) == 0
    with write_sessions(engine).begin() as session:
        session.add(
            models.Boilerplate(
                studio="acme", number=2, learned_at=START, crawl=1, sentences=[canonical(MISSION)], sha256="0" * 64
            )
        )
    assert reread.reread_studios(engine, ["elsewhere"]) == 0
    assert reread.reread_studios(engine, []) == len(CRAFTS)
    assert labels(engine)["grip"] == "none"


def test_what_an_older_reader_said_stays_as_of_its_day_when_a_newer_one_reads(engine: Engine) -> None:
    end = crawl(engine, {"cook": html("cook", OWN)})
    (newest,) = readers(engine)
    with write_sessions(engine).begin() as session:
        session.execute(update(models.Reading).values(reader="pay 1, ai 1", ai_label=AiLabel.NONE))
    assert reread.reread_studios(engine, []) == 1
    assert readers(engine) == {"pay 1, ai 1", newest}
    assert labels(engine, end) == {"cook": "none"}
    assert labels(engine)["cook"] != "none"


@pytest.mark.parametrize(
    ("kept", "new", "gone", "renewed"), [(0, 0, 0, False), (0, 1, 0, True), (18, 1, 1, False), (17, 1, 1, True)]
)
def test_what_is_stored_gives_way_only_beyond_a_share(kept: int, new: int, gone: int, renewed: bool) -> None:
    both = {f"sentence {n}" for n in range(kept)}
    learned, stored = both | {f"new {n}" for n in range(new)}, both | {f"gone {n}" for n in range(gone)}
    assert differs(frozenset(learned), frozenset(stored)) is renewed


# ---- over HTTP


def jobs() -> list[FakePosting]:
    words = enumerate(board(MISSION).items())
    return [make_posting(n, title=craft.title(), description_html=description) for n, (craft, description) in words]


def test_a_crawl_learns_and_its_report_and_its_replay_say_the_same(run: Any, rows: Any, tmp_path: Path) -> None:
    label = "select title, ai_label from postings order by title"
    with FakeBoardServer(jobs()) as server:
        server.faults = [Fault(path="00000[2346]", kind="500")]
        assert run("crawl", "netflix", "--via", server.url, "--delay", 0).returncode == 1
        assert rows("select count(*) from boilerplate") == [(0,)]
        assert "none" not in {label for _, label in rows(label)}
        server.faults = []
        done = run("crawl", "netflix", "--via", server.url, "--delay", 0, "--archive", "kept")
        assert done.returncode == 0, done.stderr
    found = rows(label)
    assert [title for title, label in found if label != "none"] == ["Cook"]
    assert run("report", "--format", "csv", "--out", "out").returncode == 0
    assert (tmp_path / "out" / "postings.csv").read_text().count(",adjacent,") == 1
    receipt = " ".join(run("explain", "netflix:790000000005").stdout.split())
    assert "boilerplate netflix 1)" in receipt


def test_a_replay_dates_its_readings_as_the_crawl_did(run: Any, rows: Any, tmp_path: Path) -> None:
    with FakeBoardServer(jobs()) as server:
        run("crawl", "netflix", "--via", server.url, "--delay", 0, "--archive", "kept")
    again = f"sqlite:///{tmp_path / 'again.db'}"
    assert run("crawl", "--replay", "kept", database=again).returncode == 0
    label = "select title, ai_label from postings order by title"
    assert rows(label, again) == rows(label)
    late = "select count(*) from reading, crawl where read_at > finished_at"
    assert rows(late, again) == rows(late) == [(0,)]
    for database, folder in (("", "one"), (again, "two")):
        assert run("report", "--format", "csv", "--out", folder, database=database).returncode == 0
    assert (tmp_path / "one" / "postings.csv").read_bytes() == (tmp_path / "two" / "postings.csv").read_bytes()
