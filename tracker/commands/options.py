"""Options and types of values that several commands take."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from tracker.util.instants import parse_instant

F = TypeVar("F", bound=Callable[..., Any])


class Instant(click.ParamType[datetime]):
    """A date, which means its end in UTC, or an instant with its time zone."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return parse_instant(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class NameList(click.ParamType[tuple[str, ...]]):
    """Names of one kind, separated by commas. `list_known` is asked where one is parsed: it may load what is heavy."""

    def __init__(self, kind: str, list_known: Callable[[], Iterable[str]]) -> None:
        self.name, self.kind, self.list_known = f"{kind}s", kind, list_known

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        known = tuple(self.list_known())
        names = tuple(dict.fromkeys(name.strip() for name in str(value).split(",")))
        for name in names:
            if name not in known:
                self.fail(f"{name!r} is not a {self.kind}; there are {', '.join(known)}", param, ctx)
        return names


def list_formats() -> Iterable[str]:
    from reports.formats.registry import FORMATS

    return FORMATS


class Seconds(click.ParamType[float]):
    """A number of seconds, zero or more."""

    name = "seconds"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(str(value))
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds < float("inf"):
            self.fail(f"{value!r} is not a number of seconds, such as 1.5", param, ctx)
        return seconds


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "jsonl"]),
    default="table",
    show_default=True,
    help="How the rows are printed.",
)
via_option = click.option("--via", metavar="URL", help="Send every request through this address (a mirror).")


def out_option(default: str, help: str) -> Callable[[F], F]:
    return click.option(
        "--out", default=default, show_default=True, type=click.Path(path_type=Path, file_okay=False), help=help
    )


def archive_option(help: str) -> Callable[[F], F]:
    return click.option("--archive", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help=help)


def config_option(help: str) -> Callable[[F], F]:
    return click.option("--config", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=help)


def as_of_option(help: str) -> Callable[[F], F]:
    return click.option("--as-of", type=Instant(), metavar="DATE", help=help)
