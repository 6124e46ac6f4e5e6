"""`browse`: the database in a web browser."""

import sys

import click

from tracker.commands.context import open_database


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes any free port.")
def browse(port: int) -> None:
    """Show an SQLite database in a web browser, read-only (Datasette), until stopped with Ctrl-C.

    Example: labor-tracker browse
    """
    from tracker.explore.browse import run_datasette

    code = run_datasette(open_database(), port)
    sys.exit(code)
