"""Give SQLite the aggregates `median(x)` and `percentile(x, p)`, as migration 0020 gives them to PostgreSQL.

Both interpolate as PostgreSQL's percentile_cont does, in doubles and in the same order, so that both databases answer
alike to the last bit. Unknown values (NULL) are left out.
"""

import sqlite3
from math import floor


class _Percentile:
    """The value below which `percent` of the values lie; of none, None. Raises TypeError, ValueError."""

    def __init__(self) -> None:
        self._values: list[float] = []
        self._percent = 50.0

    def step(self, value: object, percent: object = 50) -> None:
        # a text is no number, although SQLite's own avg() takes it for 0
        if not isinstance(value, int | float | None) or not isinstance(percent, int | float):
            raise TypeError(f"{value!r} or {percent!r} is no number")
        if not 0 <= percent <= 100:
            raise ValueError(f"a percentile is from 0 to 100, not {percent}")
        self._percent = float(percent)
        if value is not None:
            self._values.append(float(value))

    def finalize(self) -> float | None:
        if not self._values:
            return None
        self._values.sort()
        place = self._percent / 100 * (len(self._values) - 1)
        low = floor(place)
        below, above = self._values[low], self._values[min(low + 1, len(self._values) - 1)]
        return below if place == low else below + (place - low) * (above - below)


def register_aggregates(connection: sqlite3.Connection) -> None:
    """Make both known to a connection, which alone knows them: SQLite stores no functions."""
    connection.create_aggregate("median", 1, _Percentile)  # type: ignore[arg-type]
    connection.create_aggregate("percentile", 2, _Percentile)  # type: ignore[arg-type]
