"""Answers that came again unchanged: a WARC revisit record names the record that holds their body.

A board that carries its postings in its list sends the same megabytes every day. They are stored once, and again where
the stored ones are older than LONGEST_AGE: files from before may then be put away.
"""

import hashlib
from collections.abc import Callable, MutableMapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tracker.archive.warc_reader import RecordedExchange, WarcReport, read_warc
from tracker.archive.warc_records import SUFFIX, Original
from tracker.errors import ArchiveError

LEAST_BYTES = 1_000
"""A shorter body costs less than the fields that would name it."""
LONGEST_AGE = timedelta(days=90)
FILES_READ = 2
"""The last crawl's file, and the one before it, in case the last was stopped early."""
MOST_BYTES = 64_000_000
"""Of compressed files that are read before a crawl begins; what is larger is stored anew rather than waited for."""


class EarlierAnswers:
    """Where the bodies stand that a studio's last crawls stored, by address and SHA-256."""

    def __init__(self, folder: Path, studio: str, fetch: Callable[[Path], None] | None = None) -> None:
        """`fetch` brings a file that is named and not there. Raises StorageError."""
        self._fetch = fetch
        self.known: dict[tuple[str, str], Original] = {}
        self._reports: dict[Path, WarcReport] = {}
        self._bytes_left = MOST_BYTES
        # names hold the crawl's start, so that the last by name is the last begun
        for file in sorted(folder.glob(f"{studio}-*{SUFFIX}"))[-FILES_READ:]:
            for exchange in self._read_exchanges(file):
                self._add_exchange(file, exchange)
        self._reports.clear()

    def find_original(self, url: str, body: bytes, at: datetime) -> Original | None:
        """Find the record of the same body from the same address that is young enough to lean on."""
        original = self.known.get((url, hashlib.sha256(body).hexdigest())) if len(body) >= LEAST_BYTES else None
        if original is None or at - datetime.fromisoformat(original.date) > LONGEST_AGE:
            return None
        return original

    def _add_exchange(self, file: Path, exchange: RecordedExchange) -> None:
        if exchange.original is not None:
            other = file.with_name(exchange.original.file)
            if not self._read_exchanges(other):
                return
            try:
                file, holder = locate_original(file, exchange, exchange.original, self._reports)
            except ArchiveError:
                return
        else:
            holder = exchange
        # another body than then: a person's data were taken out of it
        if holder.sha256 == exchange.sha256:
            original = Original(holder.record_id, holder.url, holder.date, file.name)
            self.known[exchange.url, exchange.sha256] = original

    def _read_exchanges(self, file: Path) -> Sequence[RecordedExchange]:
        """What a file holds; nothing where it is damaged, and proves nothing, or where no more is to be read."""
        if file not in self._reports:
            if self._fetch is not None and not file.is_file():
                self._fetch(file)
            self._bytes_left -= file.stat().st_size if file.is_file() else 0
            if self._bytes_left < 0 or not file.is_file():
                return ()
            try:
                self._reports[file] = read_warc(file)
            except ArchiveError:
                return ()
        report = self._reports[file]
        return () if report.damage else report.exchanges


def locate_original(
    file: Path, exchange: RecordedExchange, original: Original, reports: MutableMapping[Path, WarcReport]
) -> tuple[Path, RecordedExchange]:
    """Find the record whose body an answer repeats. `reports`: files read before; others are read and put there.

    Raises ArchiveError.
    """
    other = file.with_name(original.file)
    where = f"the record at byte {exchange.offset} repeats an answer of {original.file}"
    if other.parent != file.parent or not other.is_file():
        raise ArchiveError(f"{where}, which is not beside it")
    if other not in reports:
        reports[other] = read_warc(other)
    for each in reports[other].exchanges:
        if each.record_id == original.record_id and each.original is None:
            # a redaction changed the body after it was repeated, and its record says so
            if exchange.sha256 not in (each.sha256, *each.redacted_from):
                raise ArchiveError(f"{where}, and has another SHA-256 than that")
            return other, each
    raise ArchiveError(f"{where}, and it is not there")
