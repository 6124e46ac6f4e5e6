"""Every family meets every fault over HTTP, and its visit ends as it should, naming why."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from spiders.loader import load_board_families
from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tests.spiders.walks import WALKS, Walk

AT_ONCE = 8
"""Visits that run side by side, each to a server of its own: most of them wait, on purpose."""
A_PROCESS = 5
"""Families that share a process: to start one takes as long as to meet ten faults."""
NOT_US = "User-agent: *\nAllow: /\n\nUser-agent: labor-tracker\nDisallow: /\n"


def any_walk(walk: Walk) -> bool:
    return True


def has_details(walk: Walk) -> bool:
    return bool(walk.detail)


def has_pages(walk: Walk) -> bool:
    return bool(walk.second)


def asks_robots(walk: Walk) -> bool:
    """A family with another way to the list where robots.txt bars one, or that asks it for a second address; and a
    plain one, as for all others the same piece of code asks."""
    return "fallback_request" in vars(load_board_families()[walk.family]) or walk.family in ("workday", "lever")


def lists(walk: Walk) -> bool:
    return not walk.bare


def named(*names: str) -> Callable[[Walk], bool]:
    return lambda walk: walk.name in names


@dataclass(frozen=True)
class Case:
    name: str
    strikes: str
    """LIST, SECOND, DETAIL, ONE (a posting's own address), else a regular expression for the path; empty: nothing."""
    fault: dict[str, Any]
    """Further fields of Fault."""
    outcome: str
    reason: str = ""
    came: str = "all"
    """all, some or none of the postings."""
    where: Callable[[Walk], bool] = any_walk
    robots: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    most_requests: int | None = None
    gone: int = 0
    job: dict[str, Any] = field(default_factory=dict)
    """Fields of every posting of the server."""


def failed(name: str, strikes: str, fault: dict[str, Any], reason: str, **more: Any) -> Case:
    return Case(name, strikes, fault, "failed", reason, "none", **more)


def incomplete(name: str, strikes: str, fault: dict[str, Any], reason: str, **more: Any) -> Case:
    return Case(name, strikes, fault, "incomplete", reason, "some", **more)


def one(name: str, kind: str, where: Callable[[Walk], bool] = has_details) -> Case:
    """One posting of many cannot be read: the others come, it is named and counted, and the crawl is complete."""
    reason = r"1 of \d+ listed postings cannot be read, and count as listed; posting 10000004: "
    return Case(name, "ONE", {"kind": kind}, "complete", reason, "some", where=where)


def one_refused(name: str, kind: str, where: Callable[[Walk], bool] = has_details) -> Case:
    """One posting is kept from us: others may well read it."""
    return incomplete(name, "ONE", {"kind": kind}, "posting 10000004: ", where=where)


AWAY = {"kind": "redirect", "to": "https://jobs.netflix.net.elsewhere.example/api"}
CASES = [
    Case("a good day", "", {}, "complete"),
    # ---- the list, for a while
    Case("429, then well", "LIST", {"kind": "429", "until": 1, "retry_after": 1}, "complete"),
    Case("503 twice, then well", "LIST", {"kind": "503", "until": 2, "retry_after": 0}, "complete"),
    # ---- the list, for good
    failed("503 forever", "LIST", {"kind": "503", "retry_after": 0}, "answered 503"),
    failed("429 for a day", "LIST", {"kind": "429", "retry_after": 86400}, "asks to wait 86400"),
    failed("403", "LIST", {"kind": "403"}, "answered 403", where=lambda walk: walk.name != "ashby"),
    Case("403, and public pages", "LIST", {"kind": "403"}, "complete", where=named("ashby")),
    failed("404", "LIST", {"kind": "404"}, "answered 404"),
    failed("410", "LIST", {"kind": "410"}, "answered 410", where=has_details),
    failed("401", "LIST", {"kind": "401"}, "answered 401", where=named("workday", "greenhouse")),
    failed("422", "LIST", {"kind": "422"}, "answered 422", where=named("workday", "amazon")),
    failed("500", "LIST", {"kind": "500"}, "answered 500", where=named("icims", "lever")),
    failed("a challenge page", "LIST", {"kind": "html"}, "changed its shape"),
    failed("an empty answer", "LIST", {"kind": "empty"}, "empty answer|lists nothing|'Job-Listing' is missing"
           "|'window.__appData' is missing"),
    failed("half an answer", "LIST", {"kind": "truncate"}, "JSON belongs|breaks off|not XML"),
    failed("another product", "LIST", {"kind": "shape"}, "changed its shape: .*missing|no address", where=lists),
    failed("bytes that are no text", "LIST", {"kind": "latin1"}, "not JSON", where=lambda walk: walk.json),
    failed("sent to a private address", "LIST", {"kind": "redirect"}, "not the board's|answered 302"),
    failed("sent to another house", "LIST", AWAY, r"https://jobs\.netflix\.net\.elsewhere\.example, which is not the"
           " board's|answered 302"),
    failed("broken off", "LIST", {"kind": "drop"}, "broke off"),
    failed("a bomb", "LIST", {"kind": "bomb", "megabytes": 40}, "more than is read", where=named("greenhouse")),
    failed("a lesser bomb", "LIST", {"kind": "bomb", "megabytes": 2}, "more than is read",
           settings={"DOWNLOAD_MAXSIZE": 1_000_000}),
    failed("no answer", "LIST", {"kind": "hang", "seconds": 1.5}, "did not answer in time",
           settings={"DOWNLOAD_TIMEOUT": 0.3, "RETRY_TIMES": 0}, where=named("eightfold")),
    # ---- the list, in part
    incomplete("a row of nulls", "LIST", {"kind": "nulls"}, "a row of the list|announced",
               where=lambda walk: lists(walk) and walk.name != "successfactors_feed"),
    Case("none listed", "LIST", {"kind": "none_listed"}, "complete", came="none",
         where=lambda walk: walk.empty == "complete"),
    failed("nothing listed, where the unknown answer so", "LIST", {"kind": "none_listed"},
           "lists nothing|no address at all|listed none|is empty|missing|names no posting",
           where=lambda walk: walk.empty == "failed"),
    incomplete("fewer than announced", "LIST", {"kind": "short"}, "announced|begins at",
               where=lambda walk: walk.announces),
    incomplete("503 on the second page", "SECOND", {"kind": "503", "retry_after": 0}, "answered 503", where=has_pages),
    incomplete("a second page that is the first again", "SECOND", {"kind": "again"},
               "names no posting that was not named before|came where page 2|begins at|announced", where=has_pages),
    # ---- another's board
    failed("another company's board", "", {}, "the board is 'Kite Financial''s, where '.+' belongs",
           job={"organization": "Kite Financial"}, where=lambda walk: not walk.unnamed),
    # ---- one posting
    one("one detail fails", "500"),
    one_refused("one detail is refused", "403", where=named("workday", "avature")),
    one("one detail is a web page", "html"),
    one("one detail is empty", "empty"),
    one("half of one detail", "truncate"),
    one("one detail is of another shape", "shape"),
    one("one detail leads away", "redirect"),
    one_refused("one detail breaks off", "drop", where=named("eightfold", "icims")),
    Case("one detail is gone", "ONE", {"kind": "404"}, "complete", came="some", gone=1, where=has_details),
    Case("one detail is gone for good", "ONE", {"kind": "410"}, "complete", came="some", gone=1,
         where=named("workday", "pages")),
    failed("every detail is another product's", "DETAIL", {"kind": "shape"},
           "no posting could be read; posting .*changed its shape", most_requests=18, where=has_details),
    # ---- robots.txt
    failed("robots.txt fails", "robots", {"kind": "503", "robots": True}, "robots.txt of .* 503"),
    failed("robots.txt is barred", "robots", {"kind": "403", "robots": True}, "robots.txt of .* 403",
           where=lambda walk: asks_robots(walk) and walk.family != "ashby"),
    Case("robots.txt of a documented interface is barred", "robots", {"kind": "403", "robots": True}, "complete",
         where=named("ashby")),
    failed("robots.txt is a page", "robots", {"kind": "html", "robots": True}, "is a web page", where=asks_robots),
    failed("robots.txt leads away", "robots", {"kind": "redirect", "robots": True}, "robots.txt",
           where=asks_robots),
    Case("no robots.txt", "robots", {"kind": "404", "robots": True}, "complete", where=asks_robots),
    failed("not for crawlers", "", {}, "robots.txt of .* disallows", robots="User-agent: *\nDisallow: /\n"),
    failed("not for us", "", {}, "robots.txt of .* disallows", robots=NOT_US, where=asks_robots),
]  # fmt: skip
NAMES = sorted(WALKS)
GROUPS = [NAMES[start : start + A_PROCESS] for start in range(0, len(NAMES), A_PROCESS)]


def server_of(case: Case, walk: Walk) -> FakeBoardServer:
    robots = walk.robots | (dict.fromkeys(walk.hosts, case.robots) if case.robots else {})
    server = FakeBoardServer(walk.postings(**case.job), robots=robots)
    places = {"LIST": walk.asked(walk.list), "SECOND": walk.second, "DETAIL": walk.asked(walk.detail)}
    places["ONE"] = walk.asked(rf"(?:[/_=\x22]|Id=%22){10_000_004}(?:\D|$)")
    if case.fault:
        server.faults = [Fault(**case.fault, **places.get(case.strikes, {"path": case.strikes}))]
    return server


def studio_of(case: Case, walk: Walk, packaged: dict[str, dict[str, Any]]) -> dict[str, Any]:
    row = walk.row(packaged)
    return {"expect_company": f"{walk.posting['studio']}.*"} | row if case.job else row


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: "-".join(names))
def test_faults(names, rows, visit):
    """Each case in a server of its own."""
    met = [(WALKS[name], case) for name in names for case in CASES if case.where(WALKS[name])]
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(server_of(case, walk)) for walk, case in met]
        asked = [
            {"studio": studio_of(case, walk, rows), "via": server.url, "settings": case.settings}
            for (walk, case), server in zip(met, servers, strict=True)
        ]
        results = visit(asked, at_once=AT_ONCE)
    wrong = [
        said
        for (walk, case), server, result in zip(met, servers, results, strict=True)
        for said in judge(case, walk, server, result)
    ]
    assert not wrong, "\n".join(wrong)


def judge(case: Case, walk: Walk, server: FakeBoardServer, result: dict[str, Any]) -> list[str]:
    seen, came = result["walk"], [item["board_key"] for item in result["items"]]
    why = "; ".join([seen["refused"] or "", *seen["faults"], *seen["remarks"]])
    wanted = {"all": [walk.count], "none": [0], "some": range(1, walk.count)}[case.came]
    checks = {
        f"is {result['outcome']}, not {case.outcome}": result["outcome"] == case.outcome,
        f"does not say {case.reason!r}": re.search(case.reason, why) is not None,
        "names a posting twice": len(came) == len(set(came)),
        "brings a posting that is not listed": set(came) <= set(seen["listed"]),
        f"brings {len(came)}": len(came) in wanted,
        f"has gone {seen['gone']}": len(seen["gone"]) == case.gone,
        "asks other hosts": {request.host for request in server.requests} <= set(walk.hosts),
        "asks before robots.txt": server.requests[0].path.endswith("/robots.txt"),
        f"asks {len(server.requests)} times": len(server.requests) <= (case.most_requests or 10**6),
    }
    return [f"{walk.name}, {case.name}: {wrong} ({why})" for wrong, well in checks.items() if not well]


def test_every_family_is_walked(rows):
    assert {walk.family for walk in WALKS.values()} == set(load_board_families()), (
        "a family without a row in walks.toml"
    )
    assert all(walk.board is not None or walk.studio in rows for walk in WALKS.values())
