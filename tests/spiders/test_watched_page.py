"""A watched page over HTTP: one posting a page, however many notices stand on it. Its faults: test_faults.py."""

from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting

ADDRESS = "https://www.example.org/notices"
STUDIO = {
    "name": "watched",
    "title": "Example",
    "source_url": "-",
    "confidence": "low",
    "family": "watched",
    "board": {"address": ADDRESS, "says": "Working with us"},
}
NOTICES = [
    FakePosting(
        studio="Example",
        family="watched",
        host="www.example.org",
        board="/notices",
        key=str(n),
        title=f"Net mender {n}",
        description_html=f"<p>Mend net {n}.</p>",
    )
    for n in range(2)
]


def test_a_watched_page_is_one_posting_and_is_seen_again(visit):
    with FakeBoardServer(NOTICES) as server:
        case = {"studio": STUDIO, "via": server.url}
        first, again = visit([case, case | {"known_from": 0}])
    (posting,) = first["items"]
    assert (posting["board_key"], posting["url"], posting["title"]) == (ADDRESS, ADDRESS, "Working with us")
    assert all(f"<p>Mend net {n}.</p>" in posting["description"] for n in range(2))
    assert posting["source_url"] == ADDRESS
    assert (first["outcome"], again["outcome"]) == ("complete", "complete")
    assert "title" not in again["items"][0]


def test_only_paragraphs_that_speak_of_work_are_a_posting(visit):
    watched = STUDIO | {"board": STUDIO["board"] | {"openings": r"(?i)\bmend\b"}}
    idle = STUDIO | {"board": STUDIO["board"] | {"openings": r"(?i)\bfly\b"}}
    with FakeBoardServer(NOTICES) as server:
        some, none = visit([{"studio": each, "via": server.url} for each in (watched, idle)])
    (posting,) = some["items"]
    assert posting["description"] == "<p>Mend net 0.</p>\n<p>Mend net 1.</p>"
    assert (some["outcome"], none["outcome"], none["items"]) == ("complete", "complete", [])
