"""Read what is stored: what a crawl brought, and all of it again with today's readers. Old readings stay.

Reading touches no database, and so can go on in several processes; what was read is written in order, by one, a batch a
transaction. A stop loses nothing, and the next run goes on.
"""

import logging
import sys
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from tqdm import tqdm

from db import models
from db.engine import write_sessions
from db.errors import is_passing
from db.queries.as_of import select_last_end
from db.queries.readings import (
    select_last_read_at,
    select_newest_unread,
    select_readers_of,
    select_standing_keys,
    select_studios_with_postings,
    select_unread_of_crawl,
    select_unread_versions,
    select_words,
)
from db.writes import leases
from db.writes.readings import ReadingRows, save_readings, upsert_rates
from spiders.posting import Posting
from tracker.editorial import corrections
from tracker.ingest import boilerplate as learning
from tracker.ingest.codec import decode_version, encode_rates, encode_reading
from tracker.ingest.texts import in_batches, read_description
from tracker.reading.reader import Boilerplate, name_reader, read_posting
from tracker.scales.store import cover_versions
from tracker.util.reasons import describe_error

log = logging.getLogger(__name__)

AT_ONCE = 400
"""Versions read at a time, and written in one transaction: of fewer, its statements cost more than its rows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredWords:
    """A stored version, as it is read: wherever that is done."""

    version: int
    posting: Posting
    studio: str
    """Its studio's full name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionReading:
    """What was made of a version; `failure`: why nothing could be made of it."""

    version: int
    rows: ReadingRows | None = None
    failure: str = ""


Read = Callable[[Sequence[StoredWords], Boilerplate | None], list[VersionReading]]


def reread_studios(engine: Engine, studios: Sequence[str], jobs: int = 1) -> int:
    """Read every stored version that today's readers, with what is stored of the studio's boilerplate, have not read;
    of these studios, or of all where none is named. `jobs`: in so many processes.

    Gives how many were read.
    """
    with Session(engine) as session:
        names = studios or session.scalars(select_studios_with_postings()).all()
        stored = {name: learning.latest_boilerplate(session, name) for name in names}
        todo = [session.scalars(select_unread_versions(name, name_reader(its))).all() for name, its in stored.items()]
    total = sum(map(len, todo))
    count = 0
    with (
        tqdm(total=total, unit=" versions", disable=not sys.stderr.isatty(), file=sys.stderr) as bar,
        _make_pool(jobs if total > AT_ONCE else 1) as pool,
    ):
        for versions, boilerplate in zip(todo, stored.values(), strict=True):
            for done in read_versions(engine, versions, boilerplate, pool=pool, jobs=jobs):
                count += sum(not each.failure for each in done)
                bar.update(len(done))
                for each in done:
                    if each.failure:
                        log.error("version %d could not be read: %s", each.version, each.failure)
    _note_end(engine, count)
    return count


def _make_pool(jobs: int) -> Any:
    if jobs == 1:
        return nullcontext()
    # Not forked off this process, whose connections are not for two; off a new one where that can be had, which loads
    # the readers once for all.
    if "forkserver" in get_all_start_methods():
        context: BaseContext = get_context("forkserver")
        context.set_forkserver_preload(["__main__", __name__])
    else:
        context = get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context)


def _note_end(engine: Engine, versions: int) -> None:
    """So that reports look at what was read, from here on; also where the run that read it was stopped before this."""
    with write_sessions(engine).begin() as session:
        leases.serialize_timestamps(session)
        # The instant is stamped under the lock that orders all stamps (decision 32): one taken before waiting for the
        # database would be older than a report that has already looked, and the same as-of would give two reports.
        last, end = session.scalar(select_last_read_at()), session.scalar(select_last_end())
        if last and end and last > end:
            session.add(models.Reread(finished_at=datetime.now(UTC), reader=name_reader(None), versions=versions))


def read_crawl(
    engine: Engine, crawl_id: int, boilerplate: Boilerplate | None, *, read_at: datetime | None = None
) -> list[VersionReading]:
    """Read the versions that a crawl brought and that nobody has read; gives those that cannot be read."""
    with Session(engine) as session:
        unread = session.scalars(select_unread_of_crawl(crawl_id)).all()
    done = read_versions(engine, unread, boilerplate, read_at=read_at)
    return [each for some in done for each in some if each.failure]


def reread_with_boilerplate(
    engine: Engine, boilerplate: Boilerplate, listed: Collection[str], *, read_at: datetime | None = None
) -> int:
    """Read the newest version of each of the studio's postings that was not read with this boilerplate yet: of those
    listed, and of those that were listed lately."""
    unread: list[int] = []
    with Session(engine) as session:
        standing = session.scalars(select_standing_keys(boilerplate.studio)).all()
        for some in in_batches(sorted({*listed, *standing}), AT_ONCE):
            unread += session.scalars(select_newest_unread(boilerplate.studio, boilerplate.name, some))
    return sum(len(done) for done in read_versions(engine, unread, boilerplate, read_at=read_at))


def read_versions(
    engine: Engine,
    versions: Sequence[int],
    boilerplate: Boilerplate | None,
    *,
    read_at: datetime | None = None,
    pool: ProcessPoolExecutor | None = None,
    jobs: int = 1,
) -> Iterator[list[VersionReading]]:
    """Read versions by their ids and store what was read, in their order; gives each batch once it is stored."""
    batches = (_load_words(engine, some) for some in in_batches(versions, AT_ONCE))
    for done in (
        _read_ahead(pool, jobs, batches, boilerplate) if pool else (_read_batch(each, boilerplate) for each in batches)
    ):
        yield _store_batch(engine, done, name_reader(boilerplate), read_at)


def _read_ahead(
    pool: ProcessPoolExecutor, jobs: int, batches: Iterable[Sequence[StoredWords]], boilerplate: Boilerplate | None
) -> Iterator[list[VersionReading]]:
    """Read in other processes, few batches ahead of what is taken, so that memory stays bounded; in order."""
    ahead: deque[Future[list[VersionReading]]] = deque()
    for batch in batches:
        ahead.append(pool.submit(_read_batch, batch, boilerplate))
        if len(ahead) > 2 * jobs:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def _load_words(engine: Engine, versions: Sequence[int]) -> list[StoredWords]:
    with Session(engine) as session:
        rows = session.execute(select_words(versions))
        return [StoredWords(version=row.id, posting=decode_version(row), studio=row.studio_name) for row in rows]


def _read_batch(given: Sequence[StoredWords], boilerplate: Boilerplate | None) -> list[VersionReading]:
    return [_read_version(each, boilerplate) for each in given]


def _read_version(words: StoredWords, boilerplate: Boilerplate | None) -> VersionReading:
    try:
        text = read_description(words.posting.description)
        read = read_posting(words.posting, text, studio=words.studio, boilerplate=boilerplate)
        return VersionReading(version=words.version, rows=encode_reading(read))
    except Exception as error:
        # one bad posting stops nothing: whoever asked says what becomes of it
        log.info("where it happened", exc_info=True)
        return VersionReading(version=words.version, failure=describe_error(error))


def _store_batch(
    engine: Engine, done: list[VersionReading], reader: str, read_at: datetime | None
) -> list[VersionReading]:
    """Store a batch; where that fails, each by itself, so that what no column can hold stops no other."""
    read = [each for each in done if each.rows]
    failed = [each for each in done if not each.rows]
    try:
        _write_batch(engine, read, reader, read_at)
    except Exception as error:
        # A database that is locked or restarting is no fault of these versions: one by one they would wait as long, and
        # then be named as unreadable.
        if is_passing(error):
            raise
        stored, read = read, []
        for each in stored:
            try:
                _write_batch(engine, [each], reader, read_at)
                read.append(each)
            except Exception as fault:
                if is_passing(fault):
                    raise
                log.info("where it happened", exc_info=True)
                failed.append(VersionReading(version=each.version, failure=describe_error(fault)))
    return read + failed


def _write_batch(engine: Engine, done: Sequence[VersionReading], reader: str, read_at: datetime | None) -> None:
    with write_sessions(engine).begin() as session:
        leases.serialize_timestamps(session)
        at = read_at or datetime.now(UTC)
        # another run may have read some of them meanwhile
        there = set(session.scalars(select_readers_of([each.version for each in done], reader)))
        given: list[tuple[int, ReadingRows]] = []
        for each in done:
            if each.rows and each.version not in there:
                each.rows[0].read_at = at
                given.append((each.version, each.rows))
        upsert_rates(session, [rate for _, (reading, _, _) in given for rate in encode_rates(reading)])
        save_readings(session, given)
        cover_versions(session, [version for version, _ in given])
        # A better reader must not bring a misreading back that a person has put right.
        corrections.reapply_all(session, [version for version, _ in given], at)
