"""Find the boards that were read whole for the first time since a moment: their postings are no arrivals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.crawls import select_coverage, select_first_complete


def read_new_boards(connection: Connection, as_of: AsOf, since: datetime | None) -> list[Mapping[str, Any]]:
    """Give studio and listed of each; none without a moment, as all are new then."""
    if since is None:
        return []
    first = {row.studio: row.at for row in connection.execute(select_first_complete(as_of))}
    new = sorted(studio for studio, at in first.items() if at > since)
    if not new:
        return []
    listed = {row.studio: row.postings_listed for row in connection.execute(select_coverage(as_of))}
    return [{"studio": studio, "listed": listed.get(studio, 0)} for studio in new]
