"""The archive behind Scrapy's HTTP cache interface: what a storage must do, and the middleware that feeds it."""

from datetime import datetime
from typing import Any, Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings


class CrawlRecording(Protocol):
    """What the pipeline needs of a storage."""

    name: str
    """The archive's file, below the folder of archives."""

    def read_earlier(self, studio: str) -> None:
        """Read what earlier crawls of the studio stored, which may take seconds."""

    def begin_crawl(self, studio: str, *, refresh: bool) -> datetime:
        """When the crawl began."""

    def finish_crawl(self) -> datetime | None:
        """When the crawl ended; None where a replayed one never did."""

    def was_requested(self, request: Request) -> bool | None:
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
        # Scrapy's own adds a Date header to an answer without one before it stores it: then the archive would hold
        # words that the board never sent
        if "cached" not in response.flags:
            self._cache_response(response, request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # type: ignore[override]
        # a request that our own rules held back was never sent, so there is nothing to record
        if not isinstance(exception, IgnoreRequest):
            self.storage.store_failure(request, exception)


def response_meta(at: datetime, archive: str, record_id: str) -> dict[str, Any]:
    """What an answer's meta says of where it is kept."""
    return {"fetched_at": at, "archive": archive, "archive_record": record_id}
