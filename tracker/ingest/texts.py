"""The plain text of descriptions, made once a version, although it is stored, learned from, compared and read."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from tracker.reading.text import Text, from_description

T = TypeVar("T")

CHARACTERS = 20_000_000
"""Of descriptions whose text is kept; a hostile board's are long, and its crawl's memory is bounded."""


class TextCache:
    """The texts of the descriptions asked for last."""

    def __init__(self, characters: int = CHARACTERS) -> None:
        self.left = characters
        self.texts: OrderedDict[str, Text] = OrderedDict()

    def read(self, description: str) -> Text:
        """Give the text of a description, as tracker.reading.text.from_description makes it."""
        found = self.texts.pop(description, None)
        if found is None:
            found = from_description(description)
            self.left -= len(description)
        self.texts[description] = found
        while self.left < 0:
            gone, _ = self.texts.popitem(last=False)
            self.left += len(gone)
        return found


_CACHE = TextCache()
read_description = _CACHE.read


def in_batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Give the items so many at a time: a database takes only so many values in one statement."""
    return (items[at : at + size] for at in range(0, len(items), size))
