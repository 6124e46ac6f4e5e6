"""A lease per host in the database keeps two processes, on whatever machines, from one host, and from asking it within
the pause after another's last request."""

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from db.engine import write_sessions
from db.vocabulary import INTERRUPTED_BY
from db.writes import leases
from spiders.errors import NotAskedError
from tracker import settings

log = logging.getLogger(__name__)

HOLD = timedelta(minutes=2)
"""How long a lease lasts unless renewed, so that a killed process blocks nobody for longer."""
# Three tries before HOLD has run out: one write that fails loses no host.
RENEW_S = 30.0
RENEW_AGAIN_S = 5.0
"""Between two tries where the database cannot be written."""
ASK_AGAIN_S = 2.0
LONGEST_REST_S = 86_400.0
"""No host is left alone for longer because of one answer: a mistyped Retry-After may ask for years."""
RELEASE_TRIES = 4


class HostBusyError(NotAskedError):
    """Another process has held the host for as long as one waits, or the host wants to be left alone for longer."""


class LeaseLostError(NotAskedError):
    """The lease has run out, so that another process may be visiting the host: nothing more is asked or stored."""


class HostLease:
    """The right to ask some hosts, acquired in alphabetical order, so that two processes never wait in a ring."""

    def __init__(
        self,
        engine: Engine,
        hosts: Iterable[str],
        *,
        delay: float | None = 0.0,
        limit: timedelta = settings.CRAWL_LIMIT,
        hold: timedelta = HOLD,
        on_lost: Callable[[str], None] | None = None,
    ) -> None:
        self.engine = engine
        self.hosts = sorted(set(hosts))
        self.delay = delay
        """The least pause between requests to a host; None for a replay, which asks nobody and waits for no pause."""
        self.limit = limit
        """How long to wait, and afterwards how long to renew: whatever goes wrong, no lease is held for ever."""
        self.hold = hold
        self.on_lost = on_lost
        """Called in the event loop, once, with the reason."""
        # Not the process id: processes on two machines may have the same.
        self.holder = uuid.uuid4().hex
        self.tokens: dict[str, int] = {}
        self.lost: str | None = None
        """Why the hosts are no longer ours."""
        self._ends_at = 0.0
        self._delays: dict[str, float] = {}
        """The pause that a host itself asks for between requests."""
        self._free_at: dict[str, float] = {}
        """When a host may be asked next, by this process's clock."""
        self._wake = asyncio.Event()
        self._renewing: asyncio.Task[None] | None = None

    @classmethod
    def for_crawler(cls, engine: Engine, crawler: Crawler, hosts: Iterable[str], **more: Any) -> Self:
        """The lease under which a crawler's requests are sent: without it none is."""
        lease = cls(engine, hosts, **more)
        _of_crawlers[crawler] = lease
        return lease

    @staticmethod
    def of(crawler: Crawler) -> "HostLease | None":
        return _of_crawlers.get(crawler)

    async def acquire(self) -> None:
        """Wait until every host is ours. Raises HostBusyError; no host is held then."""
        try:
            # begun before the wait: the first host has to be renewed while another crawl visits the second
            self._renewing = asyncio.get_running_loop().create_task(self._renew_until_lost())
            for host in self.hosts:
                await self._wait_for(host)
        # Also where the task is cancelled: a host that is half taken would wait out its two minutes for nobody.
        except BaseException:
            await self.release()
            raise

    async def release(self) -> None:
        """Give the hosts back. Where the database cannot be written, they come free when their time runs out."""
        if self._renewing:
            self._renewing.cancel()
        for attempt in range(RELEASE_TRIES):
            try:
                with write_sessions(self.engine).begin() as session:
                    for host, token in self.tokens.items():
                        leases.release_lease(session, host, token, next_in=self._next_after(host))
                return
            except SQLAlchemyError as error:
                log.warning("%s cannot be given back now: %s", ", ".join(self.hosts), error)
                await asyncio.sleep(attempt)

    def postpone(self, host: str, seconds: float) -> None:
        """Note that nobody may ask a host for so long from now."""
        # The database learns of it when the lease is renewed or given back: not one write for each request.
        name = _hostname(host)
        self._free_at[name] = max(self._free_at.get(name, 0.0), _read_clock() + seconds)

    def heed_delay(self, host: str, seconds: float) -> None:
        """Note the pause that a host asks for between requests (Crawl-delay), and tell the database at once."""
        self._delays[_hostname(host)] = seconds
        self.heed_rest(host, seconds)

    def heed_rest(self, host: str, seconds: float) -> None:
        """Note that a host asks not to be asked for so long (Retry-After), and tell the database at once."""
        self.postpone(host, min(seconds, LONGEST_REST_S))
        self._wake.set()

    def check(self) -> None:
        """Raises LeaseLostError where the lease has run out, as far as this process can know without the database."""
        # A process that was stopped and goes on, or a laptop that wakes, gets here before its renewal does.
        if self.lost is None and self.tokens and _read_clock() >= self._ends_at:
            self._lose(self.hosts)
        if self.lost:
            raise LeaseLostError(self.lost)

    def fence(self, engine: Engine) -> Engine:
        """The same database, in which a transaction is committed only while the hosts are ours.

        Else its commit raises LeaseLostError and changes nothing, however long the process was stopped before it.
        """
        fenced = engine.execution_options(fenced=True)
        event.listen(fenced, "commit", self._check_commit)
        return fenced

    def _check_commit(self, connection: Connection) -> None:
        if self.lost is None and (lost := leases.find_lost_hosts(connection, self.tokens)):
            self._lose(lost)
        if self.lost:
            # for SQLAlchemy a transaction has ended when its commit begins: it would give the connection back with it
            connection.connection.rollback()
            raise LeaseLostError(self.lost)

    def _lose(self, hosts: Iterable[str]) -> None:
        self.lost = f"{INTERRUPTED_BY}the lease of {', '.join(hosts)} ran out, and another crawl may be visiting"
        log.error(self.lost)

    async def _wait_for(self, host: str) -> None:
        until, waited = time.monotonic() + self.limit.total_seconds(), False
        while not self._acquire_host(host):
            if self.lost:
                raise LeaseLostError(self.lost)
            if time.monotonic() >= until:
                raise HostBusyError(f"another crawl has been visiting {host} for {self.limit}")
            pause = self._find_pause(host)
            if pause is None and not waited:
                log.warning("another crawl is visiting %s; waiting for its end", host)
                waited = True
            await asyncio.sleep(ASK_AGAIN_S if pause is None else pause.total_seconds())

    def _acquire_host(self, host: str) -> bool:
        began = _read_clock()
        with write_sessions(self.engine).begin() as session:
            token = leases.acquire_lease(session, host, self.holder, self.hold, next_in=self._next_if_dead(host))
        if token is None:
            return False
        if not self.tokens:  # those taken before were renewed since
            self._ends_at = began + self.hold.total_seconds()
        self.tokens[host] = token
        return True

    def _find_pause(self, host: str) -> timedelta | None:
        """How long nobody may ask the host. Raises HostBusyError where that is longer than a crawl waits."""
        with write_sessions(self.engine).begin() as session:
            pause = leases.find_pause(session, host)
        if pause and pause.total_seconds() > max(settings.LONGEST_WAIT, self.delay or 0.0):
            until = datetime.now(UTC) + pause
            raise HostBusyError(f"{host} asked not to be visited before {until:%Y-%m-%d %H:%M} UTC")
        return pause

    def _next_if_dead(self, host: str) -> timedelta | None:
        """When another may ask at the earliest, should this process die: it may ask until the lease ends."""
        after = self._next_after(host)
        if self.delay is None or after is None:
            return None
        return max(after, self.hold + timedelta(seconds=max(self.delay, self._delays.get(_hostname(host), 0.0))))

    def _next_after(self, host: str) -> timedelta | None:
        """When another may ask at the earliest, if this process asks no more."""
        if self.delay is None:
            return None
        return timedelta(seconds=max(0.0, self._free_at.get(_hostname(host), 0.0) - _read_clock()))

    async def _renew_until_lost(self) -> None:
        # A crawl may last as long as the limit, and its end has to be stored under the lease, too.
        until = _read_clock() + 3 * self.limit.total_seconds()
        pause = every = min(RENEW_S, self.hold.total_seconds() / 4)
        while self.lost is None and _read_clock() < until:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)
            self._wake.clear()
            try:
                self._renew_hosts()
                pause = every
            except Exception as error:  # of whatever kind: with this loop the lease would end
                log.warning("the lease of %s cannot be renewed now: %s", ", ".join(self.hosts), error)
                pause = min(RENEW_AGAIN_S, every)
                if self.tokens and _read_clock() >= self._ends_at:
                    self._lose(self.tokens)
        if self.lost and self.on_lost:
            self.on_lost(self.lost)

    def _renew_hosts(self) -> None:
        if not self.tokens:
            return
        began = _read_clock()
        with write_sessions(self.engine).begin() as session:
            lost = [
                host
                for host, token in self.tokens.items()
                if not leases.renew_lease(session, host, token, self.hold, next_in=self._next_if_dead(host))
            ]
        # reckoned from before the database was asked, so that it never ends later here than there
        self._ends_at = began + self.hold.total_seconds()
        if lost and self.lost is None:
            self._lose(lost)


_of_crawlers: "WeakKeyDictionary[Crawler, HostLease]" = WeakKeyDictionary()


def _hostname(host: str) -> str:
    """Without its port, as Scrapy keeps the pauses of requests."""
    return host.partition(":")[0]


def _read_clock() -> float:
    """Seconds, those too in which the machine slept, where the system counts them."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
