"""Names that a person may have meant."""

import difflib
import unicodedata
from collections.abc import Iterable

_SIMILARITY = 0.6
"""difflib's ratio from which a name counts as a misspelling of another."""


def normalize_name(words: str) -> str:
    """Letters and digits alone, small, without accents and without the article: how people vary a name."""
    decomposed = unicodedata.normalize("NFKD", words).casefold()
    plain = "".join(each if each.isalnum() else " " for each in decomposed if not unicodedata.combining(each))
    return "".join(plain.removeprefix("the ").split())


def suggest_names(word: str, names: Iterable[str], *, at_most: int = 3) -> list[str]:
    """The names most like a word, the likeliest first; not the word itself, which was no answer."""
    by_form: dict[str, str] = {}
    for name in names:
        if name != word:
            by_form.setdefault(normalize_name(name), name)
    return [
        by_form[form] for form in difflib.get_close_matches(normalize_name(word), by_form, at_most, cutoff=_SIMILARITY)
    ]


def ask_whether_meant(names: Iterable[str]) -> str:
    """The end of an error message: "; did you mean a or b?", empty without names."""
    quoted = list(names)
    return f"; did you mean {' or '.join(quoted)}?" if quoted else ""
