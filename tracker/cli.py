"""The command line: the table of contents of the program. What a command needs is imported when it runs."""

import atexit
import gc
from typing import Any

import click

from tracker.commands.archive import archive
from tracker.commands.ask import ask
from tracker.commands.brief import brief
from tracker.commands.browse import browse
from tracker.commands.clip import clip
from tracker.commands.config import config
from tracker.commands.context import report_errors
from tracker.commands.corrections import corrections
from tracker.commands.crawl import crawl
from tracker.commands.db import db
from tracker.commands.demo import demo
from tracker.commands.group import CommandGroup
from tracker.commands.lake import lake
from tracker.commands.query import query
from tracker.commands.read import read, reread, review
from tracker.commands.report import explain, report
from tracker.commands.scales import scales
from tracker.commands.schedule import schedule, tell
from tracker.commands.site import site
from tracker.commands.status import status
from tracker.commands.studios import studios
from tracker.commands.work import work
from tracker.util.process import unwind_on_sigterm

# Modules, tables and rules are some hundred thousand objects that live as long as the process. Looking through them for
# garbage, again and again while they are loaded and once more at the end, is a quarter of what a short command costs.
gc.set_threshold(100_000, *gc.get_threshold()[1:])
atexit.register(gc.freeze)


class Program(CommandGroup):
    """The root command: an error of ours ends any command with a sentence, wherever it is raised."""

    def invoke(self, ctx: click.Context) -> Any:
        with report_errors(), unwind_on_sigterm():
            return super().invoke(ctx)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="labor-tracker", prog_name="labor-tracker")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    help="How log lines on stderr are written, with times in UTC.  [default: LABOR_TRACKER_LOG_FORMAT, or text]",
)
def main(log_format: str | None) -> None:
    """Track studios' public job postings, read their pay, and compare it with union scale.

    Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.
    Settings come from labor-tracker.toml in the current folder (`config init` writes one) and from the environment; the
    database is labor-tracker.db in the current folder where nothing else is set.
    """
    if log_format:
        from tracker import settings

        settings.LOG_STYLE = log_format


for command in (
    *(demo, crawl, clip, report, brief, site, lake, query, explain, ask, reread, review, read),
    *(studios, scales, corrections, archive, schedule, work, tell, status, browse, db, config),
):
    main.add_command(command)


if __name__ == "__main__":
    main()
