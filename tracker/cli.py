"""The command line: the table of contents of the program. What a command needs is imported when it runs."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from scrapy.settings import Settings
    from sqlalchemy import Engine

    from spiders.loader import Studio


as_format = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "jsonl"]), default="table", show_default=True
)


OURS = ("db", "reports", "spiders", "tracker")
"""The rooms. An exception that one of them defines is a sentence for the person at the terminal."""


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what a user can mend into one sentence on stderr and exit code 1."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'a file'}: {error.strerror or error}") from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] in OURS:
            raise click.ClickException(str(error)) from error
        raise


def database(*, create: bool = False) -> "Engine":
    """The database of LABOR_TRACKER_DATABASE_URL, at this program's version of the tables."""
    from db import migrate
    from tracker import settings

    engine = migrate.connect(settings.DATABASE_URL, create=create)
    if create and migrate.is_empty(engine):
        migrate.upgrade(engine)
    migrate.require_current(engine)
    if create:
        from tracker.publish import load_scales

        load_scales(engine)
    return engine


class Instant(click.ParamType[datetime]):
    """A date, meaning its end in UTC, or an instant with its time zone."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        words = str(value)
        try:
            return datetime.combine(date.fromisoformat(words), time.max, UTC)
        except ValueError:
            pass
        try:
            instant = datetime.fromisoformat(words)
        except ValueError:
            self.fail(f"{words!r} is neither a date (2026-11-22) nor an instant (2026-11-22T09:00:00Z)", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{words!r} has no time zone; write 2026-11-22T09:00:00Z or +00:00", param, ctx)
        return instant


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="labor-tracker", prog_name="labor-tracker")
def main() -> None:
    """Track studios' public job postings, read their pay, and compare it with union scale.

    Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.
    The database is LABOR_TRACKER_DATABASE_URL, by default labor-tracker.db in the current folder.
    """


@main.command()
@click.option(
    "--out",
    default="demo-out",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the database and the report.",
)
def demo(out: Path) -> None:
    """Crawl a small bundled town of boards for two days and report on it.

    Example: labor-tracker demo --out demo-out
    """
    from tracker import demo

    with plainly():
        for line in demo.run(out):
            click.echo(line)


@main.command()
@click.argument("studios", nargs=-1, metavar="[STUDIO]...")
@click.option("--all", "everyone", is_flag=True, help="Every studio known whose terms were read and allow it.")
@click.option("--via", metavar="URL", help="Send every request through this address (a mirror).")
@click.option("--delay", type=click.FloatRange(0), metavar="S", help="Seconds between requests to a host; 1 or more.")
@click.option("--refresh", is_flag=True, help="Ask every detail again, also where the list's row has not changed.")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep every answer in this folder, in WARC files. Default: LABOR_TRACKER_ARCHIVE, if set.",
)
@click.option(
    "--replay",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
    help="Read these archives, or folders of them, in the place of the boards, without network.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say more on stderr.")
def crawl(
    studios: tuple[str, ...],
    everyone: bool,
    via: str | None,
    delay: float | None,
    refresh: bool,
    archive: Path | None,
    replay: tuple[Path, ...],
    verbose: bool,
) -> None:
    """Visit studios' careers boards and keep what they list. By default every studio named in the article.

    \b
    Example: labor-tracker crawl netflix disney
             labor-tracker crawl --archive archive
             labor-tracker crawl --replay archive/netflix/*.warc.gz
    """
    if replay:
        if everyone or via or delay is not None or refresh or archive:
            raise click.UsageError("--replay takes all else from the archives; leave the other options out")
        sys.exit(not _replay(studios, replay, verbose=verbose))
    with plainly():
        chosen = choose(studios, everyone=everyone)
        settings = crawl_settings(via, delay, verbose=verbose)
        if archive:
            settings.setdict({"ARCHIVE": str(archive), "HTTPCACHE_ENABLED": True}, priority="cmdline")
        engine = database(create=True)
    from tracker.crawl import run
    from tracker.publish import outcomes

    started_at = datetime.now(UTC)
    broken = run(settings, [studio.name for studio in chosen], refresh=refresh)
    well = True
    for name, outcome, line in outcomes(engine, [studio.name for studio in chosen], started_at, broken):
        click.echo(f"{name}: {line}")
        well = well and outcome == "complete"
    sys.exit(not well)


def _replay(words: Sequence[str], paths: Sequence[Path], *, verbose: bool) -> bool:
    """Replay archives, of all studios or of those named; whether every board is found to have been walked whole.

    A shell puts further files of `--replay *.warc.gz` among the studios.
    """
    from tracker import replay
    from tracker.choice import named
    from tracker.crawl import require_order, run
    from tracker.publish import outcomes
    from tracker.warc import SUFFIX

    with plainly():
        chains = replay.load([*paths, *(Path(word) for word in words if word.endswith(SUFFIX))])
        names = [word for word in words if not word.endswith(SUFFIX)]
        if absent := [name for name in names if name not in chains]:
            raise click.UsageError(f"none of the archives is of {absent[0]!r}; they are of {', '.join(chains)}")
        with as_wrong_usage():
            chosen = [studio.name for studio in named(studios_known(), names or list(chains))]
        settings, engine = crawl_settings(None, None, verbose=verbose), database(create=True)
        require_order(engine, {name: chains[name] for name in chosen})
    broken = run(settings, chosen, refresh=False, replay={name: chains[name] for name in chosen})
    well = True
    for name in chosen:
        for recorded in chains[name]:
            stopped = {name: "the archive has no end, as that crawl was stopped"} if not recorded.finished_at else {}
            at = recorded.started_at
            for _, outcome, line in outcomes(engine, [name], at, stopped | broken, until=at):
                click.echo(f"{name}: {recorded.file.name}: {line}")
                well = well and outcome == "complete"
    return well


def choose(names: Sequence[str], *, everyone: bool) -> list["Studio"]:
    """The studios to visit; those left out are named on stderr. A name that cannot be visited is wrong usage."""
    from tracker import choice

    known = studios_known()
    if names:
        with as_wrong_usage():
            return choice.visitable(known, names)
    chosen, left_out = choice.by_default(known, everyone=everyone)
    for studio, why in left_out:
        click.echo(f"{studio.name}: left out, {why}", err=True)
    return chosen


def studios_known() -> list["Studio"]:
    from spiders.loader import read_studios
    from tracker import settings

    return read_studios(settings.STUDIOS_FILES)


@contextmanager
def as_wrong_usage() -> Iterator[None]:
    """Turn what the arguments name wrongly into one sentence on stderr and exit code 2."""
    from spiders.addresses import AddressError
    from tracker.choice import ChoiceError

    try:
        yield
    except (AddressError, ChoiceError) as error:
        raise click.UsageError(str(error)) from error


def crawl_settings(via: str | None, delay: float | None, *, verbose: bool) -> "Settings":
    from scrapy.settings import Settings

    from tracker.gateway import check_via, is_loopback

    settings = Settings()
    settings.setmodule("tracker.settings")
    if via is not None:
        settings.set("VIA", via, priority="cmdline")
    try:
        check_via(settings["VIA"] or "http://localhost")
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if delay is not None:
        if delay < 1 and not (settings.get("VIA") and is_loopback(settings["VIA"])):
            raise click.UsageError(f"--delay {delay:g}: less than a second is allowed only with --via to this machine")
        settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    if verbose:
        settings.set("LOG_LEVEL", "INFO", priority="cmdline")
    return settings


@main.command()
@click.option(
    "--out",
    default="report-out",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files.",
)
@click.option(
    "--as-of",
    type=Instant(),
    metavar="DATE",
    help="Only what was known by then: a date (its end in UTC) or an instant. Default: the end of the last crawl.",
)
@click.option(
    "--basket",
    "baskets",
    multiple=True,
    metavar="NAME",
    help="Compare with this basket of scales only; may be given several times. Default: all that suit a posting.",
)
def report(out: Path, as_of: datetime | None, baskets: tuple[str, ...]) -> None:
    """Write the report: CSV files, a page, and a manifest that says what they rest on.

    \b
    Example: labor-tracker report --out report-out --as-of 2026-11-22
    """
    from tracker import publish

    with plainly():
        engine = database()
        for line in publish.report(engine, out, as_of, baskets):
            click.echo(line)


@main.command()
@click.argument("sql", required=False, metavar="[SQL | NAME]")
@as_format
@click.option("--list", "listing", is_flag=True, help="List the names: the public views and their columns.")
def query(sql: str | None, form: str, listing: bool) -> None:
    """Ask the database in SQL, for reading only, or show a view by its name.

    \b
    Example: labor-tracker query "select studio, count(*) from postings group by 1" --format csv
             labor-tracker query coverage
    """
    from db import views
    from tracker.query import FORMATS, ask

    names = views.columns()
    if listing:
        for name, its_columns in names.items():
            click.echo(f"{name}: {', '.join(its_columns)}")
        return
    if not sql:
        raise click.UsageError("give a SQL statement or the name of a view; --list shows the names")
    with plainly():
        engine = database()
        columns, rows = ask(engine, f"select * from {sql}" if sql in names else sql)  # noqa: S608 - a view's name
        for line in FORMATS[form](columns, rows):
            click.echo(line)


@main.command()
@click.argument("posting")
@click.option("--as-of", type=Instant(), metavar="DATE", help="Only what was known by then.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
def explain(posting: str, as_of: datetime | None, form: str) -> None:
    """Show the receipt of a posting: what each of its numbers rests on.

    POSTING is a posting_id as the reports and views have it: studio:board_key.

    \b
    Example: labor-tracker explain netflix:790298014263
             labor-tracker explain netflix:790298014263 --format html > receipt.html
    """
    import json

    from reports.explain import as_text, receipt
    from reports.page import receipt_page

    with plainly(), database().connect() as connection:
        found = receipt(connection, posting, as_of)
        if form == "html":
            click.echo(receipt_page(found), nl=False)
        elif form == "json":
            click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        else:
            click.echo("\n".join(as_text(found)))


@main.command()
@click.argument("studios", nargs=-1, metavar="[STUDIO]...")
def reread(studios: tuple[str, ...]) -> None:
    """Read what is stored again with today's readers; older readings stay for older reports.

    \b
    Example: labor-tracker reread netflix
    """
    from tracker.reread import reread as read_again

    with plainly():
        count = read_again(database(), studios)
    click.echo(f"{count} versions read")


@main.command()
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

    from tracker.review import Review
    from tracker.review import review as hold

    lines = max(5, shutil.get_terminal_size().lines - 6) if sys.stdin.isatty() and sys.stdout.isatty() else None
    with plainly():
        sitting = Review(database(), reviewer, sys.stdin, sys.stdout, sys.stderr, lines=lines)
        click.echo(hold(sitting, many=many, seed=seed), err=True)


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--text", "with_text", is_flag=True, help="Give back the plain text that the quotes index.")
def read(file: TextIO, with_text: bool) -> None:
    """Read pay and AI from JSON lines, without a database.

    Each line is {"id", "title", "description", and if known "studio", "locations", "posted_on", "stated_pay"}.

    \b
    Example: labor-tracker read postings.jsonl > readings.jsonl
    """
    from tracker.records import read_lines

    with plainly():
        for line in read_lines(file, with_text=with_text):
            click.echo(line)


@main.group()
def studios() -> None:
    """The studios that are tracked."""


@studios.command("list")
@as_format
def studios_list(form: str) -> None:
    """List the studios known: their boards, what robots.txt and terms say, and how the last crawl ended.

    Example: labor-tracker studios list --format csv
    """
    from tracker.query import FORMATS
    from tracker.roll import COLUMNS, rows

    with plainly():
        listed = rows(studios_known(), last_crawls())
    for line in FORMATS[form](COLUMNS, listed):
        click.echo(line)


def last_crawls() -> dict[str, tuple[str, str]]:
    """When each studio's last crawl began, and how it ended; nothing where there is no database yet."""
    from db import migrate
    from tracker import settings
    from tracker.query import ask

    engine = migrate.find(settings.DATABASE_URL)
    if engine is None:
        return {}
    _, found = ask(engine, "select studio, last_crawl_at, last_outcome from coverage")
    return {studio: (at, outcome) for studio, at, outcome in found}


@studios.command("check")
@click.argument("studios", nargs=-1, metavar="[STUDIO]...")
@click.option("--via", metavar="URL", help="Send every request through this address (a mirror).")
def studios_check(studios: tuple[str, ...], via: str | None) -> None:
    """Visit each board's robots.txt and first page, keep nothing, and say which boards are well.

    Without names: every board that is known, but those whose terms forbid it.

    \b
    Example: labor-tracker studios check
             labor-tracker studios check pixar ubisoft
    """
    from spiders.glance import Finding
    from tracker import choice
    from tracker.glance import look

    with plainly(), as_wrong_usage():
        known = studios_known()
        chosen = choice.visitable(known, studios) if studios else [s for s in known if choice.has_a_board_to_visit(s)]
        found = look(crawl_settings(via, None, verbose=False), chosen)
    for each in found:
        click.echo(each.line())
    sys.exit(any(each.finding is not Finding.WELL for each in found))


@studios.command("add")
@click.argument("url")
@click.option("--name", metavar="NAME", help="The studio's name as people write it; default: as the board says.")
@click.option("--via", metavar="URL", help="Send every request through this address (a mirror).")
def studios_add(url: str, name: str | None, via: str | None) -> None:
    """Add the studio behind the address of a careers site or posting to your own file (LABOR_TRACKER_STUDIOS).

    The board is visited with two requests, robots.txt and the list's first page; look at the postings shown.

    \b
    Example: labor-tracker studios add https://jobs.lever.co/spotify
             labor-tracker studios add https://jobs.ashbyhq.com/runway-ml --name Runway
    """
    from spiders.glance import Finding
    from spiders.loader import read_studios
    from tracker import adding, settings
    from tracker.glance import look

    if not settings.STUDIOS_FILES:
        raise click.UsageError("set LABOR_TRACKER_STUDIOS to the file that the studio shall be written to")
    file = Path(settings.STUDIOS_FILES[0])
    with plainly():
        with as_wrong_usage():
            draft = adding.drafted(url)
        known = read_studios([file] if file.exists() else [])
        if twin := adding.same_board(draft, known):
            click.echo(f"that is the board of {twin.title}, known already as {twin.name}")
            return
        [found] = look(crawl_settings(via, None, verbose=False), [draft])
        if found.finding is not Finding.WELL:
            raise click.ClickException(f"nothing was written, as the board is not well: {found.ailment()}")
        for line in adding.shown(found):
            click.echo(line)
        studio = adding.named(draft, found, name, known)
        adding.append(file, adding.row(studio))
    click.echo(f"{studio.name}: written to {file}; labor-tracker crawl {studio.name} visits it")


@main.group()
def scales() -> None:
    """The union scales that pay is compared with."""


@scales.command("list")
@as_format
def scales_list(form: str) -> None:
    """List every dated figure with its source.

    Example: labor-tracker scales list --format csv
    """
    from dataclasses import astuple, fields

    from tracker import settings
    from tracker.query import FORMATS
    from tracker.scales import Scale, load

    with plainly():
        rows = [astuple(scale) for scale in load(settings.SCALES_FILES)]
    for line in FORMATS[form]([field.name for field in fields(Scale)], rows):
        click.echo(line)


@scales.command("check")
def scales_check() -> None:
    """Check that dates do not overlap, that units are known and that every figure has a source; name the gaps.

    Example: labor-tracker scales check
    """
    from tracker import settings
    from tracker.scales import check, load, summary

    with plainly():
        rows = load(settings.SCALES_FILES)
    findings = check(rows)
    for finding in findings:
        click.echo(str(finding))
    click.echo(summary(rows))
    sys.exit(any(finding.is_error for finding in findings))


@main.group()
def archive() -> None:
    """The archived answers of the boards."""


@archive.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE | DIR]...")
def archive_check(paths: tuple[Path, ...]) -> None:
    """Check every digest and the order of the records; print each file's count, dates and problems.

    The default is the folder of LABOR_TRACKER_ARCHIVE.

    \b
    Example: labor-tracker archive check archive
    """
    from tracker import archive, settings

    if not paths and not settings.ARCHIVE:
        raise click.UsageError("name a file or a folder, or set LABOR_TRACKER_ARCHIVE")
    well = True
    with plainly():
        for line, is_problem in archive.check(paths or [Path(settings.ARCHIVE or "")]):
            click.echo(line)
            well = well and not is_problem
    sys.exit(not well)


@scales.command("add")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def scales_add(file: Path) -> None:
    """Add the figures of a CSV file to your own (LABOR_TRACKER_SCALES), all of them or none.

    The columns are those of tracker/data/union_scales.csv; the same check is made.

    \b
    Example: LABOR_TRACKER_SCALES=my-scales.csv labor-tracker scales add new-figures.csv
    """
    from tracker import settings
    from tracker.scales import add

    if not settings.SCALES_FILES:
        raise click.UsageError("LABOR_TRACKER_SCALES names no file to add to")
    with plainly():
        count = add(file, settings.SCALES_FILES[0])
    click.echo(f"{count} figures added to {settings.SCALES_FILES[0]}")


@main.command()
@click.option("--print", "printing", is_flag=True, help="Show the next fire times, and what is due, and exit.")
@click.option("--once", is_flag=True, help="Run what is due, and exit.")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A schedule file; default: the packaged one.",
)
def schedule(printing: bool, once: bool, config: Path | None) -> None:
    """Crawl and report by the clock, until stopped. What was missed is caught up once.

    \b
    Example: labor-tracker schedule --print
             labor-tracker schedule --config schedule.toml
    """
    import logging

    from tracker import schedule as timetable

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    for talkative in ("apscheduler", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    with plainly():
        plan = timetable.read_plan(config)
        chosen = [] if plan.studios == () else choose(plan.named, everyone=plan.studios == "all")
        names = [studio.name for studio in chosen]
        engine, todo = database(create=True), timetable.jobs(plan, names)
        if printing:
            for line in timetable.lines(engine, plan, todo):
                click.echo(line)
        elif once:
            ran = timetable.run_once(engine, plan, todo)
            for name, code in ran:
                click.echo(f"{name}: {'done' if code == 0 else f'failed (exit code {code})'}")
            sys.exit(any(code for _, code in ran))
        else:
            timetable.run_forever(engine, plan, todo)


@main.command()
@as_format
def status(form: str) -> None:
    """Say how each studio's last crawl ended and why, and what is kept.

    Example: labor-tracker status
    """
    from tracker.query import FORMATS, ask

    with plainly():
        columns, rows = ask(
            database(),
            "select studio, last_outcome, last_crawl_at, last_complete_at, announced, listed, postings_listed, "
            "with_pay, last_reason from coverage order by studio",
        )
    for line in FORMATS[form](columns, rows):
        click.echo(line)


@main.group()
def db() -> None:
    """The database itself."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Create the database, or bring its tables and views to this program's version.

    Example: labor-tracker db upgrade
    """
    from db import migrate
    from tracker import publish, settings

    with plainly():
        engine = migrate.connect(settings.DATABASE_URL)
        migrate.upgrade(engine)
        publish.load_scales(engine)
    click.echo(f"{migrate.named(engine.url)} is up to date")


if __name__ == "__main__":
    main()
