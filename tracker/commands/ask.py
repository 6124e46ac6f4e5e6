"""`ask`: ask a studio to comment before publishing, and record what it answers."""

from datetime import datetime
from typing import TYPE_CHECKING, TextIO

import click

from tracker.commands.context import open_database, report_usage_errors
from tracker.commands.options import Instant

if TYPE_CHECKING:
    from sqlalchemy import Engine


@click.command()
@click.argument("posting", required=False)
@click.option("--by", metavar="NAME", help="Who asks or records; stored in the database, shown in no report.")
@click.option("--deadline", type=Instant(), metavar="DATE", help="Ask; the studio may answer until then.")
@click.option(
    "--embargo-until", type=Instant(), metavar="DATE", help="Before this date reports have tables only, no page."
)
@click.option("--answer", type=click.File("r", encoding="utf-8"), metavar="FILE", help="Record the answer; - is stdin.")
@click.option(
    "--answered-on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day it came. Default: today."
)
@click.option("--declined", is_flag=True, help="Record that the studio declined to comment.")
@click.option("--no-answer", is_flag=True, help="Record that no answer came by the deadline.")
@click.option("--list", "listing", is_flag=True, help="List what was asked, and what came of it.")
def ask(
    posting: str | None,
    by: str | None,
    deadline: datetime | None,
    embargo_until: datetime | None,
    answer: TextIO | None,
    answered_on: datetime | None,
    declined: bool,
    no_answer: bool,
    listing: bool,
) -> None:
    """Write the sheet that asks a studio to comment on a posting, or record what it answered.

    The sheet goes to stdout: each point, the posting's words, our arithmetic, the deadline. Receipts and reports then
    print that the studio was asked, and what came of it.

    \b
    Example: labor-tracker ask netflix:790298014263 --by Ida --deadline 2026-12-01 > sheet.md
             labor-tracker ask netflix:790298014263 --by Ida --answer reply.txt --answered-on 2026-11-30
             labor-tracker ask --list
    """
    from db.vocabulary import AnswerKind
    from tracker.editorial import inquiries

    if listing:
        engine = open_database()
        for line in inquiries.describe_inquiry(engine, _find_posting(engine, posting) if posting else None):
            click.echo(line)
        return
    if posting is None:
        raise click.UsageError("name a posting by its posting_id or its address, or use --list to see what was asked")
    kinds = [
        kind
        for kind, given in (
            (AnswerKind.ANSWERED, answer),
            (AnswerKind.DECLINED, declined),
            (AnswerKind.NO_ANSWER, no_answer),
        )
        if given
    ]
    if len(kinds) + (deadline is not None) != 1:
        raise click.UsageError("give one of --deadline (to ask), --answer, --declined and --no-answer (to record)")
    if not by:
        raise click.UsageError("say who you are: --by NAME")
    if embargo_until and not deadline:
        raise click.UsageError("--embargo-until goes with --deadline")
    if answered_on and answer is None:
        raise click.UsageError("--answered-on goes with --answer")
    engine = open_database()
    posting = _find_posting(engine, posting)
    if deadline:
        text = inquiries.create_inquiry(engine, posting, by=by, deadline_at=deadline, embargo_until=embargo_until)
        click.echo(text, nl=False)
    else:
        words, on = _read_answer(answer) if answer else "", answered_on.date() if answered_on else None
        click.echo(inquiries.record_answer(engine, posting, by=by, kind=kinds[0], words=words, answered_on=on))


def _find_posting(engine: "Engine", word: str) -> str:
    from tracker.explore.find_posting import find_posting

    with engine.connect() as connection, report_usage_errors():
        return find_posting(connection, word)


def _read_answer(answer: TextIO) -> str:
    try:
        return answer.read()
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{answer.name} is not text in UTF-8: {error}") from error
