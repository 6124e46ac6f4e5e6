"""The index by which a browser searches the site: small files, of which a search loads those that it needs.

postings.json has a row for each posting, words.json the words that are too common and the names of the files of terms.
terms/XX.json has, for every word that begins with these two characters, the
numbers of the postings that hold it, each as the difference to the one before. Chinese, Japanese and Korean are written
without blanks; there every pair of characters is a word.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

_WORDS = re.compile(r"[^\W_]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_SHORTEST, _LONGEST = 2, 24
_TOO_COMMON = 0.6
"""Words in more than this share of the postings find nothing that anybody looks for, and make half of the index."""
FEW = 50
"""Postings below which no word is too common."""


def split_words(text: str) -> set[str]:
    """The words of a text as the index has them: small letters, without accents. search.js does the same."""
    # blanks part words in either way of writing, and the same few thousand words make most of every posting
    return set().union(*map(_split_word, set(text.split())))


@lru_cache(maxsize=200_000)
def _split_word(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFC", "".join(each for each in plain if not unicodedata.combining(each)))
    found: set[str] = set()
    for run in _CJK.findall(plain):
        found.update(run[at : at + 2] for at in range(max(1, len(run) - 1)))
    for word in _WORDS.findall(_CJK.sub(" ", plain)):
        if len(word) >= _SHORTEST:
            found.add(word[:_LONGEST])
    return frozenset(found)


class SearchIndex:
    """Collects postings in the order in which they are numbered."""

    def __init__(self) -> None:
        self.rows: list[Sequence[Any]] = []
        self.numbers: dict[str, list[int]] = defaultdict(list)

    def add(self, row: Sequence[Any], texts: Iterable[str]) -> None:
        """Add a posting: what a result shows of it, and the texts that are searched."""
        number = len(self.rows)
        self.rows.append(row)
        for word in set().union(*map(split_words, texts)):
            self.numbers[word].append(number)

    def files(self) -> Iterator[tuple[str, str]]:
        """The index's files, by their address below search/."""
        yield "postings.json", _to_json(self.rows)
        most = len(self.rows) * _TOO_COMMON if len(self.rows) > FEW else len(self.rows)
        shards: dict[str, dict[str, list[int]]] = defaultdict(dict)
        common = []
        for word, numbers in sorted(self.numbers.items()):
            if len(numbers) > most:
                common.append(word)
            else:
                shards[name_shard(word)][word] = [b - a for a, b in zip([0, *numbers], numbers, strict=False)]
        # so that nobody asks for a file that is not there
        yield "words.json", _to_json({"common": common, "shards": sorted(shards)})
        for name, words in shards.items():
            yield f"terms/{name}.json", _to_json(words)


def name_shard(word: str) -> str:
    """Which file a word is in, safe as a file name: its first two characters as hexadecimal numbers."""
    return "-".join(f"{ord(each):x}" for each in word[:2])


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
