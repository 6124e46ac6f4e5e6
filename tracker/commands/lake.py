"""`lake`: write the database as Parquet files by studio and month, for DuckDB, pandas, Arrow, R and Spark."""

import sys
from datetime import datetime

import click

from tracker.commands.context import open_database
from tracker.commands.options import as_of_option


@click.command()
@click.argument("place", metavar="DIR|URL")
@as_of_option("Only what was known by then. Default: the end of the last crawl.")
@click.option("--check", is_flag=True, help="Write nothing: compare each file with its digest in the manifest.")
def lake(place: str, as_of: datetime | None, *, check: bool) -> None:
    """Write the database's views as a lake of Parquet files, or bring one up to date.

    Run it again after each crawl: only what is new is written. People's names, e-mail addresses and telephone numbers
    in words of postings are masked, as in a report. An address such as s3://bucket/lake needs the extra `lake` and the
    storage's own package (s3fs).

    \b
    Example: labor-tracker lake lake
             labor-tracker lake s3://newsroom/lake --as-of 2026-11-22
             labor-tracker query --lake lake "select studio, count(*) from postings group by 1"
    """
    if check:
        from tracker.explore.lake.check import check_lake

        well = True
        for line, is_problem in check_lake(place):
            click.echo(line)
            well = well and not is_problem
        sys.exit(not well)

    from tracker.explore.lake.writer import write_lake

    click.echo(str(write_lake(open_database(), place, as_of)))
