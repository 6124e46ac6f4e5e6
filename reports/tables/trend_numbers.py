"""Read what trend.csv is counted from into arrays of numbers: a few of each run of sightings and of each version.

A million postings' rows at once, as the database gives them, would take half a gigabyte.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select

from db.queries import series
from db.queries.as_of import AsOf
from db.vocabulary import AiKind, AiLabel
from reports.frames import frames

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
NEVER = np.iinfo(np.int64).max
"""Later than any moment, and the number of no crawl."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class SightingRuns:
    """The runs of sightings of every studio, sorted by posting."""

    posting: Numbers
    studio: Numbers
    first_crawl: Numbers
    last_crawl: Numbers
    studios: list[str]
    """Which the numbers of `studio` name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionLabels:
    """The versions of every studio with what was read of AI in them, sorted by posting."""

    posting: Numbers
    known_from: Numbers
    core: Mask
    kinds: Numbers
    reader: Numbers
    readers: list[str]
    """Which the numbers of `reader` name; -1: not read."""

    def known_until(self) -> Numbers:
        """Give when each version's next one became known."""
        same = np.append(self.posting[1:] == self.posting[:-1], np.zeros(min(1, len(self.posting)), dtype=np.bool_))
        return np.where(same, np.roll(self.known_from, -1), NEVER)


def read_runs(connection: Connection, as_of: AsOf) -> SightingRuns:
    numbers = [array("q") for _ in range(4)]
    studios: dict[str, int] = {}
    for row in _stream_rows(connection, series.select_runs(as_of)):
        studio = studios.setdefault(row.studio, len(studios))
        for column, value in zip(numbers, (row.posting, studio, row.first_crawl, row.last_crawl), strict=True):
            column.append(value)
    posting, studio_of, first, last = map(_to_numbers, numbers)
    return SightingRuns(posting=posting, studio=studio_of, first_crawl=first, last_crawl=last, studios=list(studios))


def read_labels(connection: Connection, as_of: AsOf) -> VersionLabels:
    posting, known_from, kinds, core, reader = (array(kind) for kind in "qqqbq")
    numbers: dict[str, int] = {}
    for row in _stream_rows(connection, series.select_labels(as_of)):
        posting.append(row.posting)
        known_from.append(to_microseconds(row.finished_at))
        kinds.append(_kind_bits(row.ai_kinds))
        core.append(row.ai_label == AiLabel.CORE)
        reader.append(numbers.setdefault(_ai_readers(row.reader), len(numbers)) if row.reader else -1)
    return VersionLabels(
        posting=_to_numbers(posting),
        known_from=_to_numbers(known_from),
        core=np.frombuffer(core, dtype=np.bool_),
        kinds=_to_numbers(kinds),
        reader=_to_numbers(reader),
        readers=list(numbers),
    )


def _to_numbers(values: "array[int]") -> Numbers:
    return np.frombuffer(values, dtype=np.int64)


def _stream_rows(connection: Connection, statement: Select[Any]) -> Iterator[Any]:
    with connection.execute(statement.execution_options(yield_per=frames.ROWS_PER_CHUNK)) as result:
        yield from result


@cache
def _ai_readers(reader: str) -> str:
    """Keep of "pay 3, ai 5, boilerplate netflix 2" all but the pay."""
    return ", ".join(part for part in reader.split(", ") if not part.startswith("pay "))


@cache
def _kind_bits(kinds: str | None) -> int:
    held = set((kinds or "").split())
    return sum(1 << bit for bit, kind in enumerate(AiKind) if str(kind) in held)
