"""The test boards that answer whole: Greenhouse, Lever, Ashby, as their documents say they do."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fake_boards.faults import AGAIN, Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting

GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/kites/jobs"
LEVER = "https://api.lever.co/v0/postings/kites?mode=json"
ASHBY = "https://api.ashbyhq.com/posting-api/job-board/kites"
HOSTS = {"greenhouse": "boards-api.greenhouse.io", "lever": "api.lever.co", "ashby": "api.ashbyhq.com"}
PAY = [
    {"kind": "equity", "label": "Here"},
    {"minimum": 50.5, "maximum": 60, "currency": "USD", "unit": "hour", "label": "Here"},
]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def server() -> Iterator[FakeBoardServer]:
    common: dict[str, Any] = {
        "studio": "Kites",
        "board": "kites",
        "title": "Rigger",
        "description_html": "<p>R & D</p>",
    }
    pay = {"greenhouse": PAY[1:], "lever": PAY[1:], "ashby": PAY}
    with FakeBoardServer(
        FakePosting(family=family, host=host, key=str(key), pay=pay[family] if key == 1 else [], **common)
        for family, host in HOSTS.items()
        for key in (1, 2, 3)
    ) as server:
        yield server


def ask(server: FakeBoardServer, address: str) -> Any:
    with OPENER.open(f"{server.url}/{address}", timeout=20) as answer:
        return json.loads(answer.read())


def status(server: FakeBoardServer, address: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(server, address)
    refused.value.close()
    return refused.value.code


def test_greenhouse_gives_words_and_pay_to_those_who_ask_for_them(server):
    bare = ask(server, GREENHOUSE)
    assert bare["meta"] == {"total": 3}
    assert not {"content", "pay_input_ranges"} & set(bare["jobs"][0])
    first, second, _ = ask(server, f"{GREENHOUSE}?content=true&pay_transparency=true")["jobs"]
    assert first["content"].startswith("&lt;p&gt;R &amp; D&lt;/p&gt;&lt;div"), "markup, escaped once more"
    assert [(pay["min_cents"], pay["max_cents"]) for pay in first["pay_input_ranges"]] == [(5050, 6000)]
    assert (second["content"], second["pay_input_ranges"]) == ("&lt;p&gt;R &amp; D&lt;/p&gt;", [])
    assert ask(server, f"{GREENHOUSE}/1")["id"] == 1


def test_lever_gives_a_bare_list_in_pages(server):
    assert [row["id"] for row in ask(server, f"{LEVER}&skip=0&limit=2")] == ["1", "2"]
    assert [row["id"] for row in ask(server, f"{LEVER}&skip=2&limit=2")] == ["3"]
    assert ask(server, f"{LEVER}&skip=3&limit=2") == []
    first, second, _ = ask(server, LEVER)
    assert first["salaryRange"] == {"min": 50.5, "max": 60, "currency": "USD", "interval": "per-hour-wage"}
    assert "salaryRange" not in second


def test_ashby_puts_equity_first_and_pay_only_where_it_is_asked_for(server):
    assert "compensation" not in ask(server, ASHBY)["jobs"][0]
    (tier,) = ask(server, f"{ASHBY}?includeCompensation=true")["jobs"][0]["compensation"]["compensationTiers"]
    assert [part["compensationType"] for part in tier["components"]] == ["EquityPercentage", "Salary"]
    assert (tier["title"], tier["components"][0]["minValue"], tier["components"][1]["interval"]) == (
        "Here",
        None,
        "1 HOUR",
    )


@pytest.mark.parametrize(
    "address", [GREENHOUSE, LEVER, ASHBY, f"{GREENHOUSE}/9", "https://api.lever.co/v0/postings/kites/9"]
)
def test_what_is_not_there_is_not_found(server, address):
    assert status(server, address if address.endswith("9") else address.replace("kites", "nobody")) == 404


def test_a_host_that_answers_as_before_whatever_is_asked(server):
    server.faults = [Fault(path="skip=2", kind=AGAIN)]
    first = ask(server, f"{LEVER}&skip=0&limit=2")
    assert ask(server, f"{LEVER}&skip=2&limit=2") == first
