"""Take a person's data out of archives and database, where that person asks for it, and say that it was done."""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from db.writes.redaction import RedactionOrder
from tracker.archive.check import warc_files
from tracker.archive.masking import Mask
from tracker.archive.warc_reader import iter_records, read_warc
from tracker.archive.warc_records import Record, format_warc_date, rewrite_record
from tracker.errors import ArchiveError, DamagedError, PdfError, TruncatedError
from tracker.util.atomic_file import atomic_replace
from tracker.util.pdf_text import read_pdf_text

LOG = "redactions.jsonl"
"""In each folder of archives, a line for each file that was rewritten."""


def describe_redaction(order: RedactionOrder, before: str, after: str) -> str:
    """What a rewritten record says of itself."""
    return (
        f"on {format_warc_date(order.at)} by {order.by}: {order.reason}; SHA-256 of its body was {before}, is {after}"
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class RedactedRecord:
    """A record out of which words were taken."""

    record_id: str
    sha256_before: str
    sha256_after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RedactedFile:
    """A file that was rewritten."""

    file: str
    records: tuple[RedactedRecord, ...]
    sha256_before: str
    sha256_after: str


def redact_archives(
    paths: Sequence[Path], mask: Mask, order: RedactionOrder, *, unfinished: bool = False
) -> Iterator[RedactedFile]:
    """Rewrite each archive that holds the words; a file at a time, whole or not at all. Raises ArchiveError."""
    for file in warc_files(paths):
        made = _redact_file(file, mask, order, unfinished=unfinished)
        if made:
            yield made


def _redact_file(file: Path, mask: Mask, order: RedactionOrder, *, unfinished: bool) -> RedactedFile | None:
    contents = read_warc(file)
    if contents.damage:
        raise ArchiveError(f"{file} is left as it is, as it is damaged: {contents.damage[0]}")
    parts, taken = _rewrite_records(file, mask, order)
    if not taken:
        return None
    if contents.unfinished and not unfinished:
        raise ArchiveError(
            f"{file} holds the words, and has no closing record: where no crawl is writing it, say --unfinished"
        )
    data = b"".join(_rewrite_ending(parts))
    made = RedactedFile(
        file=file.name,
        records=tuple(taken),
        sha256_before=contents.sha256,
        sha256_after=hashlib.sha256(data).hexdigest(),
    )
    _replace_file(file, data, made, order)
    return made


def _rewrite_records(
    file: Path, mask: Mask, order: RedactionOrder
) -> tuple[list[tuple[bytes, Record]], list[RedactedRecord]]:
    """The file's records, those with the words rewritten. A torn last record is left off."""
    parts: list[tuple[bytes, Record]] = []
    taken: list[RedactedRecord] = []
    try:
        for member, record in iter_records(file):
            # Only records that hold the words are written anew: the others keep their bytes, and with them their proof.
            block = _mask_block(record, mask)
            if block == record.block:
                parts.append((member, record))
                continue
            after = record._replace(block=block)
            digests = [hashlib.sha256(each.payload).hexdigest() for each in (record, after)]
            parts.append((rewrite_record(member, block, describe_redaction(order, *digests)), after))
            taken.append(
                RedactedRecord(
                    record_id=record.fields.get("warc-record-id", ""), sha256_before=digests[0], sha256_after=digests[1]
                )
            )
    except TruncatedError:
        pass
    except DamagedError as error:
        raise ArchiveError(f"{file} is left as it is: a record in it {error}") from error
    return parts, taken


def _mask_block(record: Record, mask: Mask) -> bytes:
    """The record's block without the words; an answer's content encoding is undone where they stood in it."""
    if record.kind == "warcinfo":
        return record.block
    if record.kind == "resource":
        return _masked_body(record.block, mask)
    if record.kind != "response":
        return mask.bytes(record.block)
    head, gap, body = record.block.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    plain = _decode_body(body, lines)
    new_body, new_lines = _masked_body(plain, mask), [mask.bytes(line) for line in lines]
    if new_body == plain:
        return b"\r\n".join(new_lines) + gap + body
    kept = [line for line in new_lines if not line.lower().startswith((b"content-encoding:", b"content-length:"))]
    return b"\r\n".join([*kept, b"Content-Length: %d" % len(new_body)]) + gap + new_body


def _masked_body(body: bytes, mask: Mask) -> bytes:
    """The body without the words. A PDF that holds them, compressed and in pieces, becomes its text."""
    if body.startswith(b"%PDF"):
        try:
            words = read_pdf_text(body, "the record")
        except PdfError:
            return mask.bytes(body)
        if (masked := mask.text(words)) != words:
            return masked.encode()
    return mask.bytes(body)


def _decode_body(body: bytes, lines: Iterable[bytes]) -> bytes:
    named = [line.partition(b":")[2].strip().lower() for line in lines if line.lower().startswith(b"content-encoding:")]
    try:
        for encoding in reversed(named):
            if encoding in (b"gzip", b"x-gzip"):
                body = gzip.decompress(body)
            elif encoding == b"deflate":
                body = zlib.decompress(body)
    except (OSError, EOFError, zlib.error):
        return body
    return body


def _rewrite_ending(parts: Iterable[tuple[bytes, Record]]) -> Iterator[bytes]:
    """The records, the closing one with the digest of those that are now before it."""
    digest = hashlib.sha256()
    for member, record in parts:
        ending = record.parse_fields() if record.kind == "metadata" and "warc-target-uri" not in record.fields else {}
        if "sha256" in ending:
            # The closing record's digest is of the bytes before it, which have changed; the old one stays beside it.
            ending = {"sha256-before": ending["sha256"], **ending, "sha256": digest.hexdigest()}
            block = "".join(f"{name}: {value}\r\n" for name, value in ending.items()).encode()
            member = rewrite_record(member, block, "")
        digest.update(member)
        yield member


def _replace_file(file: Path, data: bytes, made: RedactedFile, order: RedactionOrder) -> None:
    """The new file takes the old one's place after the log names both: a kill loses neither."""
    # One file at a time: an interrupted run is made good by running it again.
    with atomic_replace(file, data):
        _append_log(file.parent / LOG, made, order)


def _append_log(log: Path, made: RedactedFile, order: RedactionOrder) -> None:
    line = {"redacted_at": format_warc_date(order.at), "by": order.by, "reason": order.reason, **asdict(made)}
    with log.open("ab") as out:
        out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())
