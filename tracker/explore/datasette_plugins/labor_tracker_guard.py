"""A plugin of Datasette: answer this machine's own names alone, read no private table, and know the median
and the words of a search.

Without the first, a web page anywhere could point a name of its own at 127.0.0.1 and read the database through the
visitor's browser.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

from db.dialects.aggregates import register_aggregates
from db.queries.postings_search import quote_words

NAMES = frozenset({b"127.0.0.1", b"localhost", b"[::1]"})
PLUGIN = "labor_tracker_guard"

Asgi = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[Asgi], Asgi]:
    def wrap(app: Asgi) -> Asgi:
        async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "http" and not _is_ours(dict(scope["headers"]).get(b"host", b"")):
                await send(
                    {"type": "http.response.start", "status": 421, "headers": [[b"content-type", b"text/plain"]]}
                )
                await send({"type": "http.response.body", "body": b"This address answers as localhost alone.\n"})
                return
            await app(scope, receive, send)

        return guarded

    return wrap


def _is_ours(host: bytes) -> bool:
    name = host[: host.rindex(b"]") + 1] if b"]" in host else host.partition(b":")[0]
    return name.lower() in NAMES


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    register_aggregates(conn)
    conn.create_function("search_words", 1, lambda typed: quote_words(str(typed or "")), deterministic=True)
    private = frozenset((datasette.plugin_config(PLUGIN) or {}).get("private", ()))

    def authorize(action: int, table: str | None, column: str | None, schema: str | None, view: str | None) -> int:
        # a public view over a private table shows what it is meant to show
        denied = action == sqlite3.SQLITE_READ and table in private and view is None
        return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK

    conn.set_authorizer(authorize)
