"""Whose turn it is at a host: a lock per host in the database keeps two processes from one host."""

import asyncio
import logging
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from db import leases
from db.writes import crawls

log = logging.getLogger(__name__)

HOLD = timedelta(minutes=2)
"""How long a lock lasts unless renewed, so that a killed process blocks nobody for longer."""
RENEW_S = 30.0
ASK_AGAIN_S = 2.0


class HostLease:
    """The right to ask some hosts, taken in alphabetical order, so that two processes never wait in a ring."""

    def __init__(self, engine: Engine, hosts: Iterable[str]) -> None:
        self.engine = engine
        self.hosts = sorted(set(hosts))
        self.holder = uuid.uuid4().hex
        self._renewing: asyncio.Task[None] | None = None

    async def take(self) -> None:
        """Wait until every host is ours."""
        for host in self.hosts:
            waited = False
            while not self._acquire(host):
                if not waited:
                    log.warning("another crawl is visiting %s; waiting for its end", host)
                waited = True
                await asyncio.sleep(ASK_AGAIN_S)
        self._renewing = asyncio.get_running_loop().create_task(self._renew())

    async def give_back(self) -> None:
        if self._renewing:
            self._renewing.cancel()
        with crawls.sessions(self.engine).begin() as session:
            for host in self.hosts:
                leases.release_lease(session, host, self.holder)

    def _acquire(self, host: str) -> bool:
        now = datetime.now(UTC)
        with crawls.sessions(self.engine).begin() as session:
            return leases.acquire_lease(session, host, self.holder, now + HOLD, now)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            with crawls.sessions(self.engine).begin() as session:
                for host in self.hosts:
                    leases.renew_lease(session, host, self.holder, datetime.now(UTC) + HOLD)
