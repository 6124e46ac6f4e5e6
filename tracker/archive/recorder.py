"""The archive, through Scrapy's HTTP cache interface: recording keeps every answer and serves none."""

import logging
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urldefrag, urlsplit, urlunsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.settings import BaseSettings

from spiders.errors import NotAskedError
from tracker import settings as ours
from tracker.archive import warc
from tracker.archive.warc import WarcWriter
from tracker.errors import ArchiveError

log = logging.getLogger(__name__)

_SECRET = (b"Proxy-Authorization",)
"""Headers that are no part of what was asked, and nobody's business."""


class ArchiveWriteError(NotAskedError):
    """An answer that could not be archived, and therefore is not used."""


class CrawlRecording(Protocol):
    """What the intake needs of a storage."""

    name: str
    """The archive's file, below the folder of archives."""

    def begin(self, studio: str, *, refresh: bool) -> datetime:
        """When the crawl began."""

    def finish(self) -> datetime | None:
        """When the crawl ended; None where a replayed one never did."""

    def asked(self, request: Request) -> bool | None:
        """Whether the crawl that is replayed asked this; None where that does not decide what is asked now."""

    def preloaded_response(self, request: Request) -> Response | None:
        """The answer to this that was there before the crawl that is replayed had begun; None where there is none."""


class RecordingStorage(CrawlRecording, Protocol):
    """Scrapy's interface of a storage, and ours."""

    def store_failure(self, request: Request, exception: Exception) -> None:
        """Keep that no answer came, and why."""


class CacheEverything:
    """The policy: every answer is kept, and what was kept is never too old."""

    def __init__(self, settings: BaseSettings) -> None:
        pass

    def should_cache_request(self, request: Request) -> bool:
        return True

    def should_cache_response(self, response: Response, request: Request) -> bool:
        return True

    def is_cached_response_fresh(self, cachedresponse: Response, request: Request) -> bool:
        return True

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:
        return True


class ArchiveMiddleware(HttpCacheMiddleware):
    """Scrapy's own gives an answer without a Date one of its making before it is stored, and knows no failures."""

    storage: "RecordingStorage"

    @classmethod
    def recording_of(cls, crawler: Crawler) -> CrawlRecording | None:
        """The storage of a crawl that is recorded or replayed."""
        found = crawler.get_downloader_middleware(cls)
        return found.storage if found else None

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        if "cached" not in response.flags:
            self._cache_response(response, request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # type: ignore[override]
        if not isinstance(exception, IgnoreRequest):
            self.storage.store_failure(request, exception)


# ---- recording


class WarcRecorder:
    """The storage that records: one file per crawl below ARCHIVE, further numbered ones beyond ARCHIVE_MAX_BYTES."""

    def __init__(self, settings: BaseSettings) -> None:
        self.folder, self.most = Path(settings["ARCHIVE"]), settings.getint("ARCHIVE_MAX_BYTES")
        self.via = without_password(settings["VIA"]) if settings["VIA"] else ""
        self.about = {
            "software": f"{warc.SOFTWARE}/{ours.VERSION}",
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

    def begin(self, studio: str, *, refresh: bool) -> datetime:
        at = datetime.now(UTC)
        self.stem = f"{studio}-{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self.studio, self.name = studio, f"{studio}/{self.stem}{warc.SUFFIX}"
        self.about |= {
            "studio": studio,
            "isPartOf": self.stem,
            "started": warc.stamp(at),
            "refresh": "yes" if refresh else "no",
        }
        self.writer = self._open(at)
        return at

    def finish(self) -> datetime:
        self.finished_at = datetime.now(UTC)
        return self.finished_at

    def asked(self, request: Request) -> bool | None:
        return None

    def preloaded_response(self, request: Request) -> Response | None:
        return None

    def open_spider(self, spider: Spider) -> None:
        """The intake has begun by now."""

    def close_spider(self, spider: Spider) -> None:
        if self.writer:
            at = self.finished_at or datetime.now(UTC)
            writer, self.writer = self.writer, None
            try:
                writer.close(at, {"finished": warc.stamp(at)})
            except ArchiveError as error:
                # what was written stays readable; `archive check` says that there is no closing record
                log.error("the archive is not closed: %s", error)

    def retrieve_response(self, spider: Spider, request: Request) -> None:
        return None

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        at, url = request.meta.get("carried_from") or datetime.now(UTC), urldefrag(request.url).url
        head = _response_head(response)
        ip = "" if self.via or response.ip_address is None else str(response.ip_address)
        try:
            writer = self._room(at)
            record_id = writer.answer(url, at, head, response.body, _sent(request), ip)
        except ArchiveError as error:
            raise ArchiveWriteError(str(error)) from error
        request.meta.update(response_meta(at, f"{self.studio}/{writer.file.name}", record_id))

    def store_failure(self, request: Request, exception: Exception) -> None:
        at, url = datetime.now(UTC), urldefrag(request.url).url
        fault = {"fault": type(exception).__name__, "message": str(exception)}
        try:
            self._room(at).failure(url, at, fault, _sent(request))
        except ArchiveError as error:
            raise ArchiveWriteError(str(error)) from error

    def _room(self, at: datetime) -> WarcWriter:
        """The file to write to: a new one where the present one has reached its bound."""
        if self.writer is None:
            raise ArchiveError(f"the archive of {self.name or 'a crawl that did not begin'} is closed")
        if self.writer.size >= self.most:
            full, self.part = self.writer, self.part + 1
            self.writer = self._open(at)
            full.close(at, {"continued-in": self.writer.file.name})
        return self.writer

    def _open(self, at: datetime) -> WarcWriter:
        number = f"-{self.part}" if self.part > 1 else ""
        file = self.folder / self.studio / f"{self.stem}{number}{warc.SUFFIX}"
        return WarcWriter(file, self.about | {"part": str(self.part)}, at)


def without_password(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def response_meta(at: datetime, archive: str, record_id: str) -> dict[str, Any]:
    """What an answer's meta says of where it is kept."""
    return {"fetched_at": at, "archive": archive, "archive_record": record_id}


def _sent(request: Request) -> tuple[bytes, bytes]:
    """A request's head and body as the board gets them, without a gateway."""
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = Headers(request.headers)
    for name in _SECRET:
        headers.pop(name, None)
    if request.body:
        headers.setdefault("Content-Length", str(len(request.body)))
    first = f"{request.method} {target} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n"
    return first.encode() + _lines(headers), request.body


def _response_head(response: Response) -> bytes:
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    return f"{response.protocol or 'HTTP/1.1'} {response.status} {phrase}\r\n".encode() + _lines(response.headers)


def _lines(headers: Headers) -> bytes:
    pairs = ((name, value) for name, values in headers.items() for value in values)
    return b"".join(b"%b: %b\r\n" % (name, b" ".join(value.split())) for name, value in pairs) + b"\r\n"


# ---- files


def warc_files(paths: Iterable[Path]) -> list[Path]:
    """The archives that paths name, folders searched to the bottom. Raises ArchiveError for one that is not there."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.rglob(f"*{warc.SUFFIX}"))
        elif path.is_file():
            found.append(path)
        else:
            raise ArchiveError(f"{path}: there is no such archive")
    return list(dict.fromkeys(found))


def check_archives(paths: Sequence[Path]) -> Iterator[tuple[str, bool]]:
    """A line on each file, and one on each problem; with each, whether it is a problem."""
    for file in warc_files(paths):
        contents = warc.read_warc(file)
        span = [warc.stamp(at) if at else "no date" for at in (contents.first_at, contents.last_at)]
        yield f"{file}: {contents.records} records, {span[0]} to {span[1]}, sha256 {contents.sha256}", False
        for words in contents.redacted:
            yield f"{file}: {words}", False
        for problem in contents.problems:
            yield f"{file}: {problem}", True
