"""Many patterns of the table as few expressions."""

import re
from dataclasses import dataclass

from tracker.reading.ai.text_forms import is_unspaced


@dataclass(frozen=True, slots=True)
class SentencePattern:
    """Several patterns for one sentence, each looked for only where it may stand: faster than all at once."""

    head: re.Pattern[str] | None
    """Those that hold at a sentence's beginning."""
    body: re.Pattern[str] | None
    unspaced: re.Pattern[str] | None
    """Those in Chinese, Japanese or Korean letters."""

    @classmethod
    def of(cls, patterns: list[str]) -> "SentencePattern":
        heads = [each for each in patterns if each.startswith("^") and not is_unspaced(each)]
        wide = [each for each in patterns if is_unspaced(each)]
        rest = [each for each in patterns if each not in heads and each not in wide]
        return cls(*(compile_any(each) if each else None for each in (heads, rest, wide)))

    def search(self, sentence: str) -> re.Match[str] | None:
        found = self.head.match(sentence) if self.head else None
        if not found and self.body:
            found = self.body.search(sentence)
        if not found and self.unspaced and is_unspaced(sentence):
            found = self.unspaced.search(sentence)
        return found


def compile_any(patterns: list[str]) -> re.Pattern[str]:
    """One pattern for words in lower case. Those that begin at a word's beginning are tried only there: much faster."""
    lowered = [_lowered(each) for each in patterns]
    bound = [each.startswith(r"\b") and not is_unspaced(each) for each in lowered]
    words = [each.removeprefix(r"\b") for each, begins in zip(lowered, bound, strict=True) if begins]
    others = [each for each, begins in zip(lowered, bound, strict=True) if not begins]
    parts = [r"\b(?:" + "|".join(f"(?:{each})" for each in words) + ")"] if words else []
    return re.compile("|".join(parts + [f"(?:{each})" for each in others]))


def _lowered(pattern: str) -> str:
    return re.sub(r"\\.|[^\\]+", lambda part: part[0] if part[0].startswith("\\") else part[0].lower(), pattern)


def compile_words(words: list[str]) -> re.Pattern[str]:
    """Any of some whole words in lower case."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
