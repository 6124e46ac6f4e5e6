"""Which sentences are the studio's and not the job's: those that stand in several of its postings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tracker.ai.sections import sentences
from tracker.ai.table import fold, table
from tracker.text import Text

_NUMBER = re.compile(r"\d[\d.,]*")
_MARKS = re.compile(r"[^\w#]+")


def learn(texts: Iterable[Text]) -> frozenset[str]:
    """The sentences, in canonical form, that stand in enough of a studio's postings, in whatever order.

    A text that comes twice is one posting advertised twice, and counts once.
    """
    distinct = {text.text: text for text in texts}
    counts = Counter(sentence for text in distinct.values() for sentence in set(_canonicals(text)))
    settings = table().boilerplate
    enough = max(settings["postings"], settings["share"] * len(distinct))
    return frozenset(sentence for sentence, count in counts.items() if count >= enough)


@lru_cache(maxsize=8192)
def canonical(sentence: str) -> str:
    """The form in which sentences are compared: lower case, marks and white space as one blank, numbers as #."""
    return _MARKS.sub(" ", _NUMBER.sub("#", fold(sentence).lower())).strip()


def _canonicals(text: Text) -> Iterator[str]:
    settings = table().boilerplate
    for block in text.blocks:
        for start, end in sentences(text.text, block.start, block.end, int(settings["longest"])):
            if end - start >= settings["shortest"]:
                yield canonical(text.text[start:end])
