"""`query` and `status`: what the database says."""

import click

from tracker.commands.common import as_format, database, plainly


@click.command()
@click.argument("sql", required=False, metavar="[SQL | NAME]")
@as_format
@click.option("--list", "listing", is_flag=True, help="List the names: the public views and their columns.")
def query(sql: str | None, form: str, listing: bool) -> None:
    """Ask the database in SQL, for reading only, or show a view by its name.

    \b
    Example: labor-tracker query "select studio, count(*) from postings group by 1" --format csv
             labor-tracker query coverage
    """
    from db.queries import views
    from tracker.explore.sql_console import FORMATS, ask

    names = views.columns()
    if listing:
        for name, its_columns in names.items():
            click.echo(f"{name}: {', '.join(its_columns)}")
        return
    if not sql:
        raise click.UsageError("give a SQL statement or the name of a view; --list shows the names")
    with plainly():
        engine = database()
        columns, rows = ask(engine, f"select * from {sql}" if sql in names else sql)  # noqa: S608 - a view's name
        for line in FORMATS[form](columns, rows):
            click.echo(line)


@click.command()
@as_format
def status(form: str) -> None:
    """Say how each studio's last crawl ended and why, and what is kept.

    Example: labor-tracker status
    """
    from tracker.explore.sql_console import FORMATS, ask

    with plainly():
        columns, rows = ask(
            database(),
            "select studio, last_outcome, last_crawl_at, last_complete_at, announced, listed, postings_listed, "
            "with_pay, last_reason from coverage order by studio",
        )
    for line in FORMATS[form](columns, rows):
        click.echo(line)
