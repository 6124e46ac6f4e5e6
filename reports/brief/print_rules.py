"""Say what may be printed of a sentence: whose words it rests on, what kind of pay it is, what an agreement covers."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from reports.prose import wording
from reports.receipt.phrases import list_warnings

Row = Mapping[str, Any]


def list_print_rules(posting: Row, today: date, covers: str | None = None, *, with_pay: bool) -> list[str]:
    """`posting`: a row of postings.csv; `covers`: of the comparison in the sentence, where there is one; `with_pay`:
    the sentence states the posting's pay."""
    words = wording.load_sentences()["brief"]["print"]
    found = [words["origin"][posting["origin"]], words["state"][posting["state"] or "unknown"]]
    read_on = posting["words_read_on"]
    if read_on is not None and read_on < today:
        found.append(words["old"].format(read_on=wording.format_date(read_on)))
    if with_pay:
        found += _describe_kind(posting)
    if covers is not None:
        found.append(words["covers"][covers])
    return found


def _describe_kind(posting: Row) -> Iterator[str]:
    words = wording.load_sentences()["brief"]["print"]
    if posting["pay_scope"] == "market_range":
        yield words["market_range"]
    yield words["kind"][posting["pay_kind"] or "unstated"]
    if warnings := list_warnings(posting["pay_flags"]):
        yield words["flags"].format(flags=warnings)
