"""The tables of AI in CSV: weights, and the named products that a person may add to."""

import csv
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.reading.ai.text_forms import is_unspaced

_TOOL_STRENGTH = 0.7
"""What naming a product says: the tool is used or the method is known."""


def read_rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files(__package__).joinpath(name).read_text("utf-8").splitlines()))


@cache
def list_tools() -> tuple[dict[str, Any], ...]:
    """The named products of ai_tools.csv, as terms are written: each form in its own letters."""
    return tuple(
        {
            "name": f"tool_{row['craft']}",
            "strength": _TOOL_STRENGTH,
            "kinds": row["kinds"].split(),
            "context": row["context"] == "yes",
            "pair": True,
            **_tool_forms(row["name"], row["context"] == "yes"),
        }
        for row in read_rows("ai_tools.csv")
    )


def _tool_forms(name: str, context: bool) -> dict[str, list[str]]:
    """A name that means nothing else is found in any letters."""
    return {"exact": [name]} if context and not is_unspaced(name) else {"words": [name.lower()]}
