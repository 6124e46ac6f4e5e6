"""The packaged scales in a test's database, read and checked once for all tests of a process."""

from functools import cache
from typing import Any

from sqlalchemy import Engine, Table, select

from db.engine import open_engine
from db.maintenance.copy import continue_sequences
from db.models import Base
from tracker.scales.store import store_scales


def copy_scales(engine: Engine) -> None:
    """Leave an empty database as `store_scales` would, in a fifth of its time."""
    stored = _read_rows()
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        for table, rows in stored.items():
            connection.execute(table.insert(), rows)
        if engine.dialect.name == "postgresql":
            continue_sequences(connection, list(stored))


@cache
def _read_rows() -> dict[Table, list[dict[str, Any]]]:
    engine = open_engine("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    store_scales(engine)
    with engine.connect() as connection:
        rows = {table: connection.execute(select(table)).mappings().all() for table in Base.metadata.sorted_tables}
    engine.dispose()
    return {table: list(map(dict, found)) for table, found in rows.items() if found}
