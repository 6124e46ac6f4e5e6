"""What a spider is told of earlier crawls, so that it asks for nothing in vain."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from scrapy.http import Request, Response

from spiders.posting import Validators

_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,500}"')
_SETTLED = timedelta(seconds=1)
"""A change within the second in which an answer was given would not move its Last-Modified."""


@dataclass(kw_only=True, frozen=True, slots=True)
class KnownDetail:
    """What earlier crawls know of a posting."""

    list_fingerprint: str
    """Of the list's row when its detail was last read: where the row is still like it, the detail is not asked."""
    due: bool = False
    """Whether the detail is to be asked again all the same."""
    validators: Validators | None = None


def read_validators(response: Response, request: Request | None) -> Validators | None:
    """Those that a detail's answer gives; None where it gives none, or where another address answered."""
    if request is None or request.method != "GET" or response.url != request.url:
        return None
    etag, modified = _read_header(response, "ETag"), _read_header(response, "Last-Modified")
    # Words without quotes are no entity tag (RFC 9110, 8.8.3), and no server would find its own in them.
    etag = etag if _ETAG.fullmatch(etag) else ""
    modified = modified if _is_settled(modified, _read_header(response, "Date")) else ""
    if not etag and not modified:
        return None
    return Validators(url=response.url, etag=etag or None, last_modified=modified or None)


def add_validators(request: Request, validators: Validators | None) -> Request:
    """The request, to be answered 304 where nothing has changed; as it is where `validators` are not its own."""
    if validators is None or validators.url != request.url or request.method != "GET":
        return request
    made = request.replace(meta={**request.meta, "handle_httpstatus_list": [int(HTTPStatus.NOT_MODIFIED)]})
    # One of the two: where If-None-Match is there, a server ignores If-Modified-Since (RFC 9110, 13.1.3).
    if validators.etag:
        made.headers["If-None-Match"] = validators.etag
    elif validators.last_modified:
        made.headers["If-Modified-Since"] = validators.last_modified
    return made


def _read_header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1").strip()


def _is_settled(modified: str, date: str) -> bool:
    try:
        gap = _parse_http_date(date) - _parse_http_date(modified)
    except ValueError:
        return False
    return gap >= _SETTLED


def _parse_http_date(words: str) -> datetime:
    at = parsedate_to_datetime(words)
    return at.replace(tzinfo=at.tzinfo or UTC)
