"""Ask the board's own hosts and no other, wherever a link or a redirect points."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from spiders.errors import OffsiteError


class StrictOffsite:
    """Unlike Scrapy's own: exact hosts, HTTPS alone, no request excepted; a refusal reaches the request's errback."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StrictOffsite":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        hosts = getattr(self.crawler.spider, "allowed_domains", None) or []
        # Scrapy's own lets subdomains and requests with dont_filter pass, and drops others without a word to the
        # errback: a list that leads elsewhere then looks like one that has ended.
        if parts.scheme != "https" or parts.netloc not in hosts:
            came_from = (request.meta.get("redirect_urls") or [None])[-1]
            how = f"{urlsplit(came_from).netloc} redirects to" if came_from else "the board points to"
            raise OffsiteError(f"{how} {parts.scheme}://{parts.netloc}, which is not the board's")
