"""Find contact details so that a quote never ends inside one: redaction would miss half a telephone number.

A quote ends before them, or begins behind them, where it does not hold the whole. The patterns are those by which
reports redact (db.contact_details), so that what is known for a contact detail there is not cut here.
"""

from db.contact_details import ContactPattern, load_contact_patterns, to_half_width

_BEFORE = 32
"""Characters before a place that a pattern may look back at."""


def bounds(text: str, start: int, end: int, *, keep: tuple[int, int]) -> tuple[int, int]:
    """text[start:end] without what it holds in part at either end; `keep` is never shortened."""
    while (cut := _find_across(text, start)) and start < keep[0]:
        start = min(cut[1], keep[0])
        start += len(text[start : keep[0]]) - len(text[start : keep[0]].lstrip(" "))
    while (cut := _find_across(text, end)) and end > keep[1]:
        end = max(cut[0], keep[1])
        end = keep[1] + len(text[keep[1] : end].rstrip(" "))
    return start, end


def _find_across(text: str, at: int) -> tuple[int, int] | None:
    """Find what reaches across a place, and would be cut there. Nothing does across the end of a line."""
    if not 0 < at < len(text) or "\n" in text[at - 1 : at + 1]:
        return None
    return next((cut for pattern in load_contact_patterns() if (cut := _match_across(pattern, text, at))), None)


def _match_across(pattern: ContactPattern, text: str, at: int) -> tuple[int, int] | None:
    first, last = max(0, at - pattern.reach), at + pattern.reach
    # most places have none of its characters near, and no pattern is tried there
    near = text[first:last]
    if not pattern.may_match(near, near.lower()):
        return None
    # only what lies near is made half-width: the whole text, for each place of each quote, would cost its square
    begin = max(0, first - _BEFORE)
    found = pattern.pattern.finditer(to_half_width(text[begin:last]), first - begin, last - begin)
    spans = ((begin + each.start(), begin + each.end()) for each in found)
    return next((span for span in spans if span[0] < at < span[1]), None)
