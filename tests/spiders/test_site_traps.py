"""The traps of sites whose lists are pages, scripts or windows: what ends early, begins again, or is another's."""

import json
from datetime import date
from typing import Any

import pytest
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse, Request

from spiders.boards.base import BoardSpider
from spiders.catalog.studios import Studio
from spiders.loader import make_spider_class
from spiders.parsing.dates import parse_written_date
from spiders.posting import Posting

BOARDS: dict[str, dict[str, Any]] = {
    "radancy": {"host": "h.example"},
    "amazon": {"business_category": ["kites", "reels"], "country": "USA"},
    "apple": {"query": "team=kites-KIT"},
    "oracle": {"host": "h.example", "site": "CX_1"},
    "icims": {"host": "h.example"},
    "jobvite": {"company": "kites"},
    "phenom": {"host": "h.example", "path": "us/en"},
    "successfactors": {"host": "h.example"},
    "avature": {"host": "h.example", "section": "careers"},
    "watched": {"address": "https://h.example/jobs", "says": "Working with us"},
}


def spider(family: str, **more: Any) -> BoardSpider:
    row = {"name": "example", "title": "Example", "source_url": "-", "confidence": "low"}
    return make_spider_class(Studio(**row, family=family, board=more.pop("board", BOARDS[family]), **more))()


def read(made: BoardSpider, request: Request, body: Any) -> list[Any]:
    words = body if isinstance(body, str) else json.dumps(body)
    return list(made.read_page(HtmlResponse(request.url, body=words.encode(), encoding="utf-8", request=request)))


def first(made: BoardSpider, body: Any) -> list[Any]:
    return read(made, made.first_request(), body)


def onward(yielded: list[Any]) -> list[Request]:
    return [each for each in yielded if isinstance(each, Request) and "row" not in each.cb_kwargs]


def asked(yielded: list[Any]) -> list[Request]:
    return [each for each in yielded if isinstance(each, Request) and "row" in each.cb_kwargs]


def detail(made: BoardSpider, ask: Request, body: Any) -> list[Any]:
    words = body if isinstance(body, str) else json.dumps(body)
    answer = HtmlResponse(ask.url, body=words.encode(), encoding="utf-8", request=ask)
    return list(made.read_detail(answer, **ask.cb_kwargs))


def posting_page(**more: Any) -> str:
    data = {"@type": "JobPosting", "title": "T", "description": "d", **more}
    return f'<html><script type="application/ld+json">{json.dumps(data)}</script></html>'


# ---- Radancy


def results(total: int, pages: int, shown: int = 1, rows: str = "") -> dict[str, str]:
    attributes = f'data-total-job-results="{total}" data-total-pages="{pages}" data-current-page="{shown}"'
    return {"results": f'<section id="search-results" {attributes}><ul>{rows}</ul></section>'}


ROW = '<li><a href="/job/x/y/1/{0}" data-job-id="{0}"><h2>T</h2></a></li>'


@pytest.mark.parametrize("body", [{"results": "", "hasJobs": False}, {"results": "<section id='search-results'>"}])
def test_radancy_without_its_module_is_not_an_empty_board(body):
    made = spider("radancy")
    first(made, body)
    assert "'data-total-job-results' is missing" in (made.walk.refused or "")


def test_radancy_that_gives_another_page():
    made = spider("radancy")
    (second,) = onward(first(made, results(120, 2, 1, ROW.format(1))))
    assert "CurrentPage=2&" in second.url
    assert not onward(read(made, second, results(120, 2, 1, ROW.format(2))))
    assert "page 1 of the list came where page 2 was asked for" in made.walk.faults[0]


def test_radancy_shows_a_window():
    made = spider("radancy")
    first(made, results(10_001, 101, 1, ROW.format(1)))
    assert made.walk.faults == ["the board announces 10001, and shows no more than 10000"]


def test_a_radancy_link_that_is_another_postings():
    made = spider("radancy")
    row = '<li><a href="/job/x/y/1/2" data-job-id="1"><h2>T</h2></a></li>'
    first(made, results(1, 1, 1, row + ROW.format(3)))
    assert made.walk.listed == {"3"}
    assert "is not the address of posting '1'" in made.walk.faults[0]


def sitemap(*keys: int) -> str:
    entries = "".join(f"<url><loc>https://h.example/job/x/y/391/{key}</loc></url>\n" for key in keys)
    return f"<urlset><url><loc>https://h.example/life</loc></url>{entries}</urlset>"


@pytest.mark.parametrize(
    ("stated", "came", "fault"),
    [
        (505, 500, None),
        (506, 500, "the board announces 506 and its sitemap lists 500"),
        (None, 499, None),
        (None, 500, "the sitemap lists 500 postings, at which those of some sites are cut"),
        (2, 3, None),
    ],
)
def test_a_radancy_sitemap_beside_the_count(stated, came, fault):
    made = spider("radancy")
    made.way = "count"
    request = made.list_request("https://h.example/search-jobs")
    if stated is None:
        made.way, request = "sitemap", made._sitemap_request()
    else:
        page = f'<html><section id="search-results" data-total-job-results="{stated}"></section></html>'
        (request,) = onward(read(made, request, page))
    assert request.url == "https://h.example/sitemap.xml"
    read(made, request, sitemap(*range(10, 10 + came), 10))
    assert len(made.walk.listed) == came
    assert made.walk.faults == ([fault] if fault else [])
    assert made.walk.ended


# ---- Amazon


def amazon_rows(start: int, count: int) -> list[dict[str, Any]]:
    row = {"title": "T", "description": "d"}
    return [row | {"id_icims": str(n), "job_path": f"/en/jobs/{n}/t"} for n in range(start, start + count)]


def test_amazon_asks_for_its_slice():
    asks = spider("amazon").first_request().url
    assert "business_category%5B%5D=kites&business_category%5B%5D=reels&country=USA" in asks
    assert "result_limit=100&offset=0&" in asks


def test_amazons_errors_come_with_200():
    made = spider("amazon")
    first(made, {"error": "offset and limit go too far", "hits": 0, "jobs": None})
    assert (
        made.walk.refused == "the board changed its shape: the board answers with an error: offset and limit go too far"
    )


def test_amazon_counts_to_its_window_and_is_not_asked_beyond():
    made = spider("amazon")
    request = made.first_request()
    for start in range(0, 10_000, 100):
        request = next(iter(onward(read(made, request, {"hits": 10_000, "jobs": amazon_rows(start, 100)}))), None)
    assert request is None
    assert len(made.walk.listed) == 10_000
    assert made.walk.faults == ["the board counts no further than 10000; what lies beyond was not seen"]


@pytest.mark.parametrize("row", [{"job_path": "/en/jobs/2/t"}, {"job_path": None}, {"description": None}])
def test_an_amazon_row_with_anothers_address_or_without_words(row):
    made = spider("amazon")
    (rows, other) = amazon_rows(1, 2)
    postings = first(made, {"hits": 2, "jobs": [rows | row, other | {"id_icims": "3", "job_path": "/en/jobs/3/t"}]})
    assert [posting.board_key for posting in postings] == ["3"]
    assert "1" in made.walk.unreadable or made.walk.faults


# ---- Apple


def hydrated(**data: Any) -> str:
    quoted = json.dumps(json.dumps(data))
    return f"<html><script>window.__staticRouterHydrationData = JSON.parse({quoted});</script></html>"


APPLE_ROW = {"id": "1-0836", "positionId": "1", "postingTitle": "T"}


def test_an_apple_position_in_two_places_is_two_postings_of_one_requisition():
    made = spider("apple")
    assert made.first_request().url == "https://jobs.apple.com/en-us/search?team=kites-KIT&sort=newest&page=1"
    rows = [APPLE_ROW, APPLE_ROW | {"id": "1-0900"}]
    asks = asked(first(made, hydrated(loaderData={"search": {"searchResults": rows, "totalRecords": 2}})))
    page = hydrated(loaderData={"jobDetails": {"jobsData": {"positionId": "1", "description": "d"}}})
    postings = [posting for ask in asks for posting in detail(made, ask, page)]
    assert [(posting.board_key, posting.requisition) for posting in postings] == [("1-0836", "1"), ("1-0900", "1")]
    assert not made.walk.faults


def test_an_apple_posting_that_is_gone_says_so_in_its_data():
    made = spider("apple")
    (ask,) = asked(first(made, hydrated(loaderData={"search": {"searchResults": [APPLE_ROW], "totalRecords": 1}})))
    assert not detail(made, ask, hydrated(loaderData={}, errors={"jobDetails": {"status": 404}}))
    assert made.walk.gone == {"1-0836"}
    assert not made.walk.faults


def test_apple_without_its_data():
    made = spider("apple")
    first(made, "<html><body>One moment</body></html>")
    assert "'__staticRouterHydrationData' is missing" in (made.walk.refused or "")


# ---- Oracle


def oracle_page(total: int, *keys: int) -> dict[str, Any]:
    return {"items": [{"TotalJobsCount": total, "requisitionList": [{"Id": str(key)} for key in keys]}]}


def test_oracles_commas_stay():
    assert (
        "finder=findReqs;siteNumber=CX_1,limit=200,offset=0,sortBy=POSTING_DATES_DESC"
        in spider("oracle").first_request().url
    )


def test_oracle_that_counts_nothing_on_a_later_page_is_not_smaller():
    made = spider("oracle")
    (second,) = onward(first(made, oracle_page(9, 1, 2)))
    assert ",offset=2," in second.url
    assert not onward(read(made, second, oracle_page(0)))
    assert made.walk.faults == ["the board announced 9 and listed 2"]


def test_oracle_without_its_search():
    made = spider("oracle")
    first(made, {"items": [], "count": 0})
    assert "'items' is empty" in (made.walk.refused or "")


def test_the_oracle_detail_of_another_posting():
    made = spider("oracle")
    (ask,) = asked(first(made, oracle_page(1, 1)))
    assert not detail(made, ask, {"items": [{"Id": "2", "Title": "T", "ExternalDescriptionStr": "d"}]})
    assert "the detail of 1 is that of 2" in made.walk.unreadable["1"]


# ---- iCIMS


def cards(shown: int, last: int, *keys: int) -> str:
    links = "".join(
        f'<li class="iCIMS_JobCardItem"><a class="iCIMS_Anchor" href="https://h.example/jobs/{key}/t/job?in_iframe=1">'
        f"<h3>T</h3></a></li>"
        for key in keys
    )
    return f'<html><h2>Search Results\nPage {shown} of {last} </h2><ul class="iCIMS_JobsTable">{links}</ul></html>'


def test_icims_is_walked_to_the_last_page_it_names():
    made = spider("icims")
    (second,) = onward(first(made, cards(1, 2, 1, 2)))
    assert second.url.endswith("pr=1")
    assert not onward(read(made, second, cards(2, 2, 3)))
    assert (made.walk.ended, made.walk.faults, made.walk.listed) == (True, [], {"1", "2", "3"})


@pytest.mark.parametrize(
    ("page", "why"),
    [(cards(1, 3, 3), "page 1 of the list came where page 2"), (cards(2, 3), "page 2 of 3 of the list is empty")],
)
def test_icims_pages_that_are_another_or_empty(page, why):
    made = spider("icims")
    (second,) = onward(first(made, cards(1, 3, 1)))
    assert not onward(read(made, second, page))
    assert not made.walk.ended
    assert why in made.walk.faults[0]


def test_an_icims_portal_that_has_moved_answers_200():
    made = spider("icims")
    first(made, '<html><script>window.location = "https://elsewhere.example/";</script></html>')
    assert "'iCIMS_JobsTable' is missing" in (made.walk.refused or "")


@pytest.mark.parametrize(
    ("name", "words", "read_as"),
    [
        ("Salary Range", "USD $94,388.00 - USD $102,311.00 /Yr.", ("94388.00", "102311.00", "USD", "year")),
        ("Pay", "CAD $31.50/Hr.", ("31.50", "31.50", "CAD", "hour")),
        ("Pay", "USD $1 - CAD $2 /Yr.", None),
        ("Pay", "Competitive", None),
        ("Bonus", "USD $1,000.00 /Yr.", None),
    ],
)
def test_icims_pay_is_data_only_in_a_field_of_money(name, words, read_as):
    made = spider("icims")
    field = (
        f'<div class="iCIMS_JobHeaderTag"><dt class="iCIMS_JobHeaderField">{name}</dt><dd class="iCIMS_JobHeaderData">'
    )
    page = cards(1, 1, 1).replace("</li>", f"{field}{words}</dd></div></li>")
    (ask,) = asked(first(made, page))
    (posting,) = detail(made, ask, posting_page())
    found = [(str(pay.minimum), str(pay.maximum), pay.currency, pay.unit) for pay in posting.stated_pay]
    assert found == ([read_as] if read_as else [])


# ---- Phenom


def phenom_page(total: int, *keys: int) -> str:
    search = {"eagerLoadRefineSearch": {"totalHits": total, "data": {"jobs": [{"jobId": str(key)} for key in keys]}}}
    return f"<html><script>phApp.ddo = {json.dumps(search)}; phApp.x = 1;</script></html>"


JOBVITE_ROW = '<tr><td class="jv-job-list-name"><a href="/{0}/job/{1}">T</a></td></tr>'


def jobvite_page(*keys: str, span: str = "", following: str = "", company: str = "Kites") -> str:
    rows = "".join(JOBVITE_ROW.format(company, key) for key in keys)
    link = f'<a class="jv-pagination-next" href="{following}">Next</a>' if following else ""
    return f'<html><table>{rows}</table><div class="jv-pagination-text">{span}</div>{link}</html>'


@pytest.mark.parametrize("link", ["/kites/search?p=1", "/kites/search/?p=1", "?p=1"])
def test_jobvite_turns_its_pages_by_the_sites_own_link(link):
    made = spider("jobvite")
    (ask,) = onward(first(made, jobvite_page("a1", "a2", span="1-2 of 1,003", following=link)))
    assert ask.url.startswith("https://jobs.jobvite.com/kites/search")
    assert "p=1" in ask.url
    assert read(made, ask, jobvite_page("a1", "a2", span="1-2 of 1,003", following=link)) == []
    assert "a page of the list begins at 1, where 3 was to be next" in made.walk.faults[0]
    assert made.walk.announced == 1_003


def test_jobvite_leads_nobody_elsewhere():
    made = spider("jobvite")
    first(made, jobvite_page("a1", span="1-1 of 2", following="https://other.example/search?p=1"))
    assert "the next page is 'https://other.example/search?p=1'" in (made.walk.refused or "")


@pytest.mark.parametrize(("words", "ends"), [("No results found", True), ("Welcome to our careers", False)])
def test_an_empty_jobvite_board_says_so(words, ends):
    made = spider("jobvite")
    first(made, f"<html><body class='jv-page-body'>{words}</body></html>")
    assert (made.walk.ended, made.walk.refused is None) == (ends, ends)


def test_a_jobvite_posting_that_was_taken_down_leads_to_the_list():
    made = spider("jobvite")
    (ask,) = asked(first(made, jobvite_page("a1")))
    gone = ask.replace(url="https://jobs.jobvite.com/careers/kites/jobs?error=404", callback=None)
    assert detail(made, gone, "<html><p>The job is no longer there.</p></html>") == []
    assert (made.walk.gone, made.walk.unreadable, made.walk.faults) == ({"a1"}, {}, [])


def test_phenom_that_ignores_where_to_begin():
    made = spider("phenom")
    (second,) = onward(first(made, phenom_page(30, 1, 2)))
    assert "from=2&" in second.url
    assert not onward(read(made, second, phenom_page(30, 1, 2)))
    assert made.walk.faults == ["page 2 of the list names no posting that was not named before"]


# ---- SuccessFactors


def sf_page(start: int, end: int, total: int) -> str:
    rows = "".join(f'<li><a class="jobTitle-link" href="/job/T/{n}/">T</a></li>' for n in range(start, end + 1))
    return f"<html><span>Results <b>{start} – {end}</b> of <b>{total}</b></span><ul>{rows}</ul></html>"


def test_successfactors_begins_again_past_its_end():
    made = spider("successfactors")
    (second,) = onward(first(made, sf_page(1, 25, 30)))
    assert second.url.endswith("startrow=25")
    assert not onward(read(made, second, sf_page(1, 25, 9000)))
    assert "the list begins at 1 where 26 was asked for" in made.walk.faults[0]


@pytest.mark.parametrize("path", ["/job/T/7/", "/Lionsgate/job/T/7/", "/job/T/7-en_US/", "/job/T/7"])
def test_successfactors_addresses(path):
    made = spider("successfactors")
    links = "".join(f'<a class="jobTitle-link" href="{each}">T</a>' for each in (path, "/x"))
    page = f"<html>Results 1 – 2 of 2 {links}</html>"
    assert [ask.url for ask in asked(first(made, page))] == [f"https://h.example{path}"]
    assert made.walk.listed == {"7"}
    assert "'https://h.example/x' is not the address of a posting" in made.walk.faults[0]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<xml>Error: company is unknown</xml>", "answers with an error: company is unknown"),
        ("<html>Sign in</html>", "'Job-Listing' is missing"),
        ("<Job-Listing><Job><ReqId>1</ReqId></Job>", "breaks off before its </Job-Listing>"),
    ],
)
def test_successfactors_feeds_that_are_none(body, why):
    made = spider("successfactors", board={"host": "h.example", "company": "x"})
    first(made, body)
    assert why in (made.walk.refused or "")


# ---- Avature


def avature_page(start: int, count: int, words: str, more: bool = True) -> str:
    rows = "".join(f'<a href="/careers/JobDetail/T/{n}">T</a>' for n in range(start, start + count))
    link = '<a class="paginationNextLink" href="?jobOffset=6">Next</a>' if more else ""
    return f'<html><div class="list-controls__text__legend" aria-label="{words}"></div>{rows}{link}</html>'


def test_avatures_way_onward_is_not_followed_past_its_count():
    made = spider("avature")
    (second,) = onward(first(made, avature_page(1, 12, "14 results")))
    assert second.url == "https://h.example/careers/SearchJobs/?jobOffset=12"
    assert not onward(read(made, second, avature_page(13, 2, "14 results")))
    assert (made.walk.ended, made.walk.faults) == (True, [])


def test_avature_shows_a_window():
    made = spider("avature")
    assert not onward(first(made, avature_page(1, 2010, "5,000 results")))
    assert made.walk.faults[0] == "the board announces 5000, and shows no more than 2000"


def test_an_avature_count_with_a_plus_is_no_count():
    made = spider("avature")
    first(made, avature_page(1, 3, "999+ results", more=False))
    assert (made.walk.announced, made.walk.ended) == (None, True)


# ---- a watched page


def watched(body: str) -> BoardSpider:
    made = spider("watched")
    first(made, body)
    return made


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<html><title>One moment</title><body>Are you a person?</body></html>", "does not say 'Working with us'"),
        ("<html><body><h1>Working with us</h1>", "breaks off before its </html>"),
        ("", "an empty answer where a page belongs"),
    ],
)
def test_a_watched_page_that_is_another(body, why):
    assert why in (watched(body).walk.refused or "")


def test_a_watched_page_changes_only_with_its_words():
    def mark(body: str) -> str:
        (posting,) = first(spider("watched"), body)
        assert isinstance(posting, Posting)
        return posting.list_fingerprint

    page = '<html><body class="{0}"><script>{0}</script><p id="{0}">Working with us: {1}</p></body></html>'
    assert mark(page.format("a", "nets")) == mark(page.format("b", "nets"))
    assert mark(page.format("a", "nets")) != mark(page.format("a", "knots"))


# ---- all of them


@pytest.mark.parametrize("family", ["radancy", "icims", "phenom"])
def test_another_company_ends_the_crawl(family):
    made = spider(family, expect_company="Example.*")
    lists = {
        "radancy": results(1, 1, 1, ROW.format(1)),
        "icims": cards(1, 1, 1),
        "phenom": phenom_page(1, 1),
    }
    (ask,) = asked(first(made, lists[family]))
    with pytest.raises(CloseSpider):
        detail(made, ask, posting_page(hiringOrganization={"name": "Somebody Else"}))
    assert made.walk.refused == "the board is 'Somebody Else''s, where 'Example.*' belongs"


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("Jul. 27, 2026", date(2026, 7, 27)),
        ("May 5, 2026", date(2026, 5, 5)),
        ("Sept. 9, 2026", date(2026, 9, 9)),
        ("October  2, 2026", date(2026, 10, 2)),
        ("27-Jul-2026", date(2026, 7, 27)),
        ("Posted Jul-28-2026", date(2026, 7, 28)),
        ("Wed Aug 19 00:00:00 UTC 2026", date(2026, 8, 19)),
        ("2026-5-19", date(2026, 5, 19)),
        ("2026-10-05T16:37:02.482136186Z", date(2026, 10, 5)),
        ("27 juillet 2026", None),
        ("7/28/2026 2:40 PM", None),
        ("February 30, 2026", None),
        ("Monday", None),
        ("", None),
        (None, None),
    ],
)
def test_written_dates(words, on):
    assert parse_written_date(words) == on
