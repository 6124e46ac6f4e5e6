"""From the address of a careers site or a posting to the board family and the board's fields, by a table of forms."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from spiders.errors import AddressError

PACKAGED = Path(__file__).parent / "board_urls.toml"


@dataclass(kw_only=True, frozen=True, slots=True)
class UrlForm:
    """One form of address of one family's boards."""

    family: str
    pattern: re.Pattern[str]
    always: Mapping[str, str] = field(default_factory=dict)
    any_host: bool = False
    """Whether it is an address on a studio's own host, so that a link from elsewhere proves nothing."""
    example: str
    board: Mapping[str, str]
    """What the example gives."""


@cache
def load_url_forms() -> tuple[UrlForm, ...]:
    rows = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))["address"]
    return tuple(
        UrlForm(
            family=row["family"],
            pattern=re.compile(row["pattern"]),
            always=row.get("with", {}),
            any_host=row.get("any_host", False),
            example=row["example"],
            board=row["board"],
        )
        for row in rows
    )


def parse_board_url(address: str) -> tuple[str, dict[str, Any]]:
    """The family and the board's fields. Raises AddressError."""
    form, board = find_url_form(address)
    return form.family, board


def find_url_form(address: str) -> tuple[UrlForm, dict[str, Any]]:
    """The form of an address, and the board's fields. Raises AddressError."""
    words = _strip_scheme(address)
    for form in load_url_forms():
        if found := form.pattern.match(words):
            return form, {**found.groupdict(), **form.always}
    known = ", ".join(sorted({form.family for form in load_url_forms()}))
    raise AddressError(
        f"{address!r} is not like the address of a board that can be read; those known are of {known}; "
        "give the address of one of its postings, or write the row by hand (docs/adding-a-studio.md)"
    )


def check_web_address(address: str) -> None:
    """Raises AddressError where it is no address of the web."""
    _strip_scheme(address)


def _strip_scheme(address: str) -> str:
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").lower()
        well = parts.scheme in ("http", "https") and "." in host and parts.port in (None, 80, 443)
    except ValueError:
        well = False
    if not well:
        raise AddressError(
            f"{address!r} is not a web address such as https://jobs.lever.co/example", is_web_address=False
        )
    return host + parts.path + (f"?{parts.query}" if parts.query else "")
