"""`schedule`: run crawls and reports by the clock; `tell`: send the message after a report."""

import sys
from pathlib import Path

import click

from tracker.commands.context import open_database, select_studios
from tracker.commands.options import config_option


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
    engine, todo = open_database(create=True), make_jobs(plan, names)
    ping = make_ping(settings.HEALTH_URL, engine, make_watched(engine, plan, todo)) if settings.HEALTH_URL else None
    if printing:
        for line in runner.describe_schedule(engine, plan, todo):
            click.echo(line)
    elif once:
        ran = runner.run_once(engine, plan, todo, ping)
        for name, code in ran:
            click.echo(f"{name}: {'done' if code == 0 else f'failed (exit code {code})'}")
        sys.exit(any(code for _, code in ran))
    else:
        runner.run_forever(engine, plan, todo, ping)
