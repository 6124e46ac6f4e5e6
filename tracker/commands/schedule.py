"""`schedule`: crawls and reports by the clock."""

import sys
from pathlib import Path

import click

from tracker.commands.common import choose, database, plainly


@click.command()
@click.option("--print", "printing", is_flag=True, help="Show the next fire times, and what is due, and exit.")
@click.option("--once", is_flag=True, help="Run what is due, and exit.")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A schedule file; default: the packaged one.",
)
def schedule(printing: bool, once: bool, config: Path | None) -> None:
    """Crawl and report by the clock, until stopped. What was missed is caught up once.

    \b
    Example: labor-tracker schedule --print
             labor-tracker schedule --config schedule.toml
    """
    import logging

    from tracker import schedule as timetable

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    for talkative in ("apscheduler", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    with plainly():
        plan = timetable.read_plan(config)
        chosen = [] if plan.studios == () else choose(plan.named, everyone=plan.studios == "all")
        names = [studio.name for studio in chosen]
        engine, todo = database(create=True), timetable.jobs(plan, names)
        if printing:
            for line in timetable.lines(engine, plan, todo):
                click.echo(line)
        elif once:
            ran = timetable.run_once(engine, plan, todo)
            for name, code in ran:
                click.echo(f"{name}: {'done' if code == 0 else f'failed (exit code {code})'}")
            sys.exit(any(code for _, code in ran))
        else:
            timetable.run_forever(engine, plan, todo)
