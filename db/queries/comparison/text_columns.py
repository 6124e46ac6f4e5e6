"""Join columns to text."""

from typing import Any

from sqlalchemy import ColumnElement, literal

from db.dialects.sql import Expression, as_text

Column = ColumnElement[Any]


def join_text(*parts: Expression | str) -> Column:
    first, *rest = (literal(part) if isinstance(part, str) else as_text(part) for part in parts)
    for part in rest:
        first = first.concat(part)
    return first
