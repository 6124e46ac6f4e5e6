"""Read WARC files of ours, each digest checked, and say what is wrong with one."""

import hashlib
import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tracker.archive.warc_records import (
    GZIP_HEADER,
    REDACTED,
    SHA256,
    SOFTWARE,
    Original,
    Record,
    find_disagreements,
    inflate_member,
    parse_original,
    parse_record,
    parse_redacted_digests,
)
from tracker.errors import ArchiveError, DamagedError, TruncatedError


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """One request, and where its answer, or the word that none came, stands in the file."""

    method: str
    url: str
    body: bytes
    at: datetime
    offset: int
    record_id: str
    date: str
    """Its WARC-Date as it stands there."""
    sha256: str
    """Of the answer's body; empty where none came."""
    original: Original | None
    """The record that holds the body, where this one repeats it."""
    redacted_from: tuple[str, ...]
    """The SHA-256 of the body before redactions."""


@dataclass(slots=True)
class WarcReport:
    """What a file holds and what is wrong with it."""

    file: Path
    about: dict[str, str] = field(default_factory=dict)
    """What the warcinfo record says."""
    exchanges: list[RecordedExchange] = field(default_factory=list)
    records: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    end: dict[str, str] | None = None
    """What the closing record says; None where the file has none."""
    sha256: str = ""
    damage: list[str] = field(default_factory=list)
    """What does not agree with itself, a sentence each."""
    redacted: list[str] = field(default_factory=list)
    """What was taken out of records, when, by whom and why, a sentence each: that is no damage."""
    unfinished: list[str] = field(default_factory=list)
    """What a stop in the middle of writing explains: a torn last record, no closing record."""

    @property
    def problems(self) -> list[str]:
        return [*self.damage, *self.unfinished]


def read_warc(file: Path) -> WarcReport:
    """Read a whole file, each digest checked. Raises ArchiveError for one that cannot be opened at all."""
    report = WarcReport(file)
    try:
        with file.open("rb") as opened:
            # mapped, not read: an archive may be larger than memory; an empty file cannot be mapped
            data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if file.stat().st_size else b""
    except OSError as error:
        raise ArchiveError(f"{file} cannot be read: {error.strerror or error}") from error
    _WarcCheck(report, data).check_file()
    return report


def record_at(file: Path, offset: int) -> Record:
    """The record at a place in a file that was read before. Raises ArchiveError where it changed since."""
    try:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            record = parse_record(offset, inflate_member(data, offset)[0])
    except (OSError, ValueError, DamagedError) as error:
        raise ArchiveError(f"{file}: the record at byte {offset} cannot be read: {error}") from error
    if wrong := find_disagreements(record):
        raise ArchiveError(f"{file}: {wrong[0]}")
    return record


def iter_records(file: Path) -> Iterator[tuple[bytes, Record]]:
    """Each record's bytes as they stand in the file, and what they hold. Raises DamagedError."""
    data = file.read_bytes()
    at = 0
    while at < len(data):
        raw, end = inflate_member(data, at)
        yield data[at:end], parse_record(at, raw)
        at = end


class _WarcCheck:
    """One pass over a file."""

    def __init__(self, report: WarcReport, data: mmap.mmap | bytes) -> None:
        self.report, self.data = report, data
        self.ids: set[str] = set()
        self.waiting: dict[str, Record] = {}
        """Answers whose request has not come yet."""
        self.ended_at: int | None = None

    def check_file(self) -> None:
        for offset, length, record in self._iter_members():
            self.report.records += 1
            self.report.damage += find_disagreements(record)
            # no checksum covers the ten bytes of a gzip header, so they are compared
            if self.data[offset : offset + len(GZIP_HEADER)] != GZIP_HEADER:
                self._add_damage(offset, "does not begin as this program begins its records")
            if self.ended_at is not None:
                self._add_damage(offset, "stands after the record that closes the file")
            self._add_record(record)
            if self.report.end is not None and self.ended_at is None:
                self.ended_at = offset + length
                self._check_end(record)
        self.report.sha256 = _hash_bytes(self.data, len(self.data))
        self._finish_report()

    def _iter_members(self) -> Iterator[tuple[int, int, Record]]:
        at, damaged = 0, False
        while at < len(self.data):
            try:
                raw, end = inflate_member(self.data, at)
                record = parse_record(at, raw)
            except TruncatedError:
                self.report.unfinished.append(f"the last record, at byte {at}, is torn: its end is not there")
                return
            except DamagedError as error:
                if not damaged:
                    self._add_damage(at, str(error))
                # go on where the next record may begin
                found = self.data.find(GZIP_HEADER, at + 1)
                at, damaged = found if found > 0 else len(self.data), True
                continue
            yield at, end - at, record
            at, damaged = end, False

    def _add_record(self, record: Record) -> None:
        self._extend_span(record)
        record_id = record.fields.get("warc-record-id", "")
        if record_id in self.ids:
            self._add_damage(record.offset, f"bears the id {record_id}, which an earlier record bears")
        self.ids.add(record_id)
        if words := record.fields.get(REDACTED.lower()):
            self.report.redacted.append(f"the record at byte {record.offset}, {record_id}, was redacted {words}")
        if (record.offset == 0) != (record.kind == "warcinfo"):
            self._add_damage(record.offset, f"is a {record.kind} record, which does not belong there")
        if record.kind == "warcinfo":
            self.report.about = record.parse_fields()
        elif record.kind == "request":
            self._pair_request(record)
        elif "warc-target-uri" in record.fields and record.kind != "resource":
            # without its block: of a large archive only the places are kept in memory
            self.waiting[record_id] = record._replace(block=b"")
        elif record.kind == "metadata":
            self.report.end = record.parse_fields()

    def _pair_request(self, request: Record) -> None:
        answer = self.waiting.pop(request.fields.get("warc-concurrent-to", ""), None)
        if answer is None:
            self._add_damage(request.offset, "is a request whose answer is not in the file")
            return
        method = request.block.partition(b" ")[0].decode("ascii", "replace")
        url, at = answer.fields["warc-target-uri"], _parse_date(answer)
        if at is not None:
            self.report.exchanges.append(
                RecordedExchange(
                    method=method,
                    url=url,
                    body=request.payload,
                    at=at,
                    offset=answer.offset,
                    record_id=answer.fields["warc-record-id"],
                    date=answer.fields["warc-date"],
                    sha256=answer.fields.get(SHA256.lower(), ""),
                    original=parse_original(answer),
                    redacted_from=tuple(before for before, _ in parse_redacted_digests(answer)),
                )
            )

    def _extend_span(self, record: Record) -> None:
        at = _parse_date(record)
        if at is None:
            self._add_damage(record.offset, "has no date that can be read")
            return
        self.report.first_at = min(at, self.report.first_at or at)
        self.report.last_at = max(at, self.report.last_at or at)

    def _check_end(self, record: Record) -> None:
        end = self.report.end or {}
        before = self.report.records - 1
        if end.get("records") != str(before):
            self._add_damage(
                record.offset, f"closes the file after {end.get('records')} records, and {before} are there"
            )
        if end.get("sha256") != _hash_bytes(self.data, record.offset):
            self._add_damage(record.offset, "has another SHA-256 than the bytes before it")

    def _finish_report(self) -> None:
        report = self.report
        if report.about.get("software", "").partition("/")[0] != SOFTWARE:
            report.damage.append(f"the file does not begin as one written by {SOFTWARE}")
        for answer in self.waiting.values():
            report.unfinished.append(f"the record at byte {answer.offset} is without its request")
        if report.end is None:
            report.unfinished.append("there is no closing record: the crawl goes on, was stopped, or the file was cut")
        following = (report.end or {}).get("continued-in")
        if following and not report.file.with_name(following).is_file():
            report.damage.append(f"it is continued in {following}, which is not beside it")

    def _add_damage(self, offset: int, what: str) -> None:
        self.report.damage.append(f"the record at byte {offset} {what}")


def _parse_date(record: Record) -> datetime | None:
    try:
        at = datetime.fromisoformat(record.fields.get("warc-date", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _hash_bytes(data: mmap.mmap | bytes, length: int) -> str:
    digest, step = hashlib.sha256(), 1 << 20
    for at in range(0, length, step):
        digest.update(data[at : min(at + step, length)])
    return digest.hexdigest()
