"""`query`: ask the database in SQL."""

import sys
from itertools import islice

import click

from tracker.commands.context import open_database
from tracker.commands.options import format_option

LINES_AT_ONCE = 500


@click.command()
@click.argument("sql", required=False, metavar="[SQL | NAME]")
@format_option
@click.option("--redact", is_flag=True, help="Mask names, e-mail addresses and telephone numbers in words.")
@click.option("--list", "listing", is_flag=True, help="List the public views and their columns.")
def query(sql: str | None, form: str, redact: bool, listing: bool) -> None:
    """Run a SQL query, read-only, or print a view by its name.

    Words of postings are printed as they are stored, people's names and addresses among them; --redact masks these.

    \b
    Example: labor-tracker query "select studio, count(*) from postings group by 1" --format csv
             labor-tracker query coverage
    """
    from db.queries import views
    from tracker import settings
    from tracker.explore.sql_console import (
        FORMATS,
        MAX_BYTES,
        TERMINAL_ROWS,
        QueryLimits,
        find_powers,
        open_query,
        redact_rows,
    )
    from tracker.util.suggestions import ask_whether_meant, suggest_names

    names = views.list_view_columns()
    if listing:
        for name, its_columns in names.items():
            click.echo(f"{name}: {', '.join(its_columns)}")
        return
    if not sql:
        raise click.UsageError("give a SQL query or the name of a view; --list prints the names")
    if sql.isidentifier() and sql not in names:
        meant = ask_whether_meant(suggest_names(sql, names))
        raise click.UsageError(f"no view is called {sql}{meant} (--list prints the names)")
    engine = open_database()
    if powers := find_powers(engine):
        click.echo(powers, err=True)
    # a table's columns are as wide as their widest cell, so that alone it is held whole
    limits = QueryLimits(
        settings.QUERY_SECONDS,
        TERMINAL_ROWS if sys.stdout.isatty() else None,
        MAX_BYTES if form == "table" else None,
    )
    with open_query(engine, f"select * from {sql}" if sql in names else sql, limits) as answer:  # noqa: S608 - a view's name
        lines = FORMATS[form](answer.columns, redact_rows(answer.columns, answer.rows) if redact else answer.rows)
        while some := list(islice(lines, LINES_AT_ONCE)):
            click.echo("\n".join(some))
        if answer.cut:
            click.echo(f"only the first {TERMINAL_ROWS} rows: a pipe or a file gets all", err=True)
