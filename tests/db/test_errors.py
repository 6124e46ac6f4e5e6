"""What a database refuses is said in a sentence, and only what may pass is tried again."""

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from db.errors import database_reason, is_passing


def test_lock_passes_and_a_full_disk_does_not(sqlite_databases: Callable[..., str]) -> None:
    address = sqlite_databases(upgraded=True)
    holder, other = create_engine(address), create_engine(address, connect_args={"timeout": 0})
    with holder.connect() as holding, other.connect() as waiting:
        holding.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(DBAPIError) as locked:
            waiting.exec_driver_sql("BEGIN IMMEDIATE")
        assert is_passing(locked.value)
        assert database_reason(locked.value) == "another process kept the database locked"
        holding.rollback()
        waiting.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(DBAPIError) as full:
            waiting.exec_driver_sql("CREATE TABLE filler AS SELECT zeroblob(1000000) AS zeros")
        assert not is_passing(full.value)
        assert database_reason(full.value) == "the disk is full"
    for each in (holder, other):
        each.dispose()


def test_server_that_goes_down_and_comes_back_passes(postgresql_databases: Callable[..., str]) -> None:
    """A session ended as a restart ends it, and one that finds no server."""
    engine = create_engine(postgresql_databases(upgraded=False))
    with engine.connect() as connection, engine.connect() as another:
        own = connection.execute(text("select pg_backend_pid()")).scalar()
        another.execute(text("select pg_terminate_backend(:own)"), {"own": own})
        with pytest.raises(DBAPIError) as ended:
            connection.execute(text("select 1"))
    assert is_passing(ended.value)
    nowhere = create_engine("postgresql+psycopg://127.0.0.1:1/none")
    with pytest.raises(DBAPIError) as refused:
        nowhere.connect()
    assert is_passing(refused.value)
    with engine.connect() as connection, pytest.raises(DBAPIError) as wrong:
        connection.execute(text("select nothing from nowhere"))
    assert not is_passing(wrong.value)
    engine.dispose()
