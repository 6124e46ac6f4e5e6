"""A crawl out of its archive: each request gets the answers that were recorded, in their order, and nothing else."""

import builtins
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import scrapy.exceptions
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.utils.request import fingerprint

from db.vocabulary import Origin
from spiders import errors
from spiders.errors import NotAskedError
from tracker.archive import warc
from tracker.archive.recorder import response_meta, warc_files
from tracker.archive.warc import RecordedExchange, WarcReport
from tracker.errors import ArchiveError

CLIPS = "clips"
"""The folder of pages that people gave, which no crawl brought."""


class NotInArchiveError(NotAskedError):
    """A request, in a replay, that was not made when the archive was recorded."""


@dataclass(frozen=True, slots=True, repr=False)
class RecordedCrawl:
    """One crawl's archive, read and found whole: its files in their order."""

    parts: tuple[WarcReport, ...]

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

    def named(self, part: WarcReport) -> str:
        return f"{self.studio}/{part.file.name}"

    def settings(self) -> dict[str, Any]:
        """What a crawl is set to that replays it."""
        closed = "tracker.archive.replay.NoNetworkHandler"
        return {
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_STORAGE": "tracker.archive.replay.ReplayStorage",
            "REPLAYED": self,
            "DOWNLOAD_HANDLERS": {"http": closed, "https": closed},
            "DOWNLOAD_DELAY": 0,
            "VIA": self.about.get("gateway"),
            "ORIGIN": self.origin,
        }


class ReplayStorage:
    """The storage that replays what REPLAYED holds, per request the answers in their order."""

    def __init__(self, settings: BaseSettings) -> None:
        self.recorded: RecordedCrawl = settings["REPLAYED"]
        self.name = self.recorded.named(self.recorded.parts[0])
        self.kept: dict[bytes, deque[tuple[WarcReport, RecordedExchange]]] = defaultdict(deque)
        for part in self.recorded.parts:
            for each in part.exchanges:
                self.kept[fingerprint(Request(each.url, method=each.method, body=each.body))].append((part, each))

    def begin(self, studio: str, *, refresh: bool) -> datetime:
        return self.recorded.started_at

    def finish(self) -> datetime | None:
        return self.recorded.finished_at

    def asked(self, request: Request) -> bool | None:
        """What was asked then is asked now, whatever is due by today's settings; of a crawl that was stopped, the
        archive does not know what it would have asked."""
        held = bool(self.kept.get(fingerprint(request)))
        return held if held or self.recorded.finished_at else None

    def preloaded_response(self, request: Request) -> Response | None:
        waiting = self.kept.get(fingerprint(request))
        if not waiting or waiting[0][1].at >= self.recorded.started_at:
            return None
        return self._next(request)

    def open_spider(self, spider: Spider) -> None:
        pass

    def close_spider(self, spider: Spider) -> None:
        pass

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        return self._next(request)

    def _next(self, request: Request) -> Response | None:
        waiting = self.kept[fingerprint(request)]
        if not waiting:
            return None
        part, exchange = waiting.popleft()
        record = warc.record_at(part.file, exchange.offset)
        if record.kind != "response":
            request.meta["archived_failure"] = _failure(record.said())
            return None
        request.meta.update(response_meta(exchange.at, self.recorded.named(part), exchange.record_id))
        return _response(request.url, record.block)

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        pass

    def store_failure(self, request: Request, exception: Exception) -> None:
        pass


class NoNetworkHandler:
    """The download handler of a replay: nothing leaves the machine."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self.file = crawler.settings["REPLAYED"].file.name

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "NoNetworkHandler":
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
    for home in (scrapy.exceptions, errors, builtins):
        kind = getattr(home, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            failure: Exception = kind(message)
            return failure
    return NotInArchiveError(f"no answer came when this was recorded: {name} {message}".strip())


def load_recorded_crawls(paths: Sequence[Path]) -> dict[str, list[RecordedCrawl]]:
    """Each studio's archives as a chain, from its first. Raises ArchiveError for one that cannot be replayed."""
    crawls: dict[str, dict[int, WarcReport]] = defaultdict(dict)
    for file in warc_files(paths):
        if file.parent.name == CLIPS:
            continue
        contents = _replayable(file)
        crawls[contents.about["isPartOf"]].setdefault(int(contents.about["part"]), contents)
    if not crawls:
        raise ArchiveError(f"there is no archive (*{warc.SUFFIX}) in {', '.join(map(str, paths))}")
    chains: dict[str, list[RecordedCrawl]] = defaultdict(list)
    for recorded in sorted(map(_complete_crawl, crawls.values()), key=lambda each: each.started_at):
        chain = chains[recorded.studio]
        if chain and chain[0].origin != recorded.origin:
            raise ArchiveError(
                f"{chain[0].file} holds words of origin {chain[0].origin}, {recorded.file} {recorded.origin} ones: "
                "replay them into databases of their own"
            )
        chain.append(recorded)
    return chains


def _complete_crawl(parts: dict[int, WarcReport]) -> RecordedCrawl:
    """One crawl's files, those that were not given looked for beside the others."""
    last = parts[max(parts)]
    while following := (last.end or {}).get("continued-in"):
        last = parts[max(parts) + 1] = _replayable(last.file.with_name(following))
    for number in range(1, max(parts)):
        if number not in parts:
            raise ArchiveError(f"{last.file} goes on with a crawl whose file number {number} is not given")
    return RecordedCrawl(tuple(parts[number] for number in sorted(parts)))


def _replayable(file: Path) -> WarcReport:
    contents = warc.read_warc(file)
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
