"""Real recorded answers parse without an error. They stay outside the repository; without them these tests skip."""

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import TextResponse

from spiders.boards import jsonld
from spiders.boards.base import BoardSpider
from spiders.loader import spider_for
from spiders.posting import Posting
from spiders.studio import Studio

BOARDS = {
    "eightfold": {"host": "explore.jobs.netflix.net", "domain": "netflix.com"},
    "workday": {"tenant": "t", "pod": "wd1", "site": "S"},
    "smartrecruiters": {"company": "Any"},
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
