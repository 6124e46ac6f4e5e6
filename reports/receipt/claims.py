"""List what would be published about one posting, claim by claim, as its studio is asked about it.

A receipt has more: every comparison, and by which rule each word was read. Here stand the words that a report prints,
and only those union figures that may open one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from reports.prose import comparison_sentences, findings, wording
from reports.prose.sentence import Sentence
from reports.receipt.entries import Entry, format_pay_range, format_yearly_dollars, make_entry
from reports.receipt.phrases import RANGE_POSITIONS, group_passages
from reports.receipt.receipt import Receipt

Row = Mapping[str, Any]

_EXACT = frozenset("low middle high scale_amount pay_minimum pay_maximum".split())


def list_claims(found: Receipt) -> Iterator[Entry]:
    yield _pay_claim(found)
    yield from _comparison_claims(found)
    yield _ai_claim(found)


def _load_inquiry_words() -> dict[str, Any]:
    words: dict[str, Any] = wording.load_sentences()["inquiry"]
    return words


def _to_exact_row(row: Row) -> dict[str, Any]:
    """Convert a receipt's numbers to Decimal, as sentences take them."""
    return {name: Decimal(str(value)) if name in _EXACT and value is not None else value for name, value in row.items()}


def _pay_claim(found: Receipt) -> Entry:
    posting = found.posting
    flags = " ".join(str(row["flags"] or "") for row in [*found.pay, {"flags": posting["pay_flags"]}]).split()
    return make_entry(
        _describe_stated_pay(found),
        *(
            pair
            for rows in group_passages(sorted(found.pay, key=lambda row: int(row["position"])))
            for pair in _passage_pairs(rows)
        ),
        *(("Please note", _load_inquiry_words()["flag"][flag]) for flag in dict.fromkeys(flags)),
        *(_yearly_pairs(posting) if not wording.is_doubtful(posting["pay_flags"]) else ()),
        ("Width of the range", f"top {found.range_width} times the bottom" if found.range_width else None),
    )


def _yearly_pairs(posting: Row) -> Iterator[tuple[str, Any]]:
    yield "By the year", posting["pay_year_basis"]
    yield "In dollars a year", format_yearly_dollars(posting)
    for said in findings.exchange_rate_sentences(posting):
        yield "Exchange rate", said


def _describe_stated_pay(found: Receipt) -> str:
    posting = _to_exact_row(found.posting)
    if wording.is_doubtful(posting["pay_flags"]):
        return str(_load_inquiry_words()["pay_doubtful"])
    if posting["pay_minimum"] is None and posting["pay_maximum"] is None:
        return str(_load_inquiry_words()["pay_several" if found.pay else "pay_none"])
    pay = findings.fill_pay(Sentence("postings.csv", posting_id=posting["posting_id"]), posting)
    return str(_load_inquiry_words()["pay"]).format(pay=pay)


def _passage_pairs(rows: Sequence[Row]) -> Iterator[tuple[str, Any]]:
    first, sources = rows[0], _load_inquiry_words()["source"]
    where = "" if first["start"] is not None else f" ({sources.get(first['source'], sources['other'])})"
    yield "Words", f"“{first['quote']}”{where}"
    if first.get("context") != first["quote"]:
        yield "In context", first.get("context")
    for row in rows:
        whose = ", ".join(words for words in (row["label"], row["place"]) if words)
        yield "We read there", f"{format_pay_range(row)}{f', for {whose}' if whose else ''}"


def _comparison_claims(found: Receipt) -> Iterator[Entry]:
    sound = _quotable_comparisons(found)
    if not sound:
        yield make_entry(_load_inquiry_words()["no_figure"])
    for row in sound:
        yield make_entry(
            _load_inquiry_words()["beside"].format(said=" ".join(comparison_sentences.describe_comparison(row))),
            ("Our arithmetic", row["basis"]),
            ("The range", RANGE_POSITIONS.get(row["lies"] or "")),
            ("The agreement and the job", row["covers_reason"]),
            ("Union figure", f"{_name_agreement(row)}: {row['role']}; {_format_scale_dates(row)}"),
            ("Source", f"{row['scale_source_title']} <{row['scale_source_url']}>"),
            ("Note", row["scale_note"]),
        )


def _quotable_comparisons(found: Receipt) -> Sequence[Row]:
    """Select the comparisons that may open a report, in the order in which they would."""
    if wording.is_doubtful(found.posting["pay_flags"]):
        return []
    tiers = {row["scale_id"]: row["scale_tier"] for row in found.comparisons}
    ranked = comparison_sentences.sort_for_sentences(found.comparisons, tiers, found.posting["pay_unit"])
    return [_to_exact_row(row) | {"posted_on": date.fromisoformat(str(row["posted_on"])[:10])} for row in ranked]


def _name_agreement(row: Row) -> str:
    union, agreement = str(row["union"]), str(row["agreement"])
    return agreement if agreement.startswith(union) else f"{union}, {agreement}"


def _format_scale_dates(row: Row) -> str:
    until = f" to {row['scale_effective_to']}" if row["scale_effective_to"] else ""
    return f"in force from {row['scale_effective_from']}{until}"


def _ai_claim(found: Receipt) -> Entry:
    posting, words = found.posting, _load_inquiry_words()
    label = posting["ai_label"] or "unknown"
    counted = [row for row in found.ai if row["weight"] > 0 and label in ("core", "adjacent")]
    quotes = dict.fromkeys(f"“{row['quote']}” ({words['field'][row['field']]})" for row in counted)
    return make_entry(
        words["ai"][label],
        ("Kinds of AI work", ", ".join((posting["ai_kinds"] or "").split()).replace("ai_", "AI ").replace("_", " ")),
        *(("Words", quote) for quote in quotes),
        ("In hiring", words["ai_in_hiring"] if posting["mentions_ai_in_hiring"] else None),
        ("Elsewhere", words["ai_word"] if posting["any_keyword"] and label == "none" else None),
    )
