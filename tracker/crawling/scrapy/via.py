"""--via: send every request through one address, written before the real one, as web archives do.

A download handler, not a middleware: robots, offsite, pauses and the archive see real addresses throughout.
"""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Response

from spiders.errors import GatewayError
from tracker.errors import SettingsError

_DOWN = {CannotResolveHostError: "has no address in the DNS", DownloadConnectionRefusedError: "refused the connection"}


def check_via(url: str) -> str:
    """The address for --via without its last slashes."""
    parts = urlsplit(url)
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

    async def download_request(self, request: Request) -> Response:
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
