"""Databases of earlier releases, as SQL that their own code wrote, upgrade and give the reports they gave."""

import csv
import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import JSON, Boolean, Date, DateTime, Engine, MetaData, Numeric, text

from db.engine import open_engine
from db.maintenance import migrate
from reports.report import write_report

RELEASES = Path(__file__).parent / "releases"
REVISIONS = sorted(file.stem for file in RELEASES.glob("*.sql"))
AS_OF = {"before": datetime(2026, 7, 20, tzinfo=UTC), "after": datetime(2026, 12, 31, tzinfo=UTC)}
"""`before` a page was clipped, a value corrected and a studio asked, and `after` all of that."""
MONEY = {"fx_rate": 10, "usd": 10}
"""Decimal places of a column whose places are not 4."""


@pytest.fixture(params=REVISIONS)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(new_database: Any, release: str, tmp_path: Path) -> Iterator[Engine]:
    """A database as the release left it, on SQLite and on PostgreSQL."""
    script = (RELEASES / f"{release}.sql").read_text(encoding="utf-8")
    url = new_database(upgraded=False)
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.executescript(script)
        connection.close()
        engine = open_engine(url)
    else:
        engine = open_engine(url)
        copy_to_postgresql(script, release, engine)
    yield engine
    engine.dispose()


def copy_to_postgresql(script: str, revision: str, engine: Engine) -> None:
    """The release's tables, made by the migrations up to it, with the rows of its SQL."""
    scripts = migrate._migration_scripts()
    with engine.begin() as connection:
        # without env.py, which would make the views of today
        with EnvironmentContext(
            migrate._alembic_config(), scripts, fn=lambda stored, _: scripts._upgrade_revs(revision, stored)
        ) as environment:
            environment.configure(connection=connection, version_table=migrate.VERSION_TABLE)
            environment.run_migrations()
        metadata = MetaData()
        metadata.reflect(connection)
        kept = sqlite3.connect(":memory:")
        kept.row_factory = sqlite3.Row
        kept.executescript(script)
        for table in metadata.sorted_tables:
            if table.name == migrate.VERSION_TABLE:
                continue
            rows = [convert(table, row) for row in map(dict, kept.execute(f'SELECT * FROM "{table.name}"'))]
            if rows:
                connection.execute(table.insert(), rows)
                if "id" in table.c:
                    move = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
                    connection.execute(text(move))
        kept.close()


def convert(table: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """What SQLite keeps as integers and text, as PostgreSQL's types."""
    kinds: dict[type, Any] = {
        Boolean: lambda _, value: bool(value),
        Numeric: lambda name, value: Decimal(value).scaleb(-MONEY.get(name, 4)),
        DateTime: lambda _, value: datetime.fromisoformat(value),
        Date: lambda _, value: date.fromisoformat(value),
        JSON: lambda _, value: json.loads(value),
    }
    made = dict(row)
    for column in table.columns:
        found = [change for kind, change in kinds.items() if isinstance(column.type, kind)]
        if found and made[column.name] is not None and not isinstance(made[column.name], float):
            made[column.name] = found[0](column.name, made[column.name])
    return made


def test_a_release_s_database_upgrades_and_gives_the_same_report(old: Engine, release: str, tmp_path: Path) -> None:
    """In every column that the release had; what a later one adds is its own."""
    migrate.upgrade(old)
    migrate.require_current(old)
    for when, as_of in AS_OF.items():
        with old.connect() as connection:
            write_report(connection, tmp_path / when, as_of=as_of, program="0.1.0", forms=["csv"])
        for expected in sorted((RELEASES / release / when).glob("*.csv")):
            assert rows_of(tmp_path / when / expected.name, expected) == rows_of(expected, expected), expected.name


def rows_of(file: Path, like: Path) -> list[list[str]]:
    """A CSV file's rows in the columns of another."""
    with like.open(encoding="utf-8-sig", newline="") as opened:
        columns = next(csv.reader(opened))
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return [columns, *([row[name] for name in columns] for row in csv.DictReader(opened))]


def test_a_clip_of_a_release_is_no_crawl_any_more(old: Engine, release: str) -> None:
    with old.connect() as connection:
        crawls = connection.execute(text("SELECT count(*) FROM crawl WHERE outcome <> 'clipped'")).scalar_one()
        joined = "SELECT finished_at, supplied_by FROM clip JOIN crawl ON crawl.id = clip.crawl ORDER BY crawl.id"
        clips = connection.execute(text(joined)).all()
    migrate.upgrade(old)
    with old.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM crawl")).scalar_one() == crawls
        assert connection.execute(text("SELECT clipped_at, supplied_by FROM clip ORDER BY id")).all() == clips
        assert len(clips) == 2
        assert connection.execute(text("SELECT count(*) FROM version WHERE clipped_at IS NOT NULL")).scalar_one() == 1
