"""Store the rows of a report's table for the view that reads them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.models import StoredRow, StoredTable
from db.writes.upsert import table_of, upsert_rows

AT_ONCE = 1_000


def replace_stored(
    session: Session, name: str, rows: Iterable[Mapping[str, Any]], *, as_of: datetime, stamp: str
) -> None:
    """Store a table's rows in the place of those it had. Values are what JSON has: text, numbers, None."""
    upsert_rows(session, [StoredTable(name=name, as_of=as_of, stamp=stamp)])
    session.execute(delete(StoredRow).where(StoredRow.report_table == name))
    made = ({"report_table": name, "cells": dict(row)} for row in rows)
    while some := list(islice(made, AT_ONCE)):
        session.connection().execute(table_of(StoredRow).insert(), some)
