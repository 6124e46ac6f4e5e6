"""Rows of the tables whose patterns are matched with a posting's words."""

import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict


class TableRow(BaseModel):
    """A row of a TOML table. An unknown key is an error: a misspelt limit would widen a rule without a word."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
