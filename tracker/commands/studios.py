"""`studios`: list, check, add, import."""

import sys
from pathlib import Path

import click

from tracker.commands.context import (
    load_studios,
    make_crawl_settings,
    report_usage_errors,
    warn_without_contact,
)
from tracker.commands.group import CommandGroup
from tracker.commands.options import format_option, via_option


@click.group(cls=CommandGroup)
def studios() -> None:
    """List the studios, check their boards, add one."""


@studios.command("list")
@format_option
def studios_list(form: str) -> None:
    """List the known studios: their boards, what robots.txt and terms say, and how the last crawl ended.

    The table shows what fits on a screen; the other formats have names, boards, parents and notes too.

    \b
    Example: labor-tracker studios list
             labor-tracker studios list --format csv > studios.csv
    """
    from tracker.explore.row_formats import FORMATS
    from tracker.studios.studio_list import COLUMNS, NARROW, make_studio_rows

    columns = NARROW if form == "table" else COLUMNS
    listed = make_studio_rows(load_studios(), find_last_crawls(), columns)
    for line in FORMATS[form](columns, listed):
        click.echo(line)


def find_last_crawls() -> dict[str, tuple[str, str]]:
    """When each studio's last crawl began, and how it ended; empty where there is no database yet."""
    from db.maintenance import migrate
    from tracker import settings
    from tracker.explore.sql_console import run_select

    engine = migrate.find_engine(settings.DATABASE_URL)
    if engine is None:
        return {}
    _, found = run_select(engine, "select studio, last_crawl_at, last_outcome from coverage")
    return {studio: (at, outcome) for studio, at, outcome in found}


@studios.command("check")
@click.argument("studios", nargs=-1, metavar="[STUDIO]...")
@via_option
def studios_check(studios: tuple[str, ...], via: str | None) -> None:
    """Read each board's robots.txt and first page, store nothing, and say which boards can be crawled.

    Without names: every known board whose terms do not forbid it.

    \b
    Example: labor-tracker studios check
             labor-tracker studios check pixar ubisoft
    """
    from spiders.probe import ProbeFinding
    from tracker.crawling import selection
    from tracker.crawling.probe import probe_boards

    with report_usage_errors():
        known = load_studios()
        chosen = (
            selection.require_crawlable(known, studios)
            if studios
            else [s for s in known if selection.has_a_board_to_visit(s)]
        )
        found = probe_boards(warn_without_contact(make_crawl_settings(via, None, verbose=False)), chosen)
    for each in found:
        click.echo(each.line())
    sys.exit(any(each.finding is not ProbeFinding.WELL for each in found))


@studios.command("add")
@click.argument("url")
@click.option(
    "--name", metavar="NAME", help="The studio's name as people write it. Default: the name that the board gives."
)
@click.option("--yes", is_flag=True, help="Do not ask whether a board that was found behind a page is the right one.")
@via_option
def studios_add(url: str, name: str | None, yes: bool, via: str | None) -> None:
    """Add the studio behind a careers site or a posting to your own studios file (LABOR_TRACKER_STUDIOS).

    Of a board's address, reads robots.txt and the first page of the list alone; of any other, the page, and up to five
    more of its site, until one leads to a board. Check that the postings shown are those of this studio.

    \b
    Example: labor-tracker studios add https://jobs.lever.co/spotify
             labor-tracker studios add https://jobs.ashbyhq.com/runway-ml --name Runway
             labor-tracker studios add https://www.example.org/careers
    """
    from spiders.loader import read_studios
    from tracker.studios.add_studio import append_row, describe_failed_lookup, describe_probe, format_row, name_studio
    from tracker.studios.board_finder import BoardLookup, check_address, look_up_boards

    file = require_own_file()
    with report_usage_errors():
        check_address(url)
    known = read_studios([file] if file.exists() else [])
    lookup = BoardLookup(address=url, title=name)
    look_up_boards(warn_without_contact(make_crawl_settings(via, None, verbose=False)), [lookup], lambda: known)
    if lookup.twin:
        click.echo(f"that is the board of {lookup.twin.title}, which is known already as {lookup.twin.name}")
        return
    well = lookup.list_well()
    if len(well) != 1:
        raise click.ClickException(describe_failed_lookup(lookup))
    [found] = well
    for line in describe_probe(found, lookup.by):
        click.echo(line)
    studio = name_studio(found.studio, found, name, known)
    if lookup.by and not yes:
        click.confirm(f"Is this the board of {studio.title}?", abort=True, err=True)
    append_row(file, format_row(studio))
    click.echo(f"{studio.name}: written to {file}; labor-tracker crawl {studio.name} visits it")


def require_own_file() -> Path:
    """The user's own studios file."""
    from tracker import settings

    if settings.OWN_STUDIOS is None:
        raise click.UsageError("LABOR_TRACKER_STUDIOS is not set: set it to the file to which the studio is written")
    return settings.OWN_STUDIOS


@studios.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@via_option
def studios_import(file: Path, via: str | None) -> None:
    """Add the studios of a CSV file (columns name, address) to your own studios file, without asking.

    What became of each line stands in FILE.results.csv, and on stdout. Run it again to go on after an interruption:
    only lines without a result, and those whose site could not be reached, are looked up again. Exit code 1 where a
    line gave neither a new studio nor a known one.

    \b
    Example: labor-tracker studios import studios-2026.csv
    """
    from tracker.studios.import_file import StudioImport

    job = StudioImport(file, require_own_file(), click.echo)
    job.run(warn_without_contact(make_crawl_settings(via, None, verbose=False)))
    click.echo(job.summarize(), err=True)
    sys.exit(not job.is_whole())
