"""`scales`: list, check, add."""

import sys
from pathlib import Path

import click

from tracker.commands.options import format_option


@click.group()
def scales() -> None:
    """List the union scales that pay is compared with, check them, add your own."""


@scales.command("list")
@format_option
def scales_list(form: str) -> None:
    """List every dated figure with its source.

    Example: labor-tracker scales list --format csv
    """
    from dataclasses import astuple, fields

    from tracker import settings
    from tracker.explore.sql_console import FORMATS
    from tracker.scales.load import load_scales
    from tracker.scales.model import Scale

    rows = [astuple(scale) for scale in load_scales(settings.SCALES_FILES)]
    for line in FORMATS[form]([field.name for field in fields(Scale)], rows):
        click.echo(line)


@scales.command("check")
def scales_check() -> None:
    """Check that dates do not overlap, units are known and every figure has a source. Print gaps too.

    Example: labor-tracker scales check
    """
    from tracker import settings
    from tracker.scales.check import check_scales, describe_scales
    from tracker.scales.load import load_scales

    rows = load_scales(settings.SCALES_FILES)
    findings = check_scales(rows)
    for finding in findings:
        click.echo(str(finding))
    click.echo(describe_scales(rows))
    sys.exit(any(finding.is_error for finding in findings))


@scales.command("add")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def scales_add(file: Path) -> None:
    """Add the figures of a CSV file to your own file (LABOR_TRACKER_SCALES), all of them or none.

    The columns are those of tracker/scales/data/union_scales.csv; the same check is made.

    \b
    Example: LABOR_TRACKER_SCALES=my-scales.csv labor-tracker scales add new-figures.csv
    """
    from tracker import settings
    from tracker.scales.load import add_scales

    if not settings.SCALES_FILES:
        raise click.UsageError("LABOR_TRACKER_SCALES is not set: set it to the file to which the figures are added")
    count = add_scales(file, settings.SCALES_FILES[0])
    click.echo(f"{count} figures added to {settings.SCALES_FILES[0]}")
