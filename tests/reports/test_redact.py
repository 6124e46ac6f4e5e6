"""Ways of reaching a person are taken out of a report's words; money never is."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.contact_details import load_contact_patterns
from reports.redact import redact, redact_reference, redact_url

REMOVES = [(rule.name, words) for rule in load_contact_patterns() for words in rule.removes]
KEEPS = [(rule.name, words) for rule in load_contact_patterns() for words in rule.keeps]


@pytest.mark.parametrize(("name", "words"), REMOVES)
def test_removes(name: str, words: str) -> None:
    mark = next(rule.mark for rule in load_contact_patterns() if rule.name == name)
    assert mark in redact(f"Apply now. {words} Thank you.")


@pytest.mark.parametrize(("name", "words"), KEEPS)
def test_keeps(name: str, words: str) -> None:
    assert redact(words) == words


@pytest.mark.parametrize(("name", "words"), REMOVES)
def test_once_redacted_stays_as_it_is(name: str, words: str) -> None:
    assert redact(redact(words)) == redact(words)


CORPUS = Path(__file__).with_name("redaction_corpus.csv")
"""Sentences of our own; what must go stands in ⟦…⟧, everything else must stay."""
LEAST_RECALL, LEAST_PRECISION = 0.98, 0.99


def test_corpus_of_many_languages_keeps_its_recall_and_precision() -> None:
    """A removal is right where the detail is gone, wrong where words around it are."""
    removed, left, lost = 0, [], []
    with CORPUS.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        details = re.findall("⟦(.+?)⟧", row["sentence"])
        around = [words for part in re.split("⟦.+?⟧", row["sentence"]) if (words := part.strip())]
        printed = redact(re.sub("[⟦⟧]", "", row["sentence"]))
        left += [detail for detail in details if detail in printed]
        lost += [words for words in around if words not in printed]
        removed += sum(detail not in printed for detail in details)
    assert len(rows) >= 200
    assert len({row["language"] for row in rows}) >= 12
    assert removed / (removed + len(left)) >= LEAST_RECALL, left
    assert removed / (removed + len(lost)) >= LEAST_PRECISION, lost


def test_a_long_text_is_searched_as_a_short_one() -> None:
    """Most patterns are looked for around a word or digits alone."""
    filler = "The crew keeps the books in order, and responsibilities vary.\n" * 20
    with CORPUS.open(encoding="utf-8", newline="") as opened:
        sentences = [re.sub("[⟦⟧]", "", row["sentence"]) for row in csv.DictReader(opened)]
    for words in sentences:
        assert redact(f"{filler}{words}\n{filler}") == f"{filler}{redact(words)}\n{filler}"


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://x.example/apply?to=jane.doe%40example.com&x=1", "https://x.example/apply?to=contact-removed&x=1"),
        ("mailto:jane@example.com?subject=job", "mailto:contact-removed?subject=job"),
        ("https://www.linkedin.com/in/jane-doe/", "https://www.linkedin.com/in/contact-removed/"),
        ("https://medium.example/@studio/job-1.html", None),
        ("https://x.example/maps/@40.7,-74,15z", None),
        ("https://x.example/jobs/213-555-0123", None),
    ],
)
def test_address_stays_one_without_whom_it_leads_to(url: str, printed: str | None) -> None:
    assert redact_url(url) == (printed or url)


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        ("jane.doe@example.com", "[e-mail removed]"),
        ("Contact: Jane Doe", "Contact: [name removed]"),
        ("213-555-0123", None),
        ("030-123-4567", None),
        ("R-00123", None),
    ],
)
def test_number_of_a_posting_is_no_telephone(reference: str, printed: str | None) -> None:
    assert redact_reference(reference) == (printed or reference)


def test_words_around_a_full_width_address_stay_as_they_were_published() -> None:
    assert redact("応募：ｊｏｂｓ＠ｅｘａｍｐｌｅ．ｊｐ（１名）") == "応募：[e-mail removed]（１名）"


GROUPS = st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "'", ""])
SIGNS = st.sampled_from(["$", "US$", "€", "£", "C$", "USD ", "EUR ", "CAD "])
BETWEEN = st.sampled_from([" - ", "-", " – ", " to ", " and ", "—"])
AFTER = st.sampled_from(["", " a year", "/yr", " per hour", " annually", ".", ", plus bonus", " gross"])


@given(SIGNS, GROUPS, st.integers(10, 9_999_999), st.integers(10, 9_999_999), BETWEEN, AFTER, st.booleans())
@example("$", " ", 183_001, 100_000, "-", "", False)
def test_money_is_never_a_telephone_number(
    sign: str, group: str, low: int, high: int, between: str, after: str, both: bool
) -> None:
    shown = [f"{amount:,}".replace(",", group) for amount in (low, high)]
    words = f"The range is {sign}{shown[0]}{between}{sign if both else ''}{shown[1]}{after}"
    assert redact(words) == words


@given(
    GROUPS,
    st.integers(10, 9_999_999),
    st.integers(10, 9_999_999),
    BETWEEN,
    st.sampled_from(["USD", "EUR", "€", "dollars"]),
)
def test_money_with_its_currency_behind_is_none_either(
    group: str, low: int, high: int, between: str, sign: str
) -> None:
    shown = [f"{amount:,}".replace(",", group) for amount in (low, high)]
    words = f"The range is {shown[0]}{between}{shown[1]} {sign} a year"
    assert redact(words) == words


@given(st.text(max_size=200))
def test_any_text_is_read(words: str) -> None:
    assert isinstance(redact(words), str)
