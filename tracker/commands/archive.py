"""`archive`: what is kept of the boards' answers."""

import sys
from pathlib import Path

import click

from tracker.commands.common import plainly


@click.group()
def archive() -> None:
    """The archived answers of the boards."""


@archive.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE | DIR]...")
def archive_check(paths: tuple[Path, ...]) -> None:
    """Check every digest and the order of the records; print each file's count, dates and problems.

    The default is the folder of LABOR_TRACKER_ARCHIVE.

    \b
    Example: labor-tracker archive check archive
    """
    from tracker import archive, settings

    if not paths and not settings.ARCHIVE:
        raise click.UsageError("name a file or a folder, or set LABOR_TRACKER_ARCHIVE")
    well = True
    with plainly():
        for line, is_problem in archive.check(paths or [Path(settings.ARCHIVE or "")]):
            click.echo(line)
            well = well and not is_problem
    sys.exit(not well)
