"""Read what one figure pays for at once: so many hours, weeks or pieces."""

import re
from decimal import Decimal

from db.vocabulary import Unit
from tracker.reading.pay import words
from tracker.reading.pay.printed_amount import Amount

_SLASHES = ("/", "／", "+")


_NUMBER_WORDS = dict(
    zip("one two three four five six seven eight ten twelve".split(), [1, 2, 3, 4, 5, 6, 7, 8, 10, 12], strict=True)
)


_LEAST_SHIFT, _MOST_SHIFT, _LONG_SESSION = 6, 16, 5
"""Hours of a working day that a bare "/8" may name, and the most hours of what is a session rather than a day."""


_WEEKS, _LEAST_WEEK = frozenset({40, 45, 48, 50, 54, 55, 60, 66, 72}), 400
"""Hours of a working week behind a slash, and the least that is a week's pay: "$1,750/60"."""


_COVERS = re.compile(
    r"""
    (?:\s(?:bruts?|nets?|nett|brutto|netto|netti|neto|netos|bruto|brutos|lordi|gross|flat|cash|each))?\s?(?P<link>[,(–-]\s?(?:for\s)?|for\s|per\s|pro\s|pour\s|für\s|por\s|voor\s|för\s|za\s|за\s|pentru\s|na\s|untuk\s|cho\s|/\s?|@\s?)
    (?:(?:up\sto|about|approx(?:imately|\.)?|around|roughly|max\.?|ca\.?|circa|~|a\sfull|the\sfirst|an?|each|every)\s?){0,2}
    (?:(?P<n>\d{1,3}(?:[.,]\d{1,2})?)|(?P<word>one|two|three|four|five|six|seven|eight|ten|twelve|half\san|an))
    (?:\s?(?:[-–]|to)\s?(?P<most>\d{1,2}(?:[.,]\d)?))?
    [\s-]?(?P<total>total\s)?(?P<what>hours?|hrs?\.?|h(?=\s|$|[,.;)])|minutes?|mins?\.?|stunden|std\.?|minuten|minuti|minutos|minuter|minutter|minut|minuuttia|heures?|horas?|ore|uur|uren|timmar|timer|godzin(?:y)?|hodin(?:y)?|часов|часа|годин(?:и)?|tuntia|jam|giờ|tiếng|min(?=\s|$|[,.;)]))
    (?!\sof\s(?:(?:\w+\s)?(?:recordings?|audio|speech|footage|video|content|data|material|music|finished)))
    (?![^\W\d_])(?!\s?(?:per|a|each|/|p\.?w|weekly|every|in\s(?:a|an|the|any|each|total\sper)|par|pro|por|die|of\spto|notice)(?:\s|w|\.))
    """,
    re.VERBOSE | re.IGNORECASE,
)


_FOR_WEEKS = re.compile(
    r"(?:\s(?:total|flat|all[\s-]in|in\stotal))?\sfor\s(?:(?:the|a|an|all|up\sto|about|our|this)\s)?(?:full\s|entire\s|whole\s)?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|1[01])[\s-](?:weeks?|months?|days?|nights?|weekends?)\b"
    r"(?!\s(?:a|per|each|every|of\s(?:annual|paid|vacation))\b)",
    re.IGNORECASE,
)
"""A lump sum's engagement: "£2,200 for the five weeks", "$900 for a three-day shoot"."""


_COVERING = (" for ", " pro ", " voor", " net", " untu", " cho ")


_BARE_SHIFT = re.compile(
    r"\s?/\s?(\d{1,2})(?![\d.,%:]*\d|\s?[kK%]|\s?(?:per|an?\s|/|hour|hr|h\b|weeks?|days?|months?))"
)


_HUNDREDS = {
    "hundred": 100,
    "cien": 100,
    "thousand": 1000,
    "tausend": 1000,
    "mille": 1000,
    "mil": 1000,
    "dozen": 12,
    "百": 100,
    "千": 1000,
}


_HUNDREDS |= {"万": 10_000, "萬": 10_000}


_TENS = {"ten": 10, "twenty": 20, "fifty": 50}


def read_many(text: str, amount: Amount) -> bool:
    """Read how many pieces a figure pays for at once; whether it pays for several."""
    if amount.currency is None or not unit_may_follow(text, amount.end):
        return False
    found = words.many_after().match(text, amount.end)
    if found is None:
        return False
    printed = found["n"].lower().removeprefix("a ")
    counted = _HUNDREDS.get(printed) or _TENS.get(printed) or int(re.sub(r"\D", "", printed))
    if counted < 2:
        return False
    amount.unit, amount.quantity, amount.end = Unit.PIECE, counted, found.end()
    return True


def read_hours(text: str, amount: Amount) -> None:
    """Read the hours that the figure pays: "$250/8", "$187 for up to 10 hours", "45 € pro 45 Minuten"."""
    near = text[amount.end : amount.end + 5]
    if (
        amount.currency is None
        and "/" not in near
        and not near.startswith((" for ", " pro ", " voor", " net", " untu", " cho "))
    ):
        return
    if (
        amount.currency
        and near.startswith((" for ", " tota", " flat", " all", " in t"))
        and (lump := _FOR_WEEKS.match(text, amount.end))
    ):
        amount.unit, amount.end = Unit.PROJECT, lump.end()
        return
    if amount.full >= 40 and "/" in near and (bare := _BARE_SHIFT.match(text, amount.end)):
        hours = int(bare[1])
        if amount.currency and hours in _WEEKS and amount.value >= _LEAST_WEEK:
            amount.unit, amount.hours, amount.end = Unit.WEEK, Decimal(hours), bare.end()
            return
        if _LEAST_SHIFT <= hours <= _MOST_SHIFT and amount.scale == 1:
            amount.unit, amount.hours, amount.end = Unit.DAY, Decimal(hours), bare.end()
            amount.is_shift = 60 <= amount.value < 1900
            return
    found = _COVERS.match(text, amount.end)
    if found is None or (amount.scale > 1 and not found["total"]):
        return
    hours_covered = _covered(found)
    if hours_covered is None:
        return
    if hours_covered > _MOST_SHIFT or (found["total"] and hours_covered > _LONG_SESSION * 2):
        if not (found["total"] or (found["link"].strip() == "for" and hours_covered <= 200)):
            return
        amount.unit = Unit.PROJECT
    else:
        amount.unit = Unit.SESSION if hours_covered <= _LONG_SESSION else Unit.DAY
    amount.hours, amount.end = hours_covered, found.end()


def _covered(found: re.Match[str]) -> Decimal | None:
    printed = found["n"]
    word = (found["word"] or "").lower()
    hours = (
        Decimal(printed.replace(",", "."))
        if printed
        else Decimal({"half an": "0.5", "an": "1"}.get(word) or _NUMBER_WORDS[word])
    )
    if found["what"].lower().startswith("min"):
        hours = (hours / 60).quantize(Decimal("0.01")).normalize() + 0
    return hours if hours > 0 else None


def unit_may_follow(text: str, at: int) -> bool:
    """A cheap test of whether what follows a figure begins as a unit does, or as a word that may stand before one."""
    near = text[at : at + 6]
    rest = near.lstrip(" ,*(")
    at += len(near) - len(rest)
    return (rest[:1].isalpha() or rest[:1] in _SLASHES) and words.unit_begins().match(text, at) is not None


def parse_hours(printed: str | None) -> Decimal | None:
    if not printed:
        return None
    return Decimal(_NUMBER_WORDS.get(printed.lower()) or printed.replace(",", "."))
