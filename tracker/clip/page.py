"""One page as it was given: its bytes, and what is known of where and when they stood."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tracker.errors import ClipError

LARGEST = 32 * 1024 * 1024
"""Bytes of a page that are read."""

PDF = "application/pdf"

PUBLIC_ARCHIVES = {
    "web.archive.org": "id_",
    "arquivo.pt": "id_",
    "wayback.archive-it.org": "id_",
    "webarchive.loc.gov": "id_",
    "webarchive.nationalarchives.gov.uk": "id_",
    "www.webarchive.org.uk": "id_",
}
"""Archives whose word on what stood where and when is taken, and what they want between date and address to give a
page without additions of their own (Memento's "raw" form, as pywb and the Wayback Machine have it)."""

_ARCHIVED = re.compile(r"^(?P<before>/(?:[\w-]+/){0,3})(?P<at>\d{4,14})(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}.+)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    given: str
    """The address, or the file's name, as it was given."""
    body: bytes
    """The content encoding undone."""
    content_type: str
    url: str | None
    """The page's own address on the web, where that is known."""
    source_url: str
    """The address that was asked; of a file, its name."""
    fetched_at: datetime
    """When the bytes came: from the address, into the archive, or, of a file, when it was read."""
    captured_at: datetime | None = None
    """When a public archive captured it."""
    archive: str = ""
    archive_record: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """An address of a page in a public archive."""

    ask: str
    """The address of the page as it was captured, without the archive's additions."""
    url: str
    """The page's own address."""
    at: datetime


def parse_capture(address: str) -> Capture | None:
    """What an address of a public archive names; None for any other address."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    raw = PUBLIC_ARCHIVES.get(host)
    found = _ARCHIVED.match(parts.path + (f"?{parts.query}" if parts.query else ""))
    if raw is None or found is None:
        return None
    url = re.sub(r"^(https?):/{1,2}", r"\1://", found["url"])
    return Capture(f"https://{host}{found['before']}{found['at']}{raw}/{url}", url, _parse_digits(found["at"], address))


def _parse_digits(digits: str, address: str) -> datetime:
    """The earliest moment that the digits allow."""
    whole = digits + "00000101000000"[len(digits) :]
    try:
        return datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise ClipError(f"{address}: {digits} is no date of a capture") from error
