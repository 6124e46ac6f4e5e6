"""Many fixed words, found in a text in one pass."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation


class WordScanner:
    """Finds words in texts whose marks are blanks (text_forms.blank_marks).

    A word begins with a blank: it is found at the beginning of a word only. It ends with one where it must be whole.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(set(words))
        self._latin = [each for each in self._words if each.isascii() or max(each) <= "\xff"]
        # the compact kind: a DFA is larger, and between other work no faster
        self._in_latin = BytesAhoCorasick(
            [each.encode("latin-1") for each in self._latin], implementation=Implementation.ContiguousNFA
        )
        self._in_any: AhoCorasick | None = None

    def find(self, blanked: bytes | str) -> dict[str, list[int]]:
        """Where each word that stands there begins, its blank left out."""
        out: dict[str, list[int]] = {}
        if isinstance(blanked, bytes):
            words = self._latin
            matches = self._in_latin.find_matches_as_indexes(b" " + blanked + b" ", overlapping=True)
        else:
            words = self._words
            if self._in_any is None:
                self._in_any = AhoCorasick(words, implementation=Implementation.ContiguousNFA)
            matches = self._in_any.find_matches_as_indexes(f" {blanked} ", overlapping=True)
        for which, start, _ in matches:
            word = words[which]
            if word in out:
                out[word].append(start)
            else:
                out[word] = [start]
        return out


class SignScanner:
    """Finds letters anywhere in a sentence, inside words, too."""

    def __init__(self, signs: Iterable[str]) -> None:
        self._in_any = AhoCorasick(sorted(set(signs)), implementation=Implementation.ContiguousNFA, store_patterns=True)

    def find(self, low: str) -> set[str]:
        """Those that stand in the sentence, which is in lower case."""
        return set(self._in_any.find_matches_as_strings(low, overlapping=True))
