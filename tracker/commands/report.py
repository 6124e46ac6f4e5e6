"""`report` and `explain`: write the report, and show what its numbers rest on."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from tracker.commands.context import open_database, report_usage_errors
from tracker.commands.options import Instant, NameList, as_of_option, list_formats, out_option
from tracker.commands.work import open_job_queue, queue_option
from tracker.util.terminal import echo_words


@click.command()
@out_option("report-out", "Folder for the files.")
@as_of_option("Only what was known by then: a date (its end in UTC) or an instant. Default: the end of the last crawl.")
@click.option(
    "--basket",
    "baskets",
    multiple=True,
    metavar="NAME",
    help="Compare with this basket of scales only; may be given several times. Default: all that fit a posting.",
)
@click.option(
    "--since",
    type=Instant(),
    metavar="DATE",
    help="The tables of what changed begin after this date (its end in UTC) or instant. Default: the last report "
    "before this one.",
)
@click.option(
    "--format",
    "forms",
    type=NameList("format", list_formats),
    default="csv,html",
    show_default=True,
    metavar="NAME,…",
    help="csv, xlsx (one workbook), parquet, html (the page, with the CSV files that it cites).",
)
@click.option(
    "--embargo-until", type=Instant(), metavar="DATE", help="Before this date write the tables only, no page."
)
@click.option("--excel", is_flag=True, help="Write CSV files for Excel: UTF-8 is read, and 00123 stays so.")
@click.option("--corrected", is_flag=True, help="Apply corrections made after the report's date: the amended report.")
@click.option(
    "--published",
    is_flag=False,
    flag_value="",
    metavar="[NOTE]",
    help="Record that this report is made public, so that a later correction names it; where, in a note.",
)
@queue_option
def report(
    out: Path,
    as_of: datetime | None,
    baskets: tuple[str, ...],
    since: datetime | None,
    forms: tuple[str, ...],
    excel: bool,
    embargo_until: datetime | None,
    corrected: bool,
    published: str | None,
    queued: bool,
) -> None:
    """Write the report: its tables, a page, and a manifest that says what they rest on.

    \b
    Example: labor-tracker report --out report-out --as-of 2026-11-22
             labor-tracker report --since 2026-11-15 --format csv,xlsx,parquet,html
             labor-tracker report --as-of 2026-11-22 --corrected --published "https://news.example/1, amended"
    """
    if excel and not {"csv", "html"} & set(forms):
        raise click.UsageError("--excel is only for CSV files, and --format names none: add csv")
    if queued:
        _queue_report(click.get_current_context())
        return
    from tracker.publishing import report as publish

    engine = open_database()
    lines = publish.publish_report(
        engine, out, as_of, baskets, since=since, forms=forms, excel=excel,
        embargo_until=embargo_until, corrected=corrected, published=published,
    )  # fmt: skip
    for line in lines:
        click.echo(line)


def _queue_report(context: click.Context) -> None:
    """Let a worker write the report, with the options that were given here."""
    given: dict[str, Any] = {**context.params, "out": context.params["out"].absolute(), "queued": False}
    words = ["report"]
    for option in context.command.params:
        value, name = given[option.name or ""], option.opts[0]
        if option.name == "forms":
            words += [name, ",".join(value)]
        elif isinstance(option, click.Option) and option.is_flag:
            words += [name] * bool(value)
        else:
            for each in value if isinstance(value, tuple) else [value]:
                text = each.isoformat() if isinstance(each, datetime) else each
                words += [] if text is None else [f"{name}={text}"]
    with open_job_queue() as queue:
        asked = queue.request_report([words])
    click.echo("the report waits to be written" if asked else "the same report waits already")


@click.command()
@click.argument("posting")
@as_of_option("Only what was known by then.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="How the receipt is printed.",
)
def explain(posting: str, as_of: datetime | None, form: str) -> None:
    """Show the receipt of a posting: what each of its numbers rests on.

    POSTING is a posting_id as the reports and views have it (studio:board_key), its key alone, or its address.

    \b
    Example: labor-tracker explain netflix:790298014263
             labor-tracker explain netflix:790298014263 --format html > receipt.html
    """
    import json

    from db.queries.as_of import AsOf
    from reports.receipt.receipt import read_receipt
    from reports.receipt.text import render_text
    from tracker.editorial.as_of_check import check_as_of
    from tracker.explore.find_posting import find_posting

    with open_database().connect() as connection:
        with report_usage_errors():
            posting = find_posting(connection, posting)
        check_as_of(connection, as_of)
        found = read_receipt(connection, posting, AsOf.plain(as_of) if as_of else None)
        if form == "html":
            from reports.receipt.html import render_html

            click.echo(render_html(found), nl=False)
        elif form == "json":
            click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2, default=str))
        else:
            echo_words("\n".join(render_text(found)))
