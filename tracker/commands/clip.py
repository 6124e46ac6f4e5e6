"""`clip`: store one page that a person gives."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.commands.context import (
    load_studios,
    make_crawl_settings,
    open_database,
    store_archives,
    warn_without_contact,
)
from tracker.commands.options import archive_option, via_option

if TYPE_CHECKING:
    from tracker.clip.page import Page

from tracker.util.terminal import echo_words


@click.command()
@click.argument("page", metavar="URL | FILE | WARC")
@click.option("--by", required=True, metavar="WHO", help="Who gives the page; the receipt names this person.")
@click.option(
    "--studio", metavar="NAME", help="Whose posting it is. A studio that is not known yet is added without a board."
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day on which it was given. Default: today."
)
@click.option(
    "--posted-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which it was posted, if the page does not say so.",
)
@click.option("--url", metavar="URL", help="The web address of the saved file; in a WARC file, the page to take.")
@click.option("--title", metavar="WORDS", help="The job's title, if the page has none or another one.")
@click.option(
    "--origin",
    type=click.Choice(["archive", "supplied", "press"]),
    help="Whose words these are: archive (the studio's page in a public archive), supplied (by a person), press (an "
    "article). Default: decided from the page.",
)
@click.option("--key", metavar="KEY", help="A key of your own for the posting, to store it apart from another.")
@archive_option("Keep the bytes in this folder. Default: LABOR_TRACKER_ARCHIVE, else archive.")
@via_option
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
    given_on = _require_past_date(on, "--on", today) or today
    said = save.ClipRequest(
        by=_require_text(by, "--by"),
        on=given_on,
        studio=studio,
        title=title,
        posted_on=_require_past_date(posted_on, "--posted-on", today),
        origin=Origin(origin) if origin else None,
        key=key,
    )
    folder = archive or Path(settings.ARCHIVE or "archive")
    known, engine = load_studios(), open_database(create=True)
    found = _fetch_page(page, url, folder, via) if "://" in page else _read_page(page, url, via)
    echo_words(save.save_clip(engine, found, said, known, folder).line())
    if not archive:
        store_archives(settings.ARCHIVE, settings.ARCHIVE_STORE)


def _fetch_page(page: str, url: str | None, folder: Path, via: str | None) -> "Page":
    from tracker.clip.from_url import fetch_page

    if url:
        raise click.UsageError("--url is only for files: PAGE is an address already")
    if not page.startswith(("http://", "https://")):
        raise click.UsageError(f"{page!r} is not a web address; one begins with https://")
    return fetch_page(page, warn_without_contact(make_crawl_settings(via, None, verbose=False)), folder)


def _read_page(page: str, url: str | None, via: str | None) -> "Page":
    from tracker.clip.from_file import read_page_file

    if via:
        raise click.UsageError("--via is only for addresses: a file needs no request")
    if not Path(page).is_file():
        raise click.UsageError(f"{page!r} is neither a web address (https://…) nor an existing file")
    return read_page_file(Path(page), url=url)


def _require_text(words: str, name: str) -> str:
    if not words.strip():
        raise click.UsageError(f"{name} is empty")
    return words.strip()


def _require_past_date(value: datetime | None, name: str, today: date) -> date | None:
    if value and value.date() > today:
        raise click.UsageError(f"{name} {value.date()} is in the future")
    return value.date() if value else None
