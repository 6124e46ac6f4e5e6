"""Store the scales, and which of them are compared with which postings, in the database.

Apart from tracker.publishing: whatever opens a database stores the scales, and only a report needs pandas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import Engine

from db import models
from db.engine import write_sessions
from db.writes.scales import replace_comparisons, replace_scales, replace_signatories
from tracker import settings
from tracker.errors import NoSuchBasketError
from tracker.scales import comparisons, load
from tracker.scales.model import ComparisonRow

Row = TypeVar("Row", models.UnionScale, models.Comparison, models.Signatory)


def store_scales(engine: Engine, baskets: Sequence[str] = ()) -> None:
    """Replace the stored scales, comparisons and signatories by today's tables; equal ones are left alone.

    Of the comparisons those of `baskets`, or all. Raises NoSuchBasketError, ScalesError.
    """
    figures = [_to_model(models.UnionScale, asdict(scale)) for scale in load.load_scales(settings.SCALES_FILES)]
    rows = [_to_model(models.Comparison, asdict(row)) for row in choose_comparisons(baskets)]
    members = [
        _to_model(models.Signatory, {"id": n, **asdict(row)}) for n, row in enumerate(load.load_signatories(), 1)
    ]
    with write_sessions(engine).begin() as session:
        replace_scales(session, figures)
        replace_comparisons(session, rows)
        replace_signatories(session, members)


def choose_comparisons(baskets: Sequence[str]) -> list[ComparisonRow]:
    """The comparisons of these baskets; of all where none is named. Raises NoSuchBasketError."""
    rows = comparisons.load_comparisons()
    known = list(dict.fromkeys(row.basket for row in rows))
    if unknown := [name for name in baskets if name not in known]:
        raise NoSuchBasketError(f"no basket is called {unknown[0]!r}; there are {', '.join(known)}")
    return [row for row in rows if not baskets or row.basket in baskets]


def _to_model(model: type[Row], values: Mapping[str, Any]) -> Row:
    names = {column.key for column in model.__table__.columns}
    return model(**{name: value for name, value in values.items() if name in names})
