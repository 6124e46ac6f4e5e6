"""`read`, `reread` and `review`: what postings are understood to say."""

import sys
from typing import TextIO

import click

from tracker.commands.common import open_database, report_errors


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--text", "with_text", is_flag=True, help="Give back the plain text that the quotes index.")
def read(file: TextIO, with_text: bool) -> None:
    """Read pay and AI from JSON lines, without a database.

    Each line is {"id", "title", "description", and if known "studio", "locations", "posted_on", "stated_pay"}.

    \b
    Example: labor-tracker read postings.jsonl > readings.jsonl
    """
    from tracker.reading.jsonl import read_lines

    with report_errors():
        for line in read_lines(file, with_text=with_text):
            click.echo(line)


@click.command()
@click.argument("studios", nargs=-1, metavar="[STUDIO]...")
def reread(studios: tuple[str, ...]) -> None:
    """Read what is stored again with today's readers; older readings stay for older reports.

    \b
    Example: labor-tracker reread netflix
    """
    from tracker.ingest.reread import reread_studios as read_again

    with report_errors():
        count = read_again(open_database(), studios)
    click.echo(f"{count} versions read")


@click.command()
@click.option("--reviewer", required=True, metavar="NAME", help="Who judges; kept beside each verdict.")
@click.option(
    "--random",
    "many",
    type=click.IntRange(1),
    metavar="N",
    help="Judge N postings drawn at random, blind: the label is shown after the verdict. These measure the reader.",
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help="Which N are drawn.")
def review(reviewer: str, many: int | None, seed: int) -> None:
    """Judge AI labels, the least certain first, or a random sample. Stop any time; what was judged is kept.

    Answers are read from stdin, a line each: core, adjacent or none, with kinds behind if you like; skip, more, quit.

    \b
    Example: labor-tracker review --reviewer Ida
             labor-tracker review --reviewer Ida --random 100 --seed 7
    """
    import shutil

    from tracker.editorial.review import ReviewSession
    from tracker.editorial.review import review_postings as hold

    lines = max(5, shutil.get_terminal_size().lines - 6) if sys.stdin.isatty() and sys.stdout.isatty() else None
    with report_errors():
        sitting = ReviewSession(open_database(), reviewer, sys.stdin, sys.stdout, sys.stderr, lines=lines)
        click.echo(hold(sitting, many=many, seed=seed), err=True)
