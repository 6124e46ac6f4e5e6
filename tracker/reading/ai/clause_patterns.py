"""The patterns of ai_clauses.toml, by language."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tracker.reading.ai.text_forms import holds_any


@cache
def _load_table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("ai_clauses.toml").read_text("utf-8"))


@cache
def promise_signs() -> tuple[str, ...]:
    """Letters without which no sentence promises or refuses anything."""
    return tuple(_load_table()["promise_signs"])


@cache
def copy_signs() -> tuple[str, ...]:
    """Letters without which no text in a script without blanks speaks of a copy of a person."""
    return tuple(_load_table()["unspaced"])


@cache
def _load_patterns() -> dict[str, dict[str, list[str]]]:
    data = _load_table()
    return {name: rows for name, rows in data.items() if isinstance(rows, dict)}


@lru_cache(maxsize=256)
def clause_pattern(name: str, language: str | None) -> re.Pattern[str]:
    """The forms of a language and of English, which stands in texts of any; of all where it is not known."""
    rows = {spoken: forms for spoken, forms in _load_patterns()[name].items() if spoken != "reason"}
    wanted = rows if language is None else {"en", language} & rows.keys()
    forms = [form for spoken in sorted(wanted) for form in rows[spoken]]
    return re.compile("|".join(f"(?:{form})" for form in forms))


def is_promised(low: str, start: int, end: int, language: str | None) -> bool:
    """Whether low[start:end] says that something will not happen, or not without consent."""
    if not holds_any(low[start:end], promise_signs()):
        return False
    if not clause_pattern("promise", language).search(low, start, end):
        return False
    return not clause_pattern("not_promise", language).search(low, start, end)
