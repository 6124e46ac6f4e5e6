"""`scales`: list, check, add, export, real."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from tracker.commands.group import CommandGroup
from tracker.commands.options import format_option


@click.group(cls=CommandGroup)
def scales() -> None:
    """List the union scales that pay is compared with, check them, add your own."""


@scales.command("list")
@format_option
def scales_list(form: str) -> None:
    """List every dated figure with its source.

    Example: labor-tracker scales list --format csv
    """
    from tracker import settings
    from tracker.explore.row_formats import FORMATS
    from tracker.scales.load import load_scales
    from tracker.scales.model import Scale

    columns = [*Scale.model_fields]
    rows = [tuple(getattr(scale, column) for column in columns) for scale in load_scales(settings.SCALES_FILES)]
    for line in FORMATS[form](columns, rows):
        click.echo(line)


@scales.command("check")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day for which a series is stale. Default: today.",
)
def scales_check(on: datetime | None) -> None:
    """Check that dates do not overlap, units are known and every figure has a source.

    Print gaps too, and the series without a figure in force, those that reports compare with first.

    Example: labor-tracker scales check --on 2026-12-01
    """
    from tracker import settings
    from tracker.scales.check import check_scales, describe_scales, list_stale_series
    from tracker.scales.comparisons import load_all_comparisons
    from tracker.scales.load import load_scales

    rows = load_scales(settings.SCALES_FILES)
    compared = {row.series for row in load_all_comparisons(settings.COMPARISON_FILES)}
    findings = check_scales(rows)
    for finding in findings:
        click.echo(str(finding))
    day = (on or datetime.now(UTC)).date()
    for line in list_stale_series(rows, day, compared):
        click.echo(line)
    click.echo(describe_scales(rows))
    sys.exit(any(finding.is_error for finding in findings))


@scales.command("add")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--compare-with",
    metavar="LIMITS",
    help="Set the figures beside postings: studio=…,title=…,country=…,measure=…; needs LABOR_TRACKER_COMPARISONS.",
)
def scales_add(file: Path, compare_with: str | None) -> None:
    """Add the figures of a CSV file to your own file (LABOR_TRACKER_SCALES), all of them or none.

    Five columns are enough: union or agreement, role, amount, unit, from. The others are those of
    tracker/scales/data/union_scales.csv; the same check is made, and every mistake is named at once.

    \b
    Example: LABOR_TRACKER_SCALES=my-scales.csv labor-tracker scales add new-figures.csv
    """
    from tracker import settings
    from tracker.scales.own import add_comparisons, add_scales, parse_limits

    if settings.OWN_SCALES is None:
        raise click.UsageError("LABOR_TRACKER_SCALES is not set: set it to the file to which the figures are added")
    if compare_with and settings.OWN_COMPARISONS is None:
        raise click.UsageError("LABOR_TRACKER_COMPARISONS is not set: set it to the file that keeps your comparisons")
    limits = parse_limits(compare_with) if compare_with else {}
    added = add_scales(file, settings.OWN_SCALES)
    click.echo(f"{len(added)} figures added to {settings.OWN_SCALES}")
    if limits and settings.OWN_COMPARISONS is not None:
        count = add_comparisons(added, limits, settings.OWN_COMPARISONS)
        click.echo(f"{count} comparisons added to {settings.OWN_COMPARISONS}")


@scales.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def scales_export(folder: Path) -> None:
    """Write the packaged figures as a data set that stands alone.

    It is a Frictionless data package with its dictionary, sources, gaps and a changelog.

    Example: labor-tracker scales export union-scales
    """
    from tracker.scales.export import export_scales

    for path in export_scales(folder):
        click.echo(str(path))


@scales.command("real")
@click.argument("amount", metavar="DOLLARS")
@click.option("--from", "month", metavar="YYYY-MM", required=True, help="The month whose money the dollars are.")
@click.option("--in", "into", metavar="YYYY-MM", help="The month to restate them in. Default: the newest known.")
def scales_real(amount: str, month: str, into: str | None) -> None:
    """Restate US dollars of one month in the money of another, by the consumer price index.

    Example: labor-tracker scales real 26470 --from 2023-07
    """
    from decimal import Decimal, InvalidOperation

    from tracker.scales.prices import restate_dollars

    try:
        dollars = Decimal(amount.replace(",", ""))
    except InvalidOperation as error:
        raise click.UsageError(f"{amount!r} is not an amount of dollars") from error
    if not dollars.is_finite():
        raise click.UsageError(f"{amount!r} is not an amount of dollars")
    real = restate_dollars(dollars, month, into)
    click.echo(f"{dollars:,f} USD of {month} are {real.amount:,f} USD; × {real.basis}")
