"""Import studios from a CSV file of careers addresses: looked up side by side, a result for each line, resumable."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from io import StringIO
from pathlib import Path

from scrapy.settings import Settings

from spiders.catalog.studios import Studio
from spiders.loader import read_studios
from tracker.errors import AddStudioError
from tracker.studios.add_studio import append_row, describe_failed_lookup, format_row, name_studio
from tracker.studios.board_finder import BoardLookup, look_up_boards
from tracker.studios.known_boards import find_same_board
from tracker.util.csv_records import read_rows
from tracker.util.terminal import terminal_text

ADDED, KNOWN, UNREACHABLE, NOT_ADDED = "added", "known", "unreachable", "not added"
"""Results of a line. Of these, `unreachable` alone is looked up again."""
_ALIASES = {"studio": "name", "title": "name", "careers_address": "address", "careers": "address", "url": "address"}


@dataclass(kw_only=True, frozen=True, slots=True)
class LineResult:
    """What became of one line of the file."""

    line: str
    name: str
    address: str
    result: str
    studio: str
    family: str
    board: str
    why: str


class StudioImport:
    """One file's import. `print_line` is called with a line for each result, as it comes."""

    def __init__(self, file: Path, own: Path, print_line: Callable[[str], None]) -> None:
        self.own, self.print_line = own, print_line
        self.results_file = file.with_name(f"{file.name}.results.csv")
        rows = read_rows(file, ["name", "address"], aliases=_ALIASES)
        self.lookups = [BoardLookup(title=row["name"] or None, address=row["address"], line=at) for at, row in rows]
        self.results = {(each.name, each.address): each for each in self._read_results()}

    def run(self, settings: Settings) -> None:
        """Look up every line that has no result yet. Raises AddStudioError where the own file cannot be written."""
        self._known = read_studios([self.own] if self.own.exists() else [])
        ahead = [each for each in self.lookups if self._has_to_be_looked_up(each)]
        look_up_boards(settings, ahead, lambda: self._known, self._store)

    def is_whole(self) -> bool:
        """Whether every line gave a studio, new or known."""
        found = [self.results.get(_lookup_key(each)) for each in self.lookups]
        return all(each is not None and each.result in (ADDED, KNOWN) for each in found)

    def summarize(self) -> str:
        counts = Counter(
            each.result if (each := self.results.get(_lookup_key(one))) else "not begun" for one in self.lookups
        )
        said = ", ".join(f"{count} {result}" for result, count in sorted(counts.items())) or "no line"
        return f"{len(self.lookups)} lines: {said}; {self.results_file} has each"

    def _has_to_be_looked_up(self, lookup: BoardLookup) -> bool:
        before = self.results.get(_lookup_key(lookup))
        return before is None or before.result == UNREACHABLE

    def _store(self, lookup: BoardLookup) -> None:
        """Add the studio that was found, and write the line's result: in this order, so that a kill loses neither."""
        result = self._add(lookup)
        self.results[_lookup_key(lookup)] = result
        self._write_result(result)
        note = f": {result.why}" if result.why else f" {result.studio} ({result.family}, {result.board})"
        self.print_line(terminal_text(f"line {result.line}: {result.name or result.address}: {result.result}{note}"))

    def _add(self, lookup: BoardLookup) -> LineResult:
        if lookup.twin:
            # of an import that was killed between the two writes, the studio is its own
            own = lookup.twin.source_url.endswith(lookup.address) and lookup.twin.title == lookup.title
            return _make_result(lookup, ADDED if own else KNOWN, lookup.twin)
        well = lookup.list_well()
        if len(well) != 1:
            return _make_result(lookup, UNREACHABLE if lookup.unreachable else NOT_ADDED, why=_explain_failure(lookup))
        if twin := find_same_board(well[0].studio, self._known):  # another line gave it meanwhile
            return _make_result(lookup, KNOWN, twin)
        try:
            studio = name_studio(well[0].studio, well[0], lookup.title, self._known)
            append_row(self.own, format_row(studio))
        except AddStudioError as error:
            return _make_result(lookup, NOT_ADDED, why=str(error))
        self._known.append(studio)
        return _make_result(lookup, ADDED, studio)

    def _read_results(self) -> list[LineResult]:
        if not self.results_file.exists():
            return []
        whole, _, cut = self.results_file.read_bytes().rpartition(b"\n")
        if cut:  # a kill in the middle of a line: that line has no result
            self.results_file.write_bytes(whole + b"\n")
        names = [field.name for field in fields(LineResult)]
        return [LineResult(**row) for _, row in read_rows(self.results_file, names)]

    def _write_result(self, result: LineResult) -> None:
        out = StringIO(newline="")
        table = csv.DictWriter(out, [field.name for field in fields(LineResult)], lineterminator="\n")
        if not self.results_file.exists():
            table.writeheader()
        table.writerow({name: " ".join(value.split()) for name, value in asdict(result).items()})
        with self.results_file.open("ab") as file:
            file.write(out.getvalue().encode())


def _lookup_key(lookup: BoardLookup) -> tuple[str, str]:
    return " ".join((lookup.title or "").split()), " ".join(lookup.address.split())


def _explain_failure(lookup: BoardLookup) -> str:
    return describe_failed_lookup(lookup).removeprefix("nothing was written, as ").removeprefix("nothing was written: ")


def _make_result(lookup: BoardLookup, result: str, studio: Studio | None = None, why: str = "") -> LineResult:
    return LineResult(
        line=str(lookup.line),
        name=lookup.title or "",
        address=lookup.address,
        result=result,
        studio=studio.name if studio else "",
        family=studio.family if studio else "",
        board=(studio.board_text() or "") if studio else "",
        why=why,
    )
