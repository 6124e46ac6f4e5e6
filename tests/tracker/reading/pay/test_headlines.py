"""Of several ranges the headline is the one that a careful journalist would print for the posting's place."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spiders.parsing.place_names import read_place
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

KINDS = tomllib.loads((Path(__file__).parent / "headlines.toml").read_text(encoding="utf-8"))["kind"]


def postings() -> Iterator[Any]:
    for kind in KINDS:
        for case in kind["cases"]:
            name = f"{kind['name']}: {case['place']}, {case.get('title', '')}"
            yield pytest.param(kind["words"], case, id=name.rstrip(", "))


@pytest.mark.parametrize(("words", "case"), list(postings()))
def test_the_headline_is_the_one_for_the_posting_s_place_and_level(words: str, case: dict[str, str]) -> None:
    reading = read(case.get("title", "Position"), from_description(words), places=[read_place(case["place"])])
    said = reading.headline_reason
    if pay := reading.headline:
        said = f"{pay.minimum}-{pay.maximum} {pay.currency} {pay.unit}"
    assert said == case["headline"]
