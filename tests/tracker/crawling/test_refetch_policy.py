"""What has not changed is not fetched again: what is due, what is asked with validators, what a 304 leaves behind."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import Request, Response

from db.writes.refetch_state import Detail
from spiders.conditional import add_validators, read_validators
from spiders.posting import Validators
from tests.factories import make_postings
from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.crawling.refetch_policy import RefetchPolicy, due_keys, known_details
from tracker.demo.boards.fixtures import FakePosting

NOW = datetime(2026, 11, 22, tzinfo=UTC)
AGES = RefetchPolicy(after=timedelta(days=28), share=5, whole=timedelta(days=90), watched_share=4, watched_least=2)
URL = "https://b.example/jobs/1"


def detail(
    days: float,
    *,
    listed: bool = True,
    whole: float = 1,
    program: str = "1.0",
    watched: bool = False,
    in_report: bool = False,
) -> Detail:
    return Detail(
        watched=watched,
        in_report=in_report,
        list_fingerprint="row",
        asked_at=NOW - timedelta(days=days),
        listed=listed,
        url=URL,
        etag='"a"',
        program=program,
        read_at=NOW - timedelta(days=whole),
    )


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ([1, 27.9, 2], ""),
        ([28, 1, 1], "0"),
        ([40, 41, 42, 1, 1], "2"),
        ([40, 41, 42, 1, 1, 1], "21"),
        ([30] * 9, "01"),
    ],
)
def test_the_oldest_are_due_a_few_each_time(ages, expected):
    assert due_keys({str(n): detail(days) for n, days in enumerate(ages)}, NOW, AGES) == set(expected)


def test_those_that_left_take_nobody_s_place_and_are_due_when_they_come_back():
    details = {"gone": detail(400, listed=False), "old": detail(30), "older": detail(31), "new": detail(1)}
    assert due_keys(details, NOW, AGES) == {"gone", "older"}


def test_whose_own_page_was_gone_is_asked_again_at_once_and_takes_nobody_s_place():
    gone = Detail(list_fingerprint="row", asked_at=None, listed=True)
    assert due_keys({"gone": gone, "old": detail(30), "older": detail(31), "new": detail(1)}, NOW, AGES) == {
        "gone",
        "older",
    }


def test_what_people_read_of_is_asked_at_each_crawl_the_printed_first_and_the_others_in_turns():
    plain = {f"plain-{n}": detail(1) for n in range(8)}
    few = plain | {"ai": detail(0.1, watched=True), "gone": detail(0.1, watched=True, listed=False)}
    assert due_keys(few, NOW, AGES) == {"ai"}
    many = plain | {f"ai-{n}": detail(n, watched=True) for n in range(1, 6)} | {"printed": detail(0.1, in_report=True)}
    assert due_keys(many, NOW, AGES) == {"printed", "ai-5", "ai-4", "ai-3"}  # of 14 listed one in 4
    assert due_keys({"a": detail(1, watched=True)}, NOW, AGES) == {"a"}


@pytest.mark.parametrize(
    ("given", "sent"),
    [({}, True), ({"whole": 90}, False), ({"program": "0.9"}, False), ({"whole": 89.9}, True)],
)
def test_a_body_is_asked_whole_now_and_then_and_by_every_new_version(given, sent):
    told = known_details({"1": detail(30, **given)}, NOW, AGES, "1.0")["1"]
    assert told.due
    assert told.validators == (Validators(url=URL, etag='"a"') if sent else None)


DATE = "Sun, 22 Nov 2026 18:00:05 GMT"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"ETag": '"a"'}, ('"a"', None)),
        ({"ETag": ' W/"a" '}, ('W/"a"', None)),
        ({"ETag": "a"}, None),
        ({"ETag": '"a\r\nX: y"'}, None),
        ({"ETag": '"' + "a" * 501 + '"'}, None),
        ({"Last-Modified": "Sun, 22 Nov 2026 18:00:04 GMT", "Date": DATE}, (None, "Sun, 22 Nov 2026 18:00:04 GMT")),
        ({"Last-Modified": DATE, "Date": DATE}, None),
        ({"Last-Modified": "Sun, 22 Nov 2026 18:00:04 GMT"}, None),
        ({"Last-Modified": "yesterday", "Date": DATE}, None),
        ({}, None),
    ],
)
def test_what_is_taken_for_a_validator(headers, expected):
    found = read_validators(Response(URL, headers=headers), Request(URL))
    assert (found and (found.etag, found.last_modified)) == expected
    assert read_validators(Response(URL + "/moved", headers=headers), Request(URL)) is None
    assert read_validators(Response(URL, headers=headers), Request(URL, method="POST")) is None


def test_how_they_are_sent():
    etag, modified = Validators(url=URL, etag='"a"', last_modified="then"), Validators(url=URL, last_modified="then")
    assert add_validators(Request(URL), etag).headers.to_unicode_dict() == {"If-None-Match": '"a"'}
    assert add_validators(Request(URL), modified).headers.to_unicode_dict() == {"If-Modified-Since": "then"}
    for plain in (Request(URL + "0"), Request(URL, method="POST")):
        assert not add_validators(plain, etag).headers
        assert not add_validators(plain, etag).meta


def riggers(count: int = 31) -> list[FakePosting]:
    """On day 2, one has other words and one another title."""
    postings = make_postings(count)
    postings[1].edits = {2: {"description_html": "<p>Rig all.</p>"}}
    postings[2].edits = {2: {"title": "Chief rigger"}}
    return postings


def details_asked(server: FakeBoardServer) -> dict[str, tuple[int, str | None]]:
    """By key: the status, and the validator sent."""
    found = {
        request.path.partition("?")[0].rpartition("/")[2]: (request.status, request.headers.get("if-none-match"))
        for request in server.requests
        if "/v2/jobs/" in request.path
    }
    server.requests.clear()
    return found


OF_A_POSTING = "posting_id, title, description_text, pay_quote, first_seen_at, state, version_count"


def test_a_refresh_asks_what_has_changed_and_a_304_is_a_sighting(run, rows) -> None:
    def crawl(*more: object) -> str:
        return (
            run("crawl", "netflix", "--via", server.url, "--delay", 0, *more).stdout.partition("complete: ")[2].strip()
        )

    with FakeBoardServer(riggers()) as server:
        assert crawl() == "31 listed of 31 announced, 31 new, 0 changed, 0 unchanged"
        assert set(details_asked(server).values()) == {(200, None)}
        before = rows(f"select {OF_A_POSTING} from postings order by 1")
        assert crawl("--refresh") == "31 listed of 31 announced, 0 new, 0 changed, 31 unchanged"
        asked = details_asked(server)
        assert {status for status, _ in asked.values()} == {304}
        assert all(sent for _, sent in asked.values())
        assert rows(f"select {OF_A_POSTING} from postings order by 1") == before
        assert rows("select count(distinct last_seen_at), count(*) from postings") == [(1, 31)]
        server.day = 2
        assert crawl("--refresh") == "31 listed of 31 announced, 0 new, 2 changed, 29 unchanged"
        asked = details_asked(server)
        assert asked["790000000001"][0] == 200
        assert asked["790000000001"][1], "its row is as it was, so that its detail was asked with its validator"
        assert asked["790000000002"] == (200, None), "with another row, an unchanged detail proves nothing"
        assert [status for status, _ in asked.values()].count(304) == 29


def test_old_details_are_asked_a_few_each_time_and_a_304_nobody_asked_for_is_a_fault(run, rows, tmp_path) -> None:
    def crawl() -> str:
        return run("crawl", "netflix", "--via", server.url, "--delay", 0).stdout

    def age(number: int, days: int) -> None:
        with closing(sqlite3.connect(tmp_path / "labor-tracker.db")) as base, base:
            at = f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%S.%fZ}"
            base.execute("update posting set detail_at = ? where board_key = ?", (at, str(790000000000 + number)))

    with FakeBoardServer(riggers()) as server:
        crawl()
        details_asked(server)
        for number, days in ((3, 27), (4, 30), (5, 33), (6, 32), (7, 31)):
            age(number, days)
        assert "31 unchanged" in crawl()
        assert sorted(details_asked(server)) == ["790000000005", "790000000006", "790000000007"]
        assert "31 unchanged" in crawl()
        assert sorted(details_asked(server)) == ["790000000004"]
        assert "31 unchanged" in crawl()
        assert details_asked(server) == {}
        server.day, server.faults = 2, [Fault(path="790000000002", kind="304")]
        assert "posting 790000000002: explore.jobs.netflix.net answered 304" in crawl()
        assert rows("select version_count from postings where board_key = '790000000002'") == [(1,)]


def test_an_edit_that_the_list_betrays_not_is_seen_at_the_next_crawl_where_people_read_of_it(run, rows) -> None:
    postings = riggers(6)
    words = "<p>You train generative models that rig creatures.</p><p>The salary range is {} per year.</p>"
    postings[3].title = "Machine Learning Engineer"
    postings[3].description_html = words.format("$136,038 - $191,100")
    postings[3].edits = {2: {"description_html": words.format("$141,000 - $198,700")}}
    with FakeBoardServer(postings) as server:
        assert run("crawl", "netflix", "--via", server.url, "--delay", 0).returncode == 0
        details_asked(server)
        server.day = 2
        done = run("crawl", "netflix", "--via", server.url, "--delay", 0)
        assert "6 listed of 6 announced, 0 new, 2 changed, 4 unchanged" in done.stdout
        # the rigger's words changed too, and nothing told of it: nobody reads of it either
        assert set(details_asked(server)) == {"790000000002", "790000000003"}
        assert rows("select pay_minimum, pay_maximum from postings where ai_label = 'core'") == [(141000, 198700)]
        known = rows("select words_not_reread, words_unseen_since from coverage where studio = 'netflix'")
        assert known == rows("select 4, min(started_at) from crawls")
