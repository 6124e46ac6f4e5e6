"""`schedule`: run crawls and reports by the clock; `tell`: send the message after a report."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.commands.context import load_studios, open_database, select_studios
from tracker.commands.options import config_option
from tracker.commands.work import open_shared_database

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.scheduling.config import ScheduleConfig
    from tracker.scheduling.jobs import Job


@click.command()
@config_option("A schedule file; its [tell] says whom to tell, and how.")
def tell(config: Path | None) -> None:
    """Send what changed since the last message, by e-mail, webhook or feed. The schedule does so after its report.

    \b
    Example: labor-tracker tell --config schedule.toml
    """
    from tracker.publishing.notify import notifier
    from tracker.scheduling.config import load_config

    plan = load_config(config)
    if not plan.telling.ways:
        raise click.UsageError(
            "the schedule file has no [tell] that says whom to tell; name another file with --config FILE"
        )
    well = True
    for line, went_well in notifier.send_notifications(open_database(), plan.telling, embargo_until=plan.embargo_until):
        click.echo(line)
        well = well and went_well
    sys.exit(not well)


@click.command()
@click.option("--print", "printing", is_flag=True, help="Print when each job runs next and what is due now, and exit.")
@click.option("--once", is_flag=True, help="Run what is due, and exit.")
@config_option("A schedule file. Default: the packaged one.")
def schedule(printing: bool, once: bool, config: Path | None) -> None:
    """Crawl and report by the clock, until stopped. A missed run is made up for once.

    With `workers = true` in labor-tracker.toml nothing is run here: workers do it (`labor-tracker work`).

    \b
    Example: labor-tracker schedule --print
             labor-tracker schedule --config schedule.toml
    """
    from tracker import settings
    from tracker.scheduling import runner
    from tracker.scheduling.config import load_config
    from tracker.scheduling.health import make_watched
    from tracker.scheduling.jobs import make_jobs
    from tracker.scheduling.ping import make_ping
    from tracker.util.logs import configure_logging

    configure_logging(settings.LOG_STYLE)
    plan = load_config(config)
    chosen = [] if plan.studios == () else select_studios(plan.studio_names, everyone=plan.studios == "all")
    names = [studio.name for studio in chosen]
    engine = open_shared_database() if settings.WORKERS else open_database(create=True)
    todo = make_jobs(plan, names)
    ping = make_ping(settings.HEALTH_URL, engine, make_watched(engine, plan, todo)) if settings.HEALTH_URL else None
    if printing:
        for line in runner.describe_schedule(engine, plan, todo):
            click.echo(line)
    elif settings.WORKERS:
        _put_into_queue(engine, plan, todo, ping, once=once)
    elif once:
        ran = runner.run_once(engine, plan, todo, ping)
        for name, code in ran:
            click.echo(f"{name}: {'done' if code == 0 else f'failed (exit code {code})'}")
        sys.exit(any(code for _, code in ran))
    else:
        runner.run_forever(engine, plan, todo, ping)


def _put_into_queue(
    engine: "Engine", plan: "ScheduleConfig", todo: "Sequence[Job]", ping: Callable[[], None] | None, *, once: bool
) -> None:
    from tracker.scheduling.runner import follow_clock
    from tracker.workers.lanes import LaneMap
    from tracker.workers.queue import open_queue
    from tracker.workers.scheduler import QueueScheduler

    with open_queue(engine) as queue:
        scheduler = QueueScheduler(queue, LaneMap.from_studios(load_studios()), todo, plan.grace, ping)
        if once:
            for name in scheduler.defer_due_jobs():
                click.echo(f"{name}: left to a worker")
        else:
            follow_clock(scheduler)
