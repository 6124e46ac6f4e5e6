"""The command line."""

import sys
from typing import TextIO

import click


@click.group()
def main() -> None:
    """Track studios' public job postings, read their pay, and compare it with union scale."""


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--text", "with_text", is_flag=True, help="Give back the plain text that the quotes index.")
def read(file: TextIO, with_text: bool) -> None:
    """Read pay and AI from JSON lines, without a database.

    Example: labor-tracker read postings.jsonl > readings.jsonl
    """
    from tracker.readings import BadRecordError, read_lines

    try:
        for line in read_lines(file, with_text=with_text):
            click.echo(line)
    except BadRecordError as error:
        click.echo(f"labor-tracker: {error}", err=True)
        sys.exit(1)
