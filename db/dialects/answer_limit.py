"""PostgreSQL connections that do not wait for ever for a server that no longer answers.

A connection may be half open: the other machine, a firewall or a proxy has forgotten it, and nobody says so.
Keepalives and TCP's own timeouts find out most of it, and nothing where a proxy keeps its own side alive: then only the
answer that does not come is left to go by.
"""

from collections.abc import Generator
from time import monotonic
from typing import Any, TypeVar

import psycopg

T = TypeVar("T")

ANSWER_LIMIT_S = 60.0
"""A statement of a crawl takes seconds; in this time a lease that is renewed each half minute is not lost."""


def _limit_wait(pgconn: Any, generator: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
    """Pass a generator's steps on; close the connection and raise where for so long no byte has come or gone.

    psycopg sends 0 several times a second while the socket is not ready. Raises psycopg.OperationalError.
    """
    until = monotonic() + ANSWER_LIMIT_S
    try:
        state = next(generator)
        while True:
            ready = yield state
            if ready:
                until = monotonic() + ANSWER_LIMIT_S
            elif monotonic() >= until:
                # closed at once: a rollback would wait as long
                pgconn.finish()
                raise psycopg.OperationalError(f"the database has not answered for {ANSWER_LIMIT_S:g} seconds")
            state = generator.send(ready)
    except StopIteration as end:
        result: T = end.value
        return result


class LimitedConnection(psycopg.Connection[Any]):
    """A connection that is closed when an answer does not come in time."""

    def wait(self, gen: Any, *arguments: Any, **more: Any) -> Any:
        return super().wait(_limit_wait(self.pgconn, gen), *arguments, **more)


class LimitedAsyncConnection(psycopg.AsyncConnection[Any]):
    """The same for asyncio."""

    async def wait(self, gen: Any, *arguments: Any, **more: Any) -> Any:
        return await super().wait(_limit_wait(self.pgconn, gen), *arguments, **more)
