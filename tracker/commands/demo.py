"""`demo`."""

from pathlib import Path

import click

from tracker.commands.common import report_errors


@click.command()
@click.option(
    "--out",
    default="demo-out",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the database and the report.",
)
def demo(out: Path) -> None:
    """Crawl a small bundled town of boards for two days and report on it.

    Example: labor-tracker demo --out demo-out
    """
    from tracker.demo import run as demo

    with report_errors():
        for line in demo.run(out):
            click.echo(line)
