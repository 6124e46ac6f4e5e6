"""Ask again after a passing fault, later each time, and when the board says so."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from spiders.errors import WaitTooLongError


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's own asks again at once and knows no Retry-After. While this one waits, nothing else is asked."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        again = super().process_response(request, response)
        if isinstance(again, Request):
            pause = self._pause_for(again, response)
            if "cached" not in response.flags:  # a replay asks nobody, so that nobody needs a rest
                await asyncio.sleep(pause)
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        again = super().process_exception(request, exception)
        if isinstance(again, Request):
            await asyncio.sleep(self._backing_off(again))
        return again

    def _pause_for(self, again: Request, response: Response) -> float:
        # A date in the header is reckoned from when the answer came, which in a replay was long ago.
        came_at = again.meta.get("fetched_at") or datetime.now(UTC)
        asked = retry_after(response.headers.get("Retry-After"), came_at)
        longest = self.crawler.settings.getfloat("LONGEST_WAIT")
        # Boards were seen to ask for 23 hours (docs/boards/workable.md): a crawl that waits so long holds its host's
        # lease, and what it read before is a day old when it ends.
        if asked is not None and asked > longest:
            host = urlsplit(again.url).netloc
            raise WaitTooLongError(
                f"{host} asks to wait {asked:.0f} seconds, more than {longest:g}: it is not asked again"
            )
        return max(asked or 0.0, self._backing_off(again))

    def _backing_off(self, again: Request) -> float:
        """Four times the ordinary pause, then sixteen times."""
        delay = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        return float(delay * 4 ** again.meta["retry_times"])


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, given as a number or as a date."""
    words = (value or b"").decode("latin-1").strip()
    if words.isdecimal():
        # int() refuses a number of thousands of digits; so long a wait is refused in _pause_for.
        return float(min(int(words[:12]), 10**9))
    try:
        until = parsedate_to_datetime(words)
    except ValueError:
        return None
    # A date in "-0000" comes without a zone. RFC 9110 (5.6.7): every date in a header is in GMT.
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
