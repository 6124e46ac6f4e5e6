"""Load the comparisons: which scale is set beside which postings."""

import tomllib
from functools import cache
from typing import Any

from db.vocabulary import AiKind, Covers, Measure
from tracker.scales.load import packaged_file
from tracker.scales.model import ComparisonRow


@cache
def load_comparisons() -> list[ComparisonRow]:
    """Load the default baskets, in the order of printing."""
    rows = tomllib.loads(packaged_file("baskets.toml").read_text(encoding="utf-8"))["comparison"]
    return [_parse_comparison(position, row) for position, row in enumerate(rows, 1)]


def _parse_comparison(position: int, row: dict[str, Any]) -> ComparisonRow:
    kind = row.get("ai_kind")
    typed = {
        "measure": Measure(row["measure"]),
        "covers": Covers(row["covers"]),
        "ai_kind": None if kind is None else AiKind(kind),
        "ai_only": row.get("ai_only", False),
        "country": row.get("country"),
    }
    return ComparisonRow(position=position, **{**row, **typed})
