"""`archive`: what is kept of the boards' answers."""

import sys
from pathlib import Path

import click

from tracker.commands.common import open_database, report_errors


@click.group()
def archive() -> None:
    """The archived answers of the boards."""


@archive.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE | DIR]...")
def archive_check(paths: tuple[Path, ...]) -> None:
    """Check every digest and the order of the records; print each file's count, dates and problems.

    The default is the folder of LABOR_TRACKER_ARCHIVE.

    \b
    Example: labor-tracker archive check archive
    """
    from tracker import settings
    from tracker.archive import recorder as archive

    if not paths and not settings.ARCHIVE:
        raise click.UsageError("name a file or a folder, or set LABOR_TRACKER_ARCHIVE")
    well = True
    with report_errors():
        for line, is_problem in archive.check_archives(paths or [Path(settings.ARCHIVE or "")]):
            click.echo(line)
            well = well and not is_problem
    sys.exit(not well)


@archive.command("redact")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE | DIR]...")
@click.option("--words", multiple=True, required=True, metavar="WORDS", help="What to take out: a name, an address.")
@click.option("--by", required=True, metavar="WHO", help="Who takes it out: it stands in the log.")
@click.option("--reason", required=True, metavar="WHY", help="Why: it stands in the log, so name nobody in it.")
@click.option("--unfinished", is_flag=True, help="Also files without an end, where no crawl is writing them.")
def archive_redact(paths: tuple[Path, ...], words: tuple[str, ...], by: str, reason: str, *, unfinished: bool) -> None:
    """Take a person's data out of the archives and the database, where that person asks for it.

    Every letter becomes an x, so that quotations stay in their places. What was done stands in each record, in
    redactions.jsonl beside the archives, and in the view redactions; the words themselves stand in no log. The default
    is the folder of LABOR_TRACKER_ARCHIVE. Reports that were written already are yours to look after.

    \b
    Example: labor-tracker archive redact archive --words "Jane Doe" --words jane@example.org --by "A. Editor" \\
                 --reason "asked for on 22 November 2026"
    """
    from tracker import settings
    from tracker.archive.erasure import erase

    if not paths and not settings.ARCHIVE:
        raise click.UsageError("name a file or a folder, or set LABOR_TRACKER_ARCHIVE")
    with report_errors():
        lines = erase(
            open_database(),
            paths or (Path(settings.ARCHIVE or ""),),
            words,
            by=by,
            reason=reason,
            unfinished=unfinished,
        )
        for line in lines:
            click.echo(line)
