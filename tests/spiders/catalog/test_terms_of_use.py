"""Terms: who read what, when and where, and what follows; unread ones allow nothing but a visit by name."""

import re
from datetime import date
from pathlib import Path

import pytest

from spiders.catalog.terms_of_use import DECISIONS, load_family_terms
from spiders.loader import load_board_families, read_studios

ROOT = Path(__file__).resolve().parents[3]
FAMILIES = sorted(load_family_terms())


@pytest.mark.parametrize("family", FAMILIES)
def test_the_terms_of_a_product_name_their_source_and_our_reason(family):
    terms = load_family_terms()[family]
    assert family in load_board_families()
    assert terms.source_url
    assert terms.source_url.startswith("https://")
    assert terms.reason
    assert date(2026, 1, 1) < terms.read_on
    assert terms.decision in DECISIONS


@pytest.mark.parametrize("family", sorted(load_board_families()))
def test_the_field_notes_say_what_robots_txt_and_terms_say_and_when(family):
    notes = (ROOT / "docs" / "boards" / f"{family}.md").read_text(encoding="utf-8")
    _, register = notes.split("\n## robots.txt and terms\n")
    assert re.search(r"\b20\d\d\b", register), "no date"
    assert family in FAMILIES or "not read by" in " ".join(register.split()), (
        "nobody read the terms, which the notes do not say"
    )


def row(more: str) -> str:
    return (
        '[[studio]]\nname = "x"\ntitle = "X"\nfamily = "lever"\nboard = { site = "x" }\n'
        'source_url = "https://x.example"\nconfidence = "high"\n' + more
    )


def read(tmp_path, more):
    file = tmp_path / "mine.toml"
    file.write_text(row(more), encoding="utf-8")
    return next(studio for studio in read_studios([file]) if studio.name == "x")


def test_a_studio_s_own_terms_win_over_its_product_s(tmp_path):
    assert read(tmp_path, "").terms == load_family_terms()["lever"]
    own = '[studio.terms]\nread_on = 2026-11-20\nsays = "no robots"\ndecision = "never"\n'
    assert read(tmp_path, own).terms_text() == "read on 2026-11-20: no robots (never)"


def test_a_family_that_nobody_read_gives_no_terms(tmp_path):
    unread = sorted(set(load_board_families()) - set(FAMILIES))
    assert "eightfold" in unread
    assert {studio.terms for studio in read_studios() if studio.family in unread} == {None}


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ('says = "no"', "the key 'terms.read_on' is missing"),
        ('read_on = 2026-01-01\nsays = "no"\ndecision = "never"\nurl = "x"', "no key in terms is named 'url'"),
        ('read_on = 2026-01-01T09:00:00Z\nsays = "no"\ndecision = "never"', "terms.read_on is .*, not a date"),
        ('read_on = "today"\nsays = "no"\ndecision = "never"', "terms.read_on is 'today', not a date"),
        ('read_on = 2026-01-01\nsays = ""\ndecision = "never"', "terms.says is '', which is empty"),
        (
            'read_on = 2026-01-01\nsays = "no"\ndecision = "maybe"',
            "terms.decision is 'maybe', not one of crawl, only_named or never",
        ),
    ],
)
def test_wrong_terms_are_named_with_their_row(tmp_path, terms, why):
    with pytest.raises(ValueError, match=rf"mine.toml, row 1 \(x\): .*{why}"):
        read(tmp_path, f"[studio.terms]\n{terms}\n")
