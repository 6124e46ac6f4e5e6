"""Rows of the tables whose patterns are matched with a posting's words."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from spiders.file_validation import describe_mistakes
from tracker.errors import ScalesError

Table = TypeVar("Table", bound=BaseModel)


class TableRow(BaseModel):
    """A row of a TOML table. An unknown key is an error: a misspelt limit would widen a rule without a word."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse_table(toml: str, file: str, model: type[Table]) -> Table:
    """Validate a table; `file` is its name in messages. Raises ScalesError naming every fault."""
    try:
        return model.model_validate(tomllib.loads(toml))
    except tomllib.TOMLDecodeError as error:
        raise ScalesError(f"{file} is not TOML: {error}") from error
    except ValidationError as error:
        raise ScalesError(*describe_mistakes(error, file, model)) from error


def check_patterns(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Give the patterns. Raises ValueError naming one that is none."""
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is not a pattern: {error}") from error
    return patterns


def matches_any(patterns: Sequence[str], text: str) -> bool:
    """Whether one of the patterns stands in the text, without regard to case."""
    return any(pattern.search(text) for pattern in _compile_patterns(tuple(patterns)))


# The tables have more patterns than Python's own cache of them holds, and each posting is asked all of them.
@cache
def _compile_patterns(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
