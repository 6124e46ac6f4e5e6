"""The traps of boards that are one tenant among many: who answers, what is hidden, what is cut, what is gone."""

import json
from typing import Any

import pytest
from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.boards.base import BoardSpider
from spiders.catalog.studios import Studio
from spiders.errors import RobotsDisallowError, RobotsRefusedError, WaitTooLongError
from spiders.loader import make_spider_class
from spiders.posting import Posting


def spider(family: str, board: dict[str, Any], **more: Any) -> Any:
    row = {"name": "example", "title": "Example", "source_url": "-", "confidence": "low"}
    return make_spider_class(Studio(**row, family=family, board=board, **more))()


def answered(request: Request, body: Any) -> TextResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return TextResponse(request.url, body=raw, encoding="utf-8", request=request)


def failed(board: BoardSpider, error: BaseException, request: Request) -> list[Any]:
    failure = Failure(error)
    failure.request = request
    return list(board.handle_failure(failure))


def refusal(board: BoardSpider, status: int) -> str | None:
    """What the crawl says where the list is answered with this status."""
    request = board.first_request()
    assert not failed(board, HttpError(Response(request.url, status=status)), request)
    return board.walk.refused


@pytest.mark.parametrize(
    ("family", "board", "status", "why"),
    [
        ("workable", {"account": "a"}, 404, "there is no such account"),
        ("teamtailor", {"host": "a.teamtailor.com"}, 404, "there is no such careers site"),
        ("personio", {"host": "a.jobs.personio.de"}, 307, "there is no such careers site, or its feed is switched off"),
        ("recruitee", {"company": "a"}, 401, "the list asks for a token"),
        ("recruitee", {"company": "a"}, 404, "there is no such careers site"),
        ("bamboohr", {"company": "a"}, 302, "there is no such company"),
        ("pinpoint", {"company": "a"}, 404, "there is no such careers site"),
        ("gem", {"board": "a"}, 404, "there is no such board"),
    ],
)
def test_a_tenant_that_is_not_there_says_so(family, board, status, why):
    assert (refusal(spider(family, board), status) or "").endswith(f"({why})")


@pytest.mark.parametrize(("family", "board"), [("personio", {"host": "h"}), ("bamboohr", {"company": "c"})])
def test_a_redirect_to_the_vendor_is_an_answer(family, board):
    assert spider(family, board).first_request().meta["dont_redirect"]


@pytest.mark.parametrize(
    ("family", "board", "answer"),
    [
        ("workable", {"account": "a"}, {"name": "Acme Bank", "jobs": []}),
        (
            "teamtailor",
            {"host": "h"},
            {"title": "Acme Bank", "items": [{"id": "1", "title": "t", "url": "u", "_jobposting": {}}]},
        ),
        (
            "recruitee",
            {"company": "a"},
            {"offers": [{"id": 1, "title": "t", "slug": "s", "description": "", "company_name": "Acme Bank"}]},
        ),
        (
            "personio",
            {"host": "h"},
            (
                b"<workzag-jobs><position><id>1</id><name>t</name><subcompany>Acme Bank</subcompany><jobDescriptions>"
                b"<jobDescription><name>n</name><value>v</value></jobDescription></jobDescriptions></position></workzag-jobs>"
            ),
        ),
    ],
)
def test_another_company_ends_the_crawl(family, board, answer):
    made = spider(family, board, expect_company="Acme( Pictures)?")
    with pytest.raises(CloseSpider):
        list(made.read_page(answered(made.first_request(), answer)))
    assert made.walk.refused == "the board is 'Acme Bank''s, where 'Acme( Pictures)?' belongs"


# ---- Workable


def v3_rows(start: int, count: int) -> list[dict[str, Any]]:
    return [{"shortcode": f"K{n}", "title": "t"} for n in range(start, start + count)]


def test_workable_goes_on_by_token_and_counts():
    board = spider("workable", {"account": "a", "list": "v3"})
    first = board.first_request()
    assert (first.method, json.loads(first.body)) == ("POST", {})
    page = {"total": 12, "results": v3_rows(0, 10), "nextPage": "WzEwXQ=="}
    second, *details = board.read_page(answered(first, page))
    assert json.loads(second.body) == {"token": "WzEwXQ=="}
    assert [ask.url for ask in details][:1] == ["https://apply.workable.com/api/v2/accounts/a/jobs/K0"]
    list(board.read_page(answered(second, {"total": 12, "results": v3_rows(10, 1)})))
    assert board.walk.faults == ["the board announced 12 and listed 11"]


def test_workable_with_hours_to_wait_ends_the_crawl_and_tries_no_other_door():
    board = spider("workable", {"account": "a"})
    with pytest.raises(CloseSpider):
        failed(board, WaitTooLongError("apply.workable.com asks to wait 82800 seconds"), board.first_request())
    assert board.walk.refused == "apply.workable.com asks to wait 82800 seconds"


def test_the_detail_of_another_posting_is_not_taken():
    board = spider("workable", {"account": "a"})
    (ask,) = board.read_page(answered(board.first_request(), {"name": "A", "jobs": [{"shortcode": "K1"}]}))
    wrong = {"shortcode": "K2", "title": "t", "description": "d"}
    assert not list(board.read_detail(answered(ask, wrong), **ask.cb_kwargs))
    assert board.walk.unreadable == {"K1": "the board changed its shape: the detail of K1 is that of K2"}


# ---- Teamtailor


def feed(start: int, count: int, **more: str) -> dict[str, Any]:
    items = [
        {"id": f"u{n}", "title": "t", "url": "u", "content_html": "w", "_jobposting": {"identifier": {"value": n}}}
        for n in range(start, start + count)
    ]
    return {"title": "A", "items": items, **more}


def test_teamtailor_follows_next_url():
    board = spider("teamtailor", {"host": "a.teamtailor.com"})
    following = "https://a.teamtailor.com/jobs.json?page=2&per_page=100"
    second, *postings = board.read_page(answered(board.first_request(), feed(1, 2, next_url=following)))
    assert second.url == following
    assert not board.walk.ended
    postings += board.read_page(answered(second, feed(3, 1)))
    assert [posting.board_key for posting in postings] == ["1", "2", "3"]
    assert board.walk.ended


@pytest.mark.parametrize("url", ["https://b.teamtailor.com/jobs.json?page=2", "http://a.teamtailor.com/jobs.json"])
def test_teamtailor_does_not_follow_next_url_elsewhere(url):
    board = spider("teamtailor", {"host": "a.teamtailor.com"})
    assert not list(board.read_page(answered(board.first_request(), feed(1, 2, next_url=url))))
    assert board.walk.refused == f"the board changed its shape: 'next_url' is {url!r}"


def test_teamtailor_that_runs_in_a_ring_ends():
    board = spider("teamtailor", {"host": "a.teamtailor.com"})
    page = feed(1, 2, next_url="https://a.teamtailor.com/jobs.json?page=2")
    second, *_ = board.read_page(answered(board.first_request(), page))
    assert not list(board.read_page(answered(second, page)))
    assert board.walk.faults == ["page 2 of the list names no posting that was not named before"]


# ---- Personio


def test_personio_reads_namespaces_and_languages():
    board = spider("personio", {"host": "h", "language": "de"})
    assert board.first_request().url == "https://h/xml?language=de"
    body = b"""<p:workzag-jobs xmlns:p="urn:any"><p:position><p:id>7</p:id><p:name>N</p:name><p:office>Wien</p:office>
      <p:additionalOffices><p:office>Graz</p:office></p:additionalOffices><p:jobDescriptions><p:jobDescription>
      <p:name>n</p:name><p:value>v</p:value></p:jobDescription></p:jobDescriptions></p:position></p:workzag-jobs>"""
    (posting,) = board.read_page(answered(board.first_request(), body))
    assert (posting.description, [place.text for place in posting.places]) == ("<h3>n</h3>\nv", ["Wien", "Graz"])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<workzag-jobs><position><id>1</id>", "not XML where a list of positions belongs"),
        (b"<html><body/></html>", "<html> where a list of positions belongs"),
        (b"<workzag-jobs><job/></workzag-jobs>", "'position' is missing"),
        (b"  ", "an empty answer where a list of positions belongs"),
        (
            (
                b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workzag-jobs><position><id>&b;</id></position>'
                b"</workzag-jobs>"
            ),
            "'id' is missing",
        ),
    ],
)
def test_personio_feeds_that_are_none(body, why):
    board = spider("personio", {"host": "h"})
    assert not list(board.read_page(answered(board.first_request(), body)))
    assert why in (board.walk.refused or "")


def positions(*given: tuple[int, str]) -> bytes:
    """A feed of positions, each with an id and words, or none."""
    words = "<jobDescriptions><jobDescription><name>n</name><value>{}</value></jobDescription></jobDescriptions>"
    rows = "".join(
        f"<position><id>{key}</id><name>T {key}</name>{words.format(text) if text else '<jobDescriptions/>'}</position>"
        for key, text in given
    )
    return f"<workzag-jobs>{rows}</workzag-jobs>".encode()


def test_personio_takes_words_that_are_wanting_from_the_feed_in_the_sites_own_language():
    board = spider("personio", {"host": "h"})
    assert board.first_request().url == "https://h/xml?language=en"
    other, first = board.read_page(answered(board.first_request(), positions((1, "English"), (2, ""), (3, ""))))
    assert (other.url, first.board_key, board.walk.ended) == ("https://h/xml", "1", False)
    second, third = board.read_page(answered(other, positions((1, "Deutsch"), (2, "Deutsch"), (3, ""))))
    assert [first.description, second.description, third.description] == [
        "<h3>n</h3>\nEnglish",
        "<h3>n</h3>\nDeutsch",
        "",
    ]
    assert (second.title, board.walk.ended, board.walk.faults) == ("T 2", True, [])


def test_personio_that_has_lost_all_words_says_so():
    board = spider("personio", {"host": "h"})
    (other,) = board.read_page(answered(board.first_request(), positions((1, ""), (2, ""))))
    assert len(list(board.read_page(answered(other, positions((1, ""), (2, "")))))) == 2
    assert board.walk.faults == ["no position of the feed has any text"]


def test_personio_whose_other_feed_fails_is_not_complete():
    board = spider("personio", {"host": "h"})
    other, _ = board.read_page(answered(board.first_request(), positions((1, "English"), (2, ""))))
    assert not failed(board, HttpError(Response(other.url, status=503)), other)
    assert (board.walk.ended, board.walk.faults) == (False, ["h answered 503 to /xml"])


def test_personio_without_postings_is_complete():
    board = spider("personio", {"host": "h"})
    assert not list(board.read_page(answered(board.first_request(), b"<workzag-jobs/>")))
    assert (board.walk.ended, board.walk.faults, board.walk.refused) == (True, [], None)


# ---- Recruitee


@pytest.mark.parametrize(
    ("flags", "remote"),
    [
        ({"remote": True, "hybrid": False, "on_site": False}, True),
        ({"remote": True, "hybrid": True, "on_site": False}, False),
        ({"remote": True, "hybrid": True, "on_site": True}, False),
        ({"remote": False}, False),
        ({"remote": True}, True),
    ],
)
def test_recruitee_is_remote_where_that_alone_is_ticked(flags, remote):
    board = spider("recruitee", {"company": "a"})
    offer = {"id": 1, "title": "t", "slug": "s", "description": "d", "city": "Oslo", "country_code": "NO"} | flags
    (posting,) = board.read_page(answered(board.first_request(), {"offers": [offer]}))
    assert [place.remote for place in posting.places] == [remote]


def test_recruitee_asks_robots_on_the_sites_own_domain_where_the_row_names_it():
    board = spider("recruitee", {"company": "a", "hosts": ["careers.a.example"]})
    assert board.hosts() == ["a.recruitee.com", "careers.a.example"]


# ---- Pinpoint


def pinpoint(n: int, **more: Any) -> dict[str, Any]:
    pay = {"compensation_minimum": 1, "compensation_maximum": 2, "compensation_currency": "USD"}
    return {"id": str(n), "title": "t", "url": "u", "description": "d", **pay, **more}


def test_pinpoint_pay_that_is_not_shown_is_not_read():
    board = spider("pinpoint", {"company": "a"})
    rows = [pinpoint(1, compensation_visible=False), pinpoint(2), pinpoint(3, compensation_visible=True)]
    postings = list(board.read_page(answered(board.first_request(), {"data": rows})))
    assert [len(posting.stated_pay) for posting in postings] == [0, 0, 1]


@pytest.mark.parametrize(("count", "complete"), [(999, True), (1000, False), (1001, True)])
def test_pinpoint_that_lists_its_most_is_not_complete(count, complete):
    board = spider("pinpoint", {"company": "a"})
    list(board.read_page(answered(board.first_request(), {"data": [pinpoint(n) for n in range(count)]})))
    assert (not board.walk.faults) is complete


# ---- Gem


LIST = {
    "oatsExternalJobPostings": {"jobPostings": [{"id": "i", "extId": "X1", "title": "t"}]},
    "jobBoardExternal": {"teamDisplayName": "Moonbox"},
}


@pytest.fixture
def gem_pages():
    """A Gem board whose interface's robots.txt could not be read, and the request that goes out instead."""
    board = spider("gem", {"board": "moonbox"}, expect_company="Moonbox")
    (other,) = failed(board, RobotsRefusedError("robots.txt of api.gem.com answered 403"), board.first_request())
    return board, other


@pytest.mark.parametrize("error", [RobotsRefusedError("x"), RobotsDisallowError("x")])
def test_gem_asks_as_the_pages_ask_where_robots_txt_closes_the_interface(error):
    board = spider("gem", {"board": "moonbox"})
    (other,) = failed(board, error, board.first_request())
    assert (other.method, other.url) == ("POST", "https://jobs.gem.com/api/public/graphql")
    assert json.loads(other.body)["variables"] == {"boardId": "moonbox"}
    assert board.walk.refused is None


def test_gem_does_not_go_round_a_refusal_of_another_kind():
    board = spider("gem", {"board": "moonbox"})
    assert not failed(board, HttpError(Response(board.first_request().url, status=403)), board.first_request())
    assert "answered 403" in (board.walk.refused or "")


def test_gem_reads_the_pages_answers(gem_pages):
    board, other = gem_pages
    (ask,) = board.read_page(answered(other, {"data": LIST}))
    assert json.loads(ask.body)["variables"] == {"boardId": "moonbox", "extId": "X1"}
    detail = {
        "extId": "X1",
        "title": "Moon Painter ",
        "descriptionHtml": "<p>Paint.</p>",
        "compensationHtml": "<p>$200K - $250K</p>",
        "firstPublishedTsSec": 1784428800,
        "jobPostSectionHtml": {"introHtml": "<p>We.</p>", "outroHtml": "<p>Apply.</p>"},
        "locations": [{"name": "Palo Alto, CA", "city": "Palo Alto", "isoCountry": "USA", "isRemote": False}],
        "job": {
            "department": {"name": "Art"},
            "locationType": "HYBRID",
            "employmentType": "FULL_TIME",
            "requisitionId": "R1",
            "teamDisplayName": "Moonbox",
        },
    }
    (posting,) = board.read_detail(answered(ask, {"data": {"oatsExternalJobPosting": detail}}), **ask.cb_kwargs)
    assert isinstance(posting, Posting)
    assert posting.description == "<p>We.</p>\n<p>Paint.</p>\n<p>$200K - $250K</p>\n<p>Apply.</p>"
    assert (posting.title, posting.url) == ("Moon Painter", "https://jobs.gem.com/moonbox/X1")
    assert (str(posting.posted_on), posting.requisition, posting.department) == ("2026-07-19", "R1", "Art")
    assert [(p.text, p.locality, p.country, p.remote) for p in posting.places] == [
        ("Palo Alto, CA", "Palo Alto", "US", False)
    ]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"errors": [{"message": "no such thing"}], "data": None}, "answered with an error: no such thing"),
        ({"data": {"oatsExternalJobPostings": None, "jobBoardExternal": None}}, "'jobBoardExternal' is missing"),
        ([], "stands where a record with 'data' belongs"),
    ],
)
def test_gem_boards_that_are_none(gem_pages, answer, why):
    board, other = gem_pages
    assert not list(board.read_page(answered(other, answer)))
    assert why in (board.walk.refused or "")


def test_gem_checks_the_company_that_the_pages_name(gem_pages):
    board, other = gem_pages
    with pytest.raises(CloseSpider):
        list(board.read_page(answered(other, {"data": LIST | {"jobBoardExternal": {"teamDisplayName": "Moon Bank"}}})))
    assert "Moon Bank" in (board.walk.refused or "")


def test_a_posting_that_gem_does_not_have_is_gone(gem_pages):
    board, other = gem_pages
    (ask,) = board.read_page(answered(other, {"data": LIST}))
    assert not list(board.read_detail(answered(ask, {"data": {"oatsExternalJobPosting": None}}), **ask.cb_kwargs))
    assert (board.walk.gone, board.walk.faults) == ({"X1"}, [])
