"""What stands between the spiders and the network, seen from the boards' side."""

import contextlib
from itertools import pairwise
from typing import Any

import pytest

from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting
from tracker.util.net import is_offline

SMART = {"studio": "Ubisoft", "family": "smartrecruiters", "host": "api.smartrecruiters.com", "board": "Ubisoft2"}
OPENAI = {"studio": "OpenAI", "family": "ashby", "host": "api.ashbyhq.com", "board": "openai"}
NETFLIX = {"studio": "Netflix", "family": "eightfold", "host": "explore.jobs.netflix.net", "board": "netflix.com"}
DISNEY = {"studio": "Disney", "family": "workday", "host": "disney.wd5.myworkdayjobs.com"}
ALLOW = "User-agent: *\nAllow: /\n"


def job(at: dict[str, Any], n: int = 1, **more: Any) -> FakePosting:
    return FakePosting(
        **at,
        **more,
        key=str(10_000_000 + n),
        title=f"T {n}",
        description_html="<p>d</p>",
        locations=["Paris, France"],
    )


def asked(server: FakeBoardServer) -> list[tuple[str, str]]:
    return [(request.host, request.path.partition("?")[0]) for request in server.requests]


@pytest.fixture(scope="module")
def seen(rows, visit):
    """Every case of this file in one process: name -> (server, result)."""
    netflix = [job(NETFLIX, n) for n in range(3)]
    dc = rows["disney"] | {"board": {"tenant": "disney", "pod": "wd5", "site": "disneycareerdc"}}
    host = NETFLIX["host"]
    servers = {
        "smart, barred": FakeBoardServer([job(SMART)]),
        "smart, allowed": FakeBoardServer([job(SMART)], robots={"api.smartrecruiters.com": ALLOW}),
        "smart, details barred": FakeBoardServer(
            [job(SMART)], robots={"jobs.smartrecruiters.com": "User-agent: *\nDisallow: /\n"}
        ),
        "openai, closed robots.txt": FakeBoardServer([job(OPENAI)]),
        "openai, refused": FakeBoardServer([job(OPENAI)]),
        "openai, refused everywhere": FakeBoardServer(
            [job(OPENAI)], robots={"jobs.ashbyhq.com": "User-agent: *\nDisallow: /\n"}
        ),
        "openai, down": FakeBoardServer([job(OPENAI)]),
        "barred site": FakeBoardServer([job(DISNEY, board="disney/disneycareerdc")]),
        "long delay": FakeBoardServer(netflix, robots={host: ALLOW + "Crawl-delay: 3600\n"}),
        "crawl-delay": FakeBoardServer(netflix, robots={host: ALLOW + "Crawl-delay: 0.4\n"}),
        "retry-after": FakeBoardServer(netflix),
        "prefixed location": FakeBoardServer(netflix),
        "the usual pause": FakeBoardServer(netflix),
    }
    settings = {
        "crawl-delay": {"DOWNLOAD_DELAY": 0.01},
        "the usual pause": {"DOWNLOAD_DELAY": 1},
    }
    studios = {"smart": rows["ubisoft"], "barred": dc, "openai": rows["openai"]}
    with contextlib.ExitStack() as stack:
        for server in servers.values():
            stack.enter_context(server)
        closed = Fault(kind="401", host="api.ashbyhq.com", path="robots", robots=True)
        servers["openai, closed robots.txt"].faults = [closed]
        for name in ("openai, refused", "openai, refused everywhere"):
            servers[name].faults = [Fault(kind="403", host="api.ashbyhq.com", path="/job-board/")]
        servers["openai, down"].faults = [Fault(kind="503", host="api.ashbyhq.com", retry_after=0)]
        servers["retry-after"].faults = [Fault(kind="429", path=r"v2/jobs\?", until=1, retry_after=1)]
        here = servers["prefixed location"]
        to = f"{here.url}/https://{host}/api/apply/v2/jobs?domain=netflix.com&start=0&num=10"
        here.faults = [Fault(kind="redirect", path=r"sort_by=relevance", until=1, to=to)]
        cases = [
            {
                "studio": studios.get(name.split()[0].strip(","), rows["netflix"]),
                "via": server.url,
                "settings": settings.get(name, {}),
            }
            for name, server in servers.items()
        ]
        cases.append({"studio": rows["netflix"], "via": "http://127.0.0.1:9"})
        results = visit(cases)
        yield dict(zip([*servers, "gateway down"], zip([*servers.values(), None], results, strict=True), strict=True))


def test_smartrecruiters_asks_its_interface_nothing_while_robots_bars_it(seen):
    server, result = seen["smart, barred"]
    assert result["outcome"] == "complete"
    assert [path for host, path in asked(server) if host == "api.smartrecruiters.com"] == ["/robots.txt"]
    assert len(result["items"]) == 1


def test_smartrecruiters_uses_its_interface_where_it_is_allowed(seen):
    server, result = seen["smart, allowed"]
    assert result["outcome"] == "complete"
    assert {host for host, _ in asked(server)} == {"api.smartrecruiters.com"}
    assert len(result["items"]) == 1


def test_details_that_robots_bars_are_named(seen):
    server, result = seen["smart, details barred"]
    assert result["outcome"] == "incomplete"
    assert "robots.txt of jobs.smartrecruiters.com disallows /Ubisoft2/" in result["walk"]["faults"][0]
    assert [path for host, path in asked(server) if host == "jobs.smartrecruiters.com"] == ["/robots.txt"]


def test_a_documented_interface_is_read_though_its_robots_txt_is_closed(seen):
    server, result = seen["openai, closed robots.txt"]
    assert result["outcome"] == "complete"
    assert len(result["items"]) == 1
    assert [host for host, _ in asked(server)] == ["api.ashbyhq.com"] * 2
    (remark,) = result["walk"]["remarks"]
    assert "robots.txt of api.ashbyhq.com answered 401, which counts as unavailable" in remark


def test_where_a_documented_interface_refuses_the_public_page_is_read(seen):
    server, result = seen["openai, refused"]
    assert result["outcome"] == "complete"
    assert [(host, path) for host, path in asked(server) if path != "/robots.txt"] == [
        ("api.ashbyhq.com", "/posting-api/job-board/openai"),
        ("jobs.ashbyhq.com", "/openai"),
        ("jobs.ashbyhq.com", "/openai/10000001"),
    ]
    assert "answered 403 to /posting-api/job-board/openai; the board's public pages" in result["walk"]["remarks"][0]


def test_a_public_page_is_read_by_its_own_robots_txt(seen):
    server, result = seen["openai, refused everywhere"]
    assert result["walk"]["refused"] == "robots.txt of jobs.ashbyhq.com disallows /openai"
    assert ("jobs.ashbyhq.com", "/openai") not in asked(server)


def test_a_board_that_is_down_has_not_refused(seen):
    server, result = seen["openai, down"]
    assert "answered 503" in result["walk"]["refused"]
    assert {host for host, _ in asked(server)} == {"api.ashbyhq.com"}


def test_what_a_sites_pages_bar_is_not_read_through_its_interface(seen):
    server, result = seen["barred site"]
    assert result["walk"]["refused"] == "robots.txt of disney.wd5.myworkdayjobs.com disallows /disneycareerdc/"
    assert [path for _, path in asked(server)] == ["/robots.txt"]


def test_robots_txt_is_asked_once_and_first(seen):
    for server, _ in [case for name, case in seen.items() if name != "gateway down"]:
        for host in {host for host, _ in asked(server)}:
            paths = [path for its_host, path in asked(server) if its_host == host]
            assert paths[0] == "/robots.txt"
            assert paths.count("/robots.txt") == 1


def gaps(server: FakeBoardServer) -> list[float]:
    return [after.at - before.at for before, after in pairwise(server.requests)]


def test_a_crawl_delay_is_kept(seen):
    server, result = seen["crawl-delay"]
    assert result["outcome"] == "complete"
    assert min(gaps(server)) >= 0.4


def test_a_crawl_delay_beyond_all_patience_ends_the_crawl(seen):
    _, result = seen["long delay"]
    assert "asks for 3600 seconds between requests" in result["walk"]["refused"]


def test_retry_after_is_kept(seen):
    server, result = seen["retry-after"]
    _, first, second, *_ = server.requests
    assert (first.status, second.status, first.path) == (429, 200, second.path)
    assert second.at - first.at >= 1
    assert result["outcome"] == "complete"


def test_at_least_a_second_between_requests(seen):
    server, result = seen["the usual pause"]
    assert result["outcome"] == "complete"
    assert len(server.requests) == 5
    assert min(gaps(server)) >= 1


@pytest.mark.parametrize(("asked_for", "pause", "delay"), [("", 0.3, 0.3), ("Crawl-delay: 0.4\n", 0.4, 0.01)])
def test_the_pause_is_kept_between_two_studios_of_one_host(rows, visit, asked_for, pause, delay):
    with FakeBoardServer([job(NETFLIX)], robots={NETFLIX["host"]: ALLOW + asked_for}) as server:
        case = {"studio": rows["netflix"], "via": server.url, "settings": {"DOWNLOAD_DELAY": delay}}
        visit([case, case])
    assert [path for _, path in asked(server)].count("/robots.txt") == 1, "once for both"
    assert len(server.requests) == 5
    assert min(gaps(server)) >= pause


@pytest.mark.parametrize("kind", ["503", "redirect"])
def test_a_robots_txt_that_could_not_be_read_is_asked_again_for_the_next_board(rows, visit, kind):
    with FakeBoardServer([job(NETFLIX)]) as server:
        server.faults = [Fault(kind=kind, path="robots", robots=True, until=1)]
        case = {"studio": rows["netflix"], "via": server.url, "settings": {"RETRY_ENABLED": False}}
        first, second = visit([case, case])
    assert (first["outcome"], second["outcome"]) == ("failed", "complete")


def test_a_location_that_carries_the_gateway_is_stripped_of_it(seen):
    server, result = seen["prefixed location"]
    assert result["outcome"] == "complete"
    assert server.requests[1].status == 302
    assert {host for host, _ in asked(server)} == {"explore.jobs.netflix.net"}
    assert all(item["source_url"].startswith("https://explore.jobs.netflix.net/") for item in result["items"])


def test_a_name_that_does_not_resolve_is_told_from_being_offline(rows, visit):
    """By the real resolver: what it says depends on whether this machine has a network."""
    own = rows["netflix"] | {"board": {"host": "jobs.netflix.invalid", "domain": "netflix.com"}}
    (result,) = visit([{"studio": own, "via": None, "settings": {"RETRY_ENABLED": False}}])
    offline = "you seem to be offline: neither jobs.netflix.invalid nor any other name resolves"
    assert result["walk"]["refused"] == (offline if is_offline() else "jobs.netflix.invalid has no address in the DNS")


def test_a_gateway_that_is_down(seen):
    _, result = seen["gateway down"]
    assert result["outcome"] == "failed"
    assert "the gateway http://127.0.0.1:9 refused the connection" in result["walk"]["refused"]
