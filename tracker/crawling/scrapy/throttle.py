"""AutoThrottle with more care: pauses count from a host's last answer, whoever asked, and its Crawl-delay is kept."""

from time import monotonic

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

_answered_at: dict[str, float] = {}
"""When each host last answered any crawl of this process: studios that share a host come one after the other."""


class HostThrottle(AutoThrottle):
    """Scrapy counts a pause from when a request was sent; on a slow line two of them may then arrive close together."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.asked_for: dict[str, float] = {}
        crawler.signals.connect(self._remember_delay, signals.request_reached_downloader)

    # Scrapy's own begins with 5 seconds, whatever DOWNLOAD_DELAY says, and comes down from there.
    def _start_delay(self) -> float:
        return self.mindelay

    def _remember_delay(self, request: Request, spider: Spider) -> None:
        host, slot = self._get_slot(request, spider)
        if slot and host and not slot.lastseen:
            # A slot is made anew for each crawl: without this two studios of one host would follow each other without a
            # pause.
            slot.lastseen = _answered_at.get(host, 0.0)
        if slot and host:  # the robots.txt may have come with an earlier board's visit, before there was this slot
            slot.delay = max(slot.delay, self.asked_for.get(host, 0.0))

    def keep_at_least(self, host: str, seconds: float) -> None:
        """Keep the pause that a host asks for in its robots.txt."""
        if not self.mindelay:
            return
        self.asked_for[host] = seconds
        engine = self.crawler.engine
        slot: Slot | None = engine.downloader.slots.get(host) if engine else None
        if slot:
            slot.delay = max(slot.delay, seconds)

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        if not self.mindelay:  # no pause at all: the command line allows that on loopback alone
            return
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if slot and host:
            slot.delay = max(slot.delay, self.asked_for.get(host, 0.0))
            # By the clock that Scrapy's downloader compares it with: a system clock that is set back would make the
            # pause last for hours.
            slot.lastseen = _answered_at[host] = monotonic()
