"""`db`: the database itself."""

import sys
from pathlib import Path

import click

from tracker.commands.context import open_database
from tracker.commands.group import CommandGroup


@click.group(cls=CommandGroup)
def db() -> None:
    """Create, upgrade, back up and compact the database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Create the database, or bring its tables and views to this program's version.

    Example: labor-tracker db upgrade
    """
    from db.engine import display_url, open_engine
    from db.maintenance import migrate
    from tracker import settings
    from tracker.scales.store import store_scales

    engine = open_engine(settings.DATABASE_URL)
    migrate.upgrade(engine)
    store_scales(engine)
    click.echo(f"{display_url(engine.url)} is up to date")


@db.command("readonly-role")
@click.argument("name", default="labor_tracker_reader")
def db_readonly_role(name: str) -> None:
    """Print the SQL that makes a PostgreSQL role NAME which can only read; an administrator runs it.

    Example: labor-tracker db readonly-role reader | psql
    """
    from tracker.explore.select_only import make_role_sql

    click.echo(make_role_sql(name))


@db.command("vacuum")
def db_vacuum() -> None:
    """Give back disk space that the database no longer needs. Run it while nothing else runs.

    Of each version the first reading stays, the last two, and those that a published report shows; older ones go.

    Example: labor-tracker db vacuum
    """
    from db.engine import display_url, durable_sessions, vacuum
    from db.writes import readings

    engine = open_database()
    with durable_sessions(engine).begin() as session:
        dropped = readings.drop_old_readings(session)
    vacuum(engine)
    click.echo(f"{display_url(engine.url)} is vacuumed; {dropped} old readings are gone")


@db.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def db_backup(file: Path) -> None:
    """Write a copy of the database to a new FILE while crawls may go on, and check it.

    SQLite gives an SQLite file, PostgreSQL an archive for pg_restore (pg_dump must be installed).

    Example: labor-tracker db backup backups/2026-11-30.db
    """
    from db.maintenance import backup

    engine = open_database()
    backup.back_up(engine, file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes, checked")


@db.command("copy")
@click.argument("url")
def db_copy(url: str) -> None:
    """Copy the database into an empty one at URL, and compare them row by row: the way from SQLite to PostgreSQL.

    Stop the scheduler first. Afterwards set LABOR_TRACKER_DATABASE_URL (or database_url) to the new address.

    Example: labor-tracker db copy postgresql+psycopg://tracker@localhost/tracker
    """
    from db.engine import display_url, open_engine
    from db.maintenance.copy import copy_database

    source, target = open_database(), open_engine(url)
    copied = copy_database(source, target)
    for table in copied:
        click.echo(f"{table.name}: {table.rows:,} rows, sha256 {table.sha256[:16]}")
    click.echo(f"{display_url(target.url)} holds the same {sum(table.rows for table in copied):,} rows")


@db.command("refresh")
def db_refresh() -> None:
    """Store anew the report's tables that only Python makes, where something has changed.

    They are the views studios, ai_vs_other, leads, trend, changes, scales_used, accuracy and levels. `query` and
    `browse` do so by themselves; other programs see the rows as they were stored last, and their column as_of says of
    when they are.

    Example: labor-tracker db refresh
    """
    from db.engine import display_url
    from tracker.explore.stored_tables import refresh_tables

    engine = open_database()
    notes = refresh_tables(engine)
    for note in notes:
        click.echo(note, err=True)
    if not notes:
        click.echo(f"{display_url(engine.url)} has every table as of the end of the last crawl")
    sys.exit(bool(notes))


def _find_archive_problems() -> list[str]:
    """What is wrong with the configured archive; nothing where there is none, or nothing in it yet."""
    from tracker.archive.check import check_archives
    from tracker.archive.storage import copy_archives, list_configured_archives, name_addresses
    from tracker.util.place import is_address

    places = [place for place in list_configured_archives() if is_address(place) or Path(place).exists()]
    with copy_archives(places) as (where, copies):
        return [name_addresses(line, copies) for line, is_problem in check_archives(where) if is_problem]


@db.command("check")
@click.option(
    "--mend", is_flag=True, help="First write anew what is derived from the rest: posting_now, and the search."
)
def db_check(mend: bool) -> None:
    """Check that the database is whole: its pages and foreign keys, and that what it says of now follows from the rest.

    Where an archive is configured, every digest in it is checked, too, as `archive check` does. Exit code 1 where
    something is damaged or differs.

    \b
    Example: labor-tracker db check
             labor-tracker db check --mend
    """
    from db.engine import display_url, write_sessions
    from db.maintenance import backup
    from db.queries.postings_search import rebuild_search
    from db.writes import present

    engine = open_database()
    if mend:
        with write_sessions(engine).begin() as session:
            present.refill(session)
            rebuild_search(session.connection())
    problems = [*backup.check_database(engine), *_find_archive_problems()]
    for problem in problems:
        click.echo(problem)
    if not problems:
        click.echo(f"{display_url(engine.url)} is whole")
    sys.exit(bool(problems))
