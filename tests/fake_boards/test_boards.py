"""The test boards speak the real products' protocols, traps included, over real HTTP."""

import gzip
import http.client
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest

from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting, demo_postings, load_postings

NETFLIX = "https://explore.jobs.netflix.net"
DISNEY = "https://disney.wd5.myworkdayjobs.com"
SMART_API = "https://api.smartrecruiters.com/v1/companies"
SMART_GROUPS = "https://careers.smartrecruiters.com"
SMART_PAGES = "https://jobs.smartrecruiters.com"
SITE = "https://www.realeyesit.com"
LIST = f"{NETFLIX}/api/apply/v2/jobs?domain=netflix.com"
CXS = f"{DISNEY}/wday/cxs/disney/disneycareer"


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)


def ask(server: FakeBoardServer, address: str, body: dict | None = None, timeout: float = 20, **headers: str) -> Got:
    data = None if body is None else json.dumps(body).encode()
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{server.url}/{address}", data, headers)
    try:
        with OPENER.open(request, timeout=timeout) as answer:
            return Got(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as answer:
        with answer:
            return Got(answer.code, dict(answer.headers), answer.read())


def netflix(n: int, **more) -> FakePosting:
    told = {"key": str(790_000_000_000 + n), "title": f"Accountant {n}", "locations": ["Los Gatos,California"]}
    fixed = {"studio": "Netflix", "family": "eightfold", "host": "explore.jobs.netflix.net", "board": "netflix.com"}
    return FakePosting(**fixed, **({"posted_on": "2023-07-10", "description_html": f"<p>Books {n}</p>"} | told | more))


def disney(n: int, **more) -> FakePosting:
    told = {"key": str(10_050_000 + n), "title": f"Rigger / Artist {n}", "locations": ["Burbank, CA, USA"]}
    fixed = {"studio": "Disney", "family": "workday", "host": "disney.wd5.myworkdayjobs.com"}
    told |= {"board": "disney/disneycareer", "posted_on": "2023-07-20", "description_html": f"<p>Rigs {n}</p>"}
    return FakePosting(**fixed, **(told | more))


def ubisoft(n: int, place: str = "Paris, France", **more) -> FakePosting:
    told = {"key": str(743_999_000_000_000 + n), "title": f"Scénariste {n}", "locations": [place]}
    fixed = {"studio": "Ubisoft", "family": "smartrecruiters", "host": "api.smartrecruiters.com", "board": "Ubisoft2"}
    return FakePosting(**fixed, **({"posted_on": "2023-06-30", "description_html": f"<p>Mots {n}</p>"} | told | more))


def realeyes(n: int, **more) -> FakePosting:
    told = {"key": f"actor-{n}", "title": f"Actor {n}", "locations": ["London, United Kingdom"]}
    fixed = {"studio": "Realeyes", "family": "pages", "host": "www.realeyesit.com", "board": ""}
    return FakePosting(**fixed, **({"posted_on": "2023-07-01", "description_html": f"<p>Acts {n}</p>"} | told | more))


@pytest.fixture
def server() -> Iterator[FakeBoardServer]:
    jobs = [netflix(n) for n in range(23)] + [disney(n) for n in range(43)]
    jobs += [ubisoft(n, place) for n, place in enumerate(["Paris, France", "Montréal, QC, Canada"] * 2)]
    jobs += [ubisoft(4, "Annecy, France"), ubisoft(5, "Lyon, France"), realeyes(1), realeyes(2)]
    with FakeBoardServer(jobs) as server:
        yield server


# ---- eightfold


@pytest.mark.parametrize("num", [10, 20, 50])
def test_eightfold_gives_ten_rows_whatever_is_asked(server, num):
    page = ask(server, f"{LIST}&start=0&num={num}").json
    assert (len(page["positions"]), page["count"]) == (10, 23)


def test_eightfold_walks_to_the_end_and_past_it_stays_calm(server):
    pages = [ask(server, f"{LIST}&start={start}&num=10").json for start in (0, 10, 20, 30)]
    assert [len(page["positions"]) for page in pages] == [10, 10, 3, 0]
    assert [page["count"] for page in pages] == [23] * 4
    assert len({row["id"] for page in pages for row in page["positions"]}) == 23


def test_eightfold_ignores_offset(server):
    assert ask(server, f"{LIST}&offset=10").json == ask(server, LIST).json


def test_eightfold_keeps_the_description_for_the_detail(server):
    row = ask(server, LIST).json["positions"][0]
    detail = ask(server, f"{NETFLIX}/api/apply/v2/jobs/{row['id']}?domain=netflix.com").json
    assert row["job_description"] == ""
    assert detail["job_description"] == "<p>Books 0</p>"
    assert detail["t_create"] == 1688947200  # 2023-07-10, midnight UTC
    assert isinstance(row["id"], int)


def test_eightfold_says_which_posting_is_gone(server):
    gone = ask(server, f"{NETFLIX}/api/apply/v2/jobs/790000000999?domain=netflix.com")
    assert (gone.status, gone.json) == (404, {"message": "Job with ID 790000000999 not found"})


def test_eightfold_has_no_newer_interface_here(server):
    assert ask(server, f"{NETFLIX}/api/pcsx/search?domain=netflix.com").status == 403


# ---- workday


def workday_page(server: FakeBoardServer, offset: int, limit: int = 20, **more) -> Got:
    return ask(server, f"{CXS}/jobs", {"appliedFacets": {}, "limit": limit, "offset": offset, "searchText": ""} | more)


def test_workday_says_the_total_on_the_first_page_only(server):
    pages = [workday_page(server, offset).json for offset in (0, 20, 40, 60)]
    assert [page["total"] for page in pages] == [43, 0, 0, 0]
    assert [len(page["jobPostings"]) for page in pages] == [20, 20, 3, 0]


def test_workday_refuses_more_than_twenty_rows(server):
    assert workday_page(server, 0, limit=21).status == 400


def test_workday_refuses_a_list_asked_by_get_and_a_detail_asked_by_post(server):
    path = workday_page(server, 0).json["jobPostings"][0]["externalPath"]
    assert ask(server, f"{CXS}/jobs").status == 400
    assert ask(server, f"{CXS}{path}", {}).status == 400
    assert ask(server, f"{CXS}/job{path}").status == 406


def test_workday_knows_its_sites_and_tenants(server):
    wrong_site = ask(server, f"{DISNEY}/wday/cxs/disney/DisneyCareer/jobs", {})
    assert (wrong_site.status, wrong_site.json["message"]) == (404, "not found: Job_Posting_Site_ID=DisneyCareer")
    assert ask(server, f"{DISNEY}/wday/cxs/marvel/marvel/jobs", {}).status == 422


def test_workday_detail(server):
    row = workday_page(server, 0).json["jobPostings"][0]
    detail = ask(server, f"{CXS}{row['externalPath']}").json["jobPostingInfo"]
    assert row["externalPath"] == "/job/Burbank--CA--USA/Rigger-Artist-0_10050000"
    assert row["bulletFields"] == [detail["jobReqId"]] == ["10050000"]
    assert row["postedOn"] == "Posted 5 Days Ago"
    assert (detail["jobDescription"], detail["startDate"]) == ("<p>Rigs 0</p>", "2023-07-20")
    assert ask(server, f"{CXS}/job/Burbank--CA--USA/Rigger_99999999").status == 404


def test_workday_keeps_the_address_when_the_title_changes():
    with FakeBoardServer(
        [disney(0, edits={2: {"title": "Director"}}, locations=["Burbank, CA, USA", "Vancouver, Canada"])]
    ) as server:
        before = workday_page(server, 0).json["jobPostings"][0]
        server.day = 2
        after = workday_page(server, 0).json["jobPostings"][0]
    assert (before["title"], after["title"]) == ("Rigger / Artist 0", "Director")
    assert before["externalPath"] == after["externalPath"]
    assert after["locationsText"] == "2 Locations"


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ("2023-07-25", "Posted Today"),
        ("2023-07-24", "Posted Yesterday"),
        ("2023-06-25", "Posted 30 Days Ago"),
        ("2023-06-24", "Posted 30+ Days Ago"),
        (None, None),
    ],
)
def test_workday_counts_days_back(posted, words):
    with FakeBoardServer([disney(0, posted_on=posted)]) as server:
        assert workday_page(server, 0).json["jobPostings"][0]["postedOn"] == words


def test_workday_begins_again_past_two_thousand_and_can_be_sliced_by_facet():
    with FakeBoardServer([disney(n, department="Art" if n < 900 else "Code") for n in range(2_050)]) as server:
        first, past = workday_page(server, 0).json, workday_page(server, 2_000).json
        assert (first["total"], past["jobPostings"]) == (2_000, first["jobPostings"])
        facet, *_, group = first["facets"]
        assert [each["facetParameter"] for each in group["values"]] == ["locationCountry"]
        counts = {}
        for value in facet["values"]:
            sliced = workday_page(server, 0, appliedFacets={facet["facetParameter"]: [value["id"]]}).json
            counts[value["descriptor"]] = (value["count"], sliced["total"])
    assert counts == {"Code": (1_150, 1_150), "Art": (900, 900)}


def test_workday_page_of_an_unknown_posting_is_an_empty_shell(server):
    here = ask(server, f"{DISNEY}/en-US/disneycareer/job/Burbank--CA--USA/Rigger-Artist-0_10050000")
    gone = ask(server, f"{DISNEY}/disneycareer/job/Burbank--CA--USA/Rigger_99999999")
    assert [here.status, gone.status] == [200, 200]
    assert ["ld+json" in here.text, "ld+json" in gone.text] == [True, False]


# ---- smartrecruiters


def test_smartrecruiters_answers_an_unknown_company_with_an_empty_list(server):
    unknown = ask(server, f"{SMART_API}/ubisoft/postings?limit=100")
    assert (unknown.status, unknown.json) == (200, {"offset": 0, "limit": 100, "totalFound": 0, "content": []})


def test_smartrecruiters_interface_heeds_no_case_but_its_pages_do(server):
    assert ask(server, f"{SMART_API}/UBISOFT2/postings").json["totalFound"] == 6
    assert ask(server, f"{SMART_API}/UBISOFT2/postings").json["content"][0]["company"]["identifier"] == "Ubisoft2"
    assert ask(server, f"{SMART_PAGES}/ubisoft2/743999000000000").status == 404
    assert ask(server, f"{SMART_GROUPS}/ubisoft2/api/groups?page=1").body == b""


def test_smartrecruiters_interface_keeps_the_description_for_the_detail(server):
    row = ask(server, f"{SMART_API}/Ubisoft2/postings?limit=500").json["content"][1]
    detail = ask(server, f"{SMART_API}/Ubisoft2/postings/{row['id']}").json
    assert "jobAd" not in row
    assert detail["jobAd"]["sections"]["jobDescription"]["text"] == "<p>Mots 1</p>"
    assert row["location"] == {
        "city": "Montréal",
        "region": "QC",
        "country": "ca",
        "remote": False,
        "fullLocation": "Montréal, QC, Canada",
    }
    assert ask(server, f"{SMART_API}/Ubisoft2/postings/1").status == 404


def test_smartrecruiters_cuts_a_page_to_a_hundred_rows():
    with FakeBoardServer([ubisoft(n) for n in range(120)]) as server:
        page = ask(server, f"{SMART_API}/Ubisoft2/postings?limit=500").json
    assert (page["limit"], page["totalFound"], len(page["content"])) == (100, 120, 100)


def test_smartrecruiters_public_pages_lead_to_every_posting_and_end_with_nothing(server):
    pages = [ask(server, f"{SMART_GROUPS}/Ubisoft2/api/groups?page={n}").text for n in (1, 2, 3)]
    links = re.findall(r'href="([^"]+)"', "".join(pages))
    assert [page.count("</section>") for page in pages] == [3, 1, 0]
    assert pages[2] == ""
    assert sorted(link.split("/")[4].split("-")[0] for link in links) == [
        str(743_999_000_000_000 + n) for n in range(6)
    ]
    assert json_ld(ask(server, links[0]))["description"] == "<p>Mots 0</p>"


# ---- pages


def json_ld(page: Got) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)[1])


def test_a_sitemap_lists_postings_among_other_pages(server):
    tree = ElementTree.fromstring(ask(server, f"{SITE}/sitemap.xml").body)
    locs = [loc.text for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert locs == [f"{SITE}/", f"{SITE}/about", f"{SITE}/job/actor-1", f"{SITE}/job/actor-2"]
    assert ["ld+json" in ask(server, loc).text for loc in locs] == [False, False, True, True]


def test_a_posting_page_carries_schema_org_words_and_survives_its_own_markup():
    hostile = "<p>5 < 6 </script><script>x</script> & more</p>"
    pay = [{"minimum": 48_000, "maximum": 56_000, "currency": "GBP", "unit": "year"}]
    with FakeBoardServer(
        [realeyes(1, description_html=hostile, pay=pay, locations=["Los Angeles, CA, United States"])]
    ) as server:
        data = json_ld(ask(server, f"{SITE}/job/actor-1"))
        assert ask(server, f"{SITE}/job/actor-9").status == 404
    assert (data["@type"], data["description"], data["datePosted"]) == ("JobPosting", hostile, "2023-07-01")
    value = {"@type": "QuantitativeValue", "minValue": 48_000, "maxValue": 56_000, "unitText": "YEAR"}
    assert data["baseSalary"] == {"@type": "MonetaryAmount", "currency": "GBP", "value": value}
    assert data["jobLocation"][0]["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "US",
        "addressLocality": "Los Angeles",
        "addressRegion": "CA",
    }


# ---- robots.txt, days, conditional requests, the log


def test_robots_of_real_hosts_and_of_others(server):
    assert "Disallow: /\nAllow: /$" in ask(server, f"{NETFLIX}/robots.txt").text
    assert "Disallow: /disneycareerdc/" in ask(server, f"{DISNEY}/robots.txt").text
    assert (
        ask(server, "https://api.smartrecruiters.com/robots.txt")
        .text.strip()
        .startswith("User-agent: *\nDisallow: /\n")
    )
    assert ask(server, "https://careers.smartrecruiters.com/robots.txt").text == "User-agent: *\nAllow: /\n"


def test_robots_can_be_given():
    with FakeBoardServer([realeyes(1)], robots={"www.realeyesit.com": "User-agent: *\nDisallow: /job\n"}) as server:
        assert ask(server, f"{SITE}/robots.txt").text == "User-agent: *\nDisallow: /job\n"


def test_days_bring_arrivals_departures_and_edits():
    jobs = [netflix(1, to_day=1), netflix(2, from_day=2), netflix(3, edits={2: {"description_html": "<p>New</p>"}})]
    with FakeBoardServer(jobs) as server:
        seen = []
        for day in (1, 2, 1):
            server.day = day
            keys = [row["id"] % 10 for row in ask(server, LIST).json["positions"]]
            detail = ask(server, f"{NETFLIX}/api/apply/v2/jobs/790000000003?domain=netflix.com").json["job_description"]
            seen.append((keys, detail))
        server.day = 2
        assert ask(server, f"{NETFLIX}/api/apply/v2/jobs/790000000001?domain=netflix.com").status == 404
    assert seen == [([1, 3], "<p>Books 3</p>"), ([2, 3], "<p>New</p>"), ([1, 3], "<p>Books 3</p>")]


def test_a_board_without_postings_today_is_still_a_board():
    with FakeBoardServer([disney(1, from_day=2)]) as server:
        assert workday_page(server, 0).json["total"] == 0


def test_who_holds_an_answer_is_not_sent_it_again():
    with FakeBoardServer([realeyes(1, edits={2: {"title": "Actress"}})]) as server:
        first = ask(server, f"{SITE}/job/actor-1")
        again = ask(server, f"{SITE}/job/actor-1", If_None_Match=first.headers["ETag"])
        server.day = 2
        changed = ask(server, f"{SITE}/job/actor-1", If_None_Match=first.headers["ETag"])
    assert [first.status, again.status, changed.status] == [200, 304, 200]
    assert again.body == b""


def test_the_log_says_who_asked_for_what(server):
    ask(server, f"{LIST}&start=10", User_Agent="tracker (+mailto:a@example.org)")
    ask(server, f"{CXS}/jobs", {"limit": 21})
    first, second = server.requests
    assert (first.method, first.host, first.status) == ("GET", "explore.jobs.netflix.net", 200)
    assert first.path == "/api/apply/v2/jobs?domain=netflix.com&start=10"
    assert first.user_agent == "tracker (+mailto:a@example.org)"
    assert (second.method, second.status, json.loads(second.body)) == ("POST", 400, {"limit": 21})
    assert second.at > first.at


def test_an_address_that_is_not_of_this_server_is_not_found(server):
    assert ask(server, "https://www.example.org/jobs").status == 404
    assert ask(server, f"{NETFLIX}/elsewhere").status == 404
    assert ask(server, f"{LIST}&start=many").status == 400


# ---- faults


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_a_fault_may_be_a_status(server, status):
    server.faults = [Fault(kind=str(status), retry_after=7)]
    got = ask(server, LIST)
    assert (got.status, got.headers.get("Retry-After")) == (status, "7" if status in (429, 503) else None)


def test_faults_choose_their_requests(server):
    server.faults = [
        Fault(host="www.realeyesit.com"),
        Fault(path=r"/jobs/\d+$"),
        Fault(path="start=10", kind="503"),
        Fault(body='"offset": 20'),
    ]
    assert ask(server, f"{SITE}/sitemap.xml").status == 500
    assert ask(server, f"{NETFLIX}/api/apply/v2/jobs/790000000001?domain=netflix.com").status == 500
    assert [ask(server, f"{LIST}&start={n}").status for n in (0, 10, 20)] == [200, 503, 200]
    assert [workday_page(server, n).status for n in (0, 20, 40)] == [200, 500, 200]


def test_faults_come_every_so_often_and_end(server):
    server.faults = [Fault(every=2, until=4)]
    assert [ask(server, LIST).status for _ in range(7)] == [200, 500, 200, 500, 200, 200, 200]


def test_faults_spare_robots_unless_told(server):
    server.faults = [Fault()]
    assert ask(server, f"{NETFLIX}/robots.txt").status == 200
    server.faults = [Fault(robots=True, path="^/robots.txt$")]
    assert ask(server, f"{NETFLIX}/robots.txt").status == 500
    assert ask(server, LIST).status == 200


def test_an_unknown_fault_is_refused():
    with pytest.raises(ValueError, match="'500ish'"):
        Fault(kind="500ish")


def test_a_challenge_page_an_empty_answer_and_a_redirect(server):
    server.faults = [
        Fault(kind="html", until=1),
        Fault(path="start=1", kind="empty"),
        Fault(path="start=2", kind="redirect"),
    ]
    challenge, empty, away = ask(server, LIST), ask(server, f"{LIST}&start=1"), ask(server, f"{LIST}&start=2")
    assert (challenge.status, challenge.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert (empty.status, empty.body) == (200, b"")
    assert (away.status, away.headers["Location"]) == (302, "http://169.254.169.254/latest/meta-data/")


def test_a_bomb_is_small_on_the_wire(server):
    server.faults = [Fault(kind="bomb", megabytes=20)]
    got = ask(server, LIST)
    assert got.headers["Content-Encoding"] == "gzip"
    assert len(got.body) < 200_000
    assert len(gzip.decompress(got.body)) == 20_000_000


def test_a_dropped_connection_ends_in_the_middle_of_the_body(server):
    server.faults = [Fault(kind="drop")]
    with pytest.raises(http.client.IncompleteRead):
        ask(server, LIST)


def test_a_hang_is_silence(server):
    server.faults = [Fault(kind="hang")]
    with pytest.raises(TimeoutError):
        ask(server, LIST, timeout=0.2)


def test_twisted_answers_carry_no_etag_and_differ(server):
    for kind in ("truncate", "latin1", "shape", "nulls", "none_listed", "short"):
        server.faults = []
        right = ask(server, LIST)
        server.faults = [Fault(kind=kind)]
        wrong = ask(server, LIST)
        assert (wrong.status, "ETag" in wrong.headers) == (200, False), kind
        assert wrong.body != right.body, kind
    server.faults = [Fault(kind="latin1")]
    with pytest.raises(UnicodeDecodeError):
        ask(server, LIST).body.decode()


def twisted(server: FakeBoardServer, kind: str, address: str, body: dict | None = None):
    server.faults = [Fault(kind=kind)]
    return ask(server, address, body)


def test_a_board_of_another_shape_names_nothing_as_before(server):
    assert "positions" not in twisted(server, "shape", LIST).json
    assert "jobPostings" not in twisted(server, "shape", f"{CXS}/jobs", {}).json
    assert "<loc>" not in twisted(server, "shape", f"{SITE}/sitemap.xml").text
    assert "ld+json" not in twisted(server, "shape", f"{SITE}/job/actor-1").text
    assert "opening-job" not in twisted(server, "shape", f"{SMART_GROUPS}/Ubisoft2/api/groups?page=1").text


def test_one_row_of_nulls_leaves_the_others_right(server):
    rows = twisted(server, "nulls", LIST).json["positions"]
    assert (set(rows[0].values()), rows[1]["id"]) == ({None}, 790_000_000_001)
    assert "<loc></loc>" in twisted(server, "nulls", f"{SITE}/sitemap.xml").text
    links = re.findall(r'href="([^"]*)"', twisted(server, "nulls", f"{SMART_GROUPS}/Ubisoft2/api/groups").text)
    assert [bool(link) for link in links] == [False, True, True, True, True]


def test_a_board_that_lists_nothing_announces_nothing(server):
    page = twisted(server, "none_listed", LIST).json
    assert (page["positions"], page["count"]) == ([], 0)
    assert twisted(server, "none_listed", f"{SMART_GROUPS}/Ubisoft2/api/groups").body.strip() == b""
    assert "<url>" not in twisted(server, "none_listed", f"{SITE}/sitemap.xml").text


def test_a_short_board_lists_fewer_than_it_announces(server):
    page = twisted(server, "short", f"{CXS}/jobs", {}).json
    assert (page["total"], len(page["jobPostings"])) == (43, 19)
    assert "actor-2" not in twisted(server, "short", f"{SITE}/sitemap.xml").text
    assert "actor-1" in twisted(server, "short", f"{SITE}/sitemap.xml").text
    detail = f"{NETFLIX}/api/apply/v2/jobs/790000000001?domain=netflix.com"
    assert twisted(server, "short", detail).json["job_description"] == "<p>Books 1</p>"


# ---- under load, and at the end


def test_many_at_once_each_get_their_own_answer(server):
    server.faults = [Fault(host="www.realeyesit.com", every=5)]

    def one(n: int) -> tuple[int, int]:
        status = ask(server, f"{SITE}/sitemap.xml").status
        return status, ask(server, f"{NETFLIX}/api/apply/v2/jobs/{790_000_000_000 + n % 23}").json["id"] % 1000

    with ThreadPoolExecutor(20) as pool:
        got = list(pool.map(one, range(100)))
    assert [key for _, key in got] == [n % 23 for n in range(100)]
    assert sum(status == 500 for status, _ in got) == 20
    assert len(server.requests) == 200


def test_one_connection_serves_many_requests(server):
    host, port = server.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    try:
        for start in (0, 10, 20):
            connection.request("GET", f"/{LIST}&start={start}")
            assert json.loads(connection.getresponse().read())["count"] == 23
    finally:
        connection.close()


def test_the_server_closes_though_clients_hang_and_hold_connections():
    before = threading.active_count()
    with FakeBoardServer([netflix(1)]) as server:
        server.faults = [Fault(kind="hang", seconds=600)]
        host, port = server.url.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        connection.request("GET", f"/{LIST}")
        while not server.requests:
            time.sleep(0.001)
    assert threading.active_count() == before
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        connection.getresponse()
    connection.close()
    with pytest.raises(RuntimeError, match="closed"):
        _ = server.url


def test_what_breaks_in_the_server_is_raised_when_it_closes():
    with pytest.raises(KeyError), FakeBoardServer([realeyes(1, pay=[{"minimum": 1}])]) as server:  # noqa: SIM117
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            ask(server, f"{SITE}/job/actor-1")


# ---- the files


def test_a_server_is_read_from_toml_and_from_json_lines(tmp_path):
    toml, lines = tmp_path / "server.toml", tmp_path / "server.jsonl"
    row = {"studio": "S", "family": "pages", "host": "s.example", "board": "", "key": "1", "title": "Cook"}
    toml.write_text(
        "[[posting]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in row.items()) + "posted_on = 2023-07-01\n"
    )
    lines.write_text(json.dumps(row | {"posted_on": "2023-07-01", "edits": {"2": {"title": "Chef"}}}) + "\n")
    (plain,), (edited,) = load_postings(toml), load_postings(lines)
    assert (plain.posted_on.isoformat(), plain.on(2).title) == ("2023-07-01", "Cook")
    assert (edited.on(1).title, edited.on(2).title) == ("Cook", "Chef")


def test_a_misspelt_field_is_named(tmp_path):
    file = tmp_path / "server.jsonl"
    file.write_text('{"studio": "S", "titel": "Cook"}\n')
    with pytest.raises(ValueError, match=r"server\.jsonl, line 1: no such field: titel"):
        load_postings(file)


def test_the_demo_can_be_walked():
    with FakeBoardServer(demo_postings()) as server:
        page = ask(server, LIST).json
        assert (page["count"], len(page["positions"])) == (19, 10)
        assert workday_page(server, 0).json["total"] == 27
        reached = re.findall(r'href="([^"]+)"', ask(server, f"{SMART_GROUPS}/Ubisoft2/api/groups?page=1").text)
        assert json_ld(ask(server, reached[0]))["title"] == "Scriptwriter, Dialogue Tool"
        assert json_ld(ask(server, f"{SITE}/job/account-manager-london"))["baseSalary"]["currency"] == "GBP"
