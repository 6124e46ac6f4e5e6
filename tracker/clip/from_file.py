"""Pages out of files: saved web pages, text, MHTML, and WARC files of public archives."""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from tracker.clip.page import LARGEST, PDF, Page
from tracker.errors import ClipError

WARC = (".warc", ".warc.gz")
SHOWN = 10
"""Addresses that are named where a WARC file holds several pages."""
MOST_PARTS = 5_000
"""Parts of a saved page: each picture is one."""
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)", re.IGNORECASE)
_BINARY = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
)
"""How files begin whose first bytes may hold no zero, and that are neither pages nor text."""
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", PDF)


def read_page_file(file: Path, *, url: str | None) -> Page:
    """The page in a file; of a WARC file the one of this address. Raises ClipError."""
    if file.name.lower().endswith(WARC):
        return _of_warc(file, url)
    with file.open("rb") as opened:
        body = opened.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise ClipError(f"{file}: the file is larger than any page that is read ({LARGEST:,} bytes)")
    if not body.strip():
        raise ClipError(f"{file}: the file is empty")
    kind, body, found = _open_page(file, body)
    return Page(
        given=file.name,
        body=body,
        content_type=kind,
        url=url or found,
        source_url=file.name,
        fetched_at=datetime.now(UTC),
    )


def _open_page(file: Path, body: bytes) -> tuple[str, bytes, str | None]:
    """Content type, the page itself, and the address that the file names."""
    if body.startswith(b"%PDF"):
        return PDF, body, None
    if re.match(rb"(?:From|MIME-Version|Subject|Snapshot-Content-Location|Content-Type):", body, re.IGNORECASE):
        return _of_mhtml(file, body)
    if body.startswith(_BINARY):
        raise ClipError(f"{file}: the file is neither a web page nor text; clip the page that is in it")
    if b"\x00" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ClipError(f"{file}: the file is neither a web page nor text")
    if re.search(rb"<(?:!doctype|html|head|body|p|div|h1)\b", body[:65536], re.IGNORECASE):
        saved = _SAVED_FROM.search(body[:65536])
        return "text/html", body, saved[1].decode("ascii", "replace") if saved else None
    return "text/plain", body, None


def _of_mhtml(file: Path, body: bytes) -> tuple[str, bytes, str | None]:
    try:
        message = BytesParser(policy=policy.default).parsebytes(body)
        parts = list(itertools.islice(message.walk(), MOST_PARTS))
    except (RecursionError, ValueError, LookupError) as error:
        # the parser and the walk call themselves for each part within a part
        raise ClipError(f"{file}: the file's parts are nested deeper than any saved page's") from error
    for part in parts:
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                address = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
                charset = part.get_content_charset() or "utf-8"
                return f"text/html; charset={charset}", page, address if address.startswith("http") else None
    raise ClipError(f"{file}: the file is no saved web page: there is no HTML in it")


def _of_warc(file: Path, url: str | None) -> Page:
    """The page of this address; without one, the only page there is. The last one where it was captured repeatedly."""
    try:
        addresses = list(dict.fromkeys(found for found, _ in _iter_pages(file)))
        wanted = url or (addresses[0] if len(addresses) == 1 else None)
        if wanted is None or wanted not in addresses:
            raise ClipError(_ask_which(file, url, addresses))
        [*_, page] = (_make_page(file, record, wanted) for found, record in _iter_pages(file) if found == wanted)
    except ArchiveLoadFailed as error:
        raise ClipError(f"{file}: the file is no WARC file that can be read: {error}") from error
    return page


def _ask_which(file: Path, url: str | None, addresses: list[str]) -> str:
    if not addresses:
        return f"{file}: there is no web page in the file"
    named = "; ".join(addresses[:SHOWN]) + ("; …" if len(addresses) > SHOWN else "")
    if url:
        return f"{file}: {url} is not among the {len(addresses)} pages in the file: {named}"
    return f"{file}: the file holds {len(addresses)} pages, say which with --url: {named}"


def _iter_pages(file: Path) -> Iterator[tuple[str, ArcWarcRecord]]:
    with file.open("rb") as opened:
        for record in ArchiveIterator(opened, check_digests=True):
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type in ("response", "resource") and _is_page(record):
                yield address.strip("<>"), record


def _is_page(record: ArcWarcRecord) -> bool:
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return False
    return _content_type(record).partition(";")[0].strip().lower() in _PAGES


def _content_type(record: ArcWarcRecord) -> str:
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    return headers.get_header("Content-Type") or ""


def _make_page(file: Path, record: ArcWarcRecord, url: str) -> Page:
    body = record.content_stream().read(LARGEST + 1)
    if len(body) > LARGEST:
        raise ClipError(f"{file}: the page {url} is larger than any page that is read ({LARGEST:,} bytes)")
    if record.digest_checker is not None and record.digest_checker.passed is False:
        raise ClipError(f"{file}: the record of {url} has another digest than it says")
    at = _parse_http_date(record.rec_headers.get_header("WARC-Date") or "")
    if at is None:
        raise ClipError(f"{file}: the record of {url} has no date that can be read")
    web = url if url.startswith("http") else None
    kind = _content_type(record)
    return Page(given=file.name, body=body, content_type=kind, url=web, source_url=url, fetched_at=at, captured_at=at)


def _parse_http_date(words: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    return at if at.tzinfo else None
