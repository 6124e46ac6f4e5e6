"""WARC 1.1 files: one per crawl, each record a gzip member of its own. What is read is distrusted to the last byte.

A file begins with a warcinfo record and ends with a metadata record that holds the count of records before it and the
SHA-256 of every byte before it. In between stand pairs: an answer and the request that it answers, or, where no answer
came, a metadata record that says what went wrong.
"""

import hashlib
import mmap
import os
import uuid
import zlib
from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker.errors import ArchiveError, DamagedError, TruncatedError

VERSION = "WARC/1.1"
SUFFIX = ".warc.gz"
SOFTWARE = "labor-tracker"
SHA256 = "WARC-Payload-SHA256"
"""Our own field beside the standard WARC-Payload-Digest, which public tools expect to be SHA-1: hexadecimal."""

REDACTED = "WARC-Redacted"
"""Our own field of a record out of which a person's data were taken: when, by whom, why, and the digests."""

_FIELDS = "application/warc-fields"
_RESPONSE = "application/http; msgtype=response"
_REQUEST = "application/http; msgtype=request"
_BREAK = b"\r\n\r\n"
# Written by hand: the library's own has bytes that differ from machine to machine, which no digest covers.
_GZIP = bytes.fromhex("1f8b08000000000000ff")
_CHUNK = 16 * 1024
_LONGEST = 256 * 1024 * 1024
"""Bytes that one record may inflate to: far more than is read of any answer."""

Fields = Sequence[tuple[str, str]]


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _sha1(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


# ---- writing


def _record(kind: str, fields: Fields, block: bytes, content_type: str, payload: bytes | None = None) -> bytes:
    """One record as one gzip member. `payload`: the part of the block that is the body."""
    named = [("WARC-Type", kind), *fields, ("WARC-Block-Digest", _sha1(block))]
    if payload is not None:
        named.append(("WARC-Payload-Digest", _sha1(payload)))
    headers, out = StatusAndHeaders("", named, protocol=VERSION), BytesIO()
    record = ArcWarcRecord("warc", kind, headers, BytesIO(block), None, content_type, len(block))
    WARCWriter(out, gzip=False, warc_version="1.1").write_record(record)
    return _gzip_member(out.getvalue())


def _gzip_member(raw: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    ending = zlib.crc32(raw).to_bytes(4, "little") + (len(raw) & 0xFFFFFFFF).to_bytes(4, "little")
    return _GZIP + deflate.compress(raw) + deflate.flush() + ending


def _lines(fields: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items()).encode()


class WarcWriter:
    """One file. Every step hands whole records to the system at once, so that a kill leaves whole records."""

    def __init__(self, file: Path, about: Mapping[str, str], at: datetime) -> None:
        self.file, self.size, self.records, self._digest = file, 0, 0, hashlib.sha256()
        self._info = new_id()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # its owner's alone: answers hold people's names, which no report shows
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            self._out: BinaryIO = open(handle, "wb", buffering=0)  # noqa: SIM115, PTH123 - closed by close()
        except OSError as error:
            raise ArchiveError(f"the archive {file} cannot be begun: {error.strerror or error}") from error
        known = [("WARC-Record-ID", self._info), ("WARC-Date", stamp(at)), ("WARC-Filename", file.name)]
        self._write([_record("warcinfo", known, _lines(about), _FIELDS)])

    def answer(self, url: str, at: datetime, head: bytes, body: bytes, request: tuple[bytes, bytes], ip: str) -> str:
        """Keep an answer and its request (head and body); gives the answer's WARC-Record-ID."""
        own = [(SHA256, hashlib.sha256(body).hexdigest()), *([("WARC-IP-Address", ip)] if ip else [])]
        record_id, known = new_id(), self._known(url, at)
        kept = _record("response", [("WARC-Record-ID", record_id), *known, *own], head + body, _RESPONSE, body)
        self._write([kept, self._request(record_id, known, *request)])
        return record_id

    def failure(self, url: str, at: datetime, fault: Mapping[str, str], request: tuple[bytes, bytes]) -> str:
        """Keep that no answer came to a request, and why."""
        record_id, known = new_id(), self._known(url, at)
        kept = _record("metadata", [("WARC-Record-ID", record_id), *known], _lines(fault), _FIELDS)
        self._write([kept, self._request(record_id, known, *request)])
        return record_id

    def resource(self, url: str, at: datetime, body: bytes, content_type: str) -> str:
        """Keep a page that stands by itself, without request and answer; gives its WARC-Record-ID."""
        own = [(SHA256, hashlib.sha256(body).hexdigest())]
        record_id = new_id()
        fields = [("WARC-Record-ID", record_id), *self._known(url, at), *own]
        self._write([_record("resource", fields, body, content_type, body)])
        return record_id

    def close(self, at: datetime, more: Mapping[str, str]) -> None:
        """End the file with the count and the digest of what it holds."""
        said = {"records": str(self.records), "sha256": self._digest.hexdigest(), **more}
        known = [("WARC-Record-ID", new_id()), ("WARC-Date", stamp(at)), ("WARC-Refers-To", self._info)]
        try:
            self._write([_record("metadata", known, _lines(said), _FIELDS)])
        finally:
            self._out.close()

    def _known(self, url: str, at: datetime) -> Fields:
        return [("WARC-Target-URI", url), ("WARC-Date", stamp(at)), ("WARC-Warcinfo-ID", self._info)]

    def _request(self, answer: str, known: Fields, head: bytes, body: bytes) -> bytes:
        own = [("WARC-Record-ID", new_id()), ("WARC-Concurrent-To", answer)]
        return _record("request", [*own, *known], head + body, _REQUEST, body)

    def _write(self, records: Sequence[bytes]) -> None:
        data = b"".join(records)
        try:
            written = self._out.write(data)
            while written < len(data):
                written += self._out.write(data[written:])
        except OSError as error:
            # half a record is worth nothing, and would hide those after it
            self._out.seek(self.size)
            self._out.truncate()
            raise ArchiveError(f"{self.file} cannot be written: {error.strerror or error}") from error
        self._digest.update(data)
        self.size += len(data)
        self.records += len(records)


# ---- reading


class Record(NamedTuple):
    """One record. Names of fields are in lower case."""

    offset: int
    kind: str
    fields: dict[str, str]
    block: bytes

    @property
    def payload(self) -> bytes:
        return self.block if self.kind == "resource" else self.block.partition(_BREAK)[2]

    def said(self) -> dict[str, str]:
        """The lines of a warc-fields block."""
        lines = self.block.decode("utf-8", "replace").splitlines()
        return {name: value for name, mark, value in (line.partition(": ") for line in lines) if mark}


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """One request, and where its answer, or the word that none came, stands in the file."""

    method: str
    url: str
    body: bytes
    at: datetime
    offset: int
    record_id: str


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
    contents = WarcReport(file)
    try:
        with file.open("rb") as opened:
            data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if file.stat().st_size else b""
    except OSError as error:
        raise ArchiveError(f"{file} cannot be read: {error.strerror or error}") from error
    _Reading(contents, data).run()
    return contents


def record_at(file: Path, offset: int) -> Record:
    """The record at a place in a file that was read before. Raises ArchiveError where it changed since."""
    try:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            record = _parsed(offset, _inflated(data, offset)[0])
    except (OSError, ValueError, DamagedError) as error:
        raise ArchiveError(f"{file}: the record at byte {offset} cannot be read: {error}") from error
    if wrong := _disagreements(record):
        raise ArchiveError(f"{file}: {wrong[0]}")
    return record


def iter_records(file: Path) -> Iterator[tuple[bytes, Record]]:
    """Each record's bytes as they stand in the file, and what they hold. Raises DamagedError."""
    data = file.read_bytes()
    at = 0
    while at < len(data):
        raw, end = _inflated(data, at)
        yield data[at:end], _parsed(at, raw)
        at = end


def rewrite_record(member: bytes, block: bytes, said: str) -> bytes:
    """The record with another block, its digests made anew, and a word of why; its id, date and address stay."""
    raw, _ = _inflated(member, 0)
    head = raw.partition(_BREAK)[0].decode("utf-8", "replace")
    first, *lines = head.split("\r\n")
    fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    kind = next(value for name, value in fields if name.lower() == "warc-type")
    payload = block if kind == "resource" else block.partition(_BREAK)[2]
    before = next((value for name, value in fields if name == REDACTED), "")
    new = {
        "content-length": str(len(block)),
        "warc-block-digest": _sha1(block),
        "warc-payload-digest": _sha1(payload),
        SHA256.lower(): hashlib.sha256(payload).hexdigest(),
    }
    kept = [(name, new.get(name.lower(), value)) for name, value in fields if name != REDACTED]
    if said:
        kept.append((REDACTED, f"{before} | {said}" if before else said))
    made = "\r\n".join([first, *(f"{name}: {' '.join(value.split())}" for name, value in kept)])
    return _gzip_member(made.encode() + _BREAK + block + _BREAK)


class _Reading:
    """One pass over a file."""

    def __init__(self, contents: WarcReport, data: mmap.mmap | bytes) -> None:
        self.contents, self.data = contents, data
        self.ids: set[str] = set()
        self.waiting: dict[str, Record] = {}
        """Answers whose request has not come yet."""
        self.ended_at: int | None = None

    def run(self) -> None:
        for offset, length, record in self._walk():
            self.contents.records += 1
            self.contents.damage += _disagreements(record)
            if self.data[offset : offset + len(_GZIP)] != _GZIP:
                self._damage(offset, "does not begin as this program begins its records")
            if self.ended_at is not None:
                self._damage(offset, "stands after the record that closes the file")
            self._take(record)
            if self.contents.end is not None and self.ended_at is None:
                self.ended_at = offset + length
                self._check_end(record)
        self.contents.sha256 = _digest_of(self.data, len(self.data))
        self._round_up()

    def _walk(self) -> Iterator[tuple[int, int, Record]]:
        at, damaged = 0, False
        while at < len(self.data):
            try:
                raw, end = _inflated(self.data, at)
                record = _parsed(at, raw)
            except TruncatedError:
                self.contents.unfinished.append(f"the last record, at byte {at}, is torn: its end is not there")
                return
            except DamagedError as error:
                if not damaged:
                    self._damage(at, str(error))
                # go on where the next record may begin
                found = self.data.find(_GZIP, at + 1)
                at, damaged = found if found > 0 else len(self.data), True
                continue
            yield at, end - at, record
            at, damaged = end, False

    def _take(self, record: Record) -> None:
        self._date(record)
        record_id = record.fields.get("warc-record-id", "")
        if record_id in self.ids:
            self._damage(record.offset, f"bears the id {record_id}, which an earlier record bears")
        self.ids.add(record_id)
        if words := record.fields.get(REDACTED.lower()):
            self.contents.redacted.append(f"the record at byte {record.offset}, {record_id}, was redacted {words}")
        if (record.offset == 0) != (record.kind == "warcinfo"):
            self._damage(record.offset, f"is a {record.kind} record, which does not belong there")
        if record.kind == "warcinfo":
            self.contents.about = record.said()
        elif record.kind == "request":
            self._pair(record)
        elif "warc-target-uri" in record.fields and record.kind != "resource":
            self.waiting[record_id] = record._replace(block=b"")
        elif record.kind == "metadata":
            self.contents.end = record.said()

    def _pair(self, request: Record) -> None:
        answer = self.waiting.pop(request.fields.get("warc-concurrent-to", ""), None)
        if answer is None:
            self._damage(request.offset, "is a request whose answer is not in the file")
            return
        method = request.block.partition(b" ")[0].decode("ascii", "replace")
        url, at = answer.fields["warc-target-uri"], _instant(answer)
        if at is not None:
            found = RecordedExchange(method, url, request.payload, at, answer.offset, answer.fields["warc-record-id"])
            self.contents.exchanges.append(found)

    def _date(self, record: Record) -> None:
        at = _instant(record)
        if at is None:
            self._damage(record.offset, "has no date that can be read")
            return
        self.contents.first_at = min(at, self.contents.first_at or at)
        self.contents.last_at = max(at, self.contents.last_at or at)

    def _check_end(self, record: Record) -> None:
        end = self.contents.end or {}
        before = self.contents.records - 1
        if end.get("records") != str(before):
            self._damage(record.offset, f"closes the file after {end.get('records')} records, and {before} are there")
        if end.get("sha256") != _digest_of(self.data, record.offset):
            self._damage(record.offset, "has another SHA-256 than the bytes before it")

    def _round_up(self) -> None:
        contents = self.contents
        if contents.about.get("software", "").partition("/")[0] != SOFTWARE:
            contents.damage.append(f"the file does not begin as one written by {SOFTWARE}")
        for answer in self.waiting.values():
            contents.unfinished.append(f"the record at byte {answer.offset} is without its request")
        if contents.end is None:
            contents.unfinished.append(
                "there is no closing record: the crawl goes on, was stopped, or the file was cut"
            )
        following = (contents.end or {}).get("continued-in")
        if following and not contents.file.with_name(following).is_file():
            contents.damage.append(f"it is continued in {following}, which is not beside it")

    def _damage(self, offset: int, what: str) -> None:
        self.contents.damage.append(f"the record at byte {offset} {what}")


def _inflated(data: mmap.mmap | bytes, at: int) -> tuple[bytes, int]:
    """The gzip member that begins there, and where it ends."""
    inflate, out, pos = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS), bytearray(), at
    while not inflate.eof:
        chunk = data[pos : pos + _CHUNK]
        if not chunk:
            raise TruncatedError("is torn")
        try:
            out += inflate.decompress(chunk)
        except zlib.error as error:
            raise DamagedError(f"is damaged ({error})") from error
        if len(out) > _LONGEST:
            raise DamagedError("inflates to more than any record holds")
        pos += len(chunk)
    return bytes(out), pos - len(inflate.unused_data)


def _parsed(offset: int, raw: bytes) -> Record:
    head, _, rest = raw.partition(_BREAK)
    first, *lines = head.decode("utf-8", "replace").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = fields.get("content-length", "")
    if first != VERSION or not length.isdecimal() or len(length) > len(str(_LONGEST)):
        raise DamagedError(f"is no {VERSION} record")
    if rest[int(length) :] != _BREAK:
        raise DamagedError("is longer or shorter than it says")
    return Record(offset, fields.get("warc-type", ""), fields, rest[: int(length)])


def _disagreements(record: Record) -> list[str]:
    """What a record says of itself and is not so."""
    named = {"warc-block-digest": _sha1(record.block)}
    if record.kind in ("response", "request", "resource"):
        named["warc-payload-digest"] = _sha1(record.payload)
    if record.kind in ("response", "resource"):
        named[SHA256.lower()] = hashlib.sha256(record.payload).hexdigest()
    where = f"the record at byte {record.offset}"
    return [f"{where} has another {name} than it says" for name, is_ in named.items() if record.fields.get(name) != is_]


def _instant(record: Record) -> datetime | None:
    try:
        at = datetime.fromisoformat(record.fields.get("warc-date", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _digest_of(data: mmap.mmap | bytes, length: int) -> str:
    digest, step = hashlib.sha256(), 1 << 20
    for at in range(0, length, step):
        digest.update(data[at : min(at + step, length)])
    return digest.hexdigest()
