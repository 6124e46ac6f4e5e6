"""What commands open and check before they begin: the database, the studios, Scrapy's settings; errors as sentences."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scrapy.settings import Settings
    from sqlalchemy import Engine

    from spiders.loader import Studio


@contextmanager
def report_errors() -> Iterator[None]:
    """Print one of our own errors, or the operating system's, as a sentence on stderr; exit code 1.

    Anything else is a bug, and keeps its traceback.
    """
    try:
        yield
    except BrokenPipeError:  # the reader of our output has enough (`| head`); click ends the program silently
        raise
    except OSError as error:
        words = error.strerror or str(error)
        raise click.ClickException(f"{error.filename}: {words}" if error.filename else words) from error
    except Exception as error:
        if isinstance(error, list_base_errors()):
            raise click.ClickException(str(error)) from error
        raise


def list_base_errors() -> tuple[type[Exception], ...]:
    """The base class of each room's errors."""
    # Imported only after something went wrong: the rooms cost half a second to load.
    from reports.errors import ReportsError
    from tracker.util.reasons import OUR_ERRORS

    return *OUR_ERRORS, ReportsError


@contextmanager
def report_usage_errors() -> Iterator[None]:
    """Print an argument that names nothing we know as a sentence on stderr; exit code 2."""
    from spiders.errors import AddressError
    from tracker.errors import SelectionError

    try:
        yield
    except (AddressError, SelectionError) as error:
        raise click.UsageError(str(error)) from error


def open_database(*, create: bool = False) -> "Engine":
    """Open the database of LABOR_TRACKER_DATABASE_URL; its tables have to be of this program's version.

    `create`: make the file or the tables where there are none, and store the union scales.
    """
    from db.engine import open_engine
    from db.maintenance import migrate
    from tracker import settings

    name_missing_files()
    engine = open_engine(settings.DATABASE_URL, create=create)
    if create and migrate.is_empty(engine):
        migrate.upgrade(engine)
    migrate.require_current(engine)
    if create:
        from tracker.scales.file_digest import has_current_scales

        if not has_current_scales(engine):
            from tracker.scales.store import store_scales

            store_scales(engine)
    return engine


@cache
def name_missing_files() -> None:
    """Print once a process which of the user's own files are named and not there yet, and what makes them."""
    from tracker import settings

    for variable, file, command in (
        ("LABOR_TRACKER_STUDIOS", settings.OWN_STUDIOS, "studios add"),
        ("LABOR_TRACKER_SCALES", settings.OWN_SCALES, "scales add"),
        ("LABOR_TRACKER_COMPARISONS", settings.OWN_COMPARISONS, "scales add --compare-with"),
    ):
        if file and not file.exists():
            click.echo(f"{variable} names {file}, which is not there yet: `labor-tracker {command}` makes it", err=True)


def load_studios() -> list["Studio"]:
    """Read the packaged studios and the user's own."""
    from spiders.loader import read_studios
    from tracker import settings

    name_missing_files()
    return read_studios(settings.STUDIOS_FILES)


def select_studios(names: Sequence[str], *, everyone: bool) -> list["Studio"]:
    """Choose the studios to visit; print those left out on stderr. A name that cannot be visited is wrong usage."""
    from tracker.crawling import selection

    known = load_studios()
    if names:
        with report_usage_errors():
            return selection.require_crawlable(known, names)
    chosen, left_out = selection.default_selection(known, everyone=everyone)
    for studio, why in left_out:
        click.echo(f"{studio.name}: left out, {why}", err=True)
    return chosen


def make_crawl_settings(via: str | None, delay: float | None, *, verbose: bool) -> "Settings":
    """Scrapy's settings with a command's options in them. A pause below a second is allowed on loopback alone."""
    from scrapy.settings import Settings

    from tracker.crawling.scrapy.via import check_via
    from tracker.util.net import is_loopback

    settings = Settings()
    settings.setmodule("tracker.settings")
    if via is not None:
        settings.set("VIA", via, priority="cmdline")
    try:
        check_via(settings["VIA"] or "http://localhost")
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if delay is not None:
        if delay < 1 and not (settings.get("VIA") and is_loopback(settings["VIA"])):
            raise click.UsageError(f"--delay {delay:g}: less than a second is allowed only with --via to this machine")
        settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    if verbose:
        settings.set("LOG_LEVEL", "INFO", priority="cmdline")
    return settings


def warn_without_contact(settings: "Settings") -> "Settings":
    """Print a warning where boards would be asked by somebody who cannot be reached; gives the settings back."""
    from tracker.util.net import is_loopback

    if not settings["CONTACT"] and not is_loopback(settings["VIA"] or ""):
        click.echo(
            "LABOR_TRACKER_CONTACT is not set, so boards' operators cannot reach you; give your e-mail or web address",
            err=True,
        )
    return settings


def store_archives(outbox: str | None, address: str | None) -> None:
    """Store the archives that wait for it where an address is configured; say on stderr what could not be stored."""
    if outbox is None or address is None:
        return
    from pathlib import Path

    from tracker.archive.storage import store_waiting

    for line in store_waiting(Path(outbox), address):
        click.echo(line, err=True)
