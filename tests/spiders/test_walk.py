"""A board is walked whole, once, and not again without need."""

import contextlib
import re

import pytest

from tests.fake_boards.server import FakeBoardServer
from tests.spiders.walks import FIRST_KEY, WALKS

pytestmark = pytest.mark.xdist_group("walks")  # the visits are made once, for all of them
AT_ONCE = 8
"""Visits that run side by side."""


@pytest.fixture(scope="module")
def visits_of_all(rows, visit):
    """Each board three times: anew, then knowing what the first visit saw, then asking all again though knowing it."""
    with contextlib.ExitStack() as stack:
        servers, cases = [], []
        for walk in WALKS.values():
            three = [stack.enter_context(FakeBoardServer(walk.postings(), robots=walk.robots)) for _ in range(3)]
            base = {"studio": walk.row(rows)}
            knowing = base | {"known_from": len(cases)}
            cases.append(base | {"via": three[0].url})
            cases.append(knowing | {"via": three[1].url})
            cases.append(knowing | {"via": three[2].url, "refresh": True})
            servers.append(three)
        results = visit(cases, at_once=AT_ONCE)
        yield {
            walk.name: (walk, results[3 * n : 3 * n + 3], [server.requests for server in servers[n]])
            for n, walk in enumerate(WALKS.values())
        }


@pytest.fixture(params=WALKS)
def three_visits(request, visits_of_all):
    return visits_of_all[request.param]


def test_all_comes_once_with_its_receipt(three_visits):
    walk, (first, *_), (requests, *_) = three_visits
    asked = [request for request in requests if not request.path.endswith("/robots.txt")]
    assert len(first["items"]) == walk.count
    assert len(asked) == walk.requests
    assert len({(r.host, r.path, r.body) for r in requests}) == len(requests), "an address was asked twice"
    for item in first["items"]:
        number = 0 if walk.bare else int(item["board_key"]) - FIRST_KEY
        assert re.findall("<p>Trim lamp (.*?).</p>", item["description"]) == [str(number)]
        assert item["source_url"].startswith("https://")
        assert re.fullmatch("[0-9a-f]{64}", item["response_sha256"])
        assert item["fetched_at"].endswith("+00:00")
        assert [place["country"] for place in item["places"]] == ([] if walk.bare else ["FR"])


def test_what_has_not_changed_is_not_asked_again(three_visits):
    walk, (_, second, _), (_, requests, _) = three_visits
    assert second["outcome"] == "complete"
    asked = [r.body.decode() if walk.in_body else r.path for r in requests]
    assert not walk.detail or not [each for each in asked if re.search(walk.detail, each)]
    assert {item["board_key"] for item in second["items"]} == set(second["walk"]["listed"])
    assert not any("title" in item for item in second["items"])


def test_refresh_asks_all_again(three_visits):
    walk, (_, _, third), _ = three_visits
    assert len([item for item in third["items"] if "title" in item]) == walk.count


def test_an_honest_user_agent(three_visits):
    _, _, (requests, *_) = three_visits
    assert {re.sub(r"\d+\.\d+\.\d+", "N", request.user_agent) for request in requests} == {"labor-tracker/N"}
