"""`config`: write, check and show the configuration."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from tracker.commands.group import CommandGroup
from tracker.commands.options import config_option, format_option


@click.group(cls=CommandGroup)
def config() -> None:
    """Write a configuration file, check it, show what holds."""


@config.command("init")
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False), envvar="LABOR_TRACKER_CONFIG", default="labor-tracker.toml"
)
def config_init(file: Path) -> None:
    """Write a configuration file in which every key is explained and commented out.

    The program reads labor-tracker.toml of the current folder, or the file that LABOR_TRACKER_CONFIG names.

    \b
    Example: labor-tracker config init
    """
    from tracker.config.describe import render_template

    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(render_template())
    except FileExistsError as error:
        raise click.ClickException(f"{file} exists already, and is left as it is") from error
    click.echo(f"{file}: written; every key in it is optional")


@config.command("check")
@config_option("A schedule file to check too.")
def config_check(config: Path | None) -> None:
    """Name every mistake of the configuration, of the studios file and of the scales file at once.

    \b
    Example: labor-tracker config check
    """
    mistakes = find_mistakes(config)
    for mistake in mistakes:
        click.echo(mistake)
    if not mistakes:
        click.echo("no mistake found")
    sys.exit(bool(mistakes))


@config.command("show")
@format_option
def config_show(form: str) -> None:
    """Show every key, its value and where it was set. Passwords are masked.

    \b
    Example: labor-tracker config show
    """
    from tracker import settings
    from tracker.config.describe import describe_config
    from tracker.explore.row_formats import FORMATS

    for line in FORMATS[form](["key", "value", "source"], list(describe_config(settings.LOADED))):
        click.echo(line)


def find_mistakes(schedule: Path | None) -> list[str]:
    """Read everything that the configuration names; a sentence for each mistake."""
    from spiders.errors import StudiosError
    from tracker.commands.context import load_studios
    from tracker.errors import ConfigFileError, CsvError

    try:
        from tracker import settings
    except ConfigFileError as error:
        return list(error.mistakes)
    from tracker.config.describe import find_unknown_variables
    from tracker.config.load import read_schedule_file
    from tracker.scales.load import load_scales

    mistakes = [
        f"the environment variable {name} is no setting" for name in find_unknown_variables(settings.ENVIRONMENT)
    ]
    readers: list[Callable[[], object]] = [load_studios, lambda: load_scales(settings.SCALES_FILES)]
    if schedule:
        readers.append(lambda: read_schedule_file(schedule, settings.ENVIRONMENT))
    for read in readers:
        try:
            read()
        except (StudiosError, CsvError, ConfigFileError) as error:
            mistakes += error.mistakes
    return mistakes
