"""Where robots.txt bars the search's results of a Radancy site: its count and its sitemap, over HTTP."""

import contextlib
import re

from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting

HOST = "jobs.example.org"
BARRED = "User-agent: *\nDisallow: /search-jobs/\n"
ALL_BARRED = "User-agent: *\nDisallow: /search-jobs\n"
STUDIO = {
    "name": "front",
    "title": "Example",
    "source_url": "-",
    "confidence": "low",
    "family": "radancy",
    "board": {"host": HOST},
}
JOBS = [
    FakePosting(
        studio="Example",
        family="radancy",
        host=HOST,
        board="391",
        key=str(90_000 + n),
        title=f"Lamp trimmer {n}",
        description_html=f"<p>Trim lamp {n}.</p>",
        locations=["Lille, France"],
        posted_on="2023-07-10",
        requisition=f"R{n}",
    )
    for n in range(8)
]
CASES = [
    ("a good day", BARRED, None, "complete", "", 8, 1 + 2 + 8),
    ("the count is barred too", ALL_BARRED, None, "complete", "", 8, 1 + 1 + 8),
    ("another product", BARRED, Fault(path="search-jobs", kind="shape"), "failed", "data-total-job-results", 0, 2),
    ("half a sitemap", BARRED, Fault(path="sitemap", kind="truncate"), "failed", "'</urlset>' is missing", 0, 3),
    ("an empty sitemap", BARRED, Fault(path="sitemap", kind="empty"), "failed", "an empty answer", 0, 3),
    ("another's sitemap", BARRED, Fault(path="sitemap", kind="shape"), "failed", "names no address", 0, 3),
    ("no sitemap", BARRED, Fault(path="sitemap", kind="404"), "failed", "answered 404 to /sitemap.xml", 0, 3),
    ("all is barred", "User-agent: *\nDisallow: /\n", None, "failed", "robots.txt of .* disallows", 0, 1),
]


def test_the_sitemap_stands_in_for_the_results(visit):
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(FakeBoardServer(JOBS, robots={HOST: robots})) for _, robots, *_ in CASES]
        for server, (_, _, fault, *_) in zip(servers, CASES, strict=True):
            server.faults = [fault] if fault else []
        results = visit([{"studio": STUDIO, "via": server.url} for server in servers])
    for case, server, result in zip(CASES, servers, results, strict=True):
        name, _, _, outcome, why, came, asked = case
        said = "; ".join([result["walk"]["refused"] or "", *result["walk"]["faults"]])
        assert (name, result["outcome"], len(result["items"])) == (name, outcome, came), said
        assert re.search(why, said), f"{name}: {said}"
        assert len(server.requests) == asked, name
        assert not [request for request in server.requests if "search-jobs/results" in request.path]
    (first, *_) = results[0]["items"]
    assert (first["requisition"], first["posted_on"], first["brand"]) == ("R0", "2023-07-10", None)
    assert first["places"][0]["country"] == "FR"
