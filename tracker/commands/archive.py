"""`archive`: check the archived answers, and redact people's data in them."""

import sys
from pathlib import Path

import click

from tracker.commands.context import open_database


@click.group()
def archive() -> None:
    """Check the archived answers of the boards, and redact people's data."""


@archive.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE | DIR]...")
def archive_check(paths: tuple[Path, ...]) -> None:
    """Check every digest and the order of records; print each file's count, dates and problems.

    The default is the folder of LABOR_TRACKER_ARCHIVE.

    \b
    Example: labor-tracker archive check archive
    """
    from tracker.archive.check import check_archives

    well = True
    for line, is_problem in check_archives(_require_paths(paths)):
        click.echo(line)
        well = well and not is_problem
    sys.exit(not well)


@archive.command("redact")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE | DIR]...")
@click.option("--words", multiple=True, required=True, metavar="WORDS", help="What to take out: a name, an address.")
@click.option("--by", required=True, metavar="WHO", help="Who takes it out; the log names this person.")
@click.option("--reason", required=True, metavar="WHY", help="Why; the log shows it, so name nobody here.")
@click.option("--unfinished", is_flag=True, help="Also files that a stopped crawl left unfinished.")
def archive_redact(paths: tuple[Path, ...], words: tuple[str, ...], by: str, reason: str, *, unfinished: bool) -> None:
    """Take a person's data out of the archives and the database, on that person's request.

    Every letter becomes an x, so that quotations stay in their places. What was done stands in each record, in
    redactions.jsonl beside the archives, and in the view redactions; the words themselves stand in no log. The default
    is the folder of LABOR_TRACKER_ARCHIVE. Reports that were written already are yours to look after.

    \b
    Example: labor-tracker archive redact archive --words "Jane Doe" --words jane@example.org --by "A. Editor" \\
                 --reason "asked for on 22 November 2026"
    """
    from tracker.archive.erasure import erase_words

    where = _require_paths(paths)
    for line in erase_words(open_database(), where, words, by=by, reason=reason, unfinished=unfinished):
        click.echo(line)


def _require_paths(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    from tracker import settings

    if not paths and not settings.ARCHIVE:
        raise click.UsageError("name a file or a folder, or set LABOR_TRACKER_ARCHIVE")
    return paths or (Path(settings.ARCHIVE or ""),)
