"""Scrapy's spider loader: a spider class for each studio that has a board, packaged or the user's own."""

import builtins
import contextlib
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.settings import BaseSettings

import spiders.boards
from spiders.boards.base import BoardSpider
from spiders.catalog import terms_of_use
from spiders.catalog.studios import PACKAGED, Studio, load_packaged_studios, read_studio_files
from spiders.errors import StudiosError

__all__ = [
    "PACKAGED",
    "Studio",
    "StudioLoader",
    "StudiosError",
    "find_board_family",
    "find_board_mistakes",
    "load_board_families",
    "make_spider_class",
    "read_studios",
]


@cache
def load_board_families() -> dict[str, type[BoardSpider]]:
    """Find every board family by name: the class in each module of spiders.boards that sets `family`."""
    found: dict[str, type[BoardSpider]] = {}
    for module in pkgutil.iter_modules(spiders.boards.__path__, "spiders.boards."):
        for thing in vars(importlib.import_module(module.name)).values():
            ours = isinstance(thing, type) and issubclass(thing, BoardSpider) and thing.__module__ == module.name
            if ours and thing.family:
                found[thing.family] = thing
    return found


def find_board_family(name: str) -> type[BoardSpider] | None:
    """Find one board family by its name."""
    # Most families' modules have their names: a crawl of one board need not load two dozen.
    with contextlib.suppress(ModuleNotFoundError):
        for thing in vars(importlib.import_module(f"spiders.boards.{name}")).values():
            if isinstance(thing, type) and issubclass(thing, BoardSpider) and thing.family == name:
                return thing
    return load_board_families().get(name)


def make_spider_class(studio: Studio) -> type[BoardSpider]:
    """Make the spider class of one studio."""
    base = find_board_family(studio.family)
    if base is None:
        raise KeyError(studio.family)
    return type(f"{studio.name.title().replace('-', '')}Spider", (base,), {"name": studio.name, "studio": studio})


def read_studios(paths: Iterable[Path | str] = ()) -> list[Studio]:
    """Read the packaged studios and those of the files named, and check that each board has what its family needs.

    A studio without terms of its own gets those of its family's product, where somebody read them.
    Raises StudiosError with every mistake.
    """
    packaged = load_packaged_studios()
    own = read_studio_files(paths, packaged)
    # The packaged ones are checked by our own tests: that loads every family, for which each crawl would pay.
    if mistakes := find_board_mistakes(own, [*packaged, *own]):
        raise StudiosError(*mistakes)
    family_terms = terms_of_use.load_family_terms()
    return [
        studio if studio.terms else studio.model_copy(update={"terms": family_terms.get(studio.family)})
        for studio in (*packaged, *own)
    ]


def find_board_mistakes(studios: Iterable[Studio], among: Iterable[Studio]) -> list[str]:
    """Find what the boards of studios lack or have too much, by what their families need; `among`: all studios."""
    known = {studio.name: studio for studio in among}
    return [text for each in studios for text in (*_check_board(each), *_check_first_board(each, known))]


def _check_board(studio: Studio) -> Iterator[str]:
    if not studio.family:
        return
    family = find_board_family(studio.family)
    if family is None:
        known = ", ".join(sorted(load_board_families()))
        yield f"{studio.name}: no board family is named {studio.family!r}; known are {known}"
        return
    for key in family.needs:
        if not studio.board.get(key):
            yield f"{studio.name}: a board of the family {studio.family} needs {key!r}"
    for key in sorted(set(studio.board) - {*family.needs, *family.takes}):
        yield f"{studio.name}: a board of the family {studio.family} has no {key!r}"


def _check_first_board(studio: Studio, known: Mapping[str, Studio]) -> Iterator[str]:
    if studio.second_board_of is None:
        return
    first = known.get(studio.second_board_of)
    if first is None or first.second_board_of or not first.family:
        yield f"{studio.name}: second_board_of {studio.second_board_of!r} is no studio with a first board of its own"


class StudioLoader:
    """What SPIDER_LOADER_CLASS names; the user's own files come from the setting STUDIOS_FILES."""

    def __init__(self, paths: Iterable[Path | str] = ()) -> None:
        self.studios = {studio.name: studio for studio in read_studios(paths)}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(settings.getlist("STUDIOS_FILES"))

    def load(self, spider_name: str) -> type[BoardSpider]:
        studio = self.studios.get(spider_name)
        if studio is None:
            raise KeyError(f"no studio is named {spider_name!r}")
        if not studio.family:
            raise KeyError(f"{studio.title} has no board that can be crawled: {studio.note}")
        return make_spider_class(studio)

    def list(self) -> list[str]:
        return [name for name, studio in self.studios.items() if studio.family]

    def find_by_request(self, request: Request) -> "builtins.list[str]":
        return [name for name in self.list() if self.load(name).handles_request(request)]
