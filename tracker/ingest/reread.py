"""Read what is stored again with today's readers. Old readings stay; a stop loses nothing, and the next run goes on."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Select
from sqlalchemy.orm import Session
from tqdm import tqdm

from db import models
from db.engine import write_sessions
from db.queries.as_of import select_last_end
from db.queries.readings import (
    select_count,
    select_last_read_at,
    select_newest_unread,
    select_studio_name,
    select_studios_with_postings,
    select_unread_versions,
)
from db.writes import leases
from db.writes.readings import save_reading, upsert_rates
from tracker.editorial import corrections
from tracker.ingest import boilerplate as learning
from tracker.ingest.codec import decode_version, encode_rates, encode_reading
from tracker.reading.reader import Boilerplate, name_reader, read_posting
from tracker.reading.text import from_description

AT_ONCE = 100
"""Versions read in one transaction."""


def reread_studios(engine: Engine, studios: Sequence[str]) -> int:
    """Read every stored version that today's readers, with what is stored of the studio's boilerplate, have not read;
    of these studios, or of all where none is named.

    Gives how many were read.
    """
    with Session(engine) as session:
        names = studios or session.scalars(select_studios_with_postings()).all()
        stored = {name: learning.latest_boilerplate(session, name) for name in names}
        todo = [select_unread_versions(name, name_reader(boilerplate)) for name, boilerplate in stored.items()]
        total = sum(session.scalar(select_count(each)) or 0 for each in todo)
    with tqdm(total=total, unit=" versions", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
        for unread, boilerplate in zip(todo, stored.values(), strict=True):
            for done in _read_all(engine, unread, boilerplate):
                bar.update(done)
    _note_end(engine, total)
    return total


def _note_end(engine: Engine, versions: int) -> None:
    """So that reports look at what was read, from here on; also where the run that read it was stopped before this."""
    with write_sessions(engine).begin() as session:
        leases.serialize_timestamps(session)
        last, end = session.scalar(select_last_read_at()), session.scalar(select_last_end())
        if last and end and last > end:
            session.add(models.Reread(finished_at=datetime.now(UTC), reader=name_reader(None), versions=versions))


def reread_with_boilerplate(engine: Engine, boilerplate: Boilerplate, *, read_at: datetime | None = None) -> int:
    """Read the newest version of each of the studio's postings that was not read with this boilerplate yet."""
    unread = select_newest_unread(boilerplate.studio, boilerplate.name)
    return sum(_read_all(engine, unread, boilerplate, read_at=read_at))


def _read_all(
    engine: Engine, unread: Select[Any], boilerplate: Boilerplate | None, *, read_at: datetime | None = None
) -> Iterator[int]:
    """Read what the query names until it names nothing more; gives how many each transaction read."""
    while True:
        with write_sessions(engine).begin() as session:
            leases.serialize_timestamps(session)
            # Asked anew each time: what another process has read meanwhile is no longer named, and a stop loses one
            # batch.
            todo = list(session.scalars(unread.limit(AT_ONCE)))
            for version_id in todo:
                _reread_version(session, version_id, boilerplate, read_at)
        if not todo:
            return
        yield len(todo)


def _reread_version(
    session: Session, version_id: int, boilerplate: Boilerplate | None, read_at: datetime | None
) -> None:
    version = session.get_one(models.Version, version_id)
    reading, ranges, evidence = encode_reading(
        read_posting(
            decode_version(version),
            from_description(version.description_html),
            studio=session.scalar(select_studio_name(version.posting)),
            boilerplate=boilerplate,
            read_at=read_at,
        )
    )
    upsert_rates(session, encode_rates(reading))
    save_reading(session, version_id, reading, ranges, evidence)
    # A better reader must not bring a misreading back that a person has put right.
    corrections.reapply(session, version_id, reading.read_at)
