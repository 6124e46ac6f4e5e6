"""Every family meets every fault over HTTP, and its visit ends as it should, naming why."""

import contextlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from tracker.town.faults import Fault
from tracker.town.jobs import Job
from tracker.town.server import Town

AT_ONCE = 8
"""Visits that run side by side, each to a town of its own: most of them wait, on purpose."""
ALL = None
"""Every posting of the town comes."""


def jobs(family: str, count: int) -> list[Job]:
    fixed = {
        "eightfold": {"studio": "Netflix", "host": "explore.jobs.netflix.net", "board": "netflix.com"},
        "workday": {"studio": "Disney", "host": "disney.wd5.myworkdayjobs.com", "board": "disney/disneycareer"},
        "smartrecruiters": {"studio": "Ubisoft", "host": "api.smartrecruiters.com", "board": "Ubisoft2"},
        "pages": {"studio": "Realeyes", "host": "www.realeyesit.com", "board": ""},
        "radancy": {"studio": "Front", "host": "jobs.example.org", "board": "391"},
        "amazon": {"studio": "Amazon", "host": "www.amazon.jobs", "board": ""},
        "apple": {"studio": "Apple", "host": "jobs.apple.com", "board": ""},
        "oracle": {"studio": "Dunes", "host": "dunes.fa.us2.oraclecloud.com", "board": "CX_1"},
        "icims": {"studio": "ZeniMax", "host": "careers-zenimax.icims.com", "board": ""},
        "phenom": {"studio": "Tides", "host": "careers.example.org", "board": "us/en"},
        "successfactors": {"studio": "Lionsgate", "host": "jobs.lionsgate.com", "board": ""},
        "avature": {"studio": "Electronic Arts", "host": "jobs.ea.com", "board": "en_US/careers"},
        "workable": {"studio": "Square Enix", "host": "apply.workable.com", "board": "square-enix"},
        "workable_v3": {"studio": "Paper", "host": "apply.workable.com", "board": "paper"},
        "teamtailor": {"studio": "Paradox", "host": "paradox-interactive.teamtailor.com", "board": ""},
        "personio": {"studio": "Paper", "host": "paper.jobs.personio.de", "board": ""},
        "recruitee": {"studio": "Framestore", "host": "framestore.recruitee.com", "board": ""},
        "bamboohr": {"studio": "Paper", "host": "paper.bamboohr.com", "board": ""},
        "pinpoint": {"studio": "Paper", "host": "paper.pinpointhq.com", "board": ""},
        "gem": {"studio": "Luma AI", "host": "api.gem.com", "board": "lumalabs-ai"},
        "gem_pages": {"studio": "Luma AI", "host": "api.gem.com", "board": "lumalabs-ai"},
    }[family]
    return [
        Job(
            **fixed,
            family=family.partition("_")[0],
            key=str(10_000_000 + n),
            title=f"Lamp trimmer {n}",
            description_html=f"<p>Trim lamp {n}.</p>",
            locations=[f"Town {n % 9}, France"],
            posted_on="2023-07-10",
        )
        for n in range(count)
    ]


@dataclass(frozen=True)
class Family:
    studio: str
    count: int
    list: str
    second: dict[str, str]
    """What tells the second page of the list from the first, as fields of a Fault."""
    detail: str
    requests: int
    """Of a visit without faults, robots.txt not counted."""
    hosts: tuple[str, ...]
    board: dict[str, Any] | None = None
    """The board of a studio that no packaged row names."""
    robots: dict[str, str] = field(default_factory=dict)
    """What a host's robots.txt says, whatever the case."""
    in_body: bool = False
    """Whether `list` and `detail` are found in the request's body, all going to one address."""

    def asked(self, pattern: str) -> dict[str, str]:
        return {"body": pattern} if self.in_body else {"path": pattern}

    def row(self, rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
        if self.board is None:
            return rows[self.studio]
        return {"name": self.studio, "title": "Example", "source_url": "-", "confidence": "low", **self.board}


NONE = ""
"""No details: the list carries the words."""
FAMILIES = {
    "eightfold": Family(
        "netflix", 23, r"/v2/jobs\?", {"path": r"jobs\?.*start=10"}, r"/v2/jobs/\d", 26, ("explore.jobs.netflix.net",)
    ),
    "workday": Family(
        "disney",
        43,
        r"career/jobs$",
        {"path": r"/jobs$", "body": r'"offset": ?20'},
        r"/job/",
        46,
        ("disney.wd5.myworkdayjobs.com",),
    ),
    "smartrecruiters": Family(
        "ubisoft",
        18,
        r"api/groups",
        {"path": r"groups\?page=2"},
        r"Ubisoft2/\d",
        22,
        ("api.smartrecruiters.com", "careers.smartrecruiters.com", "jobs.smartrecruiters.com"),
    ),
    "pages": Family("realeyes", 12, r"sitemap\.xml", {}, r"/job/\d", 13, ("www.realeyesit.com",)),
    "radancy": Family(
        "front",
        13,
        r"search-jobs/results",
        {"path": r"CurrentPage=2"},
        r"/job/",
        15,
        ("jobs.example.org",),
        {"family": "radancy", "board": {"host": "jobs.example.org"}},
    ),
    "amazon": Family("amazon", 13, r"search\.json", {"path": r"offset=10&"}, r"/en/jobs/\d", 2, ("www.amazon.jobs",)),
    "apple": Family("apple", 23, r"/search\?", {"path": r"page=2$"}, r"/details/", 25, ("jobs.apple.com",)),
    "oracle": Family(
        "dunes",
        13,
        r"JobRequisitions\?",
        {"path": r"offset=10,"},
        r"RequisitionDetails",
        15,
        ("dunes.fa.us2.oraclecloud.com",),
        {"family": "oracle", "board": {"host": "dunes.fa.us2.oraclecloud.com", "site": "CX_1"}},
    ),
    "icims": Family(
        "zenimax", 13, r"/jobs/search", {"path": r"pr=1$"}, r"/jobs/\d", 15, ("careers-zenimax.icims.com",)
    ),
    "phenom": Family(
        "tides",
        13,
        r"search-results",
        {"path": r"from=10&"},
        r"/job/",
        15,
        ("careers.example.org",),
        {"family": "phenom", "board": {"host": "careers.example.org", "path": "us/en"}},
    ),
    "successfactors": Family(
        "lionsgate", 13, r"/search/", {"path": r"startrow=10$"}, r"/job/", 15, ("jobs.lionsgate.com",)
    ),
    "avature": Family("ea", 14, r"SearchJobs", {"path": r"jobOffset=12$"}, r"JobDetail", 16, ("jobs.ea.com",)),
    "workable": Family("square-enix", 12, r"/widget/", {}, r"/v2/", 13, ("apply.workable.com",)),
    "workable_v3": Family(
        "paper",
        13,
        r"/v3/",
        {"path": r"/v3/", "body": '"token"'},
        r"/v2/",
        15,
        ("apply.workable.com",),
        {"family": "workable", "board": {"account": "paper", "list": "v3"}},
    ),
    "teamtailor": Family(
        "paradox", 23, r"jobs\.json", {"path": r"page=2&"}, NONE, 2, ("paradox-interactive.teamtailor.com",)
    ),
    "personio": Family(
        "paper",
        7,
        r"/xml",
        {},
        NONE,
        1,
        ("paper.jobs.personio.de",),
        {"family": "personio", "board": {"host": "paper.jobs.personio.de"}},
    ),
    "recruitee": Family("framestore", 7, r"/api/offers", {}, NONE, 1, ("framestore.recruitee.com",)),
    "bamboohr": Family(
        "paper",
        12,
        r"/careers/list",
        {},
        r"/detail$",
        13,
        ("paper.bamboohr.com",),
        {"family": "bamboohr", "board": {"company": "paper"}},
    ),
    "pinpoint": Family(
        "paper",
        7,
        r"postings\.json",
        {},
        NONE,
        1,
        ("paper.pinpointhq.com",),
        {"family": "pinpoint", "board": {"company": "paper"}},
    ),
    "gem": Family("luma", 7, r"/job_posts/", {}, NONE, 1, ("api.gem.com", "jobs.gem.com")),
    "gem_pages": Family(
        "luma",
        12,
        "JobBoardList",
        {},
        "ExternalJobPostingQuery",
        13,
        ("api.gem.com", "jobs.gem.com"),
        robots={"api.gem.com": "User-agent: *\nDisallow: /\n"},
        in_body=True,
    ),
}


@dataclass(frozen=True)
class Case:
    name: str
    faults: list[dict[str, Any]]
    """Fields of Fault; the path may be "LIST", "SECOND", "DETAIL" or "ONE" (a posting's own address)."""
    outcome: str
    reason: str = ""
    came: int | None = ALL
    robots: str | None = None
    only: tuple[str, ...] = tuple(FAMILIES)
    settings: dict[str, Any] = field(default_factory=dict)
    most_requests: int | None = None
    gone: int = 0


IN_JSON = ("amazon", "oracle")
ON_PAGES = ("radancy", "icims", "successfactors", "avature")
"""A list of these is markup, which says itself how much it lists."""
IN_SCRIPTS = ("apple", "phenom")
WHOLE = ("teamtailor", "personio", "recruitee", "pinpoint", "gem")
"""A list of these carries the words, and does not say how much it lists."""
DETAILED = tuple(name for name in FAMILIES if name not in (*WHOLE, "amazon"))
COUNTED = ("eightfold", "workday", *IN_JSON, "workable_v3", "bamboohr")
"""A list of these is JSON, which says how much it lists."""
JSON = (*COUNTED, "workable", "teamtailor", "recruitee", "pinpoint", "gem", "gem_pages")
CASES = [
    Case("a good day", [], "complete"),
    Case("429, then well", [{"path": "LIST", "kind": "429", "until": 1, "retry_after": 1}], "complete"),
    Case("503 twice, then well", [{"path": "LIST", "kind": "503", "until": 2, "retry_after": 0}], "complete"),
    Case("503 forever", [{"path": "LIST", "kind": "503", "retry_after": 0}], "failed", "answered 503", 0),
    Case("429 for a day", [{"path": "LIST", "kind": "429", "retry_after": 86400}], "failed", "asks to wait 86400", 0),
    Case("403", [{"path": "LIST", "kind": "403"}], "failed", "answered 403", 0),
    Case(
        "503 on the second page",
        [{"path": "SECOND", "kind": "503", "retry_after": 0}],
        "incomplete",
        "answered 503",
        came=-1,
        only=("eightfold", "workday", "smartrecruiters", *IN_JSON, *ON_PAGES, *IN_SCRIPTS, "workable_v3", "teamtailor"),
    ),
    Case("a challenge page", [{"path": "LIST", "kind": "html"}], "failed", "changed its shape", 0),
    Case("an empty answer", [{"path": "LIST", "kind": "empty"}], "failed", "empty answer|lists nothing", 0),
    Case("half an answer", [{"path": "LIST", "kind": "truncate"}], "failed", "JSON belongs|breaks off|not XML", 0),
    Case(
        "another product", [{"path": "LIST", "kind": "shape"}], "failed", "changed its shape: .*missing|no address", 0
    ),
    Case("bytes that are no text", [{"path": "LIST", "kind": "latin1"}], "failed", "not JSON", 0, only=JSON),
    Case("a row of nulls", [{"path": "LIST", "kind": "nulls"}], "incomplete", "a row of the list|announced", came=-1),
    Case(
        "none listed",
        [{"path": "LIST", "kind": "none_listed"}],
        "complete",
        came=0,
        only=(*(name for name in JSON if name != "teamtailor"), "personio"),
    ),
    Case(
        "nothing listed, where the unknown answer so",
        [{"path": "LIST", "kind": "none_listed"}],
        "failed",
        "lists nothing|no address at all|listed none|is empty|missing|names no posting",
        0,
        only=("smartrecruiters", "pages", *ON_PAGES, "teamtailor"),
    ),
    Case(
        "fewer than announced",
        [{"path": "LIST", "kind": "short"}],
        "incomplete",
        "announced|begins at",
        came=-1,
        only=(*COUNTED, "radancy", "successfactors", "avature"),
    ),
    Case(
        "sent to a private address", [{"path": "LIST", "kind": "redirect"}], "failed", "not the board's|answered 302", 0
    ),
    Case(
        "sent to another house",
        [{"path": "LIST", "kind": "redirect", "to": "https://jobs.netflix.net.elsewhere.example/api"}],
        "failed",
        "https://jobs.netflix.net.elsewhere.example, which is not the board's|answered 302",
        0,
    ),
    Case("broken off", [{"path": "LIST", "kind": "drop"}], "failed", "broke off", 0),
    Case("a bomb", [{"path": "LIST", "kind": "bomb", "megabytes": 40}], "failed", "more than is read", 0),
    Case(
        "no answer",
        [{"path": "LIST", "kind": "hang", "seconds": 1.5}],
        "failed",
        "did not answer in time",
        0,
        settings={"DOWNLOAD_TIMEOUT": 0.3, "RETRY_TIMES": 0},
        only=("eightfold",),
    ),
    Case(
        "one detail fails",
        [{"path": "ONE", "kind": "500"}],
        "incomplete",
        "posting 10000004: .*answered 500",
        came=-1,
        only=DETAILED,
    ),
    Case(
        "one detail is a web page",
        [{"path": "ONE", "kind": "html"}],
        "incomplete",
        "posting 10000004: ",
        came=-1,
        only=DETAILED,
    ),
    Case(
        "one detail leads away",
        [{"path": "ONE", "kind": "redirect"}],
        "incomplete",
        "posting 10000004: ",
        came=-1,
        only=DETAILED,
    ),
    Case("one detail is gone", [{"path": "ONE", "kind": "404"}], "complete", came=-1, gone=1, only=DETAILED),
    Case("one detail is gone for good", [{"path": "ONE", "kind": "410"}], "complete", came=-1, gone=1, only=DETAILED),
    Case(
        "every detail is another product's",
        [{"path": "DETAIL", "kind": "shape"}],
        "failed",
        "no posting could be read; posting .*changed its shape",
        0,
        most_requests=18,
        only=DETAILED,
    ),
    Case("robots.txt fails", [{"path": "robots", "kind": "503", "robots": True}], "failed", "robots.txt of .* 503", 0),
    Case(
        "robots.txt is barred", [{"path": "robots", "kind": "403", "robots": True}], "failed", "robots.txt of .* 403", 0
    ),
    Case("robots.txt is a page", [{"path": "robots", "kind": "html", "robots": True}], "failed", "is a web page", 0),
    Case("robots.txt leads away", [{"path": "robots", "kind": "redirect", "robots": True}], "failed", "robots.txt", 0),
    Case("no robots.txt", [{"path": "robots", "kind": "404", "robots": True}], "complete"),
    Case("not for crawlers", [], "failed", "robots.txt of .* disallows", 0, robots="User-agent: *\nDisallow: /\n"),
    Case(
        "not for us",
        [],
        "failed",
        "robots.txt of .* disallows",
        0,
        robots="User-agent: *\nAllow: /\n\nUser-agent: labor-tracker\nDisallow: /\n",
    ),
]


def fault_of(given: dict[str, Any], family: Family) -> Fault:
    places = {"LIST": family.asked(family.list), "SECOND": family.second, "DETAIL": family.asked(family.detail)}
    places["ONE"] = family.asked(rf"(?:[/_\x22]|Id=%22){10_000_004}(?:\D|$)")
    where = places.get(given["path"], {"path": given["path"]})
    return Fault(**({name: value for name, value in given.items() if name != "path"} | where))


@pytest.mark.parametrize("name", FAMILIES)
def test_faults(name, rows, visit):
    """Each case in a town of its own; all of a family's cases in one process."""
    family = FAMILIES[name]
    cases = [case for case in CASES if name in case.only]
    with contextlib.ExitStack() as stack:
        towns = []
        for case in cases:
            robots = family.robots | (dict.fromkeys(family.hosts, case.robots) if case.robots else {})
            town = stack.enter_context(Town(jobs(name, family.count), robots=robots))
            town.faults = [fault_of(given, family) for given in case.faults]
            towns.append(town)
        results = visit(
            [
                {"studio": family.row(rows), "via": town.url, "settings": case.settings}
                for case, town in zip(cases, towns, strict=True)
            ],
            at_once=AT_ONCE,
        )
        wrong = [
            w
            for case, town, result in zip(cases, towns, results, strict=True)
            for w in judge(case, family, town, result)
        ]
    assert not wrong, "\n".join(wrong)


def judge(case: Case, family: Family, town: Town, result: dict[str, Any]) -> list[str]:
    walk, came = result["walk"], [item["board_key"] for item in result["items"]]
    why = "; ".join([walk["refused"] or "", *walk["faults"]])
    checks = {
        f"is {result['outcome']}, not {case.outcome}": result["outcome"] == case.outcome,
        f"does not say {case.reason!r}": re.search(case.reason, why) is not None,
        "names a posting twice": len(came) == len(set(came)),
        "brings a posting that is not listed": set(came) <= set(walk["listed"]),
        f"brings {len(came)}": came_as_said(case.came, len(came), family.count),
        f"has gone {walk['gone']}": len(walk["gone"]) == case.gone,
        "asks other hosts": {request.host for request in town.requests} <= set(family.hosts),
        "asks before robots.txt": town.requests[0].path.endswith("/robots.txt"),
        f"asks {len(town.requests)} times": len(town.requests) <= (case.most_requests or 10**6),
    }
    return [f"{case.name}: {wrong} ({why})" for wrong, well in checks.items() if not well]


def came_as_said(said: int | None, came: int, count: int) -> bool:
    """-1: some are wanting, not all."""
    if said == -1:
        return 0 < came < count
    return came == (count if said is ALL else said)


@pytest.fixture(scope="module")
def visits_of_all(rows, visit):
    """Each board three times: anew, then knowing what the first visit saw, then asking all again though knowing it."""
    with contextlib.ExitStack() as stack:
        towns, cases = [], []
        for name, family in FAMILIES.items():
            three = [stack.enter_context(Town(jobs(name, family.count), robots=family.robots)) for _ in range(3)]
            base = {"studio": family.row(rows)}
            knowing = base | {"known_from": len(cases)}
            cases.append(base | {"via": three[0].url})
            cases.append(knowing | {"via": three[1].url})
            cases.append(knowing | {"via": three[2].url, "refresh": True})
            towns.append(three)
        results = visit(cases, at_once=AT_ONCE)
        yield {
            name: (family, results[3 * n : 3 * n + 3], [town.requests for town in towns[n]])
            for n, (name, family) in enumerate(FAMILIES.items())
        }


@pytest.fixture(params=FAMILIES)
def three_visits(request, visits_of_all):
    return visits_of_all[request.param]


def test_all_comes_once_with_its_receipt(three_visits):
    family, (first, *_), (requests, *_) = three_visits
    asked = [request for request in requests if not request.path.endswith("/robots.txt")]
    assert len(first["items"]) == family.count
    assert len(asked) == family.requests
    assert len({(r.host, r.path, r.body) for r in requests}) == len(requests), "an address was asked twice"
    for item in first["items"]:
        assert f"<p>Trim lamp {int(item['board_key']) - 10_000_000}.</p>" in item["description"]
        assert item["description"].count("Trim lamp") == 1
        assert item["source_url"].startswith("https://")
        assert re.fullmatch("[0-9a-f]{64}", item["response_sha256"])
        assert item["fetched_at"].endswith("+00:00")
        assert item["places"][0]["country"] == "FR"


def test_what_has_not_changed_is_not_asked_again(three_visits):
    family, (_, second, _), (_, requests, _) = three_visits
    assert second["outcome"] == "complete"
    asked = [r.body.decode() if family.in_body else r.path for r in requests]
    assert not family.detail or not [each for each in asked if re.search(family.detail, each)]
    assert {item["board_key"] for item in second["items"]} == set(second["walk"]["listed"])
    assert not any("title" in item for item in second["items"])


def test_refresh_asks_all_again(three_visits):
    family, (_, _, third), _ = three_visits
    assert len([item for item in third["items"] if "title" in item]) == family.count


def test_an_honest_user_agent(three_visits):
    _, _, (requests, *_) = three_visits
    assert {re.sub(r"\d+\.\d+\.\d+", "N", request.user_agent) for request in requests} == {"labor-tracker/N"}


def test_every_address_has_its_studio(rows):
    """The table above and the packaged rows speak of the same boards."""
    for family in FAMILIES.values():
        assert family.board is not None or family.studio in rows, json.dumps(sorted(rows))
