"""Record a crawl: every answer, and every failure to get one, goes to the crawl's WARC file; none is served from it."""

import logging
import secrets
import tempfile
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urldefrag, urlsplit, urlunsplit

from scrapy import Request, Spider
from scrapy.http import Headers, Response
from scrapy.settings import BaseSettings

from spiders.errors import NotAskedError
from tracker import settings as ours
from tracker.archive.revisits import FILES_READ, EarlierAnswers
from tracker.archive.scrapy_cache import response_meta
from tracker.archive.storage import LatestFiles
from tracker.archive.warc_records import SOFTWARE, SUFFIX, format_warc_date
from tracker.archive.warc_writer import WarcWriter
from tracker.errors import ArchiveError, StorageError

log = logging.getLogger(__name__)

_SECRET = (b"Proxy-Authorization",)
"""Headers that are no part of what was asked, and nobody's business."""


class ArchiveWriteError(NotAskedError):
    """An answer that could not be archived, and therefore is not used."""


class WarcRecorder:
    """The storage that records: one file per crawl below ARCHIVE, further numbered ones beyond ARCHIVE_MAX_BYTES."""

    def __init__(self, settings: BaseSettings) -> None:
        self.folder, self.most = Path(settings["ARCHIVE"]), settings.getint("ARCHIVE_MAX_BYTES")
        self.store: str | None = settings["ARCHIVE_STORE"]
        self.via = without_password(settings["VIA"]) if settings["VIA"] else ""
        self.about = {
            "software": f"{SOFTWARE}/{ours.VERSION}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "http-header-user-agent": settings["USER_AGENT"],
            "robots": "obeyed; what cannot be read forbids",
            "origin": str(settings.get("ORIGIN", "board")),
            **({"gateway": self.via} if self.via else {}),
        }
        self.name = ""
        self.part = 1
        self.finished_at: datetime | None = None
        self.writer: WarcWriter | None = None
        self.earlier: EarlierAnswers | None = None

    def read_earlier(self, studio: str) -> None:
        if self.store is None:
            self.earlier = EarlierAnswers(self.folder / studio, studio)
            return
        with tempfile.TemporaryDirectory(prefix="labor-tracker-archive-") as folder:
            try:
                latest = LatestFiles(self.store, studio, Path(folder))
                latest.fetch_last(FILES_READ)
                self.earlier = EarlierAnswers(Path(folder), studio, latest.fetch)
            except StorageError as error:
                # what came before cannot be looked at: everything is stored anew
                log.warning("%s", error)

    def begin_crawl(self, studio: str, *, refresh: bool) -> datetime:
        at = datetime.now(UTC)
        # the random end keeps two crawls apart that two machines begin in the same second
        self.stem = f"{studio}-{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self.studio, self.name = studio, f"{studio}/{self.stem}{SUFFIX}"
        self.about |= {
            "studio": studio,
            "isPartOf": self.stem,
            "started": format_warc_date(at),
            "refresh": "yes" if refresh else "no",
        }
        self.writer = self._open_part(at)
        return at

    def finish_crawl(self) -> datetime:
        self.finished_at = datetime.now(UTC)
        return self.finished_at

    def was_requested(self, request: Request) -> bool | None:
        return None

    def preloaded_response(self, request: Request) -> Response | None:
        return None

    def open_spider(self, spider: Spider) -> None:
        """Do nothing: the pipeline calls begin_crawl before this."""

    def close_spider(self, spider: Spider) -> None:
        if self.writer:
            at = self.finished_at or datetime.now(UTC)
            writer, self.writer = self.writer, None
            try:
                writer.close(at, {"finished": format_warc_date(at)})
            except ArchiveError as error:
                # what was written stays readable; `archive check` says that there is no closing record
                log.error("the archive is not closed: %s", error)

    def retrieve_response(self, spider: Spider, request: Request) -> None:
        return None

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        # an answer that another board of this host brought (robots.txt) keeps the time when it came
        at, url = request.meta.get("carried_from") or datetime.now(UTC), urldefrag(request.url).url
        head = _format_response_head(response)
        # through a gateway, the address that answered is not the board's
        ip = "" if self.via or response.ip_address is None else str(response.ip_address)
        try:
            writer, sent = self._current_writer(at), _format_request(request)
            original = self.earlier.find_original(url, response.body, at) if self.earlier else None
            if original:
                record_id = writer.write_revisit(url, at, head, response.body, original, sent, ip)
            else:
                record_id = writer.write_response(url, at, head, response.body, sent, ip)
        except ArchiveError as error:
            # an answer without proof is not used: its posting would have a receipt that leads nowhere
            raise ArchiveWriteError(str(error)) from error
        request.meta.update(response_meta(at, f"{self.studio}/{writer.file.name}", record_id))

    def store_failure(self, request: Request, exception: Exception) -> None:
        # A failure is evidence as well: a replay has to fail where the crawl did, or it would come to another outcome
        # (decision 16). Scrapy's own cache records none.
        at, url = datetime.now(UTC), urldefrag(request.url).url
        fault = {"fault": type(exception).__name__, "message": str(exception)}
        try:
            self._current_writer(at).write_failure(url, at, fault, _format_request(request))
        except ArchiveError as error:
            raise ArchiveWriteError(str(error)) from error

    def _current_writer(self, at: datetime) -> WarcWriter:
        """Return the file to write to: a new one where the present one has reached its bound."""
        if self.writer is None:
            raise ArchiveError(f"the archive of {self.name or 'a crawl that did not begin'} is closed")
        if self.writer.size >= self.most:
            # the new file is opened first, since the full one's last record names it
            full, self.part = self.writer, self.part + 1
            self.writer = self._open_part(at)
            full.close(at, {"continued-in": self.writer.file.name})
        return self.writer

    def _open_part(self, at: datetime) -> WarcWriter:
        number = f"-{self.part}" if self.part > 1 else ""
        file = self.folder / self.studio / f"{self.stem}{number}{SUFFIX}"
        return WarcWriter(file, self.about | {"part": str(self.part)}, at)


def without_password(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _format_request(request: Request) -> tuple[bytes, bytes]:
    """A request's head and body as the board gets them, without a gateway."""
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = Headers(request.headers)
    for name in _SECRET:
        headers.pop(name, None)
    if request.body:
        headers.setdefault("Content-Length", str(len(request.body)))
    first = f"{request.method} {target} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n"
    return first.encode() + _format_headers(headers), request.body


def _format_response_head(response: Response) -> bytes:
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    return f"{response.protocol or 'HTTP/1.1'} {response.status} {phrase}\r\n".encode() + _format_headers(
        response.headers
    )


def _format_headers(headers: Headers) -> bytes:
    # White space within a value becomes one blank: a line break in it would end the head early and make a body of the
    # rest.
    pairs = ((name, value) for name, values in headers.items() for value in values)
    return b"".join(b"%b: %b\r\n" % (name, b" ".join(value.split())) for name, value in pairs) + b"\r\n"
