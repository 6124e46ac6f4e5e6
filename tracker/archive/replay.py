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
from tracker.archive.check import warc_files
from tracker.archive.revisits import locate_original
from tracker.archive.scrapy_cache import response_meta
from tracker.archive.warc_reader import RecordedExchange, WarcReport, read_warc, record_at
from tracker.archive.warc_records import BREAK, SUFFIX
from tracker.errors import ArchiveError

CLIPS = "clips"
"""The folder of pages that people gave, which no crawl brought."""


class NotInArchiveError(NotAskedError):
    """A request, in a replay, that was not made when the archive was recorded."""


@dataclass(frozen=True, slots=True, repr=False)
class RecordedCrawl:
    """One crawl's archive, read and found whole: its files in their order."""

    parts: tuple[WarcReport, ...]
    originals: Mapping[str, tuple[Path, RecordedExchange]]
    """By the id of an answer that repeats an earlier one's body: where that one stands."""

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

    def archive_name(self, part: WarcReport) -> str:
        return f"{self.studio}/{part.file.name}"

    def scrapy_settings(self) -> dict[str, Any]:
        """What a crawl is set to that replays it."""
        closed = "tracker.archive.replay.NoNetworkHandler"
        return {
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_STORAGE": "tracker.archive.replay.ReplayStorage",
            "REPLAYED": self,
            # no handler that could reach a network: surer than a rule not to use one
            "DOWNLOAD_HANDLERS": {"http": closed, "https": closed},
            # nobody is asked, so that nobody needs a rest
            "DOWNLOAD_DELAY": 0,
            # a crawl through a gateway is marked as such in its row and in manifests (decision 11), and so is its
            # replay
            "VIA": self.about.get("gateway"),
            "ORIGIN": self.origin,
        }


class ReplayStorage:
    """The storage that replays what REPLAYED holds, per request the answers in their order."""

    def __init__(self, settings: BaseSettings) -> None:
        self.recorded: RecordedCrawl = settings["REPLAYED"]
        self.name = self.recorded.archive_name(self.recorded.parts[0])
        self.answers: dict[bytes, deque[tuple[WarcReport, RecordedExchange]]] = defaultdict(deque)
        for part in self.recorded.parts:
            for each in part.exchanges:
                self.answers[fingerprint(Request(each.url, method=each.method, body=each.body))].append((part, each))

    def read_earlier(self, studio: str) -> None:
        """Do nothing: where answers stand is known from the archives that are replayed."""

    # Both ends have the archive's times and not the clock's, so that reports as of the same days are the same (decision
    # 22).
    def begin_crawl(self, studio: str, *, refresh: bool) -> datetime:
        return self.recorded.started_at

    def finish_crawl(self) -> datetime | None:
        return self.recorded.finished_at

    def was_requested(self, request: Request) -> bool | None:
        """What was asked then is asked now, whatever is due by today's settings; of a crawl that was stopped, the
        archive does not know what it would have asked."""
        held = bool(self.answers.get(fingerprint(request)))
        return held if held or self.recorded.finished_at else None

    def preloaded_response(self, request: Request) -> Response | None:
        waiting = self.answers.get(fingerprint(request))
        # a robots.txt fetched for another board of the same host a while before: it counts as read, not as asked
        if not waiting or waiting[0][1].at >= self.recorded.started_at:
            return None
        return self._next_response(request)

    def open_spider(self, spider: Spider) -> None:
        pass

    def close_spider(self, spider: Spider) -> None:
        pass

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        return self._next_response(request)

    def _next_response(self, request: Request) -> Response | None:
        waiting = self.answers[fingerprint(request)]
        if not waiting:
            return None
        # Each answer once: the same request may have been answered 503 and then 200, and a replay retries as the crawl
        # did.
        part, exchange = waiting.popleft()
        record = record_at(part.file, exchange.offset)
        if exchange.original is not None:
            file, earlier = self.recorded.originals[exchange.record_id]
            head = record.block.partition(BREAK)[0]
            record = record._replace(kind="response", block=head + BREAK + record_at(file, earlier.offset).payload)
        if record.kind != "response":
            request.meta["archived_failure"] = _rebuild_failure(record.parse_fields())
            return None
        request.meta.update(response_meta(exchange.at, self.recorded.archive_name(part), exchange.record_id))
        return _parse_response(request.url, record.block)

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
        # Raised where a real handler raises, so that retries and errbacks see what they saw when it was recorded.
        if failure := request.meta.pop("archived_failure", None):
            raise failure
        raise NotInArchiveError(f"{request.method} {request.url} is not in the archive {self.file}")

    async def close(self) -> None:
        pass


def _parse_response(url: str, block: bytes) -> Response:
    head, _, body = block.partition(BREAK)
    first, *lines = head.split(b"\r\n")
    protocol, status = first.split(b" ", 2)[:2]
    headers = Headers()
    for name, _, value in (line.partition(b": ") for line in lines):
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url, status=int(status), headers=headers, body=body, protocol=protocol.decode())


def _rebuild_failure(said: Mapping[str, str]) -> Exception:
    """The exception that a failure was: one of those that Scrapy, we or Python name so, and no other code."""
    name, message = said.get("fault", ""), said.get("message", "")
    # the file is distrusted: a name in it may choose among known exceptions, and run nothing
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
        # clips are no crawl: they have no spider that could read them again
        if file.parent.name == CLIPS:
            continue
        report = _read_replayable(file)
        crawls[report.about["isPartOf"]].setdefault(int(report.about["part"]), report)
    if not crawls:
        raise ArchiveError(f"there is no archive (*{SUFFIX}) in {', '.join(map(str, paths))}")
    chains: dict[str, list[RecordedCrawl]] = defaultdict(list)
    for recorded in sorted(map(_complete_crawl, crawls.values()), key=lambda each: each.started_at):
        chain = chains[recorded.studio]
        # one database must not show reconstructed words as an employer's
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
        last = parts[max(parts) + 1] = _read_replayable(last.file.with_name(following))
    for number in range(1, max(parts)):
        if number not in parts:
            raise ArchiveError(f"{last.file} goes on with a crawl whose file number {number} is not given")
    reports = {part.file: part for part in parts.values()}
    originals = {}
    for part in parts.values():
        for each in part.exchanges:
            if each.original is not None:
                try:
                    originals[each.record_id] = locate_original(part.file, each, each.original, reports)
                except ArchiveError as error:
                    raise ArchiveError(f"{part.file} is not replayed: {error}") from error
    return RecordedCrawl(tuple(parts[number] for number in sorted(parts)), originals)


def _read_replayable(file: Path) -> WarcReport:
    report = read_warc(file)
    if report.damage:
        raise ArchiveError(f"{file} is not replayed: {report.damage[0]}")
    said: dict[str, Callable[[str], object]] = {
        "isPartOf": str,
        "part": int,
        "studio": str,
        "started": datetime.fromisoformat,
        "origin": Origin,
    }
    needed = [(report.about, name, kind) for name, kind in said.items()]
    if report.end is not None and "continued-in" not in report.end:
        needed.append((report.end, "finished", datetime.fromisoformat))
    for record, name, kind in needed:
        try:
            kind(record[name])
        except (KeyError, ValueError) as error:
            raise ArchiveError(f"{file} is not replayed: its {name!r} is missing or cannot be read") from error
    return report
