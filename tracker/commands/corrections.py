"""`corrections`: list, add, check."""

import sys
from pathlib import Path

import click

from tracker.commands.context import open_database
from tracker.commands.group import CommandGroup
from tracker.commands.options import format_option


@click.group(cls=CommandGroup)
def corrections() -> None:
    """List corrections of what was read or printed, add some, check the old ones."""


@corrections.command("list")
@format_option
def corrections_list(form: str) -> None:
    """List every correction: the old value, the new value, why, and by whom.

    Example: labor-tracker corrections list --format csv
    """
    from tracker.explore.row_formats import FORMATS
    from tracker.explore.sql_console import run_select

    columns, rows = run_select(open_database(), "select * from corrections order by correction_id")
    for line in FORMATS[form](columns, rows):
        click.echo(line)


@corrections.command("add")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def corrections_add(file: Path) -> None:
    """Add the corrections of a CSV file, all of them or none, and name the published reports that they touch.

    Columns: posting, field, old_value, new_value, reason, by, date. The old value must equal the stored one. Nothing
    stored is changed: reports as of before stay as they were, and `report --corrected` writes the amended one.

    \b
    Example: labor-tracker corrections add corrections.csv
    """
    from tracker.editorial.corrections import add_corrections

    rows, touched = add_corrections(open_database(), file)
    for row in rows:
        click.echo(
            f"{row.posting}: {row.field} was {row.old_value or 'empty'}, is {row.new_value or 'empty'} ({row.by})"
        )
    click.echo(f"{len(rows)} correction{'s' if len(rows) != 1 else ''} added")
    for each in touched:
        note = f" ({each.note})" if each.note else ""
        click.echo(
            f"published on {each.published_at:%Y-%m-%d} as of {each.as_of.isoformat()}{note}, in {each.folder}: "
            f"{each.row.field} of {each.row.posting} was {each.row.old_value or 'empty'}"
        )
    if not touched:
        click.echo("no recorded publication (report --published) contains an old value")


@corrections.command("check")
def corrections_check() -> None:
    """List corrections whose posting has a newer version in which the old value is back.

    Example: labor-tracker corrections check
    """
    from tracker.editorial.corrections import check_corrections

    found = list(check_corrections(open_database()))
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} corrections to check again")
    sys.exit(bool(found))
