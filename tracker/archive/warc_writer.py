"""Write a WARC file of a crawl or a clip.

A file begins with a warcinfo record and ends with a metadata record that holds the count of records before it and the
SHA-256 of every byte before it. In between stand pairs: an answer and the request that it answers, or, where no answer
came, a metadata record that says what went wrong.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tracker.archive.warc_records import (
    FIELDS_TYPE,
    ORIGINAL_FILE,
    REQUEST_TYPE,
    RESPONSE_TYPE,
    REVISIT_PROFILE,
    SHA256,
    Fields,
    Original,
    build_record,
    format_fields,
    format_warc_date,
    new_record_id,
)
from tracker.errors import ArchiveError


class WarcWriter:
    """One file. Every step hands whole records to the system at once, so that a kill leaves whole records."""

    def __init__(self, file: Path, about: Mapping[str, str], at: datetime) -> None:
        self.file, self.size, self.records, self._digest = file, 0, 0, hashlib.sha256()
        self._info = new_record_id()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # its owner's alone: answers hold people's names, which no report shows
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            # unbuffered: what is written is the system's, and outlives a kill of this process
            self._out: BinaryIO = open(handle, "wb", buffering=0)  # noqa: SIM115, PTH123 - closed by close()
        except OSError as error:
            raise ArchiveError(f"the archive {file} cannot be begun: {error.strerror or error}") from error
        known = [("WARC-Record-ID", self._info), ("WARC-Date", format_warc_date(at)), ("WARC-Filename", file.name)]
        self._append([build_record("warcinfo", known, format_fields(about), FIELDS_TYPE)])

    def write_response(
        self, url: str, at: datetime, head: bytes, body: bytes, request: tuple[bytes, bytes], ip: str
    ) -> str:
        """Keep an answer and its request (head and body); gives the answer's WARC-Record-ID."""
        own = [(SHA256, hashlib.sha256(body).hexdigest()), *([("WARC-IP-Address", ip)] if ip else [])]
        record_id, known = new_record_id(), self._common_fields(url, at)
        kept = build_record("response", [("WARC-Record-ID", record_id), *known, *own], head + body, RESPONSE_TYPE, body)
        self._append([kept, self._build_request(record_id, known, *request)])
        return record_id

    def write_revisit(
        self,
        url: str,
        at: datetime,
        head: bytes,
        body: bytes,
        original: Original,
        request: tuple[bytes, bytes],
        ip: str,
    ) -> str:
        """Keep that an answer came with the body of an earlier one; gives this one's WARC-Record-ID."""
        record_id, known = new_record_id(), self._common_fields(url, at)
        own = [
            ("WARC-Profile", REVISIT_PROFILE),
            ("WARC-Refers-To", original.record_id),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", original.date),
            (ORIGINAL_FILE, original.file),
            # WARC 1.1 (6.7.2) asks for this mark where a body is left out because an earlier record holds the same one.
            ("WARC-Truncated", "length"),
            (SHA256, hashlib.sha256(body).hexdigest()),
            *([("WARC-IP-Address", ip)] if ip else []),
        ]
        kept = build_record("revisit", [("WARC-Record-ID", record_id), *known, *own], head, RESPONSE_TYPE, body)
        self._append([kept, self._build_request(record_id, known, *request)])
        return record_id

    def write_failure(self, url: str, at: datetime, fault: Mapping[str, str], request: tuple[bytes, bytes]) -> str:
        """Keep that no answer came to a request, and why."""
        record_id, known = new_record_id(), self._common_fields(url, at)
        kept = build_record("metadata", [("WARC-Record-ID", record_id), *known], format_fields(fault), FIELDS_TYPE)
        self._append([kept, self._build_request(record_id, known, *request)])
        return record_id

    def write_resource(self, url: str, at: datetime, body: bytes, content_type: str) -> str:
        """Keep a page that stands by itself, without request and answer; gives its WARC-Record-ID."""
        own = [(SHA256, hashlib.sha256(body).hexdigest())]
        record_id = new_record_id()
        fields = [("WARC-Record-ID", record_id), *self._common_fields(url, at), *own]
        self._append([build_record("resource", fields, body, content_type, body)])
        return record_id

    def close(self, at: datetime, more: Mapping[str, str]) -> None:
        """End the file with the count and the digest of what it holds."""
        # count and digest together: a record taken out whole leaves every other digest right
        ending = {"records": str(self.records), "sha256": self._digest.hexdigest(), **more}
        known = [
            ("WARC-Record-ID", new_record_id()),
            ("WARC-Date", format_warc_date(at)),
            ("WARC-Refers-To", self._info),
        ]
        try:
            self._append([build_record("metadata", known, format_fields(ending), FIELDS_TYPE)])
            # the database's word of the crawl's end survives a power cut, and what it leads to has to as well
            os.fsync(self._out.fileno())
        except OSError as error:
            raise ArchiveError(f"{self.file} cannot be written: {error.strerror or error}") from error
        finally:
            self._out.close()

    def _common_fields(self, url: str, at: datetime) -> Fields:
        return [("WARC-Target-URI", url), ("WARC-Date", format_warc_date(at)), ("WARC-Warcinfo-ID", self._info)]

    def _build_request(self, answer: str, known: Fields, head: bytes, body: bytes) -> bytes:
        own = [("WARC-Record-ID", new_record_id()), ("WARC-Concurrent-To", answer)]
        return build_record("request", [*own, *known], head + body, REQUEST_TYPE, body)

    def _append(self, records: Sequence[bytes]) -> None:
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
