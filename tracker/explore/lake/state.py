"""Tell by digests which studios, and which of their months, have changed since a lake was written."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.comparison.real_values import select_newest_price_month
from db.queries.data_state import select_changes_by_month, select_shared_rows, select_studio_rows
from db.queries.views import VIEWS, define_view
from tracker import settings
from tracker.explore.lake.manifest import SCHEMA_VERSION, LakeManifest, LakeState

_REMASKED = "redactions"
"""What changes rows of every month."""
_ADDED = ("crawls", "clips", "readings")
"""What adds rows to the month it belongs to."""


def read_state(connection: Connection, as_of: AsOf) -> LakeState:
    """Digest what the rows as of an instant follow from."""
    rows: dict[str, list[Any]] = defaultdict(list)
    months: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for studio, month, what, *counts in sorted(map(tuple, connection.execute(select_changes_by_month(as_of)))):
        rows[studio].append((month, what, *counts))
        if what in _ADDED:
            months[studio][month].append((what, *counts))
    own = {row.studio: row for row in connection.execute(select_studio_rows())}
    masked = {studio: [each for each in its if each[1] == _REMASKED] for studio, its in rows.items()}
    shared = [
        SCHEMA_VERSION,
        settings.VERSION,
        *(define_view(name, "sqlite") for name in VIEWS),
        *(files("db").joinpath(name).read_bytes() for name in ("contact_details.toml", "contact_details.py")),
        files("reports").joinpath("redact.py").read_bytes(),
        *(tuple(row) for query in select_shared_rows() for row in connection.execute(query)),
        rows.pop("", []),
    ]
    studios = {}
    for studio in sorted(rows):
        # what a second board repeats, the first board speaks for: its rows follow from both
        first = str(own[studio].second_board_of or "") if studio in own else ""
        studios[studio] = _digest([rows[studio], own.get(studio), rows.get(first), own.get(first)])
    return LakeState(
        shared=_digest(shared),
        prices=str(connection.scalar(select_newest_price_month(as_of)) or ""),
        studios=studios,
        months={
            studio: {
                # the month before, too: a version read on the first may be of a crawl that began the day before
                month: _digest([its[month], its.get(_month_before(month), []), masked.get(studio)])
                for month in sorted(its)
            }
            for studio, its in sorted(months.items())
        },
    )


def find_changed(before: LakeManifest, state: LakeState) -> tuple[set[str], set[tuple[str, str]]] | None:
    """Find the studios that changed, and which months of them; None where everything is to be written anew."""
    if before.state.shared != state.shared:
        return None
    old, new = before.state, state
    studios = {
        each for each in old.studios.keys() | new.studios.keys() if old.studios.get(each) != new.studios.get(each)
    }
    months = {
        (studio, month)
        for studio in studios
        for month in old.months.get(studio, {}).keys() | new.months.get(studio, {}).keys()
        if old.months.get(studio, {}).get(month) != new.months.get(studio, {}).get(month)
    }
    return studios, months


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year}-{number - 1:02}" if number > 1 else f"{year - 1}-12"


def _digest(values: Iterable[Any]) -> str:
    made = hashlib.sha256()
    for value in values:
        made.update(repr(value).encode() + b"\n")
    return made.hexdigest()
