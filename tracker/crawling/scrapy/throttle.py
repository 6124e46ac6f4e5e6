"""AutoThrottle with more care: pauses count from a host's last answer, whoever asked, and its Crawl-delay is kept."""

from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from tracker.crawling.host_lease import HostLease
from tracker.crawling.scrapy.retry import retry_after

RESTING = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
"""Answers whose Retry-After says when the host may be asked again (RFC 9110, 10.2.3; RFC 6585, 4)."""

_answered_at: dict[str, float] = {}
"""When each host last answered any crawl of this process: studios that share a host come one after the other."""


class HostThrottle(AutoThrottle):
    """Scrapy counts a pause from when a request was sent; on a slow line two of them may then arrive close together."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.asked_for: dict[str, float] = {}
        crawler.signals.connect(self._remember_delay, signals.request_reached_downloader)
        # also after a request that failed: the host was asked
        crawler.signals.connect(self._note_pause, signals.request_left_downloader)
        crawler.signals.connect(self._note_rest, signals.response_downloaded)

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
        if lease := HostLease.of(self.crawler):
            lease.heed_delay(host, seconds)
        engine = self.crawler.engine
        slot: Slot | None = engine.downloader.slots.get(host) if engine else None
        if slot:
            slot.delay = max(slot.delay, seconds)

    def _note_pause(self, request: Request, spider: Spider) -> None:
        """Keep the pause with the lease, for whoever asks this host next."""
        host, slot = self._get_slot(request, spider)
        if host and slot and self.mindelay and (lease := HostLease.of(self.crawler)):
            lease.postpone(host, slot.delay)

    def _note_rest(self, response: Response, request: Request, spider: Spider) -> None:
        """Keep a Retry-After with the lease: it holds for the next crawl too, also where this one asks no more."""
        host, _ = self._get_slot(request, spider)
        asked = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        if host and asked and response.status in RESTING and (lease := HostLease.of(self.crawler)):
            lease.heed_rest(host, asked)

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
