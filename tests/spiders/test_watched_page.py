"""A watched page over HTTP: one posting a page, and no challenge or apology taken for it."""

import contextlib
import re

from tracker.town.faults import Fault
from tracker.town.jobs import Job
from tracker.town.server import Town

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
    Job(
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
CASES = [
    ("a good day", None, "complete", ""),
    ("503, then well", Fault(kind="503", until=1, retry_after=0), "complete", ""),
    ("403", Fault(kind="403"), "failed", "answered 403"),
    ("404", Fault(kind="404"), "failed", "answered 404"),
    ("a challenge page", Fault(kind="html"), "failed", "does not say|breaks off"),
    ("an empty answer", Fault(kind="empty"), "failed", "empty answer"),
    ("half an answer", Fault(kind="truncate"), "failed", "breaks off"),
    ("broken off", Fault(kind="drop"), "failed", "broke off"),
    ("a bomb", Fault(kind="bomb", megabytes=40), "failed", "more than is read"),
    ("sent to a private address", Fault(kind="redirect"), "failed", "not the board's|answered 302"),
    ("robots.txt fails", Fault(kind="503", robots=True, path="robots"), "failed", "robots.txt of .* 503"),
]


def test_a_watched_page_meets_faults_and_is_seen_again(visit):
    with contextlib.ExitStack() as stack:
        towns = [stack.enter_context(Town(NOTICES)) for _ in range(len(CASES) + 1)]
        for town, (_, fault, *_) in zip(towns, CASES, strict=False):
            town.faults = [fault] if fault else []
        cases = [{"studio": STUDIO, "via": town.url} for town in towns]
        cases[-1]["known_from"] = 0
        *results, again = visit(cases)
    for (name, _, outcome, why), result in zip(CASES, results, strict=True):
        said = "; ".join([result["walk"]["refused"] or "", *result["walk"]["faults"]])
        assert (name, result["outcome"]) == (name, outcome), said
        assert re.search(why, said), f"{name}: {said}"
        assert len(result["items"]) == (1 if outcome == "complete" else 0)
    (posting,) = results[0]["items"]
    assert (posting["board_key"], posting["url"], posting["title"]) == (ADDRESS, ADDRESS, "Working with us")
    assert all(f"<p>Mend net {n}.</p>" in posting["description"] for n in range(2))
    assert posting["source_url"] == ADDRESS
    assert again["outcome"] == "complete"
    assert "title" not in again["items"][0]
