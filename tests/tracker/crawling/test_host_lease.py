"""A crawl that has lost its host asks nothing more and stores nothing more; what the database's clock says counts."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from db import models
from db.engine import write_sessions
from db.writes import leases
from tracker.crawling import host_lease
from tracker.crawling.host_lease import HostBusyError, HostLease, LeaseLostError

SHORT = timedelta(milliseconds=120)
HOST = "a.example"


class AheadClock(datetime):
    """The clock of a machine that is three minutes ahead."""

    @classmethod
    def now(cls, tz: Any = None) -> "AheadClock":
        return super().now(tz) + timedelta(minutes=3)  # type: ignore[return-value]


def test_a_client_three_minutes_ahead_takes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    async def visit() -> None:
        first = HostLease(engine, [HOST])
        await first.acquire()
        for module in (host_lease, leases):
            monkeypatch.setattr(module, "datetime", AheadClock, raising=False)
        with pytest.raises(HostBusyError, match=r"another crawl has been visiting a\.example"):
            await HostLease(engine, [HOST], limit=timedelta(0)).acquire()
        first.check()
        await first.release()
        late = HostLease(engine, [HOST], limit=timedelta(0))
        await late.acquire()
        await late.release()

    asyncio.run(visit())


def test_a_lease_is_renewed_until_it_is_given_back(engine: Engine) -> None:
    async def visit() -> None:
        lease = HostLease(engine, [HOST, "b.example"], hold=timedelta(seconds=2))
        await lease.acquire()
        for _ in range(3):
            begun = read_end(engine)
            await until(lambda begun=begun: read_end(engine) > begun)
        lease.check()
        await lease.release()

    asyncio.run(visit())


def test_one_failure_of_the_database_does_not_end_renewal(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever kind of error it was: the loop that ended silently lost the host two minutes later."""
    failures = iter([OSError("the disk"), RuntimeError("anything else")])

    def fail_twice(*_: Any) -> None:
        if failure := next(failures, None):
            raise failure

    async def visit() -> None:
        lease = HostLease(engine, [HOST], hold=timedelta(seconds=2))
        await lease.acquire()
        begun = read_end(engine)
        event.listen(engine, "begin", fail_twice)
        await until(lambda: next(failures, None) is None)
        event.remove(engine, "begin", fail_twice)
        await until(lambda: read_end(engine) > begun)
        lease.check()
        await lease.release()

    asyncio.run(visit())


def test_a_process_that_was_stopped_past_its_lease_commits_nothing(engine: Engine) -> None:
    """Stopped in the midst of a transaction: its commit comes when another has the host, or nobody has."""

    async def visit(*, taken: bool) -> None:
        lease = HostLease(engine, [HOST], hold=SHORT)
        await lease.acquire()
        fenced = lease.fence(engine)
        with write_sessions(fenced).begin() as session:
            session.add(models.Studio(studio="before", name="B", named_in_article=False))
            session.flush()
            run_out(session)  # as if the process had been stopped here, and its renewal with it
            if taken:
                assert leases.acquire_lease(session, HOST, "another", host_lease.HOLD)
                session.commit()

    for taken in (False, True):
        with pytest.raises(LeaseLostError, match=r"interrupted: the lease of a\.example ran out"):
            asyncio.run(visit(taken=taken))
    with Session(engine) as session:
        assert session.scalars(select(models.Studio.studio)).all() == []


def test_what_is_lost_is_said_once_and_nothing_is_asked_again(engine: Engine) -> None:
    said: list[str] = []

    async def visit() -> None:
        lease = HostLease(engine, [HOST], hold=SHORT, on_lost=said.append)
        await lease.acquire()
        with write_sessions(engine).begin() as session:
            run_out(session)
        await until(lambda: bool(said))
        with pytest.raises(LeaseLostError):
            lease.check()
        await lease.release()

    asyncio.run(visit())
    assert said == ["interrupted: the lease of a.example ran out, and another crawl may be visiting"]


def test_a_process_that_wakes_knows_without_the_database_that_its_time_is_over(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def visit() -> None:
        lease = HostLease(engine, [HOST])
        await lease.acquire()
        lease.check()
        later = host_lease._read_clock() + host_lease.HOLD.total_seconds()
        monkeypatch.setattr(host_lease, "_read_clock", lambda: later)
        with pytest.raises(LeaseLostError):
            lease.check()
        await lease.release()

    asyncio.run(visit())


def test_what_a_host_asks_for_is_kept_by_the_next_holder_though_the_first_is_killed(engine: Engine) -> None:
    async def visit() -> None:
        killed = HostLease(engine, [HOST])
        await killed.acquire()
        killed.heed_rest(HOST, 10**9)
        await until(lambda: read_next(engine) > 80_000)  # a day, whatever the host says
        with write_sessions(engine).begin() as session:
            run_out(session)
        with pytest.raises(
            HostBusyError, match=r"a\.example asked not to be visited before \d{4}-\d\d-\d\d \d\d:\d\d UTC"
        ):
            await HostLease(engine, [HOST]).acquire()
        await killed.release()

    asyncio.run(visit())


def test_the_next_holder_waits_for_the_pause_after_the_last_request(engine: Engine) -> None:
    async def visit() -> None:
        first, second = HostLease(engine, [HOST], delay=60), HostLease(engine, [HOST], delay=60)
        await first.acquire()
        assert read_next(engine) > host_lease.HOLD.total_seconds() + 30, "killed now, it leaves a pause after its lease"
        first.postpone(HOST, 0.3)
        free_at = host_lease._read_clock() + 0.29  # SQLite's clock has milliseconds
        await first.release()
        await second.acquire()
        assert host_lease._read_clock() >= free_at
        await second.release()

    asyncio.run(visit())


def read_next(engine: Engine) -> float:
    """In how many seconds the host may be asked by another."""
    with Session(engine) as session:
        next_at = session.scalars(select(models.Lease.next_at).where(models.Lease.host == HOST)).one()
    return (next_at - datetime.now(UTC)).total_seconds() if next_at else 0.0


async def until(holds: Any) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


def run_out(session: Session) -> None:
    session.execute(text("update host_lock set until_at = :long_ago"), {"long_ago": "2023-07-25T06:00:00.000000Z"})


def read_end(engine: Engine) -> datetime:
    with Session(engine) as session:
        return session.scalars(select(models.Lease.until_at).where(models.Lease.host == HOST)).one()
