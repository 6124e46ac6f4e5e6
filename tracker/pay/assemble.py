"""Groups of figures and the words that govern them -> pay ranges, and what is money but not pay."""

import re
from dataclasses import replace
from decimal import Decimal

from db.vocabulary import NotPayKind, PayFlag, PayKind, Unit
from tracker.pay import judge as judged
from tracker.pay import scan
from tracker.pay.context import Context, Line, lower
from tracker.pay.hours import covered_hours, week_hours
from tracker.pay.judge import Verdict
from tracker.pay.model import NotPay, PayRange
from tracker.pay.ranges import Group, groups
from tracker.pay.tables import table
from tracker.pay.words import cue_pattern
from tracker.text import Text

_BY_THE_PIECE = {Unit.SESSION, Unit.SHIFT, Unit.EPISODE, Unit.SCRIPT, Unit.PROJECT, Unit.WORD, Unit.PIECE}
_CODE = re.compile(r"(?<![A-Za-z])(?:USD|CAD|AUD|NZD|SGD|HKD|MXN|SEK|NOK|DKK|JPY|CNY)(?![A-Za-z])")


def from_text(text: Text, country: str | None) -> tuple[tuple[PayRange, ...], tuple[NotPay, ...]]:
    found = scan.amounts(text.text)
    if not found:
        return (), ()
    context = Context(text)
    ranges: list[PayRange] = []
    others: list[NotPay] = []
    for group in groups(text.text, found):
        if _worth_judging(group):
            _place(group, context, country, found, ranges, others)
    ranges = _settle(_one_currency(ranges))
    if ranges and (hours := week_hours(lower(text.text))):
        ranges = [replace(each, week_hours=hours) for each in ranges]
    return tuple(ranges), tuple(others)


def _worth_judging(group: Group) -> bool:
    """Whether a group could be money at all: marked, scaled, with a unit, or set apart in thousands."""
    if group.marked or any(end.scale > 1 for end in group.ends):
        return True
    low = min(group.values)
    if group.is_range:
        return (low >= 1000 and not all(1900 <= value <= 2100 for value in group.values)) or bool(group.ends[0].unit)
    return low >= 10_000 and (group.ends[0].grouped or group.ends[0].value >= 10_000)


def _place(
    group: Group,
    context: Context,
    country: str | None,
    found: list[scan.Amount],
    ranges: list[PayRange],
    others: list[NotPay],
) -> None:
    number = context.number_of(group.start)
    line, heads = context.line(number), context.heads(number)
    currency, inferred = _currency(group, line, country, found)
    group.currency = currency
    _bound_by_head(group, line, heads)
    verdict = judged.judge(group, context, line, heads, _line_after(context, number))
    if not verdict.pay:
        if verdict.not_pay and (currency or not group.ends[0].marked):
            others.append(_not_pay(group, verdict.not_pay, currency, context, line, verdict.rule))
        return
    if made := _range(group, context, number, verdict, currency, inferred):
        ranges.append(made)


_FAR_BOUND = re.compile(
    r"\b(?:(?P<most>max(?:imum)?)|(?P<least>min(?:imum)?))\b[\w\s-]{1,48}(?:is|of|:)\s{0,2}$", re.IGNORECASE
)
_LEAST = re.compile(r"\b(?:minimum|min|mindest|lowest|low end|from)\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:maximum|max|highest|high end)\b", re.IGNORECASE)


def _bound_by_head(group: Group, line: Line, heads: list[Line]) -> None:
    """A lone figure under "Minimum" or "Maximum" is that end of a range."""
    if group.is_range or group.bound:
        return
    if far := _FAR_BOUND.search(line.words[max(0, group.start - line.start - 64) : group.start - line.start]):
        _open(group, "most" if far["most"] else "least")
        return
    if line.end - line.start > group.end - group.start + 16 or not heads:
        return
    head = heads[0].words
    if len(head) <= 16 and len(heads) > 1:
        head = f"{heads[1].words} {head}"
    least, most = _LEAST.search(head), _MOST.search(head)
    if len(head) > 80 or bool(least) == bool(most):
        return
    _open(group, "least" if least else "most")


def _open(group: Group, bound: str) -> None:
    group.bound = bound
    group.low, group.high = (group.low, None) if bound == "least" else (None, group.high)


def _currency(group: Group, line: Line, country: str | None, found: list[scan.Amount]) -> tuple[str | None, bool]:
    """The currency, and whether it was inferred: the figure's own code or mark, a code beside it, the country's."""
    marks = [end.currency for end in group.ends if end.currency]
    exact = [mark for mark in marks if mark not in scan.BARE]
    if exact:
        return exact[0], False
    rules = table("pay_currencies")
    if marks and (beside := _code_beside(group, line)):
        return beside, False
    if marks:
        return rules[marks[0]].get(country or "", rules[marks[0]].get("default")), True
    return rules["countries"].get(country or ""), True


def _code_beside(group: Group, line: Line) -> str | None:
    """A code in the same sentence, near: "$1,000 a month (gross in USD)", "All figures in CAD: $50,000"."""
    start, end = line.sentence(group.start, group.end)
    after = line.words[group.end - line.start : min(end, group.end + 60) - line.start]
    before = line.words[max(start, group.start - 60) - line.start : group.start - line.start]
    if found := _CODE.search(after):
        return found[0]
    codes = _CODE.findall(before)
    return codes[-1] if codes else None


def _range(
    group: Group, context: Context, number: int, verdict: Verdict, currency: str | None, inferred: bool
) -> PayRange | None:
    line, heads = context.line(number), context.heads(number)
    own_unit = next((end.unit for end in group.ends if end.unit), None)
    unit, flags = own_unit or judged.unit_from_words(group, line, heads), []
    if unit is None and (unit := judged.inferred_unit(group)):
        flags.append(PayFlag.UNIT_INFERRED)
    if not _believable(group, verdict, unit, own_unit, bool(flags), line):
        return None
    flags += _flags(group, unit, currency, inferred)
    kind, scope = judged.kind_and_scope(group, line, heads, _line_after(context, number))
    start, end = _quote(group, line)
    return PayRange(
        minimum=group.low.full if group.low else None,
        maximum=group.high.full if group.high else None,
        currency=currency,
        unit=unit,
        hours=_hours(group, unit, context, line),
        kind=kind,
        scope=scope,
        label=_label(group, line, heads),
        place=_place_words(group, line),
        quote=context.text.text[start:end],
        start=start,
        end=end,
        rule=("range" if group.is_range else group.bound or "single") + ":" + verdict.rule,
        flags=tuple(dict.fromkeys(flags)),
    )


def _believable(
    group: Group, verdict: Verdict, unit: Unit | None, own: Unit | None, inferred: bool, line: Line
) -> bool:
    """Whether what is left, by size and form, is pay: the surer the words, the less the form has to say."""
    least = table("pay_rules")["least"]
    if unit and unit.value in least and max(group.values) < least[unit.value]:
        return False
    if not group.marked and not (group.is_range and any(end.scale > 1 for end in group.ends)):
        return _bare(group, verdict, unit, own)
    if unit is None and max(group.values) < judged.band(group, "hour")[0]:
        return False
    if verdict.sure:
        return group.is_range or (
            unit is not None and (not inferred or unit is Unit.YEAR or _monthly(group, verdict, unit))
        )
    return _by_form(group, unit, own, line)


def _monthly(group: Group, verdict: Verdict, unit: Unit) -> bool:
    return unit is Unit.MONTH and verdict.tight and group.currency in table("pay_rules")["monthly"]["currencies"]


def _by_form(group: Group, unit: Unit | None, own: Unit | None, line: Line) -> bool:
    """Marked money of which no word says what it is: yearly, by the hour in words, or all that its line says."""
    low, high, yearly = min(group.values), max(group.values), judged.sure_year(group)
    rest = (line.end - line.start) - (group.end - group.start)
    if not group.is_range:
        return rest <= 36 and (own is not None or (unit is Unit.YEAR and low >= yearly))
    if own is not None:
        return high <= low * 12 and (own in (Unit.HOUR, Unit.YEAR) or rest <= 36)
    return unit is Unit.YEAR and high <= low * 12 and high >= yearly


def _bare(group: Group, verdict: Verdict, unit: Unit | None, own: Unit | None) -> bool:
    """Figures without any mark of money: only right beside a pay word, and with a unit of their own or yearly."""
    if not verdict.sure:
        return group.is_range and unit is Unit.YEAR and all(end.priced for end in group.ends)
    if not group.is_range and own is None:
        beside = verdict.rule.startswith("noun")
        return verdict.tight and unit is Unit.YEAR and (beside or group.ends[0].grouped)
    if own is not None:
        return verdict.tight
    return unit is Unit.YEAR and (group.ends[0].grouped or verdict.tight)


def _flags(group: Group, unit: Unit | None, currency: str | None, inferred: bool) -> list[PayFlag]:
    told = (
        (PayFlag.UNIT_UNKNOWN, unit is None),
        (PayFlag.CURRENCY_UNKNOWN, currency is None),
        (PayFlag.CURRENCY_INFERRED, currency is not None and inferred),
        (PayFlag.MINIMUM_NOT_STATED, group.low is None),
        (PayFlag.MAXIMUM_NOT_STATED, group.high is None),
        (
            PayFlag.LIKELY_MISPRINT,
            any(end.misprint for end in group.ends) or max(group.values) > 100 * min(group.values),
        ),
    )
    return [flag for flag, holds in told if holds]


def _line_after(context: Context, number: int) -> Line | None:
    """The next line that is not itself a row of figures: "$4,418 - $6,035 A", "$5,370 - $7,350 B", …"""
    for after in range(number + 1, min(number + 6, len(context.text.blocks))):
        line = context.line(after)
        if not (line.end - line.start < 48 and line.words[:1] in "$€£0123456789"):
            return line
    return None


def _hours(group: Group, unit: Unit | None, context: Context, line: Line) -> Decimal | None:
    """The hours that one unit covers: of a session, shift, day or the like, where the sentence states them."""
    if own := next((end.hours for end in group.ends if end.hours), None):
        return own
    if unit not in (Unit.SESSION, Unit.SHIFT, Unit.DAY):
        return None
    start, end = line.sentence(group.start, group.end)
    return covered_hours(line.words[start - line.start : end - line.start])


def _not_pay(group: Group, kind: NotPayKind, currency: str | None, context: Context, line: Line, rule: str) -> NotPay:
    start, end = _quote(group, line)
    return NotPay(
        kind=kind,
        minimum=group.low.full if group.low else None,
        maximum=group.high.full if group.high else None,
        currency=currency,
        unit=next((end.unit for end in group.ends if end.unit), None),
        quote=context.text.text[start:end],
        start=start,
        end=end,
        rule=rule,
    )


def _quote(group: Group, line: Line) -> tuple[int, int]:
    """The sentence of the figure, shortened at blanks to the longest quote; the whole line where it is short."""
    longest = table("pay_rules")["text"]["longest_quote"]
    start, end = line.sentence(group.start, group.end)
    if line.end - line.start <= longest // 2:
        start, end = line.start, line.end
    while end > start and line.words[end - 1 - line.start] == " ":
        end -= 1
    if end - start <= longest:
        return start, end
    spare = max(0, longest - (group.end - group.start))
    first = max(start, group.start - spare * 2 // 3)
    last = min(end, first + longest) if group.end - first <= longest else group.end
    return _at_blank(line, first, group.start, start), _back_to_blank(line, group.end, max(last, group.end), end)


def _at_blank(line: Line, first: int, limit: int, start: int) -> int:
    if first == start:
        return first
    blank = line.words.find(" ", first - line.start, limit - line.start)
    return line.start + blank + 1 if blank >= 0 else first


def _back_to_blank(line: Line, limit: int, last: int, end: int) -> int:
    if last == end:
        return last
    blank = line.words.rfind(" ", limit - line.start, last - line.start)
    return line.start + blank if blank >= 0 else last


_LABEL = re.compile(r"([^:;.]{2,60}?)\s?[:–—-]\s?[*_(]{0,3}$")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = frozenset(
    "range the for this role position is of usd min max mid minimum maximum low high expected estimated target starting full time gross brut brutto band scale your our us job and in total new hire anticipated per".split()
)
_PLACE = re.compile(
    r"(?:\b(?:in|for|across)\s)((?:the\s)?[A-Z][\w.,'’ -]{1,60}?)\s(?:is|are|will be|ranges?|of|salary|pay|base)\b[^.]{0,40}$"
)


def _label(group: Group, line: Line, heads: list[Line]) -> str | None:
    """What stands before the range with a colon or a dash, or the short line that heads it: a zone, a level, a place."""
    before = line.words[max(0, group.start - line.start - 64) : group.start - line.start]
    if found := _LABEL.search(before):
        return _telling(found[1].strip(" *_-"))
    if not before.strip(" *_-•") and heads and heads[0].end - heads[0].start <= 80:
        return _telling(heads[0].words.strip(" *_:"))
    return None


def _telling(label: str) -> str | None:
    """A label that says more than that this is pay."""
    rest = cue_pattern().sub(" ", lower(label))
    return label if any(len(word) > 1 and word not in _PLAIN for word in _WORD.findall(rest)) else None


def _place_words(group: Group, line: Line) -> str | None:
    """The place named in the sentence as "in Burbank, CA is $…"."""
    found = _PLACE.search(line.words[max(0, group.start - line.start - 110) : group.start - line.start])
    return found[1].strip(" ,") if found else None


def _settle(ranges: list[PayRange]) -> list[PayRange]:
    """Join a minimum and a maximum that stand apart; drop what only repeats; keep the rest in order."""
    kept: list[PayRange] = []
    for each in _join_bounds(ranges):
        if not any(_repeats(each, one) for one in kept):
            kept.append(each)
    whole = [each for each in kept if each.minimum != each.maximum]
    return [each for each in kept if not any(_inside(each, one) for one in whole if one is not each)]


def _one_currency(ranges: list[PayRange]) -> list[PayRange]:
    """A figure without any mark has the currency that all others of the posting have; marked as inferred."""
    known = {each.currency for each in ranges if each.currency}
    if len(known) != 1 or len(known) == len({each.currency for each in ranges}):
        return ranges
    currency = known.pop()
    return [each if each.currency else replace(each, currency=currency, flags=_now_inferred(each)) for each in ranges]


def _now_inferred(each: PayRange) -> tuple[PayFlag, ...]:
    return tuple(PayFlag.CURRENCY_INFERRED if flag is PayFlag.CURRENCY_UNKNOWN else flag for flag in each.flags)


def _repeats(each: PayRange, one: PayRange) -> bool:
    return (each.minimum, each.maximum, each.currency, each.unit) == (one.minimum, one.maximum, one.currency, one.unit)


def _inside(each: PayRange, one: PayRange) -> bool:
    """A lone figure within a range of the same unit, or at its one end, says nothing that the range does not."""
    if (each.currency, each.unit) != (one.currency, one.unit):
        return False
    if PayKind.ON_TARGET in (each.kind, one.kind) and each.kind is not one.kind:
        return False
    figures = {each.minimum, each.maximum} - {None}
    figure = figures.pop() if len(figures) == 1 else None
    if figure is None:
        return False
    if one.minimum is None or one.maximum is None:
        return each.minimum == each.maximum and figure in (one.minimum, one.maximum)
    return one.minimum <= figure <= one.maximum


def _join_bounds(ranges: list[PayRange]) -> list[PayRange]:
    """ "Minimum: $50,000" and "Maximum: $70,000" are one range, whatever stands between them."""
    joined: list[PayRange] = []
    for each in ranges:
        if len(joined) > 1 and _are_ends(joined[-2], each) and joined[-1].minimum == joined[-1].maximum:
            joined.pop()
        last = joined[-1] if joined else None
        if last and _are_ends(last, each):
            flags = tuple(flag for flag in last.flags if flag is not PayFlag.MAXIMUM_NOT_STATED)
            joined[-1] = replace(last, maximum=each.maximum, flags=flags, rule="bounds:" + last.rule.split(":")[1])
        else:
            joined.append(each)
    return joined


def _are_ends(last: PayRange, each: PayRange) -> bool:
    if last.maximum is not None or each.minimum is not None or last.minimum is None or each.maximum is None:
        return False
    return (last.currency, last.unit) == (each.currency, each.unit) and last.minimum < each.maximum < last.minimum * 4
