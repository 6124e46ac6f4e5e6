"""`studios`: list, check, add."""

import sys
from pathlib import Path

import click

from tracker.commands.common import (
    crawl_settings,
    format_option,
    known_studios,
    report_errors,
    report_usage_errors,
    require_polite_delay,
)


@click.group()
def studios() -> None:
    """The studios that are tracked."""


@studios.command("list")
@format_option
def studios_list(form: str) -> None:
    """List the studios known: their boards, what robots.txt and terms say, and how the last crawl ended.

    The table has what a screen has room for; every other format has names, boards, parents and notes too.

    \b
    Example: labor-tracker studios list
             labor-tracker studios list --format csv > studios.csv
    """
    from tracker.explore.sql_console import FORMATS
    from tracker.studios.studio_list import COLUMNS, NARROW, studio_rows

    columns = NARROW if form == "table" else COLUMNS
    with report_errors():
        listed = studio_rows(known_studios(), last_crawls(), columns)
    for line in FORMATS[form](columns, listed):
        click.echo(line)


def last_crawls() -> dict[str, tuple[str, str]]:
    """When each studio's last crawl began, and how it ended; nothing where there is no database yet."""
    from db import migrate
    from tracker import settings
    from tracker.explore.sql_console import run_select

    engine = migrate.find_engine(settings.DATABASE_URL)
    if engine is None:
        return {}
    _, found = run_select(engine, "select studio, last_crawl_at, last_outcome from coverage")
    return {studio: (at, outcome) for studio, at, outcome in found}


@studios.command("check")
@click.argument("studios", nargs=-1, metavar="[STUDIO]...")
@click.option("--via", metavar="URL", help="Send every request through this address (a mirror).")
def studios_check(studios: tuple[str, ...], via: str | None) -> None:
    """Visit each board's robots.txt and first page, keep nothing, and say which boards are well.

    Without names: every board that is known, but those whose terms forbid it.

    \b
    Example: labor-tracker studios check
             labor-tracker studios check pixar ubisoft
    """
    from spiders.probe import ProbeFinding
    from tracker.crawling import selection
    from tracker.crawling.probe import probe_boards

    with report_errors(), report_usage_errors():
        known = known_studios()
        chosen = (
            selection.require_crawlable(known, studios)
            if studios
            else [s for s in known if selection.has_a_board_to_visit(s)]
        )
        found = probe_boards(require_polite_delay(crawl_settings(via, None, verbose=False)), chosen)
    for each in found:
        click.echo(each.line())
    sys.exit(any(each.finding is not ProbeFinding.WELL for each in found))


@studios.command("add")
@click.argument("url")
@click.option("--name", metavar="NAME", help="The studio's name as people write it; default: as the board says.")
@click.option("--via", metavar="URL", help="Send every request through this address (a mirror).")
def studios_add(url: str, name: str | None, via: str | None) -> None:
    """Add the studio behind the address of a careers site or posting to your own file (LABOR_TRACKER_STUDIOS).

    Asks for robots.txt and the list's first page alone; look at the postings shown, whether they are this studio's.

    \b
    Example: labor-tracker studios add https://jobs.lever.co/spotify
             labor-tracker studios add https://jobs.ashbyhq.com/runway-ml --name Runway
    """
    from spiders.loader import read_studios
    from spiders.probe import ProbeFinding
    from tracker import settings
    from tracker.crawling.probe import probe_boards
    from tracker.studios import add_studio

    if not settings.STUDIOS_FILES:
        raise click.UsageError("set LABOR_TRACKER_STUDIOS to the file that the studio shall be written to")
    file = Path(settings.STUDIOS_FILES[0])
    with report_errors():
        with report_usage_errors():
            draft = add_studio.draft_from_url(url)
        known = read_studios([file] if file.exists() else [])
        if twin := add_studio.same_board(draft, known):
            click.echo(f"that is the board of {twin.title}, known already as {twin.name}")
            return
        [found] = probe_boards(require_polite_delay(crawl_settings(via, None, verbose=False)), [draft])
        if found.finding is not ProbeFinding.WELL:
            raise click.ClickException(f"nothing was written, as the board is not well: {found.ailment()}")
        for line in add_studio.describe(found):
            click.echo(line)
        studio = add_studio.with_name(draft, found, name, known)
        add_studio.append_row(file, add_studio.to_toml(studio))
    click.echo(f"{studio.name}: written to {file}; labor-tracker crawl {studio.name} visits it")
