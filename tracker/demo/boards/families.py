"""Which function answers for a host of the demo. tests/fake_boards adds every other board family."""

from collections.abc import Callable

from tracker.demo.boards.eightfold import answer_eightfold
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot
from tracker.demo.boards.pages import answer_pages
from tracker.demo.boards.smartrecruiters import (
    GROUPS_HOST,
    PAGES_HOST,
    answer_groups,
    answer_smartrecruiters,
    posting_pages,
)
from tracker.demo.boards.workday import answer_workday

Answer = Callable[[DaySnapshot, BoardRequest], BoardResponse | None]
"""The boards on one day and a request -> the board's answer; None for an address that the board does not know."""

FAMILIES: dict[str, Answer] = {
    "eightfold": answer_eightfold,
    "workday": answer_workday,
    "smartrecruiters": answer_smartrecruiters,
    "pages": answer_pages,
}
HOSTS: dict[str, Answer] = {GROUPS_HOST: answer_groups, PAGES_HOST: posting_pages}
"""Hosts that answer for postings of another host."""
