"""Find what an operator has to see to: failing boards, late runs, a wrong clock, a full disk, lost archives."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.queries.operations import select_archives, select_last_outcomes, select_newest_instant
from db.vocabulary import Outcome
from tracker import settings
from tracker.scheduling.config import ScheduleConfig
from tracker.scheduling.jobs import Job
from tracker.util.place import display_address

FAILURES = 2
"""A board is a problem when so many crawls in a row failed: one failure is often the network's, and is made up for."""
_WELL = (Outcome.COMPLETE, Outcome.SUSPECT)
"""A suspect crawl waits to be confirmed; it is no failure of the board."""
_ARCHIVE_DAYS = 30
_WAITS = timedelta(hours=1)
"""How long a closed archive may lie in the outbox: the crawl that closed it stores it at once."""
"""Archives of crawls this many days back are looked for: all of them would take minutes after some years."""
_CLOCK_SLACK = timedelta(minutes=2)
"""Machines that share a database differ by seconds."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to see to."""

    kind: str
    """One of KINDS."""
    about: str
    """The studio or job; empty where it is the whole machine."""
    message: str


KINDS = ("board_failing", "late", "clock", "disk", "archive", "lane", "worker")


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at beside the database."""

    jobs: Sequence[Job]
    grace: timedelta
    """How late a job may be."""
    folders: Sequence[Path]
    """Whose disks must have room."""
    disk_gb: float
    archive: Path | None
    store: str | None = None
    """The address at which archives are stored; `archive` is then where they wait for it."""


def make_watched(engine: Engine, config: ScheduleConfig, jobs: Sequence[Job]) -> Watched:
    """What the configuration gives to look at."""
    archive = Path(settings.ARCHIVE) if settings.ARCHIVE else None
    folders = [config.folder, *([archive] if archive else [])]
    if engine.dialect.name == "sqlite" and engine.url.database:
        folders.insert(0, Path(engine.url.database).parent)
    return Watched(jobs, config.grace, folders, settings.DISK_GB, archive, settings.ARCHIVE_STORE)


def find_problems(engine: Engine, watched: Watched, now: datetime | None = None) -> list[Problem]:
    """Every problem there is, boards first."""
    at = now or datetime.now(UTC)
    with Session(engine) as session:
        return [
            *_find_failing_boards(session),
            *_find_late_jobs(session, watched, at),
            *_check_clock(session, at),
            *_check_disks(watched),
            *_find_lost_archives(session, watched, at),
        ]


def _find_failing_boards(session: Session) -> Iterator[Problem]:
    for studio, rows in groupby(session.execute(select_last_outcomes(FAILURES)), lambda row: row.studio):
        ended = list(rows)
        if len(ended) == FAILURES and all(row.outcome not in _WELL for row in ended):
            reason = f": {ended[0].reason}" if ended[0].reason else ""
            yield Problem("board_failing", studio, f"its last {FAILURES} crawls did not end well{reason}")


def _find_late_jobs(session: Session, watched: Watched, now: datetime) -> Iterator[Problem]:
    # Until something of it has run once, nobody keeps this schedule: those who crawl by hand are late for nothing.
    if all(job.last(session) is None for job in watched.jobs):
        return
    # As of when grace began: what is due now may still come, and must not hide for an hour that yesterday's did not.
    began = now - watched.grace
    for job in watched.jobs:
        due = job.due_at(session, began)
        if due is not None and due < began:
            yield Problem("late", job.name, f"due since {due.astimezone(UTC):%Y-%m-%d %H:%M} UTC")


def _check_clock(session: Session, now: datetime) -> Iterator[Problem]:
    newest = session.scalar(select_newest_instant())
    if newest is not None and newest > now + _CLOCK_SLACK:
        yield Problem(
            "clock",
            "",
            f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC, while a crawl began at {newest:%Y-%m-%d %H:%M} UTC",
        )


def measure_free_bytes(folders: Sequence[Path]) -> dict[Path, int]:
    """Free bytes where each folder is, or will be; a folder that cannot be asked is left out."""
    found = {}
    for folder in folders:
        place = next((each for each in (folder, *folder.absolute().parents) if each.exists()), None)
        if place is not None:
            found[folder] = shutil.disk_usage(place).free
    return found


def _check_disks(watched: Watched) -> Iterator[Problem]:
    for folder, free in measure_free_bytes(watched.folders).items():
        if free < watched.disk_gb * 1e9:
            yield Problem("disk", str(folder), f"{free / 1e9:.1f} GB are free, less than {watched.disk_gb:g} GB")


def _find_lost_archives(session: Session, watched: Watched, now: datetime) -> Iterator[Problem]:
    if watched.archive is None:
        return
    if watched.store is not None:  # a request for each archive is more than a status may cost
        from tracker.archive.storage import list_waiting  # only here, as it costs much to load

        late = [file for file in list_waiting(watched.archive) if _is_left(file, now)]
        if late:
            yield Problem(
                "archive",
                "",
                f"{len(late)} archives wait in {watched.archive}: {display_address(watched.store)} did not take them",
            )
        return
    for row in session.execute(select_archives(now - timedelta(days=_ARCHIVE_DAYS))):
        if not (watched.archive / row.archive).is_file():
            yield Problem("archive", row.studio, f"{row.archive} of crawl {row.id} is not in {watched.archive}")


def _is_left(file: Path, now: datetime) -> bool:
    """Whether a file has waited for longer than it takes to write and store one."""
    try:
        return now - datetime.fromtimestamp(file.stat().st_mtime, UTC) > _WAITS
    except FileNotFoundError:
        return False
