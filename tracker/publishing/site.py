"""Publish the database as a static site."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.engine import connect_snapshot
from db.writes.inquiries import list_embargoes
from reports import report as write
from reports.site.site import SiteSummary, write_site
from tracker import settings
from tracker.editorial.as_of_check import check_as_of
from tracker.scales import load


def publish_site(
    engine: Engine,
    folder: Path,
    as_of: datetime | None = None,
    *,
    public_url: str = "",
    progress: Callable[[str, int], None] = lambda _what, _count: None,
) -> Iterator[str]:
    """Bring the site in a folder up to date; give a line on what was done, and one on what is held back.

    A posting under embargo has no page and stands in no list, and while there is one the tables are held back: the site
    is for everybody. Raises AsOfError.
    """
    with Session(engine) as session:
        held = list_embargoes(session, datetime.now(UTC))
    hidden = {posting_id for posting_id, _ in held}
    with connect_snapshot(engine) as connection:
        check_as_of(connection, as_of)
        moment = write.resolve_as_of(connection, as_of)
        with write.staging_folder(Path(tempfile.gettempdir()), "labor-tracker-site-") as staged:

            def write_data() -> Path:
                # from the first visit on: the weeks' pages say that changes.csv has every change
                folder = staged / "data"  # within: the report stages beside its folder in turn
                write.write_report(
                    connection, folder, as_of=moment, program=settings.VERSION,
                    facts=load.load_article_facts(), forms=("csv",), progress=progress,
                )  # fmt: skip
                return folder

            # tables count all postings, so that none can be left out of them: under an embargo the site has no tables
            made = write_site(
                connection, folder, as_of=moment, program=settings.VERSION, write_data=None if hidden else write_data,
                public_url=public_url, hidden=hidden, progress=progress,
            )  # fmt: skip
    for posting_id, until in held:
        yield f"{posting_id} is held back: it is under embargo until {until:%Y-%m-%d %H:%M %Z}"
    yield describe_summary(made, folder)


def describe_summary(made: SiteSummary, folder: Path) -> str:
    return f"{folder}/index.html: {made.pages:,} files, {made.written:,} written, {made.removed:,} removed"
