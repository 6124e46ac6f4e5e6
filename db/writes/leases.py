"""One process at a time asks a host, and one at a time says when something became known.

Each function is one statement, so that no other process comes between. The database's clock decides everywhere: that of
a client may be wrong by minutes, and two clients' clocks never agree.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, and_, false, or_, select, text, update
from sqlalchemy.orm import Session

from db.dialects.sql import clock_instant
from db.models import Lease
from db.writes.upsert import dialect_insert, table_of

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


def acquire_lease(
    session: Session, host: str, holder: str, hold: timedelta, *, next_in: timedelta | None = None
) -> int | None:
    """Take a host for oneself, where nobody has it, or its time has run out. Gives the token, larger than any before.

    `next_in`: when another may ask the host at the earliest, should nothing more be heard of this holder; the host is
    then taken only when it may be asked. None: the holder asks nothing, and need not wait.
    """
    kept: dict[str, Any] = {"holder": holder, "until_at": clock_instant(hold), "crawl": None}
    # One statement decides: between a look and a write another process could take the host.
    free = or_(Lease.until_at < clock_instant(), Lease.holder.in_([holder, ""]))
    if next_in is not None:
        kept["next_at"] = clock_instant(next_in)
        free = and_(free, or_(Lease.next_at.is_(None), Lease.next_at <= clock_instant()))
    row = dialect_insert(session, table_of(Lease)).values(host=host, token=1, **kept)
    taken = row.on_conflict_do_update(index_elements=["host"], set_={**kept, "token": Lease.token + 1}, where=free)
    token: int | None = session.scalar(taken.returning(Lease.token))
    return token


def renew_lease(session: Session, host: str, token: int, hold: timedelta, *, next_in: timedelta | None = None) -> bool:
    """Keep a host for longer. False: its time has run out, whether or not somebody else has taken it since."""
    kept = {"until_at": clock_instant(hold)} | ({} if next_in is None else {"next_at": clock_instant(next_in)})
    ours = update(Lease).where(Lease.host == host, Lease.token == token, Lease.until_at >= clock_instant())
    return _count_changed(session, ours.values(kept)) == 1


def release_lease(session: Session, host: str, token: int, *, next_in: timedelta | None = None) -> None:
    """Give a host back, to be asked again so much later at the earliest; another's lease stays."""
    free = {"holder": "", "until_at": clock_instant(), "crawl": None}
    after = {} if next_in is None else {"next_at": clock_instant(next_in)}
    session.execute(update(Lease).where(Lease.host == host, Lease.token == token).values(free | after))


def name_crawl(session: Session, tokens: Mapping[str, int], crawl_id: int) -> None:
    """Note for which crawl these hosts are held: while one is, the crawl goes on."""
    session.execute(update(Lease).where(_is_held(tokens)).values(crawl=crawl_id))


def find_lost_hosts(connection: Connection, tokens: Mapping[str, int]) -> list[str]:
    """The hosts among these that are no longer held; nobody takes the others before this transaction ends."""
    # FOR SHARE holds up who would take the host, on PostgreSQL; SQLite has one writer at a time anyway
    held = select(Lease.host).where(_is_held(tokens)).order_by(Lease.host).with_for_update(read=True)
    return sorted(set(tokens) - set(connection.scalars(held)))


def find_pause(session: Session, host: str) -> timedelta | None:
    """For how long yet nobody may ask the host; None where somebody holds it."""
    asked = select(Lease.holder, Lease.until_at, Lease.next_at, clock_instant()).where(Lease.host == host)
    row = session.execute(asked).one_or_none()
    if row is None:
        return timedelta(0)
    holder, until_at, next_at, now = row
    if holder and until_at >= now:
        return None
    return max(timedelta(0), next_at - now) if next_at else timedelta(0)


def held_leases(session: Session, prefix: str) -> list[str]:
    """The names that begin so and are held at this moment."""
    held = (Lease.host.startswith(prefix, autoescape=True), Lease.holder != "", Lease.until_at >= clock_instant())
    return list(session.scalars(select(Lease.host).where(*held).order_by(Lease.host)))


def _is_held(tokens: Mapping[str, int]) -> Any:
    ours = or_(false(), *(and_(Lease.host == host, Lease.token == token) for host, token in tokens.items()))
    return and_(ours, Lease.holder != "", Lease.until_at >= clock_instant())


def _count_changed(session: Session, statement: Any) -> int:
    result = session.execute(statement, execution_options={"preserve_rowcount": True})
    if not isinstance(result, CursorResult):
        raise TypeError("the statement changes nothing")
    return result.rowcount
