"""`work`: take jobs from the queue of a shared database. What puts them there is `--queue` of other commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tracker.commands.context import load_studios, make_crawl_settings, open_database, warn_without_contact
from tracker.commands.options import NameList, Seconds, via_option

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.workers.queue import JobQueue


QUEUES = ("crawl", "read", "report")
queue_option = click.option("--queue", "queued", is_flag=True, help="Let workers do it (`labor-tracker work`).")


@click.command()
@click.option(
    "--queue",
    "queues",
    type=NameList("queue", lambda: QUEUES),
    default=",".join(QUEUES),
    show_default=True,
    metavar="NAME,…",
    help="Which work to take: crawl (visit boards), read (reread), report (report, site and messages).",
)
@click.option(
    "--at-once", type=click.IntRange(1), default=2, show_default=True, metavar="N", help="Jobs that run side by side."
)
@via_option
@click.option("--delay", type=Seconds(), metavar="S", help="Seconds between requests to a host: at least 1.")
def work(queues: tuple[str, ...], at_once: int, via: str | None, delay: float | None) -> None:
    """Visit boards, read postings again and write reports, as other commands and the schedule ask for, until stopped.

    Any number of workers on any number of machines share one PostgreSQL database; no host is asked by two of them at
    once. Told to end (SIGTERM), a worker closes its crawls, and another goes on with them.

    \b
    Example: labor-tracker work
             labor-tracker work --queue crawl --at-once 8
    """
    import asyncio
    from functools import partial

    from tracker.settings import LOG_STYLE
    from tracker.util.logs import configure_logging

    settings = make_crawl_settings(via, delay, verbose=False)
    engine = open_shared_database()
    configure_logging(LOG_STYLE)
    if "crawl" in queues:
        warn_without_contact(settings)
    from tracker.workers.child_process import ForkedCommand
    from tracker.workers.lanes import LaneMap
    from tracker.workers.worker import QueueWorker

    options = [*(("--via", via) if via else ()), *(("--delay", str(delay)) if delay is not None else ())]
    start = partial(ForkedCommand, "tracker.cli")
    worker = QueueWorker(engine, LaneMap.from_studios(load_studios()), queues, at_once, start, options)
    asyncio.run(worker.run())


def open_shared_database() -> "Engine":
    """Open the database that workers share. Wrong usage on SQLite; WorkersError without the extra."""
    from importlib.util import find_spec

    from db.engine import display_url, parse_url
    from tracker import settings
    from tracker.errors import WorkersError

    if parse_url(settings.DATABASE_URL).get_backend_name() != "postgresql":
        raise click.UsageError(
            f"workers share a PostgreSQL database, and {display_url(settings.DATABASE_URL)} is none; set database_url"
        )
    if find_spec("procrastinate") is None:
        raise WorkersError("workers need what is not installed: pip install 'labor-tracker[workers]'")
    return open_database(create=True)


@contextmanager
def open_job_queue() -> "Iterator[JobQueue]":
    """Open the queue of the shared database, for a command that puts work into it."""
    engine = open_shared_database()
    from tracker.workers.queue import open_queue

    with open_queue(engine) as queue:
        yield queue
