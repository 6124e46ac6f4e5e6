"""Real recorded answers parse without an error. They stay outside the repository; without them these tests skip."""

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Request, TextResponse

from spiders.boards import jsonld
from spiders.boards.base import BoardSpider
from spiders.loader import spider_for
from spiders.posting import Posting
from spiders.studio import Studio

BOARDS = {
    "eightfold": {"host": "explore.jobs.netflix.net", "domain": "netflix.com"},
    "workday": {"tenant": "t", "pod": "wd1", "site": "S"},
    "smartrecruiters": {"company": "Any"},
    "radancy": {"host": "h.example"},
    "amazon": {},
    "oracle": {"host": "h.example", "site": "CX_1"},
    "icims": {"host": "h.example"},
    "phenom": {"host": "h.example", "path": "us/en"},
    "successfactors": {"host": "h.example", "company": "any"},
}


def spider(family: str) -> BoardSpider:
    row = {"name": "recorded", "title": "R", "source_url": "-", "confidence": "low"}
    return spider_for(Studio(**row, family=family, board=BOARDS[family]))()


def load(shared: Path, name: str) -> Any:
    return json.loads((shared / "recorded" / name).read_text(encoding="utf-8"))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("family", "name", "rows"),
    [
        ("eightfold", "transcribed/netflix_eightfold_v2_list_row_2026-10-05.json", "positions"),
        ("eightfold", "transcribed/netflix_eightfold_v2_rows_short.json", "positions"),
        ("eightfold", "eightfold_other/careerkit_albemarle_v2_list.json", "positions"),
        ("workday", "workday/careerkit_salesforce_list.json", "jobPostings"),
        ("workday", "workday/hunter_workday_nvidia.json", "jobPostings"),
        ("smartrecruiters", "transcribed/ubisoft_smartrecruiters_rows_2026-10.json", "content"),
        ("smartrecruiters", "smartrecruiters/careerkit_smartrecruiters_list.json", "content"),
        ("smartrecruiters", "smartrecruiters/everjobs_nbcuniversal.json", "content"),
        ("amazon", "amazon/hunter_amazon_search.json", "jobs"),
        ("amazon", "amazon/amazon_search_compensation_slice.json", "jobs"),
    ],
)
def test_list_rows(shared, family, name, rows):
    raw = load(shared, name)[rows]
    keys = [spider(family).row(each).key for each in raw]
    assert raw
    assert len(set(keys)) == len(keys)


def read(board: BoardSpider, key: str, raw: Any, detail: Any) -> Posting:
    row = board.row(raw)
    assert row.key == key
    return board.posting(TextResponse(row.ask.url, body=json.dumps(detail).encode(), request=row.ask), row)


@pytest.mark.shared
def test_eightfold_detail(shared):
    raw = load(shared, "transcribed/netflix_eightfold_v2_list_row_2026-10-05.json")["positions"][0]
    detail = load(shared, "transcribed/netflix_eightfold_v2_detail_trimmed_2026-10-05.json")
    posting = read(spider("eightfold"), "790298014263", raw, detail)
    assert posting.description.startswith("<p>")
    assert str(posting.posted_on) == "2024-07-23"


@pytest.mark.shared
def test_workday_detail(shared):
    detail = load(shared, "transcribed/workday_detail_boozallen_2026-09_trimmed.json")
    raw = {"externalPath": "/job/Anywhere/Systems-Administrator-Intern_R0249565"}
    posting = read(spider("workday"), "R0249565", raw, detail)
    assert (posting.requisition, str(posting.posted_on), str(posting.valid_through)) == (
        "R0249565",
        "2026-09-16",
        "2026-12-14",
    )
    assert posting.hiring_organization == "631 Booz Allen Hamilton_United States"


@pytest.mark.shared
def test_smartrecruiters_details(shared):
    for raw in load(shared, "smartrecruiters/everjobs_nbcuniversal.json")["content"]:
        posting = read(spider("smartrecruiters"), raw["id"], raw, raw)
        assert posting.places[0].country in ("MX", "GB")
        assert ", ," not in posting.places[0].text


@pytest.mark.shared
@pytest.mark.parametrize(
    ("family", "board", "name"),
    [
        ("greenhouse", {"token": "x"}, "greenhouse/careerkit_greenhouse.json"),
        ("greenhouse", {"token": "x"}, "greenhouse/everjobs_riotgames.json"),
        ("greenhouse", {"token": "x"}, "greenhouse/everjobs_sonyinteractiveentertainmentglobal.json"),
        ("ashby", {"name": "x"}, "ashby/careerkit_ashby.json"),
        ("ashby", {"name": "x"}, "ashby/everjobs_elevenlabs.json"),
        ("ashby", {"name": "x"}, "ashby/everjobs_pika.json"),
        ("lever", {"site": "x"}, "lever/careerkit_lever.json"),
        ("lever", {"site": "x"}, "lever/everjobs_spotify.json"),
    ],
)
def test_whole_boards(shared, family, board, name):
    row = {"name": "recorded", "title": "R", "source_url": "-", "confidence": "low"}
    made = spider_for(Studio(**row, family=family, board=board))()
    body = (shared / "recorded" / name).read_bytes()
    postings = list(made.read_page(TextResponse(made.first().url, body=body, request=made.first())))
    # The files are cut to a few rows, so that the count they announce may be higher.
    assert not made.walk.refused
    assert [fault for fault in made.walk.faults if "announced" not in fault] == []
    assert len(postings) == len(made.walk.listed) > 0
    assert all(isinstance(each, Posting) and each.title and each.url for each in postings)


@pytest.mark.shared
def test_an_unknown_smartrecruiters_company(shared):
    board = spider("smartrecruiters")
    body = (shared / "recorded" / "transcribed/smartrecruiters_unknown_company_200.json").read_bytes()
    list(board.read_page(TextResponse(board.first().url, body=body, request=board.first())))
    assert board.walk.refused


@pytest.mark.shared
def test_pages_with_json_ld(shared):
    pages = sorted((shared / "recorded" / "jsonld_builtin").glob("*.page.html"))
    pages.append(shared / "recorded" / "eightfold_other" / "eightfold_amdocs_job_page.html")
    postings = []
    for page in pages:
        (data, *_) = jsonld.find(page.read_text(encoding="utf-8"))
        postings.append(jsonld.read(data, studio="s", board_key=page.name, url="u"))
    assert all(posting.title and len(posting.description) > 500 and posting.posted_on for posting in postings)
    assert all(place.country for posting in postings for place in posting.places if not place.remote)
    assert any(pay.minimum and pay.currency == "USD" and pay.unit == "year" for p in postings for pay in p.stated_pay)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("family", "name", "announced", "listed"),
    [
        ("radancy", "disney_radancy/radancy_disney_results.json", 800, 6),
        ("radancy", "radancy_other/radancy_aldi_results.json", 1213, 6),
        ("radancy", "radancy_other/radancy_tenethealth_results.json", 3359, 6),
        ("radancy", "radancy_other/radancy_veolia_results.json", 2962, 6),
        ("amazon", "amazon/amazon_search_compensation_slice.json", 2, 2),
        ("amazon", "amazon/amazon_search_facets.json", 10_000, 1),
        ("oracle", "oracle/oracle_kroger_requisitions.json", 15_120, 2),
        ("oracle", "oracle/oracle_uthealthsa_requisitions.json", 222, 2),
        ("icims", "icims/careerkit_wipfli.html", None, 2),
        ("icims", "icims/icims_emory_search_page1.html", None, 20),
        ("icims", "icims/icims_gdms_search_page1.html", None, 20),
        ("icims", "icims/icims_matchretail_search_page1.html", None, 19),
        ("icims", "icims/icims_petsuppliesplus_search_page1.html", None, 20),
        ("icims", "icims/icims_tfghospitality_search_page1.html", None, 20),
        ("phenom", "phenom/careerkit_phenom.html", 52, 2),
        ("successfactors", "successfactors/successfactors_colgate_jobs.xml", None, 2),
        ("successfactors", "successfactors/successfactors_zurich_jobs.xml", None, 2),
    ],
)
def test_whole_lists(shared, family, name, announced, listed):
    board, _ = walked(shared, family, name)
    assert board.walk.refused is None
    assert (board.walk.announced, len(board.walk.listed)) == (announced, listed)
    assert not [fault for fault in board.walk.faults if "shape" in fault]


def walked(shared: Path, family: str, name: str) -> tuple[BoardSpider, list[Any]]:
    """A recorded first page through the spider: the spider, and what the page yields."""
    board = spider(family)
    body = (shared / "recorded" / name).read_bytes()
    answer = TextResponse(board.first().url, body=body, encoding="utf-8", request=board.first())
    return board, list(board.read_page(answer))


def detail_of(board: BoardSpider, yielded: list[Any], at: int, page: str) -> Posting:
    """A posting of the list, with a page in our own words in the place of its own, which was not recorded."""
    asks = [each for each in yielded if isinstance(each, Request) and "row" in each.cb_kwargs]
    answer = TextResponse(asks[at].url, body=page.encode(), encoding="utf-8", request=asks[at])
    (posting,) = board.read_detail(answer, **asks[at].cb_kwargs)
    assert isinstance(posting, Posting)
    return posting


PAGE = (
    '<html><script type="application/ld+json">{"@type": "JobPosting", "title": "T", "description": "d"}</script></html>'
)


@pytest.mark.shared
def test_radancy_rows(shared):
    posting = detail_of(*walked(shared, "radancy", "disney_radancy/radancy_disney_results.json"), 1, PAGE)
    assert (posting.board_key, posting.requisition, posting.brand) == ("98141123872", "10156689", "National Geographic")
    assert (str(posting.posted_on), posting.posted_on_basis) == ("2026-07-27", "published")
    assert [(place.locality, place.country) for place in posting.places] == [("Washington", "US"), ("New York", "US")]
    other = detail_of(*walked(shared, "radancy", "radancy_other/radancy_tenethealth_results.json"), 0, PAGE)
    assert (other.requisition, other.brand, other.places[0].text) == (None, None, "Town of Framingham, MA")


@pytest.mark.shared
def test_amazon_rows(shared):
    page = '<html><p class="meta">Job ID: {}</p><div><div class="section"><h2>Description</h2>d</div></div></html>'
    posting = detail_of(
        *walked(shared, "amazon", "amazon/amazon_search_compensation_slice.json"), 0, page.format(10464593)
    )
    assert (str(posting.posted_on), posting.hiring_organization) == ("2026-07-02", "ADCI - Karnataka")
    place = ("Bengaluru, Karnataka, IND", "Bengaluru", "Karnataka", "IN")
    assert [(p.text, p.locality, p.region, p.country) for p in posting.places] == [place]
    older = detail_of(*walked(shared, "amazon", "amazon/hunter_amazon_search.json"), 1, page.format(3059610))
    assert (older.posted_on, older.places[0].locality, older.places[0].country) == (None, "Vancouver", "CA")


@pytest.mark.shared
def test_oracle_detail(shared):
    board, yielded = walked(shared, "oracle", "oracle/oracle_uthealthsa_requisitions.json")
    detail = {"items": [load(shared, "oracle/oracle_orc_detail.json") | {"Id": "7237"}]}
    posting = detail_of(board, yielded, 0, json.dumps(detail))
    assert [part for part in ("<p>Lead", "<ul><li>Own", "<p>Five") if part not in posting.description] == []
    assert (str(posting.posted_on), posting.employment_type) == ("2026-07-27", "Full time")
    assert (posting.places[0].locality, posting.places[0].country) == ("Atlanta", "US")


@pytest.mark.shared
def test_icims_fields(shared):
    posting = detail_of(*walked(shared, "icims", "icims/icims_gdms_search_page1.html"), 0, PAGE)
    assert (posting.board_key, posting.requisition) == ("73835", "2026-73835")
    assert (posting.places[0].locality, posting.places[0].region, posting.places[0].country) == (
        "Fairfax Station",
        "VA",
        "US",
    )
    (pay,) = posting.stated_pay
    assert (pay.minimum, pay.maximum, pay.currency, pay.unit) == (100_000, 165_000, "USD", "year")


@pytest.mark.shared
def test_phenom_rows(shared):
    posting = detail_of(*walked(shared, "phenom", "phenom/careerkit_phenom.html"), 0, PAGE)
    assert (posting.board_key, str(posting.posted_on), posting.department) == ("P-104461", "2026-04-09", "OGD")
    assert (posting.places[0].locality, posting.places[0].country) == ("Rotterdam", "NL")


@pytest.mark.shared
def test_successfactors_feed(shared):
    _, postings = walked(shared, "successfactors", "successfactors/successfactors_colgate_jobs.xml")
    first = postings[0]
    assert (first.board_key, first.title, first.hiring_organization) == (
        "173126",
        "Advanced Analytics - Retail",
        "Hill's Pet Nutrition",
    )
    assert (first.places[0].locality, first.places[0].region, first.places[0].country) == (
        "Overland Park",
        "Kansas",
        "US",
    )
    assert "&amp;" not in walked(shared, "successfactors", "successfactors/successfactors_zurich_jobs.xml")[1][1].title
