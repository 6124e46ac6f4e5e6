"""The archive, through Scrapy's HTTP cache interface: recording keeps every answer and serves none; a replay serves
the recorded answers in their order, and is closed to the network.
"""

import builtins
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urldefrag, urlsplit, urlunsplit

import scrapy.exceptions
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.utils.request import fingerprint

from db.vocabulary import Origin
from spiders import refusals
from spiders.refusals import NotAskedError
from tracker import settings as ours
from tracker import warc
from tracker.warc import ArchiveError, Contents, Exchange, Writer

_SECRET = (b"Proxy-Authorization",)
"""Headers that are no part of what was asked, and nobody's business."""


class NotInArchiveError(NotAskedError):
    """A request, in a replay, that was not made when the archive was recorded."""


class NotKeptError(NotAskedError):
    """An answer that could not be archived, and therefore is not used."""


class Tape(Protocol):
    """What the intake needs of a storage."""

    name: str
    """The archive's file, below the folder of archives."""

    def begin(self, studio: str, *, refresh: bool) -> datetime:
        """When the crawl began."""

    def finish(self) -> datetime | None:
        """When the crawl ended; None where a replayed one never did."""


class Everything:
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


class Archiving(HttpCacheMiddleware):
    """Scrapy's own gives an answer without a Date one of its making before it is stored, and knows no failures."""

    storage: "Recorder | Replayer"

    @classmethod
    def tape(cls, crawler: Crawler) -> Tape | None:
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


class Recorder:
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
        self.writer: Writer | None = None

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

    def open_spider(self, spider: Spider) -> None:
        """The intake has begun by now."""

    def close_spider(self, spider: Spider) -> None:
        if self.writer:
            at = self.finished_at or datetime.now(UTC)
            self.writer.close(at, {"finished": warc.stamp(at)})
            self.writer = None

    def retrieve_response(self, spider: Spider, request: Request) -> None:
        return None

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        at, url = datetime.now(UTC), urldefrag(request.url).url
        head = _response_head(response)
        ip = "" if self.via or response.ip_address is None else str(response.ip_address)
        try:
            writer = self._room(at)
            record_id = writer.answer(url, at, head, response.body, _sent(request), ip)
        except ArchiveError as error:
            raise NotKeptError(str(error)) from error
        request.meta.update(_noted(at, f"{self.studio}/{writer.file.name}", record_id))

    def store_failure(self, request: Request, exception: Exception) -> None:
        at, url = datetime.now(UTC), urldefrag(request.url).url
        fault = {"fault": type(exception).__name__, "message": str(exception)}
        try:
            self._room(at).failure(url, at, fault, _sent(request))
        except ArchiveError as error:
            raise NotKeptError(str(error)) from error

    def _room(self, at: datetime) -> Writer:
        """The file to write to: a new one where the present one has reached its bound."""
        if self.writer is None:
            raise ArchiveError(f"the archive of {self.name or 'a crawl that did not begin'} is closed")
        if self.writer.size >= self.most:
            full, self.part = self.writer, self.part + 1
            self.writer = self._open(at)
            full.close(at, {"continued-in": self.writer.file.name})
        return self.writer

    def _open(self, at: datetime) -> Writer:
        number = f"-{self.part}" if self.part > 1 else ""
        file = self.folder / self.studio / f"{self.stem}{number}{warc.SUFFIX}"
        return Writer(file, self.about | {"part": str(self.part)}, at)


def without_password(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _noted(at: datetime, archive: str, record_id: str) -> dict[str, Any]:
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


# ---- replaying


@dataclass(frozen=True, slots=True, repr=False)
class Recorded:
    """One crawl's archive, read and found whole: its files in their order."""

    parts: tuple[Contents, ...]

    @property
    def file(self) -> Path:
        return self.parts[0].file

    @property
    def about(self) -> Mapping[str, str]:
        return self.parts[0].about

    @property
    def studio(self) -> str:
        return self.about["studio"]

    @property
    def origin(self) -> str:
        return self.about["origin"]

    @property
    def started_at(self) -> datetime:
        return datetime.fromisoformat(self.about["started"])

    @property
    def finished_at(self) -> datetime | None:
        end = self.parts[-1].end
        return datetime.fromisoformat(end["finished"]) if end else None

    @property
    def refresh(self) -> bool:
        return self.about.get("refresh") == "yes"

    def named(self, part: Contents) -> str:
        return f"{self.studio}/{part.file.name}"

    def settings(self) -> dict[str, Any]:
        """What a crawl is set to that replays it."""
        closed = "tracker.archive.Closed"
        return {
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_STORAGE": "tracker.archive.Replayer",
            "REPLAYED": self,
            "DOWNLOAD_HANDLERS": {"http": closed, "https": closed},
            "DOWNLOAD_DELAY": 0,
            "VIA": self.about.get("gateway"),
            "ORIGIN": self.origin,
        }


class Replayer:
    """The storage that replays what REPLAYED holds, per request the answers in their order."""

    def __init__(self, settings: BaseSettings) -> None:
        self.recorded: Recorded = settings["REPLAYED"]
        self.name = self.recorded.named(self.recorded.parts[0])
        self.kept: dict[bytes, deque[tuple[Contents, Exchange]]] = defaultdict(deque)
        for part in self.recorded.parts:
            for each in part.exchanges:
                self.kept[fingerprint(Request(each.url, method=each.method, body=each.body))].append((part, each))

    def begin(self, studio: str, *, refresh: bool) -> datetime:
        return self.recorded.started_at

    def finish(self) -> datetime | None:
        return self.recorded.finished_at

    def open_spider(self, spider: Spider) -> None:
        pass

    def close_spider(self, spider: Spider) -> None:
        pass

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        waiting = self.kept[fingerprint(request)]
        if not waiting:
            return None
        part, exchange = waiting.popleft()
        record = warc.record_at(part.file, exchange.offset)
        if record.kind != "response":
            request.meta["archived_failure"] = _failure(record.said())
            return None
        request.meta.update(_noted(exchange.at, self.recorded.named(part), exchange.record_id))
        return _response(request.url, record.block)

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        pass

    def store_failure(self, request: Request, exception: Exception) -> None:
        pass


class Closed:
    """The download handler of a replay: nothing leaves the machine."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self.file = crawler.settings["REPLAYED"].file.name

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Closed":
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        if failure := request.meta.pop("archived_failure", None):
            raise failure
        raise NotInArchiveError(f"{request.method} {request.url} is not in the archive {self.file}")

    async def close(self) -> None:
        pass


def _response(url: str, block: bytes) -> Response:
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    protocol, status = first.split(b" ", 2)[:2]
    headers = Headers()
    for name, _, value in (line.partition(b": ") for line in lines):
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url, status=int(status), headers=headers, body=body, protocol=protocol.decode())


def _failure(said: Mapping[str, str]) -> Exception:
    """The exception that a failure was: one of those that Scrapy, we or Python name so, and no other code."""
    name, message = said.get("fault", ""), said.get("message", "")
    for home in (scrapy.exceptions, refusals, builtins):
        kind = getattr(home, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            failure: Exception = kind(message)
            return failure
    return NotInArchiveError(f"no answer came when this was recorded: {name} {message}".strip())


# ---- files


def files_of(paths: Iterable[Path]) -> list[Path]:
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


def load(paths: Sequence[Path]) -> dict[str, list[Recorded]]:
    """Each studio's archives as a chain, from its first. Raises ArchiveError for one that cannot be replayed."""
    crawls: dict[str, dict[int, Contents]] = defaultdict(dict)
    for file in files_of(paths):
        contents = _replayable(file)
        crawls[contents.about["isPartOf"]].setdefault(int(contents.about["part"]), contents)
    if not crawls:
        raise ArchiveError(f"there is no archive (*{warc.SUFFIX}) in {', '.join(map(str, paths))}")
    chains: dict[str, list[Recorded]] = defaultdict(list)
    for recorded in sorted(map(_whole, crawls.values()), key=lambda each: each.started_at):
        chain = chains[recorded.studio]
        if chain and chain[0].origin != recorded.origin:
            raise ArchiveError(
                f"{chain[0].file} holds words of origin {chain[0].origin}, {recorded.file} {recorded.origin} ones: "
                "replay them into databases of their own"
            )
        chain.append(recorded)
    return chains


def _whole(parts: dict[int, Contents]) -> Recorded:
    """One crawl's files, those that were not given looked for beside the others."""
    last = parts[max(parts)]
    while following := (last.end or {}).get("continued-in"):
        last = parts[max(parts) + 1] = _replayable(last.file.with_name(following))
    for number in range(1, max(parts)):
        if number not in parts:
            raise ArchiveError(f"{last.file} goes on with a crawl whose file number {number} is not given")
    return Recorded(tuple(parts[number] for number in sorted(parts)))


def _replayable(file: Path) -> Contents:
    contents = warc.read(file)
    if contents.damage:
        raise ArchiveError(f"{file} is not replayed: {contents.damage[0]}")
    said: dict[str, Callable[[str], object]] = {
        "isPartOf": str,
        "part": int,
        "studio": str,
        "started": datetime.fromisoformat,
        "origin": Origin,
    }
    needed = [(contents.about, name, kind) for name, kind in said.items()]
    if contents.end is not None and "continued-in" not in contents.end:
        needed.append((contents.end, "finished", datetime.fromisoformat))
    for record, name, kind in needed:
        try:
            kind(record[name])
        except (KeyError, ValueError) as error:
            raise ArchiveError(f"{file} is not replayed: its {name!r} is missing or cannot be read") from error
    return contents


def check(paths: Sequence[Path]) -> Iterator[tuple[str, bool]]:
    """A line on each file, and one on each problem; with each, whether it is a problem."""
    for file in files_of(paths):
        contents = warc.read(file)
        span = [warc.stamp(at) if at else "no date" for at in (contents.first_at, contents.last_at)]
        yield f"{file}: {contents.records} records, {span[0]} to {span[1]}, sha256 {contents.sha256}", False
        for problem in contents.problems:
            yield f"{file}: {problem}", True
