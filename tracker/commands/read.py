"""`read`, `reread` and `review`: the readers of pay and AI, and people's judgement of them."""

import sys
from typing import TextIO

import click

from tracker.commands.context import open_database
from tracker.commands.work import open_job_queue, queue_option


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--text", "with_text", is_flag=True, help="Add the plain text to which the offsets of quotes refer.")
def read(file: TextIO, with_text: bool) -> None:
    """Read pay and AI in postings given as JSON lines, without a database.

    Each line is {"id", "title", "description", and if known "studio", "locations", "posted_on", "stated_pay"}.

    \b
    Example: labor-tracker read postings.jsonl > readings.jsonl
    """
    from tracker.reading.jsonl import read_lines

    for line in read_lines(file, with_text=with_text):
        click.echo(line)


@click.command()
@click.argument("studios", nargs=-1, metavar="[STUDIO]...")
@click.option(
    "--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Read in so many processes."
)
@queue_option
def reread(studios: tuple[str, ...], jobs: int, queued: bool) -> None:
    """Read the stored postings again with today's readers. Older readings stay, for older reports.

    \b
    Example: labor-tracker reread netflix
             labor-tracker reread --jobs 4
    """
    if queued:
        if jobs > 1:
            raise click.UsageError("--queue takes studios alone: each is read by one worker")
        _queue_reading(studios)
        return
    from tracker.ingest.reread import reread_studios

    count = reread_studios(open_database(), studios, jobs)
    click.echo(f"{count} versions read")


def _queue_reading(studios: tuple[str, ...]) -> None:
    with open_job_queue() as queue:
        asked = queue.request_reading(studios)
    click.echo(f"{asked} studios wait to be read again")


@click.command()
@click.option("--reviewer", metavar="NAME", help="Who judges; stored with each verdict.")
@click.option(
    "--pay",
    "pay_at_most",
    type=click.IntRange(1),
    metavar="N",
    help="List instead the N readings of pay that are least sure, the least sure first, with the words they rest on.",
)
@click.option(
    "--random",
    "many",
    type=click.IntRange(1),
    metavar="N",
    help="Judge N postings drawn at random, blind: the label is shown after the verdict. These measure the reader.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    metavar="S",
    help="Seed of the random sample: the same seed draws the same N.",
)
def review(reviewer: str | None, pay_at_most: int | None, many: int | None, seed: int) -> None:
    """Judge AI labels, the least certain label or pay first, or a random sample. Stop at any time.

    Every verdict is stored. With --pay, list what to check of pay; what is wrong is put right by a correction.

    Answers are read from stdin, one a line: core, adjacent or none, then kinds if you like; or skip, more, quit.

    \b
    Example: labor-tracker review --reviewer Ida
             labor-tracker review --reviewer Ida --random 100 --seed 7
             labor-tracker review --pay 20
    """
    import shutil

    if pay_at_most is not None:
        from tracker.editorial.pay_review import list_unsure_pay

        for line in list_unsure_pay(open_database(), pay_at_most):
            click.echo(line)
        return
    if reviewer is None:
        raise click.UsageError("Missing option '--reviewer'.")

    from tracker.editorial.review import ReviewSession, review_postings

    lines = max(5, shutil.get_terminal_size().lines - 6) if sys.stdin.isatty() and sys.stdout.isatty() else None
    session = ReviewSession(open_database(), reviewer, sys.stdin, sys.stdout, sys.stderr, lines=lines)
    click.echo(review_postings(session, many=many, seed=seed), err=True)
