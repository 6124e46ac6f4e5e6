"""`browse`: the database in a web browser."""

import sys

import click

from tracker.commands.context import open_database


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    metavar="PORT",
    help="0 takes any free port.",
)
@click.option("--private", is_flag=True, help="Also show inquiries to studios, and let the file be downloaded.")
def browse(port: int, private: bool) -> None:
    """Show an SQLite database in a web browser, read-only (Datasette), until stopped with Ctrl-C.

    Words of postings are shown as they are stored, people's names and addresses among them.

    Example: labor-tracker browse
    """
    from tracker.explore.browse import run_datasette

    code = run_datasette(open_database(), port, private=private)
    sys.exit(code)
