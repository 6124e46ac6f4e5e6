"""A glance at a board: its robots.txt and its list's first page, nothing more."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from scrapy.http import Response
from twisted.python.failure import Failure

from spiders.boards.base import BoardSpider, Row, Yielded
from spiders.errors import RobotsDisallowError, RobotsUnreadableError
from spiders.loader import board_families
from spiders.parsing.json_fields import one_line
from spiders.posting import Posting
from spiders.studios import Studio

T = TypeVar("T")


class ProbeFinding(StrEnum):
    WELL = "well"
    WRONG_COMPANY = "wrong company"
    CHANGED_SHAPE = "changed shape"
    REFUSED_BY_ROBOTS = "refused by robots.txt"
    UNREACHABLE = "unreachable"
    """It did not answer, or answered with an error."""


class BoardProbe(BoardSpider):
    """Goes before a family's class: its list's first page is asked for and read, and no detail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[Row] = []
        """What stands on the first page."""
        self.postings: list[Posting] = []
        """Those of them that the list carries whole."""
        self.names: list[str] = []
        """The companies that the answers name."""
        self._wrong: ProbeFinding | None = None
        self._barred = False

    @property
    def finding(self) -> ProbeFinding:
        if self._wrong:
            return self._wrong
        if self.walk.refused:
            return ProbeFinding.REFUSED_BY_ROBOTS if self._barred else ProbeFinding.UNREACHABLE
        return ProbeFinding.WELL if self.pages else ProbeFinding.UNREACHABLE

    def read_page(self, response: Response) -> Yielded:
        self.pages += 1
        page = self._read(self.parse_page, response, lost=self.list_failed)
        if page is None:
            return
        self.walk.announced = page.announced
        self.rows, _ = self._rows(page)
        if page.announced and not self.seen_keys:
            self._wrong = ProbeFinding.CHANGED_SHAPE
            self.fail(f"the board announced {page.announced} postings and its first page lists none")
        for row in self.rows:
            if row.detail is None:
                for item in self.read_detail(response, row):
                    if isinstance(item, Posting):
                        self.postings.append(item)
                        self._named(item.hiring_organization)
        yield from ()

    def check_company(self, name: str | None) -> None:
        self._named(name)
        super().check_company(name)

    def _named(self, name: str | None) -> None:
        if name and one_line(name) not in self.names:
            self.names.append(one_line(name))

    def _wrong_company(self, name: str | None) -> None:
        self._wrong = ProbeFinding.WRONG_COMPANY
        super()._wrong_company(name)

    def _read(self, read: Callable[..., T], *args: Any, lost: Callable[[str], None]) -> T | None:
        def misshapen(why: str) -> None:
            self._wrong = self._wrong or ProbeFinding.CHANGED_SHAPE
            lost(why)

        return super()._read(read, *args, lost=misshapen)

    def failed(self, failure: Failure) -> Yielded:
        self._barred = isinstance(failure.value, RobotsDisallowError | RobotsUnreadableError)
        return super().failed(failure)


def make_probe_class(studio: Studio) -> type[BoardProbe]:
    """The class of a glance at one studio's board."""
    return type("BoardProbe", (BoardProbe, board_families()[studio.family]), {"name": studio.name, "studio": studio})
