"""A copy holds every row of the database that it was made from, whichever kind either is, and goes on from there."""

from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.engine import open_engine
from db.errors import DatabaseError
from db.maintenance import migrate
from db.maintenance.copy import copy_database
from db.models import Base, Posting, Studio
from db.queries.postings import select_postings
from db.vocabulary import Origin


def list_postings(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return sorted(connection.execute(select_postings()).all(), key=lambda row: row.posting_id)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_copy_has_every_row_and_new_rows_get_new_ids(
    engine: Engine, board: Any, kind: str, request: pytest.FixtureRequest
) -> None:
    board.crawl("1", "2", "3")
    board.crawl("1", "2")
    target = open_engine(request.getfixturevalue(f"{kind}_databases")(upgraded=False))
    copied = {table.name: table for table in copy_database(engine, target)}
    assert set(copied) == set(Base.metadata.tables)
    with engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            assert copied[name].rows == connection.scalar(select(func.count()).select_from(table)), name
    assert copied["posting"].rows == 3
    assert list_postings(target) == list_postings(engine)
    with Session(target) as session, session.begin():
        studio = session.scalars(select(Studio.studio)).first()
        session.add(Posting(posting_id="new:1", studio=studio, board_key="new", origin=Origin.BOARD))
    with target.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Posting)) == 4
    target.dispose()


def test_a_database_that_holds_something_is_not_written_over(engine: Engine, board: Any, new_database: Any) -> None:
    board.crawl("1")
    target = open_engine(new_database(upgraded=True))
    with pytest.raises(DatabaseError, match="holds tables already"):
        copy_database(engine, target)
    with target.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Posting)) == 0
    target.dispose()


def test_a_copy_that_fails_leaves_no_row(engine: Engine, board: Any, new_database: Any, monkeypatch: Any) -> None:
    board.crawl("1")
    target = open_engine(new_database(upgraded=False))
    monkeypatch.setattr("db.maintenance.copy._digest_rows", lambda connection, table: (id(connection), ""))
    with pytest.raises(DatabaseError, match="differs after copying"):
        copy_database(engine, target)
    assert not migrate.is_empty(target)
    with target.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Posting)) == 0
    target.dispose()
