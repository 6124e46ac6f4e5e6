"""Tell by digests which posting pages an earlier run has written of the very same rows, and whether anything changed.

A page is a function of its rows and of this program: where neither changed it need be neither read nor rendered again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.current import is_present
from db.queries.data_state import select_changes_by_month, select_shared_rows, select_studio_rows
from db.queries.posting_state import (
    select_counts_by_posting,
    select_price_rows,
    select_redaction_count,
    select_repost_pairs,
    select_stored_files,
    select_table_sizes,
)
from db.queries.stored_tables import select_stamp

Row = Mapping[str, Any]
_DIGITS = 16


def digest_site(connection: Connection, as_of: AsOf, about: Sequence[Any]) -> str:
    """Digest everything that a whole site follows from. `about`: what the site is written with beside the database."""
    queries = (select_table_sizes(), select_changes_by_month(as_of), select_stamp())
    changes = (sorted(map(str, connection.execute(query))) for query in queries)
    return _digest([as_of.instant, as_of.is_present, *about, *_shared_inputs(connection), *changes])


def digest_postings(
    connection: Connection, as_of: AsOf, postings: Mapping[str, Row], about: Sequence[Any]
) -> dict[str, str]:
    """Digest what each posting's page follows from, by posting_id; empty for a past instant, of which all is read.

    `postings`: the rows of postings.csv, which change with whatever a visit to a board shows.
    """
    if not is_present(as_of):
        return {}
    shared = _digest([*about, *_shared_inputs(connection)])
    counts: dict[str, list[str]] = defaultdict(list)
    for posting_id, *added in connection.execute(select_counts_by_posting()):
        counts[posting_id].append(str(added))
    rows = {posting_id: sorted(map(str, row.items())) for posting_id, row in postings.items()}
    # a page that names another posting follows from that one's row and words, too
    named: dict[str, set[str]] = defaultdict(set)
    for pair in connection.execute(select_repost_pairs()):
        for mine, other in (pair, reversed(pair)):
            named[mine].add(other)
    return {
        posting_id: _digest(
            [shared, *(rows.get(each, each) for each in about_), *(counts.get(each) for each in about_)]
        )
        for posting_id in postings
        for about_ in [(posting_id, *sorted(named[posting_id]))]
    }


def _shared_inputs(connection: Connection) -> list[Any]:
    """List what every page may follow from: union figures and rules, studios, prices, and this program itself."""
    of_all = (select_studio_rows(), select_stored_files(), select_price_rows(), select_redaction_count())
    queries = (*select_shared_rows(), *of_all)
    return [_digest_program(), *(tuple(row) for query in queries for row in connection.execute(query))]


@cache
def _digest_program() -> str:
    """Digest the code, templates and sentences that make pages: an edition's number need not change with them."""
    return _digest(sorted(_list_files("reports")) + sorted(_list_files("db")))


def _list_files(package: str) -> Iterable[tuple[str, str]]:
    folders: list[Traversable] = [files(package)]
    for folder in folders:
        for each in folder.iterdir():
            if each.is_dir():
                folders += [each] if each.name not in ("migrations", "__pycache__") else []
            else:
                yield each.name, hashlib.sha256(each.read_bytes()).hexdigest()


def _digest(values: Collection[Any]) -> str:
    made = hashlib.sha256()
    for value in values:
        made.update(repr(value).encode("utf-8", "surrogatepass") + b"\n")
    return made.hexdigest()[:_DIGITS]
