"""`browse`: the database in a web browser."""

import sys

import click

from tracker.commands.common import open_database, report_errors


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any that is free.")
def browse(port: int) -> None:
    """Look at an SQLite database in a web browser, for reading only (Datasette), until stopped with Ctrl-C.

    Example: labor-tracker browse
    """
    from tracker.explore import browse as datasette

    with report_errors():
        code = datasette.run_datasette(open_database(), port)
    sys.exit(code)
