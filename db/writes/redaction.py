"""Putting a mask over words in every table that holds words of postings or of people."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Engine, String, Table, select, update
from sqlalchemy.orm import Session

from db.engine import vacuum
from db.models import Base, Reading, Redaction, Studio, Version
from db.queries.postings_search import rebuild_search
from db.writes import present

_OF_OTHERS = frozenset(
    (
        "stored_files stored_table union_scale comparison signatory studio exchange_rate report host_lock crawl"
        " redaction"
    ).split()
)
"""Tables without words of postings."""
_NO_WORDS = frozenset(
    "posting_id board_key studio reader rule archive archive_record list_fingerprint currency".split()
)

AT_ONCE = 500
"""Rows held in memory at a time."""

Mask = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class RedactionOrder:
    """Who takes something out, why, and when; what it is is written down nowhere."""

    by: str
    reason: str
    at: datetime

    def row(self, version: int | None, fields: str) -> Redaction:
        return Redaction(version=version, fields=fields, redacted_at=self.at, by=self.by, reason=self.reason)


def apply_mask(session: Session, masked: Mask, order: RedactionOrder) -> list[Redaction]:
    """Mask the words wherever they stand; a row of the log for each version that held them, and one for the rest.

    Versions keep their content_sha256, which is of the words as they were published: so a board that still shows them
    makes no new version.
    """
    fields: dict[int | None, set[str]] = defaultdict(set)
    digests: dict[int | None, list[str]] = {}
    # Readings and evidence quote the words, too: every table is searched, and not those we know of today.
    for table in _tables():
        for version, column, old, new in _mask_table(session, table, masked):
            fields[version].add(column if table.name == "version" else f"{table.name}.{column}")
            if (table.name, column) == ("version", "description_text"):
                digests[version] = [hashlib.sha256(each.encode()).hexdigest() for each in (old, new)]
    rows = [order.row(version, " ".join(sorted(names))) for version, names in fields.items()]
    for row in rows:
        row.sha256_before, row.sha256_after = digests.get(row.version, (None, None))
    session.add_all(rows)
    session.flush()
    present.refresh_versions(session, [row.version for row in rows if row.version is not None])
    # a mask may lie over a requisition by which a second board's posting is known as the first board's
    for studio in session.scalars(select(Studio.studio).where(Studio.second_board_of.is_not(None))).all():
        present.refresh_duplicates(session, studio)
    return rows


def note_archived(session: Session, records: Mapping[str, tuple[str, str]], order: RedactionOrder) -> int:
    """Note for each version that its archived answer was rewritten, where that is not noted yet."""
    noted = {(row.version, row.archive_record, row.sha256_after) for row in session.scalars(select(Redaction))}
    count = 0
    for version, record in session.execute(select(Version.id, Version.archive_record)).all():
        before, after = records.get(record or "", ("", ""))
        if after and (version, record, after) not in noted:
            row = order.row(version, "archive")
            row.archive_record, row.sha256_before, row.sha256_after = record, before, after
            session.add(row)
            count += 1
    return count


def purge_pages(engine: Engine) -> None:
    """Let no page of the database's files keep what rows no longer hold. Raises DatabaseError."""
    if engine.dialect.name == "sqlite":
        with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            rebuild_search(connection)  # an index of words keeps what was taken out of it until its pages are merged
        vacuum(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connected:
        for table in _tables():
            connected.exec_driver_sql(f"VACUUM FULL {table.name}")


def _tables() -> list[Table]:
    """Those whose words are masked, and which then keep no page of what they were."""
    return [table for table in Base.metadata.sorted_tables if table.name not in _OF_OTHERS and _columns(table)]


def _mask_table(session: Session, table: Table, masked: Mask) -> Iterator[tuple[int | None, str, Any, Any]]:
    """Mask one table; gives each value that changed with its version."""
    columns, [key, *_] = _columns(table), table.primary_key
    for row in _rows(session, table, key):
        changed = {column.name: new for column in columns if (new := masked(row[column.name])) != row[column.name]}
        if changed:
            session.execute(update(table).where(key == row[key.name]).values(changed))
            version = _version(session, table, row)
            yield from ((version, name, row[name], new) for name, new in changed.items())


def _rows(session: Session, table: Table, key: Column[Any]) -> Iterator[Mapping[str, Any]]:
    last = None
    while True:
        query = select(table).order_by(key).limit(AT_ONCE)
        rows = session.execute(query if last is None else query.where(key > last)).mappings().all()
        yield from (dict(row) for row in rows)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1][key.name]


def _columns(table: Table) -> list[Column[Any]]:
    """Columns that may hold words: text and JSON, but ids, digests and words of our own."""
    kept = (column for column in table.columns if isinstance(column.type, String | JSON))
    kept = (column for column in kept if not column.primary_key and not column.foreign_keys)
    return [column for column in kept if column.name not in _NO_WORDS and not column.name.endswith("sha256")]


def _version(session: Session, table: Table, row: Mapping[str, Any]) -> int | None:
    if table.name == "version":
        return int(row["id"])
    if row.get("reading") is not None:
        return session.scalar(select(Reading.version).where(Reading.id == row["reading"]))
    return row.get("version")
