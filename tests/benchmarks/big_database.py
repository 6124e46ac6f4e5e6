"""A database of many postings, to measure reports on: all its words are ours, and each row follows from its number.

python tests/benchmarks/big_database.py sqlite:///big.db 100000
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Engine, insert

from db.engine import open_engine, write_sessions
from db.maintenance import migrate
from db.models import Base, Crawl, JobCoverage, PayRange, Posting, Reading, Sighting, Studio, Version
from db.vocabulary import Covers
from db.writes import present
from tracker.scales.applicability import find_occupation
from tracker.scales.comparisons import with_own_rules
from tracker.scales.coverage import Job, decide_coverage
from tracker.scales.store import digest_rules, store_scales

FIRST = datetime(2023, 7, 3, 6, tzinfo=UTC)
STUDIOS = 40
WEEKS = 6
TITLES = (
    "Clerk",
    "Senior Machine Learning Engineer",
    "Concept Artist",
    "Lead Animator",
    "Data Analyst",
    "Product Manager",
)
PLACES = (("Los Gatos, California", "US"), ("London, United Kingdom", "GB"), ("Burbank, California", "US"))
WORDS = "The work is done with the crew, and the books are kept in order by whoever comes first. "
AT_ONCE = 2_000


def build(engine: Engine, postings: int) -> None:
    store_scales(engine)
    rows = {
        Studio: _studios(),
        Crawl: _crawls(postings),
        Posting: map(_posting, range(postings)),
        Sighting: map(_sighting, range(postings)),
        Version: map(_version, range(postings)),
        Reading: map(_reading, range(postings)),
        PayRange: (_range(n) for n in range(postings) if _paid(n)),
        JobCoverage: (row for n in range(postings) for row in _coverage(n)),
    }
    with engine.begin() as connection:
        for model, given in rows.items():
            _put(connection, model, given)
    with write_sessions(engine).begin() as session:
        present.refill(session)


def _put(connection: Any, model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            connection.execute(insert(model), part)
            part = []
    if part:
        connection.execute(insert(model), part)


def _studios() -> Iterator[dict[str, Any]]:
    for n in range(STUDIOS):
        yield {
            "studio": f"studio-{n:02}",
            "name": f"Studio {n}",
            "group": "streaming",
            "family": "eightfold",
            "board": f"{n}.example",
        }


def _crawls(postings: int) -> Iterator[dict[str, Any]]:
    """A complete crawl a week of every studio."""
    for week in range(WEEKS):
        for studio in range(STUDIOS):
            at = FIRST + timedelta(weeks=week, minutes=studio)
            yield {
                "id": week * STUDIOS + studio + 1,
                "studio": f"studio-{studio:02}",
                "started_at": at,
                "finished_at": at + timedelta(minutes=10),
                "outcome": "complete",
                "announced": postings // STUDIOS,
                "listed": postings // STUDIOS,
                "program": "0.1.0",
            }


def _posting(n: int) -> dict[str, Any]:
    studio = f"studio-{n % STUDIOS:02}"
    return {
        "id": n + 1,
        "studio": studio,
        "board_key": f"{n:07}",
        "posting_id": f"{studio}:{n:07}",
        "origin": "board",
        "list_fingerprint": "",
    }


def _crawl_of(n: int, week: int) -> int:
    return week * STUDIOS + n % STUDIOS + 1


def _sighting(n: int) -> dict[str, Any]:
    """One in ten arrives in each later week, one in twenty is gone after the third."""
    last = 2 if _mixed(n, 20) == 7 else WEEKS - 1
    return {"id": n + 1, "posting": n + 1, "first_crawl": _crawl_of(n, _week(n)), "last_crawl": _crawl_of(n, last)}


def _week(n: int) -> int:
    return 0 if _mixed(n, 20) == 7 else max(0, _mixed(n, 10) - 4)


def _version(n: int) -> dict[str, Any]:
    place, country = PLACES[_mixed(n, 3)]
    digest = hashlib.sha256(str(n).encode()).hexdigest()
    text = WORDS * (15 + n % 30)
    return {
        "id": n + 1,
        "posting": n + 1,
        "number": 1,
        "crawl": _crawl_of(n, _week(n)),
        "content_sha256": digest,
        "title": f"{TITLES[_mixed(n, 6)]} {n % 997}",
        "url": f"https://jobs.example/{n}",
        "employment_type": "FULL_TIME" if _mixed(n, 4) else "Contract",
        "places": [{"text": place, "country": country}],
        "locations": place,
        "country": country,
        "posted_on": date(2023, 5, 1) + timedelta(days=n % 90),
        "posted_on_basis": "published",
        "stated_pay": [],
        "description_html": f"<p>{text}</p>",
        "description_text": text,
        "source_url": f"https://jobs.example/api/{n}",
        "response_sha256": digest,
        "fetched_at": FIRST + timedelta(seconds=n),
        "archive": "studio/1.warc.gz",
        "archive_record": f"<urn:uuid:{n:07}>",
    }


def _coverage(n: int) -> Iterator[dict[str, Any]]:
    """What the rules of coverage answer: without it no posting has an occupation, and no pay is compared."""
    for row in _decide(TITLES[_mixed(n, 6)], PLACES[_mixed(n, 3)]):
        yield {"version": n + 1, "rules_sha256": _rules_sha256(), **row}


@cache
def _decide(title: str, place: tuple[str, str]) -> list[dict[str, Any]]:
    # none of these studios has signed anything, so that title and place alone decide
    job = Job(studio="studio-00", title=title, country=place[1], places=place[0], posted_on=FIRST.date(), text=WORDS)
    nothing = {"rule": None, "covers": Covers.NO, "reason": "", "quote": None, "occupation": None}
    found = [{**nothing, **asdict(answer)} for answer in decide_coverage(job)]
    return [*found, {**nothing, "occupation": find_occupation(title)}]


@cache
def _rules_sha256() -> str:
    return digest_rules(with_own_rules([]))


def _mixed(n: int, among: int) -> int:
    """Numbers as good as drawn, so that studios do not go with what their postings say."""
    return (n * 2_654_435_761 >> 9) % among


def _paid(n: int) -> bool:
    return _mixed(n, 10) < 6


def _ends(n: int) -> tuple[Decimal, Decimal]:
    low = Decimal(60_000 + n * 7919 % 2_000_000 // 10)
    return low, low + Decimal(20_000 + n * 104_729 % 90_000)


def _reading(n: int) -> dict[str, Any]:
    label = "core" if _mixed(n, 13) == 1 else "adjacent" if _mixed(n, 11) == 0 else "none"
    row: dict[str, Any] = {
        "id": n + 1,
        "version": n + 1,
        "reader": "pay 1, ai 1",
        "read_at": FIRST,
        "ai_label": label,
        "ai_kinds": {"core": "machine_learning", "adjacent": "generative"}.get(label, ""),
        "mentions_ai_in_hiring": _mixed(n, 9) == 0,
        "any_keyword": label != "none" or _mixed(n, 5) == 0,
        "pay_flags": "",
    }
    names = "minimum maximum currency unit kind scope quote".split()
    names = [f"pay_{name}" for name in names]
    names += [f"pay_{by}_{end}" for by in ("year", "hour", "usd_year") for end in ("minimum", "maximum")]
    row |= dict.fromkeys([*names, "pay_year_basis"])
    return row | (_pay(n) if _paid(n) else {})


def _pay(n: int) -> dict[str, Any]:
    low, high = _ends(n)
    return {
        "pay_minimum": low,
        "pay_maximum": high,
        "pay_currency": "USD",
        "pay_unit": "year",
        "pay_kind": "base",
        "pay_scope": "this_post",
        "pay_year_minimum": low,
        "pay_year_maximum": high,
        "pay_year_basis": "as posted, by the year",
        "pay_usd_year_minimum": low,
        "pay_usd_year_maximum": high,
        "pay_quote": f"The range for this job is ${low:,} to ${high:,} a year.",
    }


def _range(n: int) -> dict[str, Any]:
    low, high = _ends(n)
    return {
        "reading": n + 1,
        "position": 1,
        "minimum": low,
        "maximum": high,
        "currency": "USD",
        "unit": "year",
        "kind": "base",
        "scope": "this_post",
        "source": "text",
        "quote": f"The range for this job is ${low:,} to ${high:,} a year.",
        "rule": "range",
        "flags": "",
    }


def main(arguments: Sequence[str]) -> None:
    engine = open_engine(arguments[0])
    migrate.upgrade(engine)
    build(engine, int(arguments[1]))
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
