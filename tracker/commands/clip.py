"""`clip`: one page that a person gives."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.commands.common import crawl_settings, known_studios, open_database, report_errors, require_polite_delay

if TYPE_CHECKING:
    from tracker.clip.page import Page


@click.command()
@click.argument("page", metavar="URL | FILE | WARC")
@click.option("--by", required=True, metavar="WHO", help="Who gives the page: it stands in the receipt.")
@click.option("--studio", metavar="NAME", help="Whose posting it is; one that is not known yet gets no board.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="When it was given. Default: today.")
@click.option(
    "--posted-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="When it was posted, as WHO says; for a page that does not say it.",
)
@click.option("--url", metavar="URL", help="A file's own address on the web; of a WARC file, the page that is meant.")
@click.option("--title", metavar="WORDS", help="The job's title, where the page's own is another or missing.")
@click.option(
    "--origin",
    type=click.Choice(["archive", "supplied", "press"]),
    help="Whose words: the studio's own page in a public archive, a person's page, an article. Default: found out.",
)
@click.option("--key", metavar="KEY", help="The posting's key, where the page shall be kept apart from another.")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the bytes in this folder. Default: LABOR_TRACKER_ARCHIVE, else archive.",
)
@click.option("--via", metavar="URL", help="Send every request through this address (a mirror).")
def clip(
    page: str,
    by: str,
    studio: str | None,
    on: datetime | None,
    posted_on: datetime | None,
    url: str | None,
    title: str | None,
    origin: str | None,
    key: str | None,
    archive: Path | None,
    via: str | None,
) -> None:
    """Keep one posting, casting notice or archived page: from an address, a saved file, or a WARC file.

    An address is asked once, if its robots.txt allows it; what must not be asked can be saved by hand and clipped as a
    file (HTML, MHTML, text). A page of web.archive.org is kept under its real address, with the day of its capture.

    \b
    Example: labor-tracker clip https://web.archive.org/web/20230726/https://jobs.netflix.com/jobs/1 --by "J. Doe"
             labor-tracker clip notice.html --studio "Small Films" --by "J. Doe" --posted-on 2023-07-20
             labor-tracker clip crawl.warc.gz --url https://jobs.example.com/1 --studio acme --by "J. Doe"
    """
    from db.vocabulary import Origin
    from tracker import settings
    from tracker.clip import save

    today = datetime.now(UTC).date()
    given_on = _day(on, "--on", today) or today
    said = save.ClipRequest(
        by=_words(by, "--by"),
        on=given_on,
        studio=studio,
        title=title,
        posted_on=_day(posted_on, "--posted-on", today),
        origin=Origin(origin) if origin else None,
        key=key,
    )
    folder = archive or Path(settings.ARCHIVE or "archive")
    with report_errors():
        known, engine = known_studios(), open_database(create=True)
        found = _address(page, url, folder, via) if "://" in page else _file(page, url, via)
        click.echo(save.save_clip(engine, found, said, known, folder).line())


def _address(page: str, url: str | None, folder: Path, via: str | None) -> "Page":
    from tracker.clip.from_url import fetch_page

    if url:
        raise click.UsageError("--url is for files: an address has itself")
    if not page.startswith(("http://", "https://")):
        raise click.UsageError(f"{page!r} is no address of the web; it begins with https://")
    return fetch_page(page, require_polite_delay(crawl_settings(via, None, verbose=False)), folder)


def _file(page: str, url: str | None, via: str | None) -> "Page":
    from tracker.clip.from_file import read_page_file

    if via:
        raise click.UsageError("--via is for addresses, and a file is not asked for")
    if not Path(page).is_file():
        raise click.UsageError(f"{page!r} is neither an address (https://…) nor a file that is there")
    return read_page_file(Path(page), url=url)


def _words(words: str, name: str) -> str:
    if not words.strip():
        raise click.UsageError(f"{name} is empty")
    return words.strip()


def _day(value: datetime | None, name: str, today: date) -> date | None:
    if value and value.date() > today:
        raise click.UsageError(f"{name} {value.date()} is yet to come")
    return value.date() if value else None
