"""The demo server holds what the demo and the article need, and nothing that it must not."""

import csv
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tracker.demo.boards.fixtures import FakePosting, demo_postings
from tracker.demo.boards.server import FIRST_DAY
from tracker.reading.jsonl import read_record
from tracker.reading.text import from_description

TRUTH = Path(__file__).with_name("demo_truth.csv")
"""What a careful reader finds in each posting of the demo: pay as minimum-maximum, currency, unit, kind."""


@pytest.fixture(scope="module")
def demo() -> dict[str, FakePosting]:
    return {job.key: job for job in demo_postings()}


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[str, str]]:
    with TRUTH.open(encoding="utf-8", newline="") as rows:
        return {row["key"]: row for row in csv.DictReader(rows)}


def shown(job: FakePosting) -> FakePosting:
    return job.on(1) or job.on(2)


def plain(job: FakePosting) -> str:
    return from_description(job.description_html).text


def test_the_demo_is_about_sixty_postings_each_with_its_truth(demo, truth):
    assert 55 <= len(demo) == len(demo_postings()) <= 70
    assert demo.keys() == truth.keys()


def test_the_demo_turns_pages_on_both_days(demo):
    for day, date in ((1, FIRST_DAY), (2, FIRST_DAY + timedelta(days=1))):
        listed = [now for job in demo.values() if (now := job.on(day))]
        count = Counter(job.studio for job in listed)
        assert count["Netflix"] > 10
        assert count["The Walt Disney Company"] > 20
        assert set(count) >= {"Pixar", "Ubisoft", "Realeyes"}
        assert all(job.posted_on <= date for job in listed)
    assert all("2023-06-01" <= job.posted_on.isoformat() <= "2023-07-26" for job in demo.values())


def test_the_demo_has_arrivals_departures_one_edit_and_one_change_of_markup_alone(demo):
    jobs = demo.values()
    assert sum(job.on(1) is None for job in jobs) >= 5
    assert sum(job.on(2) is None for job in jobs) >= 3
    edited = {job.key: (plain(job.on(1)), plain(job.on(2))) for job in jobs if job.edits}
    changed = [key for key, (before, after) in edited.items() if before != after]
    assert (changed, len(edited)) == (["790100000101"], 2)
    before, after = edited["790100000101"]
    dropped = set(before.splitlines()) - set(after.splitlines())
    assert len(dropped) == 1
    assert re.search("buy.*create", dropped.pop())
    assert set(after.splitlines()) < set(before.splitlines())


def test_the_demo_holds_the_figures_of_the_article(demo):
    assert "market range" in plain(shown(demo["790100000101"]))
    assert "$300,000 - $900,000" in plain(shown(demo["790100000101"]))
    assert re.findall(r"\$[\d,]+", plain(shown(demo["790100000102"]))) == ["$650,000"]
    assert "$300 for a two-hour session" in plain(shown(demo["actors-emotion-data-los-angeles"]))


def test_every_brand_stands_in_the_closing_block_and_one_posting_only_mentions_others(demo):
    disney = [shown(job) for job in demo.values() if job.board == "disney/disneycareer"]
    for job in disney:
        assert re.search(r"Job Posting Segment: (.+)", plain(job))[1] == job.brand, job.key
        assert f"Date Posted: {job.posted_on}" in plain(job), job.key
    brands = {job.brand for job in disney}
    mentioning = [job.key for job in disney if any(b != job.brand and b in plain(job) for b in brands)]
    assert mentioning == ["10050102"]


def amounts(words: str) -> set[str]:
    """Every amount in the words, thousands written out: "$100-250k" holds 100000 and 250000."""
    bare = re.sub(r"[,\s$]", "", words)
    bare = re.sub(r"(\d+)k?-(\d+)k", r"\g<1>000-\g<2>000", bare, flags=re.IGNORECASE)
    return set(re.findall(r"\d+(?:\.\d+)?", bare))


def test_what_the_truth_says_of_pay_stands_in_the_words(demo, truth):
    for key, row in truth.items():
        stated = set(re.findall(r"\d+(?:\.\d+)?(?=-| [A-Z]{3})", row["pay"]))
        assert stated <= amounts(plain(shown(demo[key]))), key
        if not stated:
            assert not re.search(r"\$\d{2,3},\d{3}|per (?:hour|year|week|day)", plain(shown(demo[key]))), key


def test_nobody_can_be_reached_through_the_demo(demo):
    words = " ".join(plain(now) for job in demo.values() for day in (1, 2) if (now := job.on(day)))
    assert not re.search(r"@|\+\d{6}|\b\d{3}[-. ]\d{3,4}[-. ]\d{4}\b|www\.|https?:", words)


def stated_range(words: str) -> tuple[Decimal | None, Decimal | None, str, str]:
    """ "141500-189800 USD year": minimum, maximum, currency and unit; an end that is missing was not stated."""
    ends, currency, unit, *_ = words.split()
    low, high = (Decimal(end) if end else None for end in ends.split("-"))
    return low, high, currency, unit


def test_the_readers_agree_with_the_truth(demo, truth):
    """Every label, and every range of pay, without a single exception: these are the numbers a new user sees first."""
    differ = []
    for key, row in truth.items():
        job = shown(demo[key])
        record = {"id": key, "title": job.title, "description": job.description_html, "locations": job.locations}
        reading = read_record(record | {"studio": job.studio}, 1)
        if reading["ai"]["label"] != row["ai"]:
            differ.append(f"{key}: {reading['ai']['label']} for {row['ai']}")
        if row["pay"] and not job.pay:
            ranges = {
                (
                    *(None if each[end] is None else Decimal(str(each[end])) for end in ("minimum", "maximum")),
                    each["currency"],
                    each["unit"],
                )
                for each in reading["pay"]
            }
            stated = {stated_range(words) for words in row["pay"].split("; ")}
            if ranges != stated:
                differ.append(f"{key}: {ranges} for {row['pay']}")
        if not row["pay"] and reading["pay"]:
            differ.append(f"{key}: {reading['pay']} where no pay is stated")
    assert differ == []
