"""A connection on which nothing comes any more, and which nobody closes, holds up neither a crawl nor a worker."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.dialects import answer_limit
from db.engine import open_engine
from tests.postgresql import NewDatabase
from tests.tracker.workers.tcp_proxy import TcpProxy
from tracker.crawling import host_lease
from tracker.crawling.host_lease import HostLease
from tracker.workers import worker
from tracker.workers.queue import make_worker_app
from tracker.workers.worker import PatientConnector


@pytest.fixture
def database(postgresql_databases: NewDatabase) -> str:
    return postgresql_databases.lend_upgraded()


@pytest.fixture
def proxy(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TcpProxy]:
    monkeypatch.setattr(answer_limit, "ANSWER_LIMIT_S", 0.3)
    with TcpProxy(Path(parse_qs(urlsplit(database).query)["host"][0])) as proxy:
        yield proxy


def test_a_statement_is_given_up_and_the_next_goes_over_a_new_connection(database: str, proxy: TcpProxy) -> None:
    engine = open_engine(proxy.url(database), limited=True)
    with engine.connect() as connection:
        proxy.freeze(accepts=True)
        with pytest.raises(OperationalError, match=r"has not answered for 0\.3 seconds"):
            connection.execute(text("select 1"))
    with engine.connect() as connection:
        assert connection.scalar(text("select 2")) == 2
    engine.dispose()


def test_a_lease_that_cannot_be_renewed_over_it_is_renewed_over_another(
    database: str, proxy: TcpProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_lease, "RENEW_AGAIN_S", 0.1)
    engine = open_engine(proxy.url(database), limited=True)

    async def visit() -> None:
        lease = HostLease(engine, ["a.example"], hold=timedelta(seconds=4))
        await lease.acquire()
        proxy.freeze(accepts=True)
        ends = lease._ends_at
        async with asyncio.timeout(20):
            while lease._ends_at == ends:
                await asyncio.sleep(0.02)
        lease.check()
        await lease.release()

    asyncio.run(visit())
    engine.dispose()


def test_a_lease_is_lost_in_time_where_the_database_stays_away(
    database: str, proxy: TcpProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop goes on, and nothing more is asked: it used to hang in the renewal."""
    monkeypatch.setattr(host_lease, "RENEW_AGAIN_S", 0.1)
    engine = open_engine(f"{proxy.url(database)}?connect_timeout=2", limited=True)
    lost: list[str] = []

    async def visit() -> None:
        lease = HostLease(engine, ["a.example"], hold=timedelta(seconds=1), on_lost=lost.append)
        await lease.acquire()
        proxy.freeze(accepts=False)
        async with asyncio.timeout(20):
            while not lost:
                await asyncio.sleep(0.02)
        with pytest.raises(host_lease.LeaseLostError):
            lease.check()

    asyncio.run(visit())
    assert lost == ["interrupted: the lease of a.example ran out, and another crawl may be visiting"]
    engine.dispose()


def test_a_worker_goes_on_over_another_connection(
    database: str, proxy: TcpProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_AGAIN_S", (0.05,))
    engine = open_engine(proxy.url(database), limited=True)
    app = make_worker_app(engine, PatientConnector)

    async def beat() -> None:
        async with app.open_async(), asyncio.timeout(20):
            number = await app.job_manager.register_worker()
            proxy.freeze(accepts=True)
            await app.job_manager.update_heartbeat(number)
            await app.job_manager.unregister_worker(number)

    asyncio.run(beat())
    engine.dispose()
