"""Tell what the job pays from what other people pay or are paid, in sentences about them."""

import re
from functools import cache

from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import lower, whole

_REACH = 80
"""Characters before a figure in which the people stand whom it is paid to, or who pay it."""
_GAP = r"[^\d.;:!?\n]{0,24}"
_STEM = 5
"""Letters by which a title names the same people in another form: "Trainee" and "trainees"."""
_LONGEST_SENTENCE = 8
"""Words from which on a sentence that holds a figure is about something, and its form alone says little."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_of_other_people(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether the words before a figure say who else pays it or is paid it: "pupils pay £24", "trainees get £400"."""
    before = lower(window.before(candidate.start, _REACH))
    if _payers().search(before):
        return True
    paid = _payees().search(before)
    title = lower(window.context.title)
    # a range is what this job's pay is stated in, and a notice pays those whom it seeks
    if paid is None or candidate.is_range or not title or window.context.gig or window.context.study:
        return False
    return paid["who"][:_STEM] not in title


def is_in_a_sentence(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a lone figure stands in a sentence of its own subject, where nothing but its form calls it pay."""
    if candidate.is_range:
        return False
    return len(_WORD.findall(window.line.slice(window.start, window.end))) > _LONGEST_SENTENCE


@cache
def _payers() -> re.Pattern[str]:
    words = table("pay_words")["others"]
    return re.compile(rf"(?:{whole(words['payers'])})\s(?:\w+\s)?(?:{whole(words['pay'])}){_GAP}$")


@cache
def _payees() -> re.Pattern[str]:
    words = table("pay_words")["others"]
    return re.compile(
        rf"(?P<who>{whole(words['payees'])})\s?(?:\s(?:\w+\s)?(?:{whole(words['paid'])}){_GAP}|[(（]{_GAP})$"
    )
