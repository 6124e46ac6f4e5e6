"""One process at a time asks a host, and one at a time says when something became known.

Each function is one statement, so that no other process comes between.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, or_, select, text, update
from sqlalchemy.orm import Session

from db.dialects.upsert import dialect_insert, table_of
from db.models import Lease

STAMP_LOCK = 7_227_180_424
"""The key of the PostgreSQL advisory lock under which instants are stamped; any number no other program uses."""


def serialize_timestamps(session: Session) -> None:
    """Wait until no other process is stamping, and hold it up until this transaction ends.

    What a report as of an instant knows has a stamp up to that instant. Were a stamp taken before a wait for the
    database, a report could be written in between, and the same report written again would know more.
    """
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    # on SQLite any statement begins the transaction, and only one transaction writes
    session.execute(text(f"SELECT pg_advisory_xact_lock({STAMP_LOCK})" if on_postgresql else "SELECT 1"))


def acquire_lease(session: Session, host: str, holder: str, until_at: datetime, now: datetime) -> bool:
    """Take a host for oneself, where nobody has it, or its time has run out. True: it is ours until then."""
    row = dialect_insert(session, table_of(Lease)).values(host=host, holder=holder, until_at=until_at)
    # One statement decides: between a look and a write another process could take the host.
    free = or_(Lease.until_at < now, Lease.holder == holder)
    taken = row.on_conflict_do_update(
        index_elements=["host"], set_={"holder": row.excluded.holder, "until_at": row.excluded.until_at}, where=free
    )
    return _count_changed(session, taken) == 1


def renew_lease(session: Session, host: str, holder: str, until_at: datetime) -> bool:
    """Keep a host for longer. False: somebody else has taken it since."""
    ours = update(Lease).where(Lease.host == host, Lease.holder == holder)
    return _count_changed(session, ours.values(until_at=until_at)) == 1


def release_lease(session: Session, host: str, holder: str) -> None:
    """Give a host back; another's lock stays."""
    session.execute(delete(Lease).where(Lease.host == host, Lease.holder == holder))


def held_leases(session: Session, prefix: str, now: datetime) -> list[str]:
    """The names that begin so and are held at this moment."""
    named = Lease.host.startswith(prefix, autoescape=True)
    return list(session.scalars(select(Lease.host).where(named, Lease.until_at >= now).order_by(Lease.host)))


def _count_changed(session: Session, statement: Any) -> int:
    result = session.execute(statement, execution_options={"preserve_rowcount": True})
    if not isinstance(result, CursorResult):
        raise TypeError("the statement changes nothing")
    return result.rowcount
