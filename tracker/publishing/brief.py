"""Write a brief of the database: the sentences that a reporter would start from."""

import difflib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from db.engine import connect_snapshot
from db.queries.as_of import AsOf
from db.queries.crawls import select_studios
from db.queries.current import find_present
from db.queries.editorial import select_last_report
from reports import report as write
from reports.brief.brief import make_brief
from reports.brief.text import render_json, render_text
from reports.tables.table import Snapshot
from tracker.editorial.as_of_check import check_as_of
from tracker.editorial.inquiries import embargo_reason
from tracker.errors import EmbargoError, SelectionError, SinceError


def print_brief(
    engine: Engine,
    studios: Collection[str] = (),
    as_of: datetime | None = None,
    since: datetime | None = None,
    *,
    form: str = "text",
    public_url: str = "",
) -> Iterator[str]:
    """Give the brief's lines. `since`: where news begins; without one, the moment of the last report before this one.

    While anything is under embargo nothing is given, as with a report's page: sentences count and rank all postings.
    Raises EmbargoError, SelectionError, AsOfError, SinceError, NothingToReportError.
    """
    if held := embargo_reason(engine, None, datetime.now(UTC)):
        raise EmbargoError(f"the brief is held back: {held}")
    with connect_snapshot(engine) as connection:
        check_as_of(connection, as_of)
        moment = write.resolve_as_of(connection, as_of)
        if since and since >= moment:
            raise SinceError(
                f"no news is known after {since.isoformat()}: the brief is as of {moment.isoformat()}; a date means "
                "its end, so name the day before"
            )
        begin = since or connection.execute(select_last_report(moment)).scalar()
        known = find_present(connection, AsOf.plain(moment))
        _check_studios(connection, known, studios)
        brief = make_brief(Snapshot(connection=connection, as_of=known, since=begin), studios)
    yield from [render_json(brief, public_url)] if form == "json" else render_text(brief, public_url)


def _check_studios(connection: Connection, as_of: AsOf, studios: Collection[str]) -> None:
    known = {row.studio for row in connection.execute(select_studios(as_of))}
    for name in studios:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(sorted(known)) or 'none'}"
            raise SelectionError(f"this database has no studio {name!r}; {hint}")
