"""The gate where a board's values enter: whatever a board answers, what goes on has a length, a range and a form.

Nothing is invented: a value that cannot be meant is left out, and said so. The limits are far beyond what boards mean.
"""

import hashlib
import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from spiders.posting import Place, Posting, StatedPay

MAX_KEY = 150
"""Characters of a board's key: with the studio's name it has to fit in an identifier."""
MAX_REASON = 500
MAX_ROWS = 50_000
"""Rows on one page of a list; the largest lists that come on one page have some thousands."""
MAX_LISTED = 200_000
"""Postings that one walk may name."""
MAX_ANNOUNCED = 10_000_000
MAX_PLACES = 500
MAX_STATED_PAY = 200
_MAX_DESCRIPTION = 1_000_000
_MAX_WORDS = {"title": 1_000, "url": 4_000, "source_url": 4_000, "language": 40}
_MAX_OTHER_WORDS = 1_000
_EARLIEST = date(1995, 1, 1)
"""No board on the web is older: an earlier date is a zero, or seconds taken for milliseconds."""
_CLOCK_SLACK = timedelta(days=2)
"""A date may be tomorrow's where the board is; a later one is no date of what has been posted."""
_LONGEST_OPEN = timedelta(days=20 * 366)
_DECIMALS = Decimal("0.0001")
"""As many as the database keeps of an amount."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def replace_unstorable(words: str) -> str:
    """The words without what no database keeps: NUL and halves of surrogate pairs."""
    return _UNSTORABLE.sub("�", words)


def clean_line(words: str, longest: int = MAX_REASON) -> str:
    """The words on one line, without what would steer a terminal, and cut where they are longer."""
    # cut first: a board may send millions of characters, of which none but the first are ever shown
    cut = words[: longest * 4]
    line = " ".join("".join(each if _is_plain(each) else " " for each in cut).split())
    return line if len(line) <= longest and len(cut) == len(words) else line[: longest - 1] + "…"


def _is_plain(character: str) -> bool:
    """No control, no escape, no mark that turns the direction of writing, no half of a pair."""
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def clean_key(key: str) -> str:
    """A board's key as it is kept: one that is too long is cut, and told from others by its digest."""
    line = "".join(each if _is_plain(each) else "�" for each in key[: MAX_KEY * 4])
    if len(key) <= MAX_KEY:
        return line
    # Cut alone, two long keys that begin alike would be one posting.
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{line[: MAX_KEY - 17]}~{digest}"


def check_announced(count: object, before: int | None) -> tuple[int | None, str | None]:
    """How many postings a board says that it lists, as far as it can be meant; and what is wrong with what it says."""
    if not isinstance(count, int) or isinstance(count, bool):
        return before, f"the board announces {clean_line(repr(count), 40)} postings"
    if not 0 <= count <= MAX_ANNOUNCED:
        # not str(count): of a number of millions of digits Python refuses it
        words = str(count) if abs(count) < 10**20 else f"a number of {count.bit_length()} bits"
        return before, f"the board announces {words} postings"
    if before is not None and abs(count - before) > max(10, max(count, before) // 5):
        return count, f"the board announced {before} postings, and later {count}"
    return count, None


def clean_posting(posting: Posting, today: date) -> list[str]:
    """Bring a posting's values within bounds, in place. Gives what was left out or cut, a few words each."""
    remarks: list[str] = []
    _clean_words(posting, remarks)
    if len(posting.places) > MAX_PLACES:
        remarks.append(f"{len(posting.places)} places")
    posting.places = tuple(_clean_place(place) for place in posting.places[:MAX_PLACES])
    if len(posting.stated_pay) > MAX_STATED_PAY:
        remarks.append(f"{len(posting.stated_pay)} ranges of pay")
    posting.stated_pay = tuple(_clean_pay(pay, remarks) for pay in posting.stated_pay[:MAX_STATED_PAY])
    if posting.posted_on and not _EARLIEST <= posting.posted_on <= today + _CLOCK_SLACK:
        remarks.append(f"posted on {posting.posted_on.isoformat()}")
        posting.posted_on = posting.posted_on_basis = None
    if posting.valid_through and not _EARLIEST <= posting.valid_through <= today + _LONGEST_OPEN:
        remarks.append(f"valid through {posting.valid_through.isoformat()}")
        posting.valid_through = None
    return remarks


_WORDS = ("title", "url", "description", "requisition", "brand", "hiring_organization", "department")
_MORE_WORDS = ("employment_type", "language", "source_url")


def _clean_words(posting: Posting, remarks: list[str]) -> None:
    for name in (*_WORDS, *_MORE_WORDS):
        words = getattr(posting, name)
        if not isinstance(words, str):
            continue
        longest = _MAX_DESCRIPTION if name == "description" else _MAX_WORDS.get(name, _MAX_OTHER_WORDS)
        if len(words) > longest:
            remarks.append(f"{name} of {len(words)} characters")
        setattr(posting, name, replace_unstorable(words[:longest]))


def _clean_place(place: Place) -> Place:
    return replace(
        place,
        text=replace_unstorable(place.text[:_MAX_OTHER_WORDS]),
        locality=_cut_words(place.locality),
        region=_cut_words(place.region),
        country=place.country if place.country and len(place.country) == 2 else None,
    )


def _clean_pay(pay: StatedPay, remarks: list[str]) -> StatedPay:
    return replace(
        pay,
        minimum=_clean_amount(pay.minimum, remarks),
        maximum=_clean_amount(pay.maximum, remarks),
        currency=_cut_words(pay.currency),
        unit=_cut_words(pay.unit),
        label=_cut_words(pay.label),
        text=replace_unstorable(pay.text[:_MAX_OTHER_WORDS]),
    )


def _clean_amount(amount: Decimal | None, remarks: list[str]) -> Decimal | None:
    """The amount to as many decimals as are kept: boards divide a year's pay by hours and print every digit."""
    if amount is None:
        return None
    if not amount.is_finite() or not 0 <= amount < 10**12:
        remarks.append(f"an amount of {clean_line(str(amount), 40)}")
        return None
    rounded = amount.quantize(_DECIMALS)
    if rounded == amount:
        return amount
    remarks.append(f"an amount of {clean_line(str(amount), 40)}")
    return rounded


def _cut_words(words: str | None) -> str | None:
    return replace_unstorable(words[:_MAX_OTHER_WORDS]) if words is not None else None
