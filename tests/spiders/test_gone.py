"""What an answer to a posting's own address means, by family: docs/gone-postings.md in tests."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Request, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.boards.base import BoardSpider, Row
from spiders.catalog.studios import Studio
from spiders.errors import OffsiteError, RobotsDisallowError
from spiders.loader import load_board_families, make_spider_class
from spiders.posting import CrawlState
from tests.spiders.walks import WALKS

NOTES = Path(__file__).parents[2] / "docs" / "gone-postings.md"
WITH_DETAILS = sorted({walk.family: walk for walk in WALKS.values() if walk.detail})
TENANT = {"tenant": "kites", "pod": "wd5", "site": "External"}


def spider(family: str, board: dict[str, Any]) -> BoardSpider:
    row = {"name": "example", "title": "Example", "source_url": "-", "confidence": "low"}
    return make_spider_class(Studio(**row, family=family, board=board))()


def answer_detail(board: BoardSpider, status: int, body: Any = b"") -> CrawlState:
    """Let a listed posting's own address answer."""
    request = Request("https://h.example/detail", cb_kwargs={"row": Row(key="1", raw={"id": "1"})})
    board.walk.listed.add("1")
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = TextResponse(request.url, status=status, body=raw, encoding="utf-8", request=request)
    if status == 200:
        list(board.read_detail(answer, request.cb_kwargs["row"]))
    else:
        fail_detail(board, HttpError(answer), request)
    return board.walk


def fail_detail(board: BoardSpider, error: BaseException, request: Request) -> None:
    failure = Failure(error)
    failure.request = request
    list(board.handle_failure(failure))


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("family", WITH_DETAILS)
def test_an_address_that_is_not_there_is_gone(family, status):
    walk = next(walk for walk in WALKS.values() if walk.family == family)
    board = walk.board if walk.board is not None else PACKAGED_BOARDS[family]
    state = answer_detail(spider(family, board), status)
    assert (state.gone, state.unreadable, state.faults) == ({"1"}, {}, [])


PACKAGED_BOARDS: dict[str, dict[str, Any]] = {
    "eightfold": {"host": "h.example", "domain": "h.example"},
    "workday": TENANT,
    "smartrecruiters": {"company": "Kites2"},
    "pages": {"sitemap": "https://h.example/s.xml", "posting_path": "^/job/(?P<key>[^/]+)$"},
    "ashby": {"name": "kites"},
    "gem": {"board": "kites"},
    "apple": {},
    "avature": {"host": "h.example", "section": "careers"},
    "icims": {"host": "h.example"},
    "successfactors": {"host": "h.example"},
    "workable": {"account": "kites"},
}
GONE = [
    ("workday", TENANT, 403, {"errorCode": "S22", "httpStatus": 403, "message": "permission denied"}),
    ("bamboohr", {"company": "kites"}, 200, {"result": {"jobOpening": {"jobOpeningStatus": "Closed"}}}),
    ("oracle", {"host": "h.oraclecloud.com", "site": "CX_1"}, 200, {"items": []}),
]
"""Beside 404 and 410; Apple's and Gem's ways are in test_site_traps.py and test_tenant_traps.py."""


@pytest.mark.parametrize(("family", "board", "status", "body"), GONE, ids=[case[0] for case in GONE])
def test_each_family_s_own_way_to_say_gone(family, board, status, body):
    state = answer_detail(spider(family, board), status, body)
    assert (state.gone, state.unreadable, state.faults) == ({"1"}, {}, [])


UNREADABLE = [
    ("workday", TENANT, 500, b"<h1>sorry</h1>"),
    ("workday", TENANT, 200, {"jobPostingInfo": None}),
    ("ashby", {"name": "kites"}, 422, b""),
    ("bamboohr", {"company": "kites"}, 302, b""),
    ("oracle", {"host": "h.oraclecloud.com", "site": "CX_1"}, 200, {"items": [{"Id": 2}]}),
]


@pytest.mark.parametrize(("family", "board", "status", "body"), UNREADABLE)
def test_an_answer_that_nobody_can_read_is_not_gone(family, board, status, body):
    state = answer_detail(spider(family, board), status, body)
    assert (state.gone, state.unreadable.keys(), state.faults) == (set(), {"1"}, [])


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_is_a_fault_and_says_nothing_of_the_posting(status):
    state = answer_detail(spider("workday", TENANT), status, {"errorCode": "S21"})
    assert (state.gone, state.unreadable) == (set(), {})
    assert f"answered {status}" in state.faults[0]


def test_a_detail_elsewhere_is_unreadable_and_one_that_robots_txt_bars_is_a_fault():
    request = Request("https://h.example/detail", cb_kwargs={"row": Row(key="1", raw={})})
    elsewhere, barred = spider("workday", TENANT), spider("workday", TENANT)
    fail_detail(elsewhere, OffsiteError("h.example redirects to https://other.example"), request)
    fail_detail(barred, RobotsDisallowError("robots.txt of h.example disallows /detail"), request)
    assert (elsewhere.walk.unreadable.keys(), elsewhere.walk.faults) == ({"1"}, [])
    assert (barred.walk.unreadable, len(barred.walk.faults)) == ({}, 1)


@pytest.mark.parametrize(
    ("listed", "unreadable", "ended", "complete"),
    [
        (200, 1, True, True),
        (200, 4, True, True),
        (200, 5, True, False),
        (3, 1, True, True),
        (2, 1, True, False),
        (1, 1, True, False),
        (49, 2, True, False),
        (200, 1, False, False),
    ],
)
def test_how_many_unreadable_postings_a_complete_crawl_bears(listed, unreadable, ended, complete):
    state = CrawlState(listed={str(n) for n in range(listed)}, ended=ended)
    state.unreadable = {str(n): "the board changed its shape" for n in range(unreadable)}
    state.close_unreadable()
    assert bool(state.faults) is not complete
    named = state.remarks if complete else state.faults
    assert any(line.startswith("posting 0") for line in named)
    if complete:
        assert named[0] == f"{unreadable} of {listed} listed postings cannot be read, and count as listed"


def test_a_stub_among_workday_s_rows_is_no_posting():
    board = spider("workday", TENANT)
    rows = [
        {"title": "Rigger", "externalPath": "/job/Burbank/Rigger_R1", "bulletFields": ["R1"]},
        {"bulletFields": ["R2"]},
    ]
    body = json.dumps({"total": 2, "jobPostings": rows, "facets": []}).encode()
    first = board.first_request()
    list(board.read_page(TextResponse(first.url, body=body, encoding="utf-8", request=first)))
    assert (board.walk.listed, board.walk.ended, board.walk.faults) == ({"R1"}, True, [])
    assert board.walk.remarks == ["R2: a row of the list has neither an address nor a title, and is no posting"]


def test_the_notes_speak_of_every_family():
    table = NOTES.read_text(encoding="utf-8").partition("| family |")[2]
    named = {
        name
        for line in table.splitlines()
        if line.startswith("| ")
        for name in re.split(r",\s*", line.split("|")[1].strip())
    }
    assert set(load_board_families()) <= named
