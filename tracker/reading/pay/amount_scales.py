"""Read the scale and the mark that stand behind a figure: "k", " million", "万円"."""

import re
from functools import cache

from db.vocabulary import Unit
from tracker.reading.pay import words
from tracker.reading.pay.currencies import is_bare, is_local, local_owner, marks
from tracker.reading.pay.printed_amount import Amount
from tracker.reading.pay.rules import table

_MIL_IS_THOUSAND = frozenset("ES MX AR CO CL PE EC UY PY BO VE CR GT DO PA SV HN NI CU BR PT AO MZ RO MD".split()) | {
    None
}
"""Countries where "mil" is a thousand; elsewhere "$150 mil" is a business's millions."""


@cache
def _scales() -> dict[str, int]:
    return dict(table("pay_currencies")["scales"])


@cache
def own_scales() -> frozenset[str]:
    """Scales that are so rarely anything else than money that they need no mark."""
    return frozenset(table("pay_currencies")["money"]["scales"])


@cache
def _marked_scales() -> frozenset[str]:
    return frozenset(table("pay_currencies")["money"]["marked_scales"])


@cache
def scale_and_mark() -> re.Pattern[str]:
    found, scales = words.trie(marks()), words.trie(_scales())
    far = words.trie(table("pay_currencies")["money"]["after_a_blank"])
    return re.compile(
        rf"(?P<price>(?:,-|,–|,—|\.-|\.–|:-)(?!\s?\d))?"
        rf"(?:(?P<scale>(?i:{scales}))(?=[^\W\d_]{{3}}(?!\w)|[€£$円元원₽]|원|(?<=[万萬만億亿억])\d|(?![^\W_])|[\u2e80-\uffff])|\+?\s(?P<far>(?i:{far}))(?!\w|\.\w)|\s(?P<tk>T)(?=€|EUR|CHF|\s€))?"
        rf"(?P<plus>\+)?\s?\(?(?P<mark>(?:{found})(?![^\W\d_])(?!\s?[0-9])|(?:{words.trie(_cjk_marks())}))?\)?"
    )


@cache
def _cjk_marks() -> tuple[str, ...]:
    """Marks of scripts without blanks, after which other words may follow at once."""
    return tuple(mark for mark in marks() if mark[-1] >= "\u0e00" and mark[-1].isalpha())


def is_mark_here(mark: str, country: str | None) -> bool:
    """Whether a mark counts in this country: letters that are marks in few countries are letters elsewhere."""
    return not is_local(mark) or local_owner(mark, country) is not None


def take_scale_and_mark(text: str, amount: Amount, found: re.Match[str], country: str | None) -> None:
    scale, mark = (found["scale"] or found["far"] or found["tk"] or "").lower(), found["mark"]
    if mark and not is_mark_here(mark, country):
        mark = None
    if scale and _is_count(text, found.end("scale") if found["scale"] else found.end("far")):
        scale = ""
    if scale and not (amount.currency or mark or _ENDS_RANGE.search(text, max(0, amount.start - 14), amount.start)):
        lone = _scales()[scale] >= 1_000_000 and scale not in own_scales()
        if lone or (
            scale in _marked_scales()
            and not (
                (scale == "w" and _is_chinese(text, amount)) or (scale in ("tr", "jt") and country in ("VN", "ID"))
            )
        ):
            scale = ""
    if scale == "t" and mark and marks()[mark] in ("EUR", "CHF"):
        amount.scale, amount.scale_word = 1000, "k"
        if amount.ambiguous is not None:
            amount.value = amount.ambiguous
    elif scale:
        _apply_scale(amount, scale, country)
    if mark and (amount.currency is None or (is_bare(amount.currency) and not is_bare(marks()[mark]))):
        amount.currency = marks()[mark]
    if scale in ("lpa", "cpa"):
        amount.currency, amount.unit = amount.currency or "INR", Unit.YEAR
    amount.plus = bool(found["plus"])
    taken = ("mark", "plus", "far", "scale", "price", "tk")
    amount.end = (
        found.end()
        if mark
        else max(
            [
                amount.end,
                *(found.end(name) for name in taken if found[name] and (name not in ("scale", "far", "tk") or scale)),
            ]
        )
    )


_ENDS_RANGE = re.compile(r"[$€£¥₹₩]\s?\d[\d.,]*\s?[-–—~]\s?$")
"""Before the second end of a range whose first has the mark: "$3-5M"."""


_COUNTERS = re.compile(
    r"(?:件|人|名|部|社|台|戸|回|点|店|箇所|カ所|ヶ所|ユーザー|ダウンロード|DL|フォロワー|字|家|个|個|次|条|條|用户|用戶|粉丝|명|건|개|회|대|팀|곳|다운로드)"
)
"""What is counted in ten thousands beside money: postings, people, copies."""


def _is_count(text: str, at: int) -> bool:
    """Whether a scale without a mark counts things: "2,000万件", "500만 명"."""
    return at > 0 and _COUNTERS.match(text, at + (text[at : at + 1] == " ")) is not None


def _is_chinese(text: str, amount: Amount) -> bool:
    """Whether Chinese words stand beside a figure with w for 万: "年薪20-30W"."""
    near = text[max(0, amount.start - 12) : amount.end + 6]
    return any("\u4e00" <= letter <= "\u9fff" for letter in near)


def _apply_scale(amount: Amount, scale: str, country: str | None) -> None:
    amount.scale, amount.scale_word = _scales()[scale], scale
    if scale == "mil" and country not in _MIL_IS_THOUSAND:
        amount.scale = 1_000_000
    if amount.scale == 1_000 and amount.value >= 10_000:
        amount.scale, amount.misprint = 1, True
    elif amount.ambiguous is not None and amount.scale != 10_000:
        amount.value = amount.ambiguous
