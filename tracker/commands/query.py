"""`query`: ask the database in SQL."""

import sys

import click

from tracker.commands.context import open_database
from tracker.commands.options import format_option


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
        TERMINAL_ROWS,
        QueryLimits,
        find_powers,
        redact_rows,
        run_query,
    )
    from tracker.util.suggestions import ask_whether_meant, suggest_names

    names = views.columns()
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
    limits = QueryLimits(settings.QUERY_SECONDS, TERMINAL_ROWS if sys.stdout.isatty() else None)
    result = run_query(engine, f"select * from {sql}" if sql in names else sql, limits)  # noqa: S608 - a view's name
    rows = redact_rows(result.columns, result.rows) if redact else result.rows
    for line in FORMATS[form](result.columns, rows):
        click.echo(line)
    if result.cut:
        click.echo(f"only the first {len(rows)} rows: a pipe or a file gets all", err=True)
