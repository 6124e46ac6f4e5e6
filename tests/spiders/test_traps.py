"""The traps that boards set: pages that repeat, totals that end, other companies' boards, hostile bodies."""

import json
from typing import Any

import pytest
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse, Request, TextResponse, XmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.boards.base import BoardSpider
from spiders.catalog.studios import Studio
from spiders.loader import make_spider_class
from spiders.posting import Posting


def spider(family: str, board: dict[str, Any], **more: Any) -> BoardSpider:
    row = {"name": "example", "title": "Example", "source_url": "-", "confidence": "low"}
    return make_spider_class(Studio(**row, family=family, board=board, **more))()


def answered(request: Request, body: Any) -> TextResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return TextResponse(request.url, body=raw, encoding="utf-8", request=request)


def lists_asked(yielded: Any) -> list[Request]:
    return [each for each in yielded if isinstance(each, Request) and "row" not in each.cb_kwargs]


# ---- Workday


@pytest.fixture
def workday():
    return spider("workday", {"tenant": "t", "pod": "wd1", "site": "S"})


def workday_rows(start: int, count: int) -> list[dict[str, Any]]:
    return [
        {"title": "x", "externalPath": f"/job/P/T_{n}", "bulletFields": [str(n)]} for n in range(start, start + count)
    ]


def failed_detail(board, request, status: int, answer: Any) -> None:
    response = TextResponse(request.url, status=status, body=json.dumps(answer).encode(), request=request)
    failure = Failure(HttpError(response))
    failure.request = request  # type: ignore[attr-defined]
    assert not list(board.handle_failure(failure))


def test_workday_s_posting_closed_during_the_crawl_is_gone_and_no_fault(workday):
    """The detail then answers 403 with an error code of its own; any other 403 is a refusal."""
    rows = list(workday.read_page(answered(workday.first_request(), {"total": 13, "jobPostings": workday_rows(0, 13)})))
    for request in rows[:12]:
        failed_detail(workday, request, 403, {"errorCode": "S22", "httpStatus": 403, "message": "permission denied"})
    assert (len(workday.walk.gone), workday.walk.faults, workday.walk.ended) == (12, [], True)
    failed_detail(workday, rows[12], 403, {"errorCode": "S99"})
    failed_detail(workday, rows[12], 403, "no record")
    assert len(workday.walk.gone) == 12
    assert "answered 403" in workday.walk.faults[0]
    assert workday.walk.faults[1].endswith("""(it says 'no record')""")


def test_workday_keeps_the_total_of_the_first_page(workday):
    (second,) = lists_asked(
        workday.read_page(answered(workday.first_request(), {"total": 30, "jobPostings": workday_rows(0, 20)}))
    )
    assert json.loads(second.body) == {"appliedFacets": {}, "limit": 20, "offset": 20, "searchText": ""}
    assert not lists_asked(workday.read_page(answered(second, {"total": 0, "jobPostings": workday_rows(20, 10)})))
    assert (workday.walk.announced, len(workday.walk.listed)) == (30, 30)
    assert workday.walk.ended
    assert not workday.walk.faults


def test_workday_stops_where_the_list_begins_again(workday):
    (second,) = lists_asked(
        workday.read_page(answered(workday.first_request(), {"total": 60, "jobPostings": workday_rows(0, 20)}))
    )
    assert not lists_asked(workday.read_page(answered(second, {"total": 0, "jobPostings": workday_rows(0, 20)})))
    assert not workday.walk.ended
    assert workday.walk.faults == ["page 2 of the list names no posting that was not named before"]


def test_workday_that_announces_its_most_is_not_complete(workday):
    request = workday.first_request()
    for start in range(0, 2000, 20):
        body = {"total": 2000 if start == 0 else 0, "jobPostings": workday_rows(start, 20)}
        request = next(iter(lists_asked(workday.read_page(answered(request, body)))), None)
    assert request is None
    assert len(workday.walk.listed) == 2000
    assert workday.walk.faults == [
        "the board announces 2000 or more, and its facets do not add up to it: there are none",
        "what lies beyond the first 2000 postings was not seen",
    ]


def test_workday_walks_every_slice_though_as_many_as_announced_have_come(workday):
    """The board grows while it is walked: what is new stands in the last slice."""
    workday.window = 40
    facets = [{"facetParameter": "f", "values": [{"id": "a", "count": 25}, {"id": "b", "count": 15}]}]
    answers = [
        {"total": 40, "jobPostings": workday_rows(0, 20), "facets": facets},
        {"total": 25, "jobPostings": workday_rows(20, 20)},
        {"total": 0, "jobPostings": workday_rows(0, 5)},
        {"total": 16, "jobPostings": workday_rows(5, 15)},
        {"total": 0, "jobPostings": workday_rows(40, 1)},
    ]
    request, applied = workday.first_request(), []
    for answer in answers:
        applied.append(json.loads(request.body)["appliedFacets"])
        request = next(iter(lists_asked(workday.read_page(answered(request, answer)))), None)
    assert request is None
    assert applied == [{}, {"f": ["a"]}, {"f": ["a"]}, {"f": ["b"]}, {"f": ["b"]}]
    assert (workday.walk.ended, workday.walk.faults, workday.walk.announced) == (True, [], 40)
    assert len(workday.walk.listed) == 41


def test_workday_asks_robots_for_the_site_too(workday):
    assert workday.first_request().meta["robots_too"] == ["https://t.wd1.myworkdayjobs.com/S/"]


@pytest.mark.parametrize("path", ["https://elsewhere.example/job/x_1", "/job/A/no-id", None])
def test_workday_row_without_an_address_or_id(workday, path):
    rows = [{"title": "x", "externalPath": path, "bulletFields": []}, *workday_rows(0, 1)]
    list(workday.read_page(answered(workday.first_request(), {"total": 2, "jobPostings": rows})))
    assert workday.walk.listed == {"0"}
    assert len(workday.walk.faults) == 2  # the row, and the count


# ---- Eightfold


@pytest.fixture
def eightfold():
    return spider("eightfold", {"host": "h.example", "domain": "d.example"})


def eightfold_rows(start: int, count: int) -> list[dict[str, Any]]:
    return [{"id": n, "name": "x"} for n in range(start, start + count)]


def test_eightfold_goes_on_after_the_rows_that_came(eightfold):
    (second,) = lists_asked(
        eightfold.read_page(answered(eightfold.first_request(), {"count": 9, "positions": eightfold_rows(0, 7)}))
    )
    assert "start=7&" in second.url
    list(eightfold.read_page(answered(second, {"count": 9, "positions": eightfold_rows(6, 3)})))
    assert eightfold.walk.ended
    assert len(eightfold.walk.listed) == 9
    assert not eightfold.walk.faults


def test_a_list_that_stops_before_its_count(eightfold):
    (second,) = lists_asked(
        eightfold.read_page(answered(eightfold.first_request(), {"count": 613, "positions": eightfold_rows(0, 10)}))
    )
    list(eightfold.read_page(answered(second, {"count": 613, "positions": []})))
    assert eightfold.walk.faults == ["the board announced 613 and listed 10"]


def test_a_list_without_an_end(eightfold):
    eightfold.max_pages = 3
    request = eightfold.first_request()
    for start in (0, 10, 20):
        yielded = eightfold.read_page(answered(request, {"count": 10**6, "positions": eightfold_rows(start, 10)}))
        request = next(iter(lists_asked(yielded)), None)
    assert request is None
    assert eightfold.walk.faults == ["the list goes on after 3 pages, which is as far as a walk goes"]


def test_none_where_some_were_announced(eightfold):
    list(eightfold.read_page(answered(eightfold.first_request(), {"count": 613, "positions": []})))
    assert eightfold.walk.refused == "the board announced 613 postings and listed none"


def test_another_domain_answers(eightfold):
    list(
        eightfold.read_page(
            answered(eightfold.first_request(), {"domain": "o.example", "count": 1, "positions": eightfold_rows(0, 1)})
        )
    )
    assert "answers for 'o.example'" in (eightfold.walk.refused or "")


def test_the_detail_of_another_posting_is_not_taken(eightfold):
    (ask,) = eightfold.read_page(answered(eightfold.first_request(), {"count": 1, "positions": eightfold_rows(1, 1)}))
    wrong = {"id": 2, "name": "x", "job_description": "y"}
    assert not list(eightfold.read_detail(answered(ask, wrong), **ask.cb_kwargs))
    assert eightfold.walk.unreadable == {"1": "the board changed its shape: the detail of 1 is that of 2"}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"positions": ' + b"9" * 5000 + b', "count": 1}',
        b'{"count": true, "positions": []}',
        b'{"count": "3", "positions": []}',
        b'{"count": 3, "positions": {}}',
        b"null",
        b'"positions"',
        b"\x00",
    ],
    ids=lambda body: body[:20].decode(),
)
def test_hostile_lists_refuse_and_nothing_breaks(eightfold, body):
    assert not list(eightfold.read_page(answered(eightfold.first_request(), body)))
    assert (eightfold.walk.refused or "").startswith("the board changed its shape: ")


def test_what_no_database_keeps_is_left_out(eightfold):
    (ask,) = eightfold.read_page(answered(eightfold.first_request(), {"count": 1, "positions": eightfold_rows(1, 1)}))
    (posting,) = eightfold.read_detail(
        answered(ask, b'{"id": 1, "name": "a\\u0000b", "job_description": "c\\ud800d"}'), **ask.cb_kwargs
    )
    assert isinstance(posting, Posting)
    assert (posting.title, posting.description) == ("a�b", "c�d")


def test_an_edit_shows_in_the_fingerprint_and_a_star_does_not(eightfold):
    def mark(**row: Any) -> str:
        board = spider("eightfold", {"host": "h.example", "domain": "d.example"})
        board.refresh = True
        (ask,) = board.read_page(
            answered(board.first_request(), {"count": 1, "positions": [{"id": 1, "name": "x"} | row]})
        )
        detail = {"id": 1, "name": "x", "job_description": ""}
        (posting,) = board.read_detail(answered(ask, detail), **ask.cb_kwargs)
        return posting.list_fingerprint

    assert mark(stars=5, hot=1) == mark()
    assert mark(t_update=1) != mark(t_update=2)


# ---- SmartRecruiters


GROUP = '<section class="openings-section"><h3 class="opening-title">Paris</h3><ul>{}</ul></section>'
OPENING = '<li class="opening-job"><a href="https://jobs.smartrecruiters.com/{}"><h4 class="job-title">T</h4></a></li>'


@pytest.fixture
def smart():
    made = spider("smartrecruiters", {"company": "Acme1"}, expect_company="Acme")
    made.uses_pages = True
    return made


def html(request: Request, body: str) -> HtmlResponse:
    return HtmlResponse(request.url, body=body.encode(), encoding="utf-8", request=request)


@pytest.mark.parametrize(
    "page", [GROUP.format(OPENING.format("Acme1/2-t"))[:-10], GROUP.format(OPENING.format("Acme1/2-t")) + "<sec"]
)
def test_a_page_of_groups_that_breaks_off_is_not_whole(smart, page):
    (second,) = lists_asked(smart.read_page(html(smart._groups_request(1), GROUP.format(OPENING.format("Acme1/1-t")))))
    assert not list(smart.read_page(html(second, page)))
    assert not smart.walk.ended
    assert "breaks off" in smart.walk.faults[0]


def test_links_to_another_company_are_not_followed(smart):
    list(
        smart.read_page(
            html(smart._groups_request(1), GROUP.format(OPENING.format("Other/1-t") + OPENING.format("Acme1/2-t")))
        )
    )
    assert smart.walk.listed == {"2"}
    assert "is not the address of a posting of Acme1" in smart.walk.faults[0]


def test_an_unknown_company_answers_200():
    made = spider("smartrecruiters", {"company": "acme"})
    list(made.read_page(answered(made.first_request(), {"offset": 0, "limit": 100, "totalFound": 0, "content": []})))
    assert "lists nothing" in (made.walk.refused or "")


def test_another_company_ends_the_crawl(smart):
    page = '<script type="application/ld+json">{"@type": "JobPosting", "title": "T", "description": "d", '
    page += '"hiringOrganization": {"name": "Acme Financial"}}</script>'
    asks = list(smart.read_page(html(smart._groups_request(1), GROUP.format(OPENING.format("Acme1/1-t")))))
    (ask,) = [each for each in asks if "row" in each.cb_kwargs]
    with pytest.raises(CloseSpider):
        list(smart.read_detail(html(ask, page), **ask.cb_kwargs))
    assert smart.walk.refused == "the board is 'Acme Financial''s, where 'Acme' belongs"


# ---- pages


def test_an_index_of_sitemaps_is_followed():
    made = spider("pages", {"sitemap": "https://s.example/sitemap.xml", "posting_path": "^/jobs/"})
    index = "<sitemapindex><sitemap><loc>https://s.example/a.xml</loc></sitemap><sitemap><loc>https://s.example/b.xml</loc></sitemap></sitemapindex>"
    bodies = [
        index,
        *(f"<urlset><url><loc>https://s.example{path}</loc></url></urlset>" for path in ("/about", "/jobs/1")),
    ]
    request, asked = made.first_request(), []
    for body in bodies:
        asked.append(request.url)
        response = XmlResponse(request.url, body=body.encode(), request=request)
        request = next(iter(lists_asked(made.read_page(response))), None)
    assert asked == ["https://s.example/sitemap.xml", "https://s.example/a.xml", "https://s.example/b.xml"]
    assert made.walk.ended
    assert made.walk.listed == {"jobs/1"}
    assert not made.walk.faults


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<urlset><url><loc>https://s.example/about</loc></url></urlset>", "none is like a posting's"),
        ("<html><body>One moment</body></html>", "<html> where a sitemap belongs"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>', "'loc'"),
        ("<urlset>", "not XML"),
    ],
)
def test_sitemaps_that_are_none(body, why):
    made = spider("pages", {"sitemap": "https://s.example/sitemap.xml", "posting_path": "^/jobs/"})
    list(made.read_page(XmlResponse(made.first_request().url, body=body.encode(), request=made.first_request())))
    assert why in (made.walk.refused or "")
