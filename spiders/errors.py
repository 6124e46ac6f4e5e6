"""Every error of this room.

    SpidersError                     whatever this room refuses; its message is a sentence for a person
    ├── StudiosError                 a studios file or a terms file that cannot be used
    ├── AddressError                 a web address behind which no board is known
    ├── ShapeError                   a board's answer that does not have the shape of its family
    ├── NoPostingError               a detail page that says that its posting does not exist
    ├── GatewayError                 the address given with --via does not answer
    └── NotAskedError                a request that was not sent (Scrapy's IgnoreRequest)
        ├── RobotsDisallowError      robots.txt names the address
        ├── RobotsUnreadableError    robots.txt could not be read
        │   ├── RobotsRefusedError       its host answered 401 or 403 in its place
        │   └── HostUnreachableError     its host could not be asked, or is out of order
        ├── OffsiteError             the address is on a host that is not the board's
        └── WaitTooLongError         the board asks for a longer pause than a crawl can make

`tracker.archive` adds two kinds of NotAskedError: ArchiveWriteError and NotInArchiveError.
"""

import json
import re
from html import unescape
from http import HTTPStatus
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
from scrapy.spidermiddlewares.httperror import HttpError

from spiders.file_validation import join_mistakes


class SpidersError(Exception):
    """Base class of this room's errors. The command line prints the message and exits with 1."""


class StudiosError(SpidersError, ValueError):
    """A studios file or a terms file that cannot be used. `mistakes`: a sentence each, naming file, row and value."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(join_mistakes(mistakes))
        self.mistakes = mistakes


class AddressError(SpidersError, ValueError):
    """A web address behind which no board is known; says why."""

    def __init__(self, message: str, *, is_web_address: bool = True) -> None:
        super().__init__(message)
        self.is_web_address = is_web_address
        """Whether it can be asked at all."""


class ShapeError(SpidersError, ValueError):
    """A board's answer that does not have the shape of its family."""


class NoPostingError(SpidersError):
    """A detail page that says that its posting does not exist."""


class GatewayError(SpidersError):
    """The address given with --via does not answer."""


# Scrapy treats an IgnoreRequest as an ordinary end of a request: it reaches the errback and is logged as no error.
class NotAskedError(SpidersError, IgnoreRequest):
    """A request that was not sent, or not sent again; the message says why, in a sentence."""


class RobotsDisallowError(NotAskedError):
    """robots.txt names the address as one that crawlers must not visit."""


class RobotsUnreadableError(NotAskedError):
    """robots.txt could not be read, so that nothing allows the crawl."""


class RobotsRefusedError(RobotsUnreadableError):
    """The host answered 401 or 403 in the place of its robots.txt: a refusal."""


class HostUnreachableError(RobotsUnreadableError):
    """The host could not be asked for its robots.txt, or is out of order: no refusal."""


class OffsiteError(NotAskedError):
    """The address is on a host that is not the board's."""


class WaitTooLongError(NotAskedError):
    """The board asks for a longer wait than one crawl can keep."""


class OfflineError(CannotResolveHostError):
    """No name at all resolves: the fault is on this machine's side, not the board's."""


REFUSAL_QUOTED = 120
_LONGEST_REFUSAL = 100_000
"""Bytes; a longer answer is a page that happens to come with an error status."""
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})</title", re.IGNORECASE)
_REFUSAL_STATUSES = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_SENTENCES = (
    (OfflineError, "you seem to be offline: neither {host} nor any other name resolves"),
    (CannotResolveHostError, "{host} has no address in the DNS"),
    (DownloadConnectionRefusedError, "{host} refused the connection"),
    (DownloadTimeoutError, "{host} did not answer in time"),
    (DownloadCancelledError, "{host} sent more than is read of one answer"),
    (ResponseDataLossError, "{host} broke off in the middle of an answer"),
    (DownloadFailedError, "{host} broke off in the middle of an answer"),
)


def describe_failure(error: BaseException, url: str) -> str:
    """Say what went wrong with the request for `url`, as part of a sentence."""
    host = urlsplit(url).netloc
    if isinstance(error, NotAskedError | GatewayError):
        return str(error)
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):
        return f"{host} sent more than is read of one answer"
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence.format(host=host)
    return f"{host} could not be asked: {type(error).__name__} {error}".strip()


def is_refusal(error: BaseException) -> bool:
    """Whether a host said no: by its robots.txt, or by 401 or 403. To be down, slow or unreachable is no refusal."""
    if isinstance(error, HttpError):
        return error.response.status in _REFUSAL_STATUSES
    return isinstance(error, RobotsDisallowError | RobotsRefusedError)


def quote_refusal(body: bytes) -> str | None:
    """Quote what a board says in an answer that refuses: a JSON message, a line of text, or the title of a page.

    At most REFUSAL_QUOTED printable characters on one line; None where it says nothing in words.
    """
    if len(body) > _LONGEST_REFUSAL:
        return None
    text = body.decode("utf-8", "replace").strip()
    try:
        words = _find_message(json.loads(text))
    except (ValueError, RecursionError):
        title = _TITLE.search(text)
        words = unescape(title[1]) if title else None if "<" in text else text
    plain = " ".join("".join(each if each.isprintable() else " " for each in words or "").split())
    return (plain if len(plain) <= REFUSAL_QUOTED else plain[: REFUSAL_QUOTED - 1] + "…") or None


def _find_message(answer: object) -> str | None:
    """The message of a JSON answer, under the names that boards use; `error` may hold it a level further down."""
    if isinstance(answer, list):
        answer = next(iter(answer), None)
    if isinstance(answer, str):
        return answer
    if not isinstance(answer, dict):
        return None
    named = (answer.get(name) for name in ("message", "errorMessage", "detail", "error_description", "title"))
    found = next((each for each in named if isinstance(each, str) and each.strip()), None)
    return found or next((words for name in ("error", "errors") if (words := _find_message(answer.get(name)))), None)
