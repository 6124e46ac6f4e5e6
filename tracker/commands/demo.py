"""`demo`: the whole program in one command, on boards of its own."""

from pathlib import Path

import click

from tracker.commands.options import out_option


@click.command()
@out_option("demo-out", "Folder for the database and the report.")
def demo(out: Path) -> None:
    """Crawl a few bundled example boards for two days, and write a report on them.

    Example: labor-tracker demo --out demo-out
    """
    from tracker.demo import run as demo

    for line in demo.run_demo(out):
        click.echo(line)
