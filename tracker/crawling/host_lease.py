"""A lease per host in the database keeps two processes, on whatever machines, from one host."""

import asyncio
import logging
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db.engine import write_sessions
from db.writes import leases
from spiders.errors import NotAskedError
from tracker import settings

log = logging.getLogger(__name__)

HOLD = timedelta(minutes=2)
"""How long a lease lasts unless renewed, so that a killed process blocks nobody for longer."""
# Three tries before HOLD has run out: one write that fails loses no host.
RENEW_S = 30.0
ASK_AGAIN_S = 2.0
RELEASE_TRIES = 4


class HostBusyError(NotAskedError):
    """Another process has held the host for as long as one waits."""


class HostLease:
    """The right to ask some hosts, acquired in alphabetical order, so that two processes never wait in a ring."""

    def __init__(self, engine: Engine, hosts: Iterable[str], *, limit: timedelta = settings.CRAWL_LIMIT) -> None:
        self.engine = engine
        self.hosts = sorted(set(hosts))
        self.limit = limit
        """How long to wait, and afterwards how long to renew: whatever goes wrong, no lease is held for ever."""
        # Not the process id: processes on two machines may have the same.
        self.holder = uuid.uuid4().hex
        self._renewing: asyncio.Task[None] | None = None

    async def acquire(self) -> None:
        """Wait until every host is ours. Raises HostBusyError; no host is held then."""
        try:
            for host in self.hosts:
                await self._wait_for(host)
        # Also where the task is cancelled: a host that is half taken would wait out its two minutes for nobody.
        except BaseException:
            await self.release()
            raise
        self._renewing = asyncio.get_running_loop().create_task(self._renew_claims())

    async def release(self) -> None:
        """Give the hosts back. Where the database cannot be written, they come free when their time runs out."""
        if self._renewing:
            self._renewing.cancel()
        for attempt in range(RELEASE_TRIES):
            try:
                with write_sessions(self.engine).begin() as session:
                    for host in self.hosts:
                        leases.release_lease(session, host, self.holder)
                return
            except SQLAlchemyError as error:
                log.warning("%s cannot be given back now: %s", ", ".join(self.hosts), error)
                await asyncio.sleep(attempt)

    async def _wait_for(self, host: str) -> None:
        until, waited = monotonic() + self.limit.total_seconds(), False
        while not self._acquire_host(host):
            if monotonic() >= until:
                raise HostBusyError(f"another crawl has been visiting {host} for {self.limit}")
            if not waited:
                log.warning("another crawl is visiting %s; waiting for its end", host)
            waited = True
            await asyncio.sleep(ASK_AGAIN_S)

    def _acquire_host(self, host: str) -> bool:
        now = datetime.now(UTC)
        with write_sessions(self.engine).begin() as session:
            return leases.acquire_lease(session, host, self.holder, now + HOLD, now)

    async def _renew_claims(self) -> None:
        # A crawl may last as long as the limit, and its end has to be stored under the lease, too.
        until = monotonic() + 2 * self.limit.total_seconds()
        while monotonic() < until:
            await asyncio.sleep(RENEW_S)
            try:
                with write_sessions(self.engine).begin() as session:
                    kept = [
                        leases.renew_lease(session, host, self.holder, datetime.now(UTC) + HOLD) for host in self.hosts
                    ]
                if not all(kept):
                    log.warning("%s: the lease ran out, and another crawl may be visiting", ", ".join(self.hosts))
            except SQLAlchemyError as error:
                # the next renewal may come in time
                log.warning("the lease of %s cannot be renewed now: %s", ", ".join(self.hosts), error)
