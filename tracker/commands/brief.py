"""`brief`: the sentences that a reporter would start from."""

from datetime import datetime

import click

from tracker.commands.context import open_database, report_usage_errors
from tracker.commands.options import Instant, as_of_option


@click.command()
@click.option(
    "--studio", "studios", multiple=True, metavar="NAME", help="Only of this studio; may be given several times."
)
@as_of_option("Only what was known by then: a date (its end in UTC) or an instant. Default: the end of the last crawl.")
@click.option(
    "--since",
    type=Instant(),
    metavar="DATE",
    help="News begins after this date (its end in UTC) or instant. Default: the last report before this one.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the brief is printed.",
)
def brief(studios: tuple[str, ...], as_of: datetime | None, since: datetime | None, form: str) -> None:
    """Print the ten sentences that a story would start from, and what may be printed of each.

    News comes first, then pay beside union figures, a job that an agreement covers, an AI clause, and shares. Beside
    each stand the posting's id and state, how old its words are, where its receipt is (its page where public_url is
    set), and what to know before printing it: whose words they are, which kind of pay, what the agreement covers.
    Nothing is printed while a posting is under embargo.

    \b
    Example: labor-tracker brief
             labor-tracker brief --studio netflix --studio disney --since 2026-11-22
             labor-tracker brief --format json | jq -r '.sentences[].sentence'
    """
    from tracker import settings
    from tracker.publishing.brief import print_brief
    from tracker.util.terminal import echo_words

    with report_usage_errors():
        lines = list(
            print_brief(open_database(), studios, as_of, since, form=form, public_url=settings.PUBLIC_URL or "")
        )
    if form == "json":
        click.echo(lines[0])
    else:
        echo_words("\n".join(lines))
