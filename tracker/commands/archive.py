"""`archive`: check the archived answers, and redact people's data in them."""

import sys
from pathlib import Path

import click

from tracker.commands.context import open_database
from tracker.commands.group import CommandGroup


@click.group(cls=CommandGroup)
def archive() -> None:
    """Check the archived answers of the boards, and redact people's data."""


@archive.command("check")
@click.argument("paths", nargs=-1, metavar="[FILE | DIR | URL]...")
def archive_check(paths: tuple[str, ...]) -> None:
    """Check every digest and the order of records; print each file's count, dates and problems.

    The default is the folder of LABOR_TRACKER_ARCHIVE.

    \b
    Example: labor-tracker archive check archive
    """
    from tracker.archive.check import check_archives
    from tracker.archive.storage import copy_archives, name_addresses

    well = True
    with copy_archives(_require_paths(paths)) as (where, copies):
        for line, is_problem in check_archives(where):
            click.echo(name_addresses(line, copies))
            well = well and not is_problem
    sys.exit(not well)


@archive.command("redact")
@click.argument("paths", nargs=-1, metavar="[FILE | DIR | URL]...")
@click.option("--words", multiple=True, required=True, metavar="WORDS", help="What to take out: a name, an address.")
@click.option("--by", required=True, metavar="WHO", help="Who takes it out; the log names this person.")
@click.option("--reason", required=True, metavar="WHY", help="Why; the log shows it, so name nobody here.")
@click.option("--unfinished", is_flag=True, help="Also files that a stopped crawl left unfinished.")
def archive_redact(paths: tuple[str, ...], words: tuple[str, ...], by: str, reason: str, *, unfinished: bool) -> None:
    """Take a person's data out of the archives and the database, on that person's request.

    Every letter becomes an x, so that quotations stay in their places. What was done stands in each record, in
    redactions.jsonl beside the archives, and in the view redactions; the words themselves stand in no log. The default
    is the folder of LABOR_TRACKER_ARCHIVE. Reports that were written already are yours to look after.

    \b
    Example: labor-tracker archive redact archive --words "Jane Doe" --words jane@example.org --by "A. Editor" \\
                 --reason "asked for on 22 November 2026"
    """
    from tracker.archive.erasure import erase_words
    from tracker.archive.storage import copy_archives, name_addresses, store_changes

    with copy_archives(_require_paths(paths)) as (where, copies):
        for line in erase_words(
            open_database(), where, words, by=by, reason=reason, unfinished=unfinished,
            after_archives=lambda: store_changes(copies),
        ):  # fmt: skip
            click.echo(name_addresses(line, copies))


def _require_paths(paths: tuple[str, ...]) -> tuple[str, ...]:
    from tracker import settings
    from tracker.archive.storage import list_configured_archives

    if not paths and not settings.ARCHIVE:
        raise click.UsageError("name a file or a folder, or set LABOR_TRACKER_ARCHIVE")
    return paths or list_configured_archives()


@archive.command("store")
def archive_store() -> None:
    """Store the archives that wait in the outbox at the configured address; each crawl does so at its end, too.

    \b
    Example: labor-tracker archive store
    """
    from tracker import settings
    from tracker.archive.storage import list_waiting, store_waiting

    if not settings.ARCHIVE_STORE:
        raise click.UsageError("archives stay in their folder: the setting archive names no address")
    outbox = Path(settings.ARCHIVE or "")
    before = len(list_waiting(outbox))
    problems = list(store_waiting(outbox, settings.ARCHIVE_STORE))
    for line in problems:
        click.echo(line, err=True)
    click.echo(f"{before - len(list_waiting(outbox))} archives stored, {len(list_waiting(outbox))} wait")
    sys.exit(bool(problems))
