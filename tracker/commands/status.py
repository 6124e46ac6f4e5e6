"""`status`: how the last crawls ended, and what an operator has to see to."""

import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.commands.context import load_studios, open_database
from tracker.commands.options import config_option, format_option
from tracker.util.terminal import echo_words

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.scheduling.health import Problem, Watched
    from tracker.workers.state import QueueState

COLUMNS = (
    *("studio", "last_outcome", "last_crawl_at", "last_complete_at", "announced", "listed", "postings_listed"),
    *("with_pay", "last_reason"),
)


@click.command()
@format_option
@click.option("--check", is_flag=True, help="Print what is wrong instead; exit code 1 where anything is.")
@click.option("--json", "as_json", is_flag=True, help="Print studios and problems as one JSON object.")
@click.option("--metrics", is_flag=True, help="Print both in Prometheus' text format.")
@config_option("A schedule file: whose crawls and reports may be late. Default: labor-tracker.toml.")
def status(form: str, check: bool, as_json: bool, metrics: bool, config: Path | None) -> None:
    """Print how each studio's last crawl ended and why, and what is stored.

    Wrong, for --check, is: a board whose last two crawls did not end well; a crawl or report of the schedule that is
    late; a clock that stands before the last crawl; a disk with less free than disk_gb; an archive of the last 30 days
    that is not where it was written. Where workers share the database: a lane whose studios wait for longer than
    misfire_grace_minutes, and jobs that wait while no worker is at work.

    \b
    Example: labor-tracker status
             labor-tracker status --check
             labor-tracker status --metrics > /var/lib/node_exporter/labor-tracker.prom
    """
    from tracker import settings
    from tracker.explore.row_formats import FORMATS
    from tracker.explore.sql_console import run_select

    if sum((check, as_json, metrics)) > 1:
        raise click.UsageError("give one of --check, --json and --metrics")
    engine = open_database()
    columns, rows = run_select(engine, f"select {', '.join(COLUMNS)} from coverage order by studio")  # noqa: S608 - our names
    if not (check or as_json or metrics):
        for line in FORMATS[form](columns, rows):
            click.echo(line)
        if form == "table" and (queue := _read_queue(engine, config)):
            echo_words("\n".join(["", *queue[0].as_lines()]))
        if settings.ARCHIVE_STORE:  # what reads archives costs more to load than the rest of the command
            from tracker.archive.storage import list_waiting
            from tracker.util.place import display_address

            if waiting := len(list_waiting(Path(settings.ARCHIVE or ""))):
                where = display_address(settings.ARCHIVE_STORE)
                click.echo(f"{waiting} archives are not stored yet at {where}", err=True)
        return
    from tracker.scheduling.health import find_problems, measure_free_bytes

    watched = _list_watched(engine, config)
    problems, queue = find_problems(engine, watched), _read_queue(engine, config)
    if queue:
        problems += queue[0].find_problems(queue[1])
    studios = [dict(zip(columns, row, strict=True)) for row in rows]
    if metrics:
        from tracker.scheduling.metrics import render_metrics

        click.echo(render_metrics(studios, problems, measure_free_bytes(watched.folders)), nl=False)
    elif as_json:
        _print_json(studios, problems, queue[0] if queue else None)
    else:
        for problem in problems:
            echo_words(": ".join(filter(None, (problem.kind, problem.about, problem.message))))
        if not problems:
            click.echo("nothing is wrong")
        sys.exit(bool(problems))


def _list_watched(engine: "Engine", config: Path | None) -> "Watched":
    from tracker.crawling.selection import default_selection, select_by_name
    from tracker.scheduling.config import load_config
    from tracker.scheduling.health import make_watched
    from tracker.scheduling.jobs import make_jobs

    plan, known = load_config(config), load_studios()
    names = plan.studio_names
    chosen = select_by_name(known, names) if names else default_selection(known, everyone=plan.studios == "all")[0]
    return make_watched(engine, plan, make_jobs(plan, [studio.name for studio in chosen] if plan.studios != () else []))


def _read_queue(engine: "Engine", config: Path | None) -> "tuple[QueueState, timedelta] | None":
    """The state of the workers' queue, and how late a crawl may be; None where the database has no queue."""
    if engine.dialect.name != "postgresql":
        return None
    from tracker.scheduling.config import load_config
    from tracker.workers.lanes import LaneMap
    from tracker.workers.state import read_queue_state

    grace = load_config(config).grace
    state = read_queue_state(engine, LaneMap.from_studios(load_studios()), grace)
    return (state, grace) if state else None


def _print_json(studios: Sequence[dict[str, Any]], problems: "Sequence[Problem]", queue: "QueueState | None") -> None:
    from dataclasses import asdict
    from datetime import UTC, datetime

    whole: dict[str, Any] = {
        "checked_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "studios": studios,
        "problems": [asdict(problem) for problem in problems],
    }
    if queue:
        whole["queue"] = asdict(queue)
    echo_words(json.dumps(whole, ensure_ascii=False, indent=2, default=str))
