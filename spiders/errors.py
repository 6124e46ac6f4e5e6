"""Why a board was not asked, or did not answer: what stands between a spider and an answer, in a sentence."""

from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)


class NotAskedError(IgnoreRequest):
    """A request that was not sent, or not sent again; its message says why, in a sentence."""


class RobotsDisallowError(NotAskedError):
    """robots.txt names the address as one that is not for crawlers."""


class RobotsUnreadableError(NotAskedError):
    """robots.txt could not be read, so that nothing allows the crawl."""


class OffsiteError(NotAskedError):
    """The address is on a host that is none of the board's."""


class WaitTooLongError(NotAskedError):
    """The board asks for a longer wait than one crawl can keep."""


class GatewayError(Exception):
    """The address given with --via does not answer."""


_WORDS = (
    (CannotResolveHostError, "{host} has no address in the DNS"),
    (DownloadConnectionRefusedError, "{host} refused the connection"),
    (DownloadTimeoutError, "{host} did not answer in time"),
    (DownloadCancelledError, "{host} sent more than is read of one answer"),
    (ResponseDataLossError, "{host} broke off in the middle of an answer"),
    (DownloadFailedError, "{host} broke off in the middle of an answer"),
)


def describe_failure(error: BaseException, url: str) -> str:
    """What went wrong with the request for `url`, as part of a sentence."""
    host = urlsplit(url).netloc
    if isinstance(error, NotAskedError | GatewayError):
        return str(error)
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):
        return f"{host} sent more than is read of one answer"
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words.format(host=host)
    return f"{host} could not be asked: {type(error).__name__} {error}".strip()
