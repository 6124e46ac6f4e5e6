"""`browse`: the database in a web browser."""

import sys

import click

from tracker.commands.common import database, plainly


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any that is free.")
def browse(port: int) -> None:
    """Look at an SQLite database in a web browser, for reading only (Datasette), until stopped with Ctrl-C.

    Example: labor-tracker browse
    """
    from tracker.explore import browse as datasette

    with plainly():
        code = datasette.browse(database(), port)
    sys.exit(code)
