"""Find archives, and check them: `labor-tracker archive check`."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tracker.archive.revisits import locate_original
from tracker.archive.warc_reader import WarcReport, read_warc
from tracker.archive.warc_records import SUFFIX, format_warc_date
from tracker.errors import ArchiveError


def warc_files(paths: Iterable[Path]) -> list[Path]:
    """The archives that paths name, folders searched to the bottom. Raises ArchiveError for one that is not there."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.rglob(f"*{SUFFIX}"))
        elif path.is_file():
            found.append(path)
        else:
            raise ArchiveError(f"{path}: there is no such archive")
    return list(dict.fromkeys(found))


def check_archives(paths: Sequence[Path]) -> Iterator[tuple[str, bool]]:
    """A line on each file, and one on each problem; with each, whether it is a problem."""
    reports: dict[Path, WarcReport] = {}
    for file in warc_files(paths):
        # kept: the few files that hold what others repeat, of one folder
        if any(each.parent != file.parent for each in reports):
            reports = {}
        report = reports.get(file) or read_warc(file)
        span = [format_warc_date(at) if at else "no date" for at in (report.first_at, report.last_at)]
        yield f"{file}: {report.records} records, {span[0]} to {span[1]}, sha256 {report.sha256}", False
        for words in report.redacted:
            yield f"{file}: {words}", False
        for problem in [*report.problems, *_find_lost_originals(report, reports)]:
            yield f"{file}: {problem}", True


def _find_lost_originals(report: WarcReport, reports: dict[Path, WarcReport]) -> Iterator[str]:
    """Say which answers repeat one that is not there, or is another than they say."""
    for each in report.exchanges:
        if each.original is not None:
            try:
                locate_original(report.file, each, each.original, reports)
            except ArchiveError as error:
                yield str(error)
