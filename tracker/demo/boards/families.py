"""Which function answers for a host of the demo. tests/fake_boards adds every other board family."""

from collections.abc import Callable

from tracker.demo.boards.eightfold import eightfold
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot
from tracker.demo.boards.pages import pages
from tracker.demo.boards.smartrecruiters import GROUPS_HOST, PAGES_HOST, groups, posting_pages, smartrecruiters
from tracker.demo.boards.workday import workday

Answer = Callable[[DaySnapshot, BoardRequest], BoardResponse | None]
"""The boards on one day and a request -> the board's answer; None for an address that the board does not know."""

FAMILIES: dict[str, Answer] = {
    "eightfold": eightfold,
    "workday": workday,
    "smartrecruiters": smartrecruiters,
    "pages": pages,
}
HOSTS: dict[str, Answer] = {GROUPS_HOST: groups, PAGES_HOST: posting_pages}
"""Hosts that answer for postings of another host."""
