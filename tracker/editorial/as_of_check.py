"""Which moments can be asked for. Apart from the report, whose charts a receipt need not load."""

from datetime import datetime

from sqlalchemy import Connection

from db.queries.as_of import select_last_end
from reports.frames.values import to_instant
from tracker.errors import AsOfError


def check_as_of(connection: Connection, as_of: datetime | None) -> None:
    """Check that an as-of is not later than the end of what is known. Raises AsOfError."""
    last = connection.execute(select_last_end()).scalar()
    # A page "as of" a day on which nobody had looked would state what was listed then, and the next crawl may deny it.
    if as_of and last and as_of > to_instant(last):
        raise AsOfError(
            f"nothing is known yet of {as_of.isoformat()}: what is known ends with {to_instant(last).isoformat()}, and "
            "without --as-of that is the instant meant (a date means its end)"
        )
