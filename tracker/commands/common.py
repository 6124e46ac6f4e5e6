"""What commands share: the database, the studios chosen, errors in one sentence."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scrapy.settings import Settings
    from sqlalchemy import Engine

    from spiders.loader import Studio


format_option = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "jsonl"]), default="table", show_default=True
)


OURS = ("db", "reports", "spiders", "tracker")
"""The rooms. An exception that one of them defines is a sentence for the person at the terminal."""


@contextmanager
def report_errors() -> Iterator[None]:
    """Turn what a user can mend into one sentence on stderr and exit code 1."""
    try:
        yield
    except BrokenPipeError:  # whoever reads has enough; click ends the program for it without a word
        raise
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'a file'}: {error.strerror or error}") from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] in OURS:
            raise click.ClickException(str(error)) from error
        raise


@contextmanager
def report_usage_errors() -> Iterator[None]:
    """Turn what the arguments name wrongly into one sentence on stderr and exit code 2."""
    from spiders.board_urls import AddressError
    from tracker.crawling.selection import SelectionError

    try:
        yield
    except (AddressError, SelectionError) as error:
        raise click.UsageError(str(error)) from error


def open_database(*, create: bool = False) -> "Engine":
    """The database of LABOR_TRACKER_DATABASE_URL, at this program's version of the tables."""
    from db import migrate
    from tracker import settings

    engine = migrate.open_engine(settings.DATABASE_URL, create=create)
    if create and migrate.is_empty(engine):
        migrate.upgrade(engine)
    migrate.require_current(engine)
    if create:
        from tracker.scales.store import store_scales

        store_scales(engine)
    return engine


class Instant(click.ParamType[datetime]):
    """A date, meaning its end in UTC, or an instant with its time zone."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        words = str(value)
        try:
            return datetime.combine(date.fromisoformat(words), time.max, UTC)
        except ValueError:
            pass
        try:
            instant = datetime.fromisoformat(words)
        except ValueError:
            self.fail(f"{words!r} is neither a date (2026-11-22) nor an instant (2026-11-22T09:00:00Z)", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{words!r} has no time zone; write 2026-11-22T09:00:00Z or +00:00", param, ctx)
        return instant


class Formats(click.ParamType[tuple[str, ...]]):
    """Names of formats with commas between."""

    name = "formats"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        from reports.formats.registry import FORMATS

        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(name.strip() for name in str(value).split(",")))
        for name in names:
            if name not in FORMATS:
                self.fail(f"{name!r} is no format; there are {', '.join(FORMATS)}", param, ctx)
        return names


def known_studios() -> list["Studio"]:
    from spiders.loader import read_studios
    from tracker import settings

    return read_studios(settings.STUDIOS_FILES)


def select_studios(names: Sequence[str], *, everyone: bool) -> list["Studio"]:
    """The studios to visit; those left out are named on stderr. A name that cannot be visited is wrong usage."""
    from tracker.crawling import selection

    known = known_studios()
    if names:
        with report_usage_errors():
            return selection.require_crawlable(known, names)
    chosen, left_out = selection.default_selection(known, everyone=everyone)
    for studio, why in left_out:
        click.echo(f"{studio.name}: left out, {why}", err=True)
    return chosen


def crawl_settings(via: str | None, delay: float | None, *, verbose: bool) -> "Settings":
    from scrapy.settings import Settings

    from tracker.crawling.scrapy.via import check_via, is_loopback

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


def require_polite_delay(settings: "Settings") -> "Settings":
    """The settings, with a word on stderr where boards would be asked by somebody who cannot be reached."""
    from tracker.crawling.scrapy.via import is_loopback

    if not settings["CONTACT"] and not is_loopback(settings["VIA"] or ""):
        click.echo(
            "LABOR_TRACKER_CONTACT is not set: a board's people cannot reach you; give your e-mail or web address",
            err=True,
        )
    return settings
