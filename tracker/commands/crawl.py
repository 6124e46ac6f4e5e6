"""`crawl`: visit the boards, or replay archives of their answers."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from tracker.commands.context import (
    load_studios,
    make_crawl_settings,
    open_database,
    report_usage_errors,
    select_studios,
    store_archives,
    warn_without_contact,
)
from tracker.commands.options import Seconds, archive_option, via_option
from tracker.commands.work import open_job_queue, queue_option
from tracker.util.terminal import echo_words


@click.command()
@click.argument("studios", nargs=-1, metavar="[STUDIO]...")
@click.option(
    "--all", "everyone", is_flag=True, help="Visit every known studio whose terms were read and allow crawling."
)
@via_option
@click.option("--delay", type=Seconds(), metavar="S", help="Seconds between requests to a host: at least 1.")
@click.option(
    "--refresh", is_flag=True, help="Fetch every detail page again, even if its row in the list is unchanged."
)
@archive_option("Keep every answer in this folder, in WARC files. Default: LABOR_TRACKER_ARCHIVE, if set.")
@click.option(
    "--replay",
    multiple=True,
    metavar="FILE...",
    help="Read these archives, or folders or addresses of them, instead of the boards, of which none is asked.",
)
@queue_option
@click.option("-v", "--verbose", is_flag=True, help="Print more on stderr.")
def crawl(
    studios: tuple[str, ...],
    everyone: bool,
    via: str | None,
    delay: float | None,
    refresh: bool,
    archive: Path | None,
    replay: tuple[str, ...],
    queued: bool,
    verbose: bool,
) -> None:
    """Visit studios' careers boards and store what they list. Default: the studios named in the article.

    \b
    Example: labor-tracker crawl netflix disney
             labor-tracker crawl --archive archive
             labor-tracker crawl --replay archive/netflix/*.warc.gz
    """
    if queued:
        if via or delay is not None or refresh or archive or replay:
            raise click.UsageError("--queue takes studios or --all alone: how boards are visited the workers know")
        _request_crawls(studios, everyone=everyone)
        return
    from tracker.settings import MEMORY_LIMIT_GB
    from tracker.util.limits import limit_memory

    limit_memory(MEMORY_LIMIT_GB)
    if replay:
        if everyone or via or delay is not None or refresh or archive:
            raise click.UsageError("--replay takes everything else from the archives: leave the other options out")
        sys.exit(not _replay_archives(studios, replay, verbose=verbose))
    chosen = select_studios(studios, everyone=everyone)
    settings = warn_without_contact(make_crawl_settings(via, delay, verbose=verbose))
    if archive:
        own = {"ARCHIVE": str(archive), "ARCHIVE_STORE": None, "HTTPCACHE_ENABLED": True}
        settings.setdict(own, priority="cmdline")
    engine = open_database(create=True)
    from tracker.crawling.runner import crawl_boards
    from tracker.crawling.summaries import crawl_summaries

    names = [studio.name for studio in chosen]
    result = crawl_boards(settings, names, refresh=refresh)
    store_archives(settings["ARCHIVE"], settings["ARCHIVE_STORE"])
    well = True
    for name, outcome, line in crawl_summaries(engine, names, result):
        echo_words(f"{name}: {line}")
        well = well and outcome == "complete"
    sys.exit(not well)


def _request_crawls(studios: Sequence[str], *, everyone: bool) -> None:
    with open_job_queue() as queue:
        from tracker.workers.lanes import LaneMap

        chosen = [studio.name for studio in select_studios(studios, everyone=everyone)]
        asked = queue.request_crawls(LaneMap.from_studios(load_studios()), chosen)
    click.echo(f"{asked} studios wait to be crawled")


def _replay_archives(words: Sequence[str], places: Sequence[str], *, verbose: bool) -> bool:
    """Replay archives, of all studios or of those named; True where every crawl comes out as complete.

    A shell puts further files of `--replay *.warc.gz` among the studios.
    """
    from tracker.archive.storage import copy_archives
    from tracker.archive.warc_records import SUFFIX

    files = [word for word in words if word.endswith(SUFFIX)]
    with copy_archives([*places, *files]) as (paths, _):
        return _replay_files([word for word in words if word not in files], paths, verbose=verbose)


def _replay_files(names: Sequence[str], paths: Sequence[Path], *, verbose: bool) -> bool:
    from tracker.archive import replay
    from tracker.crawling.runner import crawl_boards, require_order
    from tracker.crawling.selection import select_by_name
    from tracker.crawling.summaries import crawl_summaries

    chains = replay.load_recorded_crawls(paths)
    if absent := [name for name in names if name not in chains]:
        raise click.UsageError(f"none of the archives is of {absent[0]!r}; they are of {', '.join(chains)}")
    with report_usage_errors():
        chosen = [studio.name for studio in select_by_name(load_studios(), names or list(chains))]
    settings, engine = make_crawl_settings(None, None, verbose=verbose), open_database(create=True)
    require_order(engine, {name: chains[name] for name in chosen})
    result = crawl_boards(settings, chosen, refresh=False, replay={name: chains[name] for name in chosen})
    well = True
    for name in chosen:
        if not chains[name][-1].finished_at:  # nothing follows that would close its row as interrupted
            result.failures.setdefault(name, "the archive has no end, as that crawl was stopped")
        summaries = crawl_summaries(engine, [name], result)
        for recorded, (_, outcome, line) in zip(chains[name], summaries, strict=False):
            echo_words(f"{name}: {recorded.file.name}: {line}")
            well = well and outcome == "complete"
    return well
