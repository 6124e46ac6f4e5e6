"""Check a board with two requests: its robots.txt and the first page of its list."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from scrapy.http import Response
from twisted.python.failure import Failure

from spiders.boards.base import BoardSpider, Row, Yielded
from spiders.catalog.studios import Studio
from spiders.errors import HostUnreachableError, RobotsDisallowError, RobotsUnreadableError
from spiders.loader import load_board_families
from spiders.parsing.json_fields import collapse_spaces
from spiders.posting import Posting

T = TypeVar("T")


class ProbeFinding(StrEnum):
    """What a probe finds out about a board."""

    WELL = "well"
    WRONG_COMPANY = "wrong company"
    CHANGED_SHAPE = "changed shape"
    REFUSED_BY_ROBOTS = "refused by robots.txt"
    UNREACHABLE = "unreachable"
    """It did not answer, or answered with an error."""


class BoardProbe(BoardSpider):
    """Mixed in before a family's class: only the first page of the list is requested and read, no detail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[Row] = []
        """The rows of the first page."""
        self.postings: list[Posting] = []
        """The postings that the list carries whole."""
        self.names: list[str] = []
        """The companies that the board names."""
        self._wrong: ProbeFinding | None = None
        self._refused_by_robots = False

    @property
    def finding(self) -> ProbeFinding:
        if self._wrong:
            return self._wrong
        if self.walk.refused:
            return ProbeFinding.REFUSED_BY_ROBOTS if self._refused_by_robots else ProbeFinding.UNREACHABLE
        return ProbeFinding.WELL if self.pages else ProbeFinding.UNREACHABLE

    def read_page(self, response: Response) -> Yielded:
        self.pages += 1
        page = self._read_or_report(self.parse_page, response, lost=self.fail_list)
        if page is None:
            return
        self.walk.announced = page.announced
        self.rows, _ = self._read_rows(page)
        if page.announced and not self.seen_keys:
            self._wrong = ProbeFinding.CHANGED_SHAPE
            self.fail_crawl(f"the board announced {page.announced} postings and its first page lists none")
        for row in self.rows:
            if row.detail is None:
                for item in self.read_detail(response, row):
                    if isinstance(item, Posting):
                        self.postings.append(item)
                        self._remember_name(item.hiring_organization)
        yield from ()

    def check_company(self, name: str | None) -> None:
        self._remember_name(name)
        super().check_company(name)

    def _remember_name(self, name: str | None) -> None:
        if name and collapse_spaces(name) not in self.names:
            self.names.append(collapse_spaces(name))

    def _refuse_company(self, name: str | None) -> None:
        self._wrong = ProbeFinding.WRONG_COMPANY
        super()._refuse_company(name)

    def _read_or_report(self, read: Callable[..., T], *args: Any, lost: Callable[[str], None]) -> T | None:
        def mark_changed_shape(why: str) -> None:
            self._wrong = self._wrong or ProbeFinding.CHANGED_SHAPE
            lost(why)

        return super()._read_or_report(read, *args, lost=mark_changed_shape)

    def handle_failure(self, failure: Failure) -> Yielded:
        self._refused_by_robots = isinstance(
            failure.value, RobotsDisallowError | RobotsUnreadableError
        ) and not isinstance(failure.value, HostUnreachableError)
        return super().handle_failure(failure)


def make_probe_class(studio: Studio) -> type[BoardProbe]:
    """Make the probe's class for one studio."""
    return type(
        "BoardProbe", (BoardProbe, load_board_families()[studio.family]), {"name": studio.name, "studio": studio}
    )
