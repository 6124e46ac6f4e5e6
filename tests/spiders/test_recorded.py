"""Real recorded answers parse without an error. They stay outside the repository; without them these tests skip."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy.http import Request, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.boards.base import BoardSpider
from spiders.catalog.studios import Studio
from spiders.errors import ShapeError
from spiders.loader import make_spider_class
from spiders.parsing import jsonld
from spiders.posting import Posting

BOARDS = {
    "eightfold": {"host": "explore.jobs.netflix.net", "domain": "netflix.com"},
    "eightfold_pcsx": {"host": "h.example", "domain": "d.example"},
    "workday": {"tenant": "t", "pod": "wd1", "site": "S"},
    "smartrecruiters": {"company": "Any"},
    "radancy": {"host": "h.example"},
    "amazon": {},
    "oracle": {"host": "h.example", "site": "CX_1"},
    "icims": {"host": "h.example"},
    "phenom": {"host": "h.example", "path": "us/en"},
    "successfactors": {"host": "h.example", "company": "any"},
    "greenhouse": {"token": "x"},
    "lever": {"site": "x"},
    "ashby": {"name": "x"},
    "workable": {"account": "zaelab"},
    "teamtailor": {"host": "chalhoubgroup.teamtailor.com"},
    "personio": {"host": "rtc.jobs.personio.de"},
    "recruitee": {"company": "any"},
    "bamboohr": {"company": "any"},
    "pinpoint": {"company": "jed"},
}


def spider(family: str) -> BoardSpider:
    row = {"name": "recorded", "title": "R", "source_url": "-", "confidence": "low"}
    return make_spider_class(Studio(**row, family=family, board=BOARDS[family]))()


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
    keys = [spider(family).parse_row(each).key for each in raw]
    assert raw
    assert len(set(keys)) == len(keys)


def read(board: BoardSpider, key: str, raw: Any, detail: Any) -> Posting:
    row = board.parse_row(raw)
    assert row.key == key
    return board.parse_posting(TextResponse(row.detail.url, body=json.dumps(detail).encode(), request=row.detail), row)


@pytest.mark.shared
def test_eightfold_detail(shared):
    raw = load(shared, "transcribed/netflix_eightfold_v2_list_row_2026-10-05.json")["positions"][0]
    detail = load(shared, "transcribed/netflix_eightfold_v2_detail_trimmed_2026-10-05.json")
    posting = read(spider("eightfold"), "790298014263", raw, detail)
    assert posting.description.startswith("<p>")
    assert str(posting.posted_on) == "2024-07-23"


@pytest.mark.shared
def test_eightfold_s_newer_interface(shared):
    answer = load(shared, "transcribed/eightfold_pcsx_search_row_northrop_2026-10-05.json")
    board = spider("eightfold_pcsx")
    first = board.first_request()
    (ask,) = board.read_page(TextResponse(first.url, body=json.dumps(answer).encode(), request=first))
    assert (board.walk.ended, board.walk.announced, board.walk.faults) == (True, 1, [])
    assert ask.url == "https://h.example/api/pcsx/position_details?position_id=1340074304655&domain=d.example"
    detail = answer | {"data": answer["data"]["positions"][0] | {"jobDescription": "<p>d</p>"}}
    posting = board.parse_posting(TextResponse(ask.url, body=json.dumps(detail).encode()), ask.cb_kwargs["row"])
    assert (posting.requisition, posting.title, posting.department, str(posting.posted_on)) == (
        "R10250443",
        "U103 PRODUCTION COORD A",
        "NGC - Non - NGJF Union",
        "2026-10-05",
    )
    assert posting.url == "https://h.example/careers/job/1340074304655"
    assert [(place.text, place.country) for place in posting.places] == [("United States-California-Sunnyvale", "US")]
    for name, why in (("detail_gone_404", "status 404: Position not found"), ("disabled_403", "'data' is missing")):
        body = load(shared, f"transcribed/eightfold_pcsx_{name}.json")["body"]
        with pytest.raises(ShapeError, match=why):
            board.parse_posting(TextResponse(ask.url, body=json.dumps(body).encode()), ask.cb_kwargs["row"])


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
@pytest.mark.parametrize(
    ("name", "company", "countries", "days"),
    [
        ("smartrecruiters/everjobs_nbcuniversal.json", "NBCUniversal", ["MX", "MX", "GB"], ["2026-07-03"] * 3),
        (
            "smartrecruiters/everjobs_paramount.json",
            "Paramount",
            ["US"] * 3,
            ["2026-04-09", "2026-04-09", "2024-06-03"],
        ),
        ("ubisoft_smartrecruiters/everjobs_ubisoft.json", "Ubisoft", ["DE", "FR", "FR"], ["2026-07-03"] * 3),
    ],
)
def test_smartrecruiters_details(shared, name, company, countries, days):
    postings = [read(spider("smartrecruiters"), raw["id"], raw, raw) for raw in load(shared, name)["content"]]
    assert {posting.hiring_organization for posting in postings} == {company}
    assert [posting.places[0].country for posting in postings] == countries
    assert [str(posting.posted_on) for posting in postings] == days
    assert not [posting for posting in postings if ", ," in posting.places[0].text]


WHOLE_BOARDS = [
    # family, file, company, places with countries, days of publishing, pay
    ("greenhouse", "careerkit_greenhouse", "Amplitude", "London, UK GB|Bangalore, India IN", "07-16 07-27", ""),
    ("greenhouse", "everjobs_deepmind", "DeepMind", "London, UK GB|Mountain View, CA US", "", ""),
    ("greenhouse", "everjobs_epicgames", "Epic Games", "Cary,North Carolina,United States US", "04-15 04-08", ""),
    (
        "greenhouse",
        "everjobs_heygen",
        "HeyGen",
        # a comma may stand between places as well as within one: what is not sure stays one place without a country
        (
            "Los Angeles, San Francisco US|San Francisco, Palo Alto, Los Angeles, Toronto -|"
            "Los Angeles, San Francisco, Palo Alto, Toronto -"
        ),
        "",
        "",
    ),
    ("greenhouse", "everjobs_riotgames", "Riot Games", "Seoul, Korea KR|Singapore SG|Manila, Philippines PH", "", ""),
    ("greenhouse", "everjobs_roblox", None, "San Mateo, CA US|United States - Remote US remote", "04-19 04-23", ""),
    (
        "greenhouse",
        "everjobs_rockstargames",
        "Rockstar Games",
        "Leeds, England, United Kingdom GB|Edinburgh, Scotland, United Kingdom GB|Oakville, Ontario, Canada CA",
        "",
        "",
    ),
    ("greenhouse", "everjobs_scopely", "Scopely", "Barcelona, Spain ES|Remote, USA US remote", "03-21 03-15", ""),
    (
        "greenhouse",
        "everjobs_sonyinteractiveentertainmentglobal",
        "PlayStation (Sony Interactive Entertainment)",
        "United States, Aliso Viejo, CA US|United States, San Diego, CA US|United Kingdom, London GB",
        "",
        "",
    ),
    ("greenhouse", "everjobs_stabilityai", "Stability AI", "United States US", "", ""),
    (
        "greenhouse",
        "everjobs_taketwo",
        "Take-Two Interactive",
        "Bengaluru, Karnataka, India IN|New York, United States US",
        "",
        "",
    ),
    ("greenhouse", "everjobs_zyngacareers", "Zynga", "Helsinki, Finland FI|Barcelona, Spain ES|Austin, TX US", "", ""),
    ("lever", "careerkit_lever", None, "Chicago, IL US remote|Washington, D.C. US remote", "11-27 01-29", ""),
    ("lever", "everjobs_larian", None, "Warsaw PL|Any -", "04-20 05-15 05-15", ""),
    ("lever", "everjobs_spotify", None, "London GB|New York, NY US|Stockholm SE", "06-10 03-02 05-13", ""),
    (
        "ashby",
        "careerkit_ashby",
        None,
        "Canada CA remote|Toronto, Ontario CA",  # remote says the one, hybrid the other, though "isRemote" is true
        "04-20 07-08",
        "102800 137000 CAD year base",
    ),
    (
        "ashby",
        "everjobs_ats_ashby",
        None,
        "New York US|San Francisco US remote|Remote - remote",
        "05-20 05-28 06-01",
        "211400 290600 USD year base",
    ),
    ("ashby", "everjobs_elevenlabs", None, "London GB|United States US|Netherlands NL", "07-01 05-21 06-16", ""),
    ("ashby", "everjobs_pika", None, "Palo Alto HQ US", "05-16 06-16 06-23", ""),
    ("ashby", "everjobs_synthesia", None, "Europe -|New York City US|London GB", "04-20 04-21 01-15", ""),
]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("family", "name", "company", "places", "days", "pay"), WHOLE_BOARDS, ids=[row[1] for row in WHOLE_BOARDS]
)
def test_whole_boards(shared, family, name, company, places, days, pay):
    board, postings = walked(shared, family, f"{family}/{name}.json")
    raw = load(shared, f"{family}/{name}.json")
    # The files are cut to a few rows, so that the count they announce may be higher.
    assert not board.walk.refused
    assert [fault for fault in board.walk.faults if "announced" not in fault] == []
    rows = raw if family == "lever" else raw["jobs"]
    assert [posting.board_key for posting in postings] == [str(r["id"]) for r in rows if r.get("isListed") is not False]
    assert all(posting.title == posting.title.strip() and posting.url for posting in postings)
    assert all(posting.description.startswith("<") for posting in postings)
    assert {posting.hiring_organization for posting in postings} == {company}
    told = [f"{p.text} {p.country or '-'}{' remote' * p.remote}" for posting in postings for p in posting.places]
    assert "|".join(dict.fromkeys(told)) == places
    assert [f"{each.posted_on:%m-%d}" for each in postings if each.posted_on] == days.split()
    stated = [p for posting in postings for p in posting.stated_pay]
    assert " ".join(f"{p.minimum} {p.maximum} {p.currency} {p.unit} {p.kind}" for p in stated) == pay


@pytest.mark.shared
def test_a_sitemap_and_its_page(shared):
    """Of a board of Eightfold's, read as any site of pages."""
    board = {"sitemap": "https://jobs.amdocs.com/careers/sitemap.xml", "posting_path": r"^/careers/job/(?P<key>\d+)"}
    row = {"name": "recorded", "title": "R", "source_url": "-", "confidence": "low"}
    made = make_spider_class(Studio(**row, family="pages", board=board))()
    folder = shared / "recorded" / "eightfold_other"
    body = (folder / "eightfold_amdocs_sitemap.xml").read_bytes()
    asks = [
        each
        for each in made.read_page(TextResponse(made.first_request().url, body=body, request=made.first_request()))
        if isinstance(each, Request)
    ]
    assert len(asks) == len(made.walk.listed) == body.count(b"/careers/job/")
    assert not made.walk.faults
    page = (folder / "eightfold_amdocs_job_page.html").read_bytes()
    answer = TextResponse(asks[0].url, body=page, encoding="utf-8", request=asks[0])
    (posting,) = made.read_detail(answer, **asks[0].cb_kwargs)
    assert posting.board_key in asks[0].url
    assert posting.posted_on
    assert posting.places[0].country


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nbcuniversal_8461473", "NBCUniversal 2026-02-11 2026-03-13 125000-155000 USD year base"),
        ("spotify_8584723", "Spotify 2026-02-25 2026-03-27 125300-179000 USD year base"),
    ],
)
def test_json_ld_field_by_field(shared, name, says):
    page = (shared / "recorded" / "jsonld_builtin" / f"{name}.page.html").read_text(encoding="utf-8")
    (beside,) = [n for n in load(shared, f"jsonld_builtin/{name}.jobposting.json")["@graph"] if "title" in n]
    (data,) = jsonld.find_job_postings(page)
    assert data == json.loads(json.dumps(beside), parse_float=Decimal), "what was recorded beside the page"
    posting = jsonld.read_job_posting(data, studio="s", board_key="k", url="u")
    (pay,) = posting.stated_pay
    stated = f"{pay.minimum}-{pay.maximum} {pay.currency} {pay.unit} {pay.kind}"
    assert f"{posting.hiring_organization} {posting.posted_on} {posting.valid_through} {stated}" == says
    assert [(place.locality, place.country, place.remote) for place in posting.places] == [
        ("New York", "US", False),
        (None, "US", True),
    ]


@pytest.mark.shared
def test_workday_s_refusals_say_what_they_mean(shared):
    for refusal in load(shared, "transcribed/workday_error_bodies.json"):
        board = spider("workday")
        answer = TextResponse(board.first_request().url, status=refusal["status"], request=board.first_request())
        failure = Failure(HttpError(answer, "no"))
        failure.request = board.first_request()
        assert not list(board.handle_failure(failure))
        assert f"answered {refusal['status']} to /wday/cxs/" in board.walk.refused
        if refusal["status"] in (401, 403, 404, 422):
            assert board.walk.refused.endswith(")"), f"{board.walk.refused} does not say what it means"


@pytest.mark.shared
def test_an_oracle_list_without_its_count_is_not_taken_for_a_board(shared):
    board, yielded = walked(shared, "oracle", "oracle/oracle_orc.json")  # its source left the count out
    assert (yielded, board.walk.refused) == ([], "the board changed its shape: 'TotalJobsCount' is missing")
    (item,) = load(shared, "oracle/oracle_orc.json")["items"]
    assert [board.parse_row(raw).key for raw in item["requisitionList"]] == ["25587", "26876"]


@pytest.mark.shared
def test_radancy_s_places_as_one_page_shows_them(shared):
    header = load(shared, "transcribed/disney_radancy_detail_header_2025-06.json")
    path = urlsplit(header["url"]).path.removeprefix("/en")
    section = (
        '<section id="search-results" data-total-job-results="1" data-total-pages="1" data-current-page="1"><table><tr>'
        f'<td><a href="{path}" data-job-id="74035192000"><h2>T</h2></a></td>'
        f'<td><span class="job-location">{header["Location"]}</span></td>'
        f'<td><span class="job-date-posted">{header["Date posted"]}</span></td></tr></table></section>'
    )
    board = spider("radancy")
    answer = TextResponse(
        board.first_request().url,
        body=json.dumps({"results": section}).encode(),
        encoding="utf-8",
        request=board.first_request(),
    )
    posting = detail_of(board, list(board.read_page(answer)), 0, PAGE)
    cities = ["San Francisco", "New York", "Seattle", "Los Angeles"]
    assert [(place.locality, place.country) for place in posting.places] == [(city, "US") for city in cities]
    assert str(posting.posted_on) == "2025-06-16"


@pytest.mark.shared
def test_an_unknown_smartrecruiters_company(shared):
    board = spider("smartrecruiters")
    body = (shared / "recorded" / "transcribed/smartrecruiters_unknown_company_200.json").read_bytes()
    list(board.read_page(TextResponse(board.first_request().url, body=body, request=board.first_request())))
    assert board.walk.refused


@pytest.mark.shared
def test_pages_with_json_ld(shared):
    pages = sorted((shared / "recorded" / "jsonld_builtin").glob("*.page.html"))
    pages.append(shared / "recorded" / "eightfold_other" / "eightfold_amdocs_job_page.html")
    postings = []
    for page in pages:
        (data, *_) = jsonld.find_job_postings(page.read_text(encoding="utf-8"))
        postings.append(jsonld.read_job_posting(data, studio="s", board_key=page.name, url="u"))
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
    answer = TextResponse(board.first_request().url, body=body, encoding="utf-8", request=board.first_request())
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
    _, (posting, _) = walked(shared, "amazon", "amazon/amazon_search_compensation_slice.json")
    assert (str(posting.posted_on), posting.hiring_organization) == ("2026-07-02", "ADCI - Karnataka")
    place = ("Bengaluru, Karnataka, IND", "Bengaluru", "Karnataka", "IN")
    assert [(p.text, p.locality, p.region, p.country) for p in posting.places] == [place]
    _, (_, older) = walked(shared, "amazon", "amazon/hunter_amazon_search.json")
    assert (older.posted_on, older.places[0].locality, older.places[0].country) == (None, "Vancouver", "CA")
    _, (_, paid) = walked(shared, "amazon", "amazon/amazon_search_facets.json")
    assert paid.description.endswith("USD annually"), "the pay stands in the list"


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


def visited(shared: Path, family: str, name: str) -> tuple[BoardSpider, list[Any]]:
    """What one recorded answer to the first question yields."""
    board, first = spider(family), spider(family).first_request()
    body = (shared / "recorded" / family / name).read_bytes()
    return board, list(board.read_page(TextResponse(first.url, body=body, encoding="utf-8", request=first)))


@pytest.mark.shared
def test_workable_widget(shared):
    board, (ask,) = visited(shared, "workable", "careerkit_zaelab_widget.json")
    assert (board.company, board.walk.listed, ask.cb_kwargs["row"].key) == ("Zaelab", {"DD136DD7E7"}, "DD136DD7E7")
    detail = {"shortcode": "DD136DD7E7", "title": "T", "description": "<p>d</p>"}
    posting = board.parse_posting(TextResponse(ask.url, body=json.dumps(detail).encode()), ask.cb_kwargs["row"])
    assert [(place.text, place.country, place.remote) for place in posting.places] == [
        ("Spain", "ES", True),
        ("Portugal", "PT", True),
    ]
    assert (str(posting.posted_on), posting.department) == ("2026-08-05", "Business Consulting")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "keys", "places", "pay"),
    [
        (
            "careerkit_teamtailor.json",
            ["7167985", "7069633"],
            ["Madrid, Europe ES", "Stockholm, Sweden SE", "København, Europe DK"],
            [],
        ),
        ("teamtailor_chalhoubgroup_jobs_page1.json", ["8126512"], ["Dubai, United Arab Emirates AE"], []),
        ("teamtailor_chalhoubgroup_jobs_page2.json", ["7953366"], ["Nasr City, Egypt EG"], []),
        ("teamtailor_tibber_jobs.json", ["7964779", "7775504"], ["Stockholm SE", "Stockholm SE"], []),
        (
            "teamtailor_leaseweb_jobs.json",
            ["7323464", "7801321", "8085519"],
            ["Frankfurt am Main, Germany DE", "Ontario, Canada CA", "Singapore, APAC SG"],
            ["61220 90000 EUR year", "84000 84000 CAD year"],
        ),
    ],
)
def test_teamtailor_feeds(shared, name, keys, places, pay):
    _, yielded = visited(shared, "teamtailor", name)
    postings = [each for each in yielded if isinstance(each, Posting)]
    assert [posting.board_key for posting in postings] == keys
    assert [f"{place.text} {place.country}" for posting in postings for place in posting.places] == places
    assert [f"{p.minimum} {p.maximum} {p.currency} {p.unit}" for posting in postings for p in posting.stated_pay] == pay
    assert all(posting.posted_on and posting.hiring_organization for posting in postings)
    assert [each.url.partition("?")[2] for each in yielded if isinstance(each, Request)] == (
        ["page=2&per_page=100"] if "page1" in name else []
    )


@pytest.mark.shared
def test_personio_feeds(shared):
    read, body = [], (shared / "recorded" / "personio").joinpath
    for name in ("personio_rtc_rath_positions.xml", "careerkit_personio.xml"):
        board, (other,) = visited(shared, "personio", name)  # its source left the words out
        assert other.url == "https://rtc.jobs.personio.de/xml"
        read += board.read_page(TextResponse(other.url, body=body(name).read_bytes(), request=other))
        assert board.walk.faults == ["no position of the feed has any text"]
    assert [posting.board_key for posting in read] == ["2483204", "1830648", "2422433", "1830130", "1834171"]
    assert [place.text for place in read[1].places] == ["Koblenz", "Frankfurt am Main", "Bonn"]
    assert [(str(p.minimum), p.maximum, p.currency, p.unit) for p in read[3].stated_pay] == [
        ("18.50", None, "EUR", "hour")
    ]
    assert (read[0].places[0].remote, str(read[0].posted_on), read[0].posted_on_basis) == (
        True,
        "2026-01-11",
        "created",
    )
    assert (read[4].hiring_organization, [place.text for place in read[4].places]) == (
        "Acme SE & Co. KG",
        ["Munich", "Berlin"],
    )


@pytest.mark.shared
def test_recruitee_offers(shared):
    whole, trimmed = (
        visited(shared, "recruitee", name)
        for name in ("careerkit_recruitee.json", "recruitee_germanzeroev_offers.json")
    )
    assert not whole[0].walk.faults
    assert trimmed[0].walk.faults == ["no offer of the list has a 'description'"]
    stated = [p for posting in (*whole[1], *trimmed[1]) for p in posting.stated_pay]
    assert [f"{p.minimum} {p.maximum} {p.currency} {p.unit}" for p in stated] == [
        "60000 75000 EUR year",
        "75000 90000 EUR year",
        "3500 3800 EUR month",
        "None 5000 EUR month",
    ]
    assert {place.country for posting in (*whole[1], *trimmed[1]) for place in posting.places} == {"DE"}
    assert [str(posting.posted_on) for posting in whole[1]] == ["2026-08-05", "2026-07-31"]
    assert [posting.hiring_organization for posting in trimmed[1]] == ["GermanZero e.V."] * 5


@pytest.mark.shared
def test_bamboohr_list(shared):
    board, asks = visited(shared, "bamboohr", "careerkit_bamboohr.json")
    assert [ask.url for ask in asks] == [f"https://any.bamboohr.com/careers/{key}/detail" for key in (86, 87)]
    assert board.walk.faults == ["the board announced 3 and listed 2"]  # its source left one out
    detail = {"result": {"jobOpening": {"jobOpeningName": "N", "description": "d"}}}
    posting = board.parse_posting(TextResponse(asks[0].url, body=json.dumps(detail).encode()), asks[0].cb_kwargs["row"])
    assert [(place.text, place.country) for place in posting.places] == [("Fort Lauderdale, Florida", "US")]


@pytest.mark.shared
def test_pinpoint_postings(shared):
    _, postings = visited(shared, "pinpoint", "pinpoint_jed_postings.json")
    assert [posting.requisition for posting in postings] == ["JED-0297", "JED-0296", "JED-0300", "JED-0301"]
    assert [f"{p.minimum} {p.maximum} {p.currency} {p.unit}" for posting in postings for p in posting.stated_pay] == [
        "105000.0 135000.0 USD year",
        "135000.0 190000.0 USD year",
        "31.25 31.25 USD hour",
        "80000.0 115000.0 USD year",
    ]
    assert [(place.text, place.country, place.remote) for posting in postings for place in posting.places] == [
        ("Remote", "US", True),
        ("Remote", "US", True),
        ("Texas", "US", False),
        ("Remote", "US", True),
    ]
    assert {str(posting.valid_through) for posting in postings} == {"2026-08-14", "2026-08-12", "2026-08-21"}
    assert not any(posting.posted_on for posting in postings)
