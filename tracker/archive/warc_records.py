"""WARC 1.1 records, each a gzip member of its own: their bytes, fields and digests. What is read is distrusted."""

import hashlib
import mmap
import uuid
import zlib
from base64 import b32encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker.errors import DamagedError, TruncatedError

VERSION = "WARC/1.1"
SUFFIX = ".warc.gz"
SOFTWARE = "labor-tracker"
SHA256 = "WARC-Payload-SHA256"
"""Our own field beside the standard WARC-Payload-Digest, which public tools expect to be SHA-1: hexadecimal."""

REDACTED = "WARC-Redacted"
"""Our own field of a record out of which a person's data were taken: when, by whom, why, and the digests."""

FIELDS_TYPE = "application/warc-fields"
RESPONSE_TYPE = "application/http; msgtype=response"
REQUEST_TYPE = "application/http; msgtype=request"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
ORIGINAL_FILE = "WARC-Refers-To-Filename"
"""Beside the standard's fields that name a revisit's original, as Heritrix has it: the file that holds it."""
BREAK = b"\r\n\r\n"
# Written by hand: the library's own has bytes that differ from machine to machine, which no digest covers.
GZIP_HEADER = bytes.fromhex("1f8b08000000000000ff")
_CHUNK = 16 * 1024
LONGEST_RECORD = 256 * 1024 * 1024
"""Bytes that one record may inflate to: far more than is read of any answer."""

Fields = Sequence[tuple[str, str]]


class Original(NamedTuple):
    """The record that holds the body which a revisit record repeats."""

    record_id: str
    url: str
    date: str
    """As its WARC-Date has it."""
    file: str
    """Its file's name, beside the revisit's."""


def format_warc_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def format_sha1(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


# ---- building


def build_record(kind: str, fields: Fields, block: bytes, content_type: str, payload: bytes | None = None) -> bytes:
    """One record as one gzip member. `payload`: the part of the block that is the body."""
    named = [("WARC-Type", kind), *fields, ("WARC-Block-Digest", format_sha1(block))]
    if payload is not None:
        named.append(("WARC-Payload-Digest", format_sha1(payload)))
    headers, out = StatusAndHeaders("", named, protocol=VERSION), BytesIO()
    # the library leaves out a revisit's block, of which it expects to have parsed the headers itself
    written_as = "response" if kind == "revisit" else kind
    record = ArcWarcRecord("warc", written_as, headers, BytesIO(block), None, content_type, len(block))
    WARCWriter(out, gzip=False, warc_version="1.1").write_record(record)
    return compress_member(out.getvalue())


def compress_member(raw: bytes) -> bytes:
    # raw deflate, since header and trailer are ours: the header has no time and no operating system in it
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    ending = zlib.crc32(raw).to_bytes(4, "little") + (len(raw) & 0xFFFFFFFF).to_bytes(4, "little")
    return GZIP_HEADER + deflate.compress(raw) + deflate.flush() + ending


def format_fields(fields: Mapping[str, str]) -> bytes:
    # a line break in a value would begin a field of its own
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items()).encode()


def rewrite_record(member: bytes, block: bytes, note: str) -> bytes:
    """The record with another block, its digests made anew, and a word of why; its id, date and address stay."""
    raw, _ = inflate_member(member, 0)
    head = raw.partition(BREAK)[0].decode("utf-8", "replace")
    first, *lines = head.split("\r\n")
    fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    kind = next(value for name, value in fields if name.lower() == "warc-type")
    payload = block if kind == "resource" else block.partition(BREAK)[2]
    # the body whose digests a revisit bears stands elsewhere
    digests = {} if kind == "revisit" else digest_fields(payload)
    before = next((value for name, value in fields if name == REDACTED), "")
    new = {
        "content-length": str(len(block)),
        "warc-block-digest": format_sha1(block),
        **digests,
    }
    if kind == "resource" and raw.partition(BREAK)[2].startswith(b"%PDF") and not block.startswith(b"%PDF"):
        new["content-type"] = "text/plain; charset=utf-8"  # a redacted PDF is its text
    # id, date and address stay: versions in the database lead to the record by its id
    kept = [(name, new.get(name.lower(), value)) for name, value in fields if name != REDACTED]
    if note:
        kept.append((REDACTED, f"{before} | {note}" if before else note))
    made = "\r\n".join([first, *(f"{name}: {' '.join(value.split())}" for name, value in kept)])
    return compress_member(made.encode() + BREAK + block + BREAK)


def digest_fields(payload: bytes) -> dict[str, str]:
    return {"warc-payload-digest": format_sha1(payload), SHA256.lower(): hashlib.sha256(payload).hexdigest()}


# ---- parsing


class Record(NamedTuple):
    """One record. Names of fields are in lower case."""

    offset: int
    kind: str
    fields: dict[str, str]
    block: bytes

    @property
    def payload(self) -> bytes:
        return self.block if self.kind == "resource" else self.block.partition(BREAK)[2]

    def parse_fields(self) -> dict[str, str]:
        """The lines of a warc-fields block."""
        lines = self.block.decode("utf-8", "replace").splitlines()
        return {name: value for name, mark, value in (line.partition(": ") for line in lines) if mark}


def inflate_member(data: mmap.mmap | bytes, at: int) -> tuple[bytes, int]:
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
        # a few kilobytes can inflate to gigabytes: stop before memory does
        if len(out) > LONGEST_RECORD:
            raise DamagedError("inflates to more than any record holds")
        pos += len(chunk)
    return bytes(out), pos - len(inflate.unused_data)


def parse_record(offset: int, raw: bytes) -> Record:
    head, _, rest = raw.partition(BREAK)
    first, *lines = head.decode("utf-8", "replace").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = fields.get("content-length", "")
    # the length of the number is bounded too: int() of a million digits takes minutes
    if first != VERSION or not length.isdecimal() or len(length) > len(str(LONGEST_RECORD)):
        raise DamagedError(f"is no {VERSION} record")
    if rest[int(length) :] != BREAK:
        raise DamagedError("is longer or shorter than it says")
    return Record(offset, fields.get("warc-type", ""), fields, rest[: int(length)])


def find_disagreements(record: Record) -> list[str]:
    """What a record says of itself and is not so."""
    # absent counts as wrong: whoever changes a body could otherwise drop the digest with it
    named = {"warc-block-digest": format_sha1(record.block)}
    if record.kind in ("response", "request", "resource"):
        named["warc-payload-digest"] = format_sha1(record.payload)
    if record.kind in ("response", "resource"):
        named[SHA256.lower()] = hashlib.sha256(record.payload).hexdigest()
    where = f"the record at byte {record.offset}"
    wrong = [
        f"{where} has another {name} than it says" for name, is_ in named.items() if record.fields.get(name) != is_
    ]
    if record.kind == "revisit":
        wrong += [f"{where} repeats another and has no {name}" for name in _REVISIT if not record.fields.get(name)]
    return wrong


_REVISIT = (
    *("warc-profile", "warc-payload-digest", SHA256.lower(), ORIGINAL_FILE.lower()),
    *("warc-refers-to", "warc-refers-to-target-uri", "warc-refers-to-date"),
)


def parse_original(record: Record) -> Original | None:
    """The record whose body this one repeats; None for any other record."""
    if record.kind != "revisit":
        return None
    names = ("warc-refers-to", "warc-refers-to-target-uri", "warc-refers-to-date", ORIGINAL_FILE.lower())
    return Original(*(record.fields.get(name, "") for name in names))


def parse_redacted_digests(record: Record) -> list[tuple[str, str]]:
    """The SHA-256 of the record's body before and after each redaction."""
    words = record.fields.get(REDACTED.lower(), "").split("SHA-256 of its body was ")[1:]
    pairs = (each.partition(", is ") for each in words)
    return [(before, after.partition(" ")[0]) for before, _, after in pairs]
