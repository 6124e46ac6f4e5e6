"""`query`: ask the database in SQL."""

import sys
from contextlib import AbstractContextManager
from itertools import islice

import click

from tracker.commands.context import open_database

LINES_AT_ONCE = 500
FILES = ("xlsx", "parquet")


@click.command()
@click.argument("sql", required=False, metavar="[SQL | NAME]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "jsonl", "md", *FILES]),
    default="table",
    show_default=True,
    help="How the rows are printed; xlsx and parquet go to a file or a pipe.",
)
@click.option("--vertical", is_flag=True, help="A column a line, uncut, for rows wider than the terminal.")
@click.option("--redact", is_flag=True, help="Mask names, e-mail addresses and telephone numbers in words.")
@click.option(
    "--lake", metavar="DIR|URL", help="Ask this lake, which `lake` wrote, with DuckDB instead of the database."
)
@click.option("--list", "listing", is_flag=True, help="List the public views and their columns.")
def query(sql: str | None, form: str, vertical: bool, redact: bool, lake: str | None, listing: bool) -> None:
    """Run a SQL query, read-only, or print a view by its name.

    Words of postings are printed as they are stored, people's names and addresses among them; --redact masks these, and
    in a lake they are masked.

    \b
    Example: labor-tracker query "select studio, count(*) from postings group by 1" --format csv
             labor-tracker query coverage
             labor-tracker query "select * from postings where ai_label = 'core'" --vertical
             labor-tracker query --lake lake "select studio, median(pay_maximum) from postings group by 1"
    """
    from db.queries import postings_search, views
    from db.queries.stored_tables import STORED
    from tracker import settings
    from tracker.explore.row_formats import FORMATS
    from tracker.explore.sql_console import (
        MAX_BYTES,
        TERMINAL_ROWS,
        QueryLimits,
        QueryStream,
        find_powers,
        open_query,
        redact_rows,
    )
    from tracker.util.suggestions import ask_whether_meant, suggest_names
    from tracker.util.terminal import echo_pages

    names = views.list_view_columns()
    if listing:
        for name, its_columns in names.items():
            click.echo(f"{name}: {', '.join(its_columns)}")
        click.echo(f"{postings_search.NAME}('words'): {', '.join(postings_search.COLUMNS)}")
        return
    if not sql:
        raise click.UsageError("give a SQL query or the name of a view; --list prints the names")
    if sql.isidentifier() and sql not in names:
        meant = ask_whether_meant(suggest_names(sql, names))
        raise click.UsageError(f"no view is called {sql}{meant} (--list prints the names)")
    if vertical and form != "table":
        raise click.UsageError(f"--vertical is a form of its own: leave out --format {form}")
    on_terminal = sys.stdout.isatty()
    if form in FILES and on_terminal:
        raise click.UsageError(f"{form} is no text: send it to a file, with > query.{form}")
    # a table's columns are as wide as their widest cell, and a workbook is packed at its end: these are held whole
    limits = QueryLimits(
        settings.QUERY_SECONDS,
        TERMINAL_ROWS if on_terminal else None,
        MAX_BYTES if form in ("table", *FILES) and not vertical else None,
    )
    statement = f"select * from {sql}" if sql in names else sql  # noqa: S608 - a view's name
    asked: AbstractContextManager[QueryStream]
    if lake is not None:
        from tracker.explore.lake.console import open_lake_query

        asked = open_lake_query(lake, statement, limits)
    else:
        engine = open_database()
        if powers := find_powers(engine):
            click.echo(powers, err=True)
        if any(name in sql.lower() for name in STORED):  # pandas, which makes these, costs a second to load
            from tracker.explore.stored_tables import find_stored_names, refresh_tables

            for note in refresh_tables(engine, find_stored_names(sql)):
                click.echo(note, err=True)
        asked = open_query(engine, statement, limits)
    with asked as answer:
        rows = redact_rows(answer.columns, answer.rows) if redact else answer.rows
        if form in FILES:
            from tracker.explore.row_files import FILE_FORMATS

            sys.stdout.buffer.write(FILE_FORMATS[form](answer.columns, rows))
            return
        lines = FORMATS["vertical" if vertical else form](answer.columns, rows)
        if on_terminal:
            echo_pages(list(lines))  # at most TERMINAL_ROWS
        while some := list(islice(lines, LINES_AT_ONCE)):
            click.echo("\n".join(some))
        if answer.cut:
            click.echo(f"only the first {TERMINAL_ROWS} rows: a pipe or a file gets all", err=True)
