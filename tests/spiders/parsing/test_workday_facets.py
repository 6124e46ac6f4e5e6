"""A Workday list longer than it shows is walked in slices, and is complete only where the board's counts say so."""

import contextlib
import json
from typing import Any

import pytest

from spiders.parsing.workday_facets import Facet, choose_facet, read_facets
from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards import workday as fake_workday
from tracker.demo.boards.fixtures import FakePosting

WINDOW = 50
DEPARTMENTS = {"Light": 45, "Sound": 62, "Props": 3}
"""So many postings each: one of them more than a list of the server shows."""
COUNT = sum(DEPARTMENTS.values())


def jobs(**more: Any) -> list[FakePosting]:
    departments = [name for name, count in DEPARTMENTS.items() for _ in range(count)]
    return [
        FakePosting(
            studio="Disney",
            family="workday",
            host="disney.wd5.myworkdayjobs.com",
            board="disney/disneycareer",
            key=str(10_000_000 + n),
            title=f"Gaffer {n}",
            description_html="<p>Light.</p>",
            locations=["Paris, France", "Rome, Italy"] if n % 2 else ["Paris, France"],
            department=department,
            employment_type="Part time" if n % 5 == 0 else "Full time",
            **more,
        )
        for n, department in enumerate(departments)
    ]


def asked(server: FakeBoardServer) -> list[tuple[dict[str, Any], int]]:
    lists = [json.loads(request.body) for request in server.requests if request.path.endswith("/jobs")]
    return [(each["appliedFacets"], each["offset"]) for each in lists]


def families(job: FakePosting) -> set[str]:
    """A posting's job family, as the board of this kind has it: what kind it is, its jobs' language says here."""
    without = {"xo": True, "xn": int(job.key) < 10_000_002}.get(job.language or "", False)
    return set() if without else {job.department or ""}


def times(job: FakePosting) -> set[str]:
    return {job.employment_type or ""} if families(job) else set()


@pytest.fixture(scope="module")
def walks(rows, visit):
    """Name -> (server, result)."""
    given = {"well": None, "a slice falls short": None, "facets overlap": "xo", "some are in no slice": "xn"}
    with contextlib.ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake_workday, "WINDOW", WINDOW)
        patch.setattr(fake_workday, "FACETS", fake_workday.FACETS | {"jobFamilyGroup": families, "timeType": times})
        servers = {name: stack.enter_context(FakeBoardServer(jobs(language=kind))) for name, kind in given.items()}
        servers["again"] = stack.enter_context(FakeBoardServer(jobs()))
        servers["a slice falls short"].faults = [Fault(path="/jobs$", body=r"jobFamilyGroup", kind="short")]
        cases = [{"studio": rows["disney"], "via": server.url, "most": WINDOW} for server in servers.values()]
        cases[-1]["known_from"] = 0
        yield dict(zip(servers, zip(servers.values(), visit(cases, at_once=4), strict=True), strict=True))


def test_a_list_longer_than_it_shows_comes_whole_and_once(walks):
    server, result = walks["well"]
    assert (result["outcome"], result["walk"]["faults"]) == ("complete", [])
    assert (len(result["items"]), len(result["walk"]["listed"]), result["walk"]["announced"]) == (COUNT,) * 3
    pages = asked(server)
    assert all(offset < WINDOW for _, offset in pages)
    assert len(pages) == len({str(page) for page in pages}), "no page is asked twice"
    assert max(len(applied) for applied, _ in pages) == 2, "the slice that is too long is cut once more"
    _, again = walks["again"]
    assert again["outcome"] == "complete"
    assert len(again["items"]) == COUNT
    assert not any("title" in item for item in again["items"])


def test_a_slice_that_falls_short_is_named(walks):
    _, result = walks["a slice falls short"]
    assert result["outcome"] == "incomplete"
    assert any("for jobFamilyGroup" in fault or "for timeType" in fault for fault in result["walk"]["faults"])


def test_facets_that_count_a_posting_twice_make_no_complete_crawl(walks):
    _, result = walks["facets overlap"]
    assert result["outcome"] == "incomplete"
    assert len(result["items"]) == len(result["walk"]["listed"]) > WINDOW


def test_a_facet_that_not_every_posting_has_makes_no_complete_crawl(walks):
    """As far as the list's first page shows it."""
    _, result = walks["some are in no slice"]
    assert result["outcome"] == "incomplete"
    assert result["walk"]["faults"] == ["2 postings of the list's first page are in no slice of it"]
    assert len(result["items"]) == COUNT


def facet(name: str, *counts: int) -> Facet:
    return Facet(name, {f"{name}{n}": count for n, count in enumerate(counts)})


FAMILY, TIME = facet("family", 1500, 900), facet("time", 1800, 600)
PLACES, REMOTE, SHORT, LARGE = facet("places", *[700] * 4), facet("remote", 30), facet("s", 1200), facet("l", 2100, 300)


@pytest.mark.parametrize(
    ("facets", "total", "exactly", "expected"),
    [
        ([FAMILY], 2000, None, ("family", True)),
        ([FAMILY, REMOTE, SHORT], 2000, None, ("family", True)),
        ([PLACES, TIME, FAMILY], 2000, None, ("family", True)),
        ([PLACES, FAMILY], 2000, None, ("family", False)),
        ([LARGE, TIME], 2000, None, ("time", True)),
        ([LARGE], 2000, None, ("l", True)),
        ([PLACES, FAMILY], 2400, 2400, ("family", True)),
        ([PLACES], 2400, 2400, ("places", False)),
        ([SHORT, REMOTE], 2000, None, (None, False)),
        ([], 2000, None, (None, False)),
    ],
)
def test_which_facet_cuts_and_whether_it_is_believed(facets, total, exactly, expected):
    chosen, sure = choose_facet(facets, total, 2000, exactly)
    assert (chosen and chosen.name, sure) == expected


def test_facets_are_found_within_groups_and_only_where_each_value_can_be_asked_for():
    given = [
        {"facetParameter": "flat", "values": [{"id": "a", "count": 2}, {"id": "b", "count": 0}]},
        {"facetParameter": "group", "values": [{"facetParameter": "inner", "values": [{"id": "c", "count": 1}]}]},
        {"facetParameter": "without ids", "values": [{"descriptor": "Flex", "count": 45}]},
        {"facetParameter": "without counts", "values": [{"id": "d"}]},
        {"facetParameter": None, "values": [{"id": "e", "count": 1}]},
        {"facetParameter": "empty", "values": []},
        "neither",
    ]
    assert [(each.name, each.counts) for each in read_facets(given)] == [("flat", {"a": 2}), ("inner", {"c": 1})]
    assert list(read_facets(None)) == []
