"""Each kind of sentence that states pay, or money that is not pay, is read right, with its neighbours."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracker.reading.pay.model import PayRange
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

KINDS = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))["kind"]


def cases() -> Iterator[Any]:
    for kind in KINDS:
        for case in kind["cases"]:
            yield pytest.param(case, id=f"{kind['name']}: {case.get('title') or case['words']}"[:80])


def brief(pay: PayRange) -> str:
    low, high = (f"{each.normalize():f}" if each is not None else "…" for each in (pay.minimum, pay.maximum))
    return f"{low if low == high else f'{low}-{high}'} {pay.currency} {pay.unit}"


@pytest.mark.parametrize("case", list(cases()))
def test_a_sentence_of_its_kind_is_read_right(case: dict[str, Any]) -> None:
    ranges = read(
        case.get("title", ""), from_description(case["words"]), country=case.get("country", "US") or None
    ).ranges
    assert [brief(each) for each in ranges] == case["read"]
