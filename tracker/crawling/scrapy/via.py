"""--via: send every request through one address, written before the real one, as web archives do.

A download handler, not a middleware: robots, offsite, pauses and the archive see real addresses throughout.
"""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
)
from scrapy.http import Response
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, HTTP11ClientProtocol, ResponseFailed

from spiders.errors import GatewayError, OfflineError
from tracker.crawling.host_lease import HostLease
from tracker.errors import SettingsError
from tracker.util.net import is_offline

_DOWN = {CannotResolveHostError: "has no address in the DNS", DownloadConnectionRefusedError: "refused the connection"}

MAX_HEAD_BYTES = 256 * 1024
"""Of an answer's status line and headers; servers themselves take no more than 8 to 64 kB of a request's."""


class _HeadTooLongError(Exception):
    """An answer whose headers do not end."""


def check_via(url: str) -> str:
    """The address for --via without its last slashes."""
    parts = urlsplit(url)
    # The address stands in each crawl's row and in the report's manifest.
    if parts.username or parts.password:
        raise SettingsError("--via has a user or a password in it, which would be stored and printed with every crawl")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"--via {url!r} is no address; it should look like http://127.0.0.1:8400")
    return url.rstrip("/")


class GatewayHandler(HTTP11DownloadHandler):
    """Scrapy's handler, which sends the request to VIA/https://host/path where the setting VIA is set."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        via = crawler.settings.get("VIA")
        self.via = check_via(via) if via else None
        self.of_crawler = crawler
        self._pool._factory = _bound_factory(self._pool._factory)

    async def download_request(self, request: Request) -> Response:
        # the last step before a request is sent: the pauses lie before it
        if lease := HostLease.of(self.of_crawler):
            lease.check()
        try:
            return await self._download(request)
        except CannotResolveHostError as error:
            if self.via is None and await asyncio.to_thread(is_offline):
                raise OfflineError(str(error)) from error
            raise
        except DownloadFailedError as error:
            cause = error.__cause__
            reasons = cause.reasons if isinstance(cause, ResponseFailed) else []
            if any(each.check(_HeadTooLongError) for each in reasons):
                raise DownloadCancelledError("the headers do not end") from error
            raise

    async def _download(self, request: Request) -> Response:
        if self.via is None:
            return await super().download_request(request)
        sent = request.replace(url=f"{self.via}/{request.url}", meta=request.meta)
        try:
            response = await super().download_request(sent)
        except tuple(_DOWN) as error:
            raise GatewayError(f"the gateway {self.via} {_DOWN[type(error)]}") from error
        request.meta.setdefault("download_latency", sent.meta.get("download_latency", 0.0))
        if location := response.headers.get("Location"):
            response.headers["Location"] = self._without_prefix(location)
        return response.replace(url=request.url)

    def _without_prefix(self, location: bytes) -> bytes:
        """The real address in a Location that a gateway rewrote, whole or from its root."""
        assert self.via
        for prefix in (self.via, urlsplit(self.via).path):
            head = prefix.encode() + b"/"
            if location.startswith(head) and location[len(head) :].startswith((b"http://", b"https://")):
                return location[len(head) :]
        return location


def _bound_factory(factory: Any) -> Any:
    """The factory of a pool's connections, each of which ends with an answer whose headers do not."""

    class BoundedFactory(factory):  # type: ignore[misc]  # Scrapy chooses the class
        def buildProtocol(self, addr: Any) -> HTTP11ClientProtocol:  # noqa: N802 - Twisted's name
            return _bound_head(super().buildProtocol(addr))

    return BoundedFactory


def _bound_head(protocol: Any) -> HTTP11ClientProtocol:
    """Count what comes before a body: Scrapy's limits, and Twisted's on one line, let it come for ever."""
    receive, parser, count = protocol.dataReceived, None, 0

    def receive_bounded(data: bytes) -> None:
        nonlocal parser, count
        if protocol._parser is not parser:
            parser, count = protocol._parser, 0
        if parser is not None and parser.state != BODY:
            count += len(data)
        if count > MAX_HEAD_BYTES:
            protocol._giveUp(Failure(_HeadTooLongError()))  # type: ignore[no-untyped-call]
        else:
            receive(data)

    protocol.dataReceived = receive_bounded
    bounded: HTTP11ClientProtocol = protocol
    return bounded
