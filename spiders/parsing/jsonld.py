"""schema.org JobPosting in a web page, as search engines read it: found in any wrapping, read field by field."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from types import MappingProxyType
from typing import Any

from parsel import Selector

from spiders.errors import ShapeError
from spiders.parsing.json_fields import collapse_spaces, optional, parse_currency, parse_iso_date, parse_number, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting, StatedPay

_WRAPPING = re.compile(r"^\s*(?:/[/*])?\s*<!(?:--|\[CDATA\[)|(?:/[/*])?\s*(?:-->|\]\]>)\s*(?:\*/)?\s*$|;\s*$")
_BYTE_ORDER_MARK = "\ufeff"
# Each pattern reads on to the end where a string or a comment is not closed, so that hostile text costs linear time.
_STRING = r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)'
_STRING_OR_COMMENT = re.compile(_STRING + r"|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_STRING_OR_TRAILING_COMMA = re.compile(_STRING + r"|,(?=\s{0,1000}[}\]])", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
QUOTED = 120
"""At most so many characters of what cannot be read are quoted."""
_ESCAPED_TAG = re.compile(r"&lt;/?[a-zA-Z]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
UNITS = MappingProxyType(
    {
        "HOUR": "hour",
        "HOURLY": "hour",
        "HR": "hour",
        "H": "hour",
        "DAY": "day",
        "DAILY": "day",
        "WEEK": "week",
        "WEEKLY": "week",
        "WK": "week",
        "MONTH": "month",
        "MONTHLY": "month",
        "MO": "month",
        "YEAR": "year",
        "YEARLY": "year",
        "YR": "year",
        "ANNUAL": "year",
        "ANNUALLY": "year",
        "ANNUM": "year",
    }
)
"""schema.org's unitText, and what sites write for it, by db.vocabulary.Unit."""


def find_job_postings(page: str) -> list[dict[str, Any]]:
    """Find every JobPosting in the page's JSON-LD. Raises ShapeError where there is none, or none that can be read."""
    broken = ""
    found: list[dict[str, Any]] = []
    for script in Selector(text=page).xpath("//script[contains(@type, 'ld+json')]"):
        text = script.xpath("string()").get() or ""
        try:
            found.extend(_find_in_json(_load_tolerantly(text)))
        except (ValueError, RecursionError):
            broken = broken or collapse_spaces(text[:QUOTED])
    if not found:
        why = f"its JSON-LD cannot be read: {broken}" if broken else "no schema.org JobPosting in the page"
        raise ShapeError(why)
    return found


def _load_tolerantly(text: str) -> Any:
    """Load JSON as sites print it: strictly first, then without what JSON does not have.

    Control characters in strings, a byte order mark, comments, trailing commas, a backslash before any character, and
    quotes escaped for HTML are forgiven; nothing else is guessed.
    """
    text = _WRAPPING.sub("", _WRAPPING.sub("", text.lstrip(_BYTE_ORDER_MARK)))
    try:
        return _load_json(text)
    except ValueError:
        pass
    try:
        return _load_json(_repair_json(text))
    except ValueError:
        return _load_json(_repair_json(unescape(text)))


def _load_json(text: str) -> Any:
    return json.loads(text, strict=False, parse_float=Decimal, parse_constant=lambda _: None)


def _repair_json(text: str) -> str:
    """Remove comments, trailing commas and the backslashes of escapes that JSON does not have."""
    text = text.replace(_BYTE_ORDER_MARK, "")
    for pattern in (_STRING_OR_COMMENT, _STRING_OR_TRAILING_COMMA):
        text = pattern.sub(lambda found: _ESCAPE.sub(_keep_known_escape, found[0]) if found[0][0] == '"' else "", text)
    return text


def _keep_known_escape(found: re.Match[str]) -> str:
    return found[0] if found[1] in '"\\/bfnrtu' else found[1]


def _find_in_json(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for each in data:
            yield from _find_in_json(each, depth + 1)
    elif isinstance(data, dict):
        types = data.get("@type")
        if any(
            str(each).rpartition("/")[2] == "JobPosting" for each in (types if isinstance(types, list) else [types])
        ):
            yield data
        for name in ("@graph", "mainEntity"):
            yield from _find_in_json(data.get(name), depth + 1)


def _lower_names(data: Any) -> Any:
    """Write names in PascalCase as schema.org does; a name that is there in its right form stays."""
    if isinstance(data, list):
        return [_lower_names(each) for each in data]
    if not isinstance(data, dict):
        return data
    lowered = {name[:1].lower() + name[1:]: _lower_names(value) for name, value in data.items()}
    return lowered | {name: _lower_names(value) for name, value in data.items() if name[:1].islower()}


def read_job_posting(data: dict[str, Any], *, studio: str, board_key: str, url: str) -> Posting:
    """Make a Posting of a JobPosting. Title and description must be there. Raises ShapeError."""
    data = _lower_names(data)
    on = parse_iso_date(data.get("datePosted"))
    reference = optional(data, "identifier", "value") or optional(data, "identifier")
    return Posting(
        studio=studio,
        board_key=board_key,
        title=_unescape_twice(optional(data, "title") or require(data, "name", str)),
        url=url,
        description=_unescape_description(require(data, "description", str)),
        places=read_places(data),
        requisition=reference if reference != board_key else None,
        hiring_organization=_unescape_twice(
            optional(data, "hiringOrganization", "name") or optional(data, "hiringOrganization") or ""
        )
        or None,
        employment_type=_join_words(data.get("employmentType")),
        language=_read_language(data),
        posted_on=on,
        posted_on_basis="published" if on else None,
        valid_through=parse_iso_date(data.get("validThrough")),
        stated_pay=read_stated_pay(data),
    )


def _unescape_twice(text: str) -> str:
    """Undo entities in a text that is not HTML; some sites escape them twice."""
    return unescape(unescape(text))


def _unescape_description(words: str) -> str:
    return unescape(words) if _ESCAPED_TAG.search(words) and not _TAG.search(words) else words


def _join_words(value: Any) -> str | None:
    named = [collapse_spaces(each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    return ", ".join(each for each in named if each) or None


def _read_language(data: dict[str, Any]) -> str | None:
    named = optional(data, "inLanguage") or optional(data, "inLanguage", "alternateName") or ""
    return named[:2].lower() if re.match(r"[A-Za-z]{2}(?:-|_|$)", named) else None


def read_places(data: dict[str, Any]) -> tuple[Place, ...]:
    """Every jobLocation, and where the job is done from home, where one may live."""
    found = [_parse_job_location(each) for each in _as_list(data.get("jobLocation"))]
    if "TELECOMMUTE" in (_join_words(data.get("jobLocationType")) or ""):
        found += [
            Place(text=f"Remote, {name}", country=find_country_code(name), remote=True)
            for each in _as_list(data.get("applicantLocationRequirements"))
            if (name := optional(each, "name") or optional({"name": each}, "name"))
        ] or [Place(text="Remote", remote=True)]
    return unique_places(found)


def _parse_job_location(each: Any) -> Place:
    address = each.get("address", each) if isinstance(each, dict) else each
    if not isinstance(address, dict):
        return parse_place(address if isinstance(address, str) else optional(each, "name") or "")
    country = optional(address, "addressCountry", "name") or optional(address, "addressCountry")
    locality, region = optional(address, "addressLocality"), optional(address, "addressRegion")
    parts = list(dict.fromkeys(part for part in (locality, region, country) if part))
    read = parse_place(", ".join(parts) or optional(each, "name") or "", country=find_country_code(country))
    if country is None or (locality and "," in locality):
        return read
    return Place(text=read.text, locality=locality, region=region, country=read.country, remote=read.remote)


_AMOUNT = re.compile(r"\s*(?:[A-Z]{2,3}\s?|[^\w\s.,-]{1,3}\s?){0,2}(\d[\d.,]*)\s?(?:[A-Z]{3}|[^\w\s.,-]{1,3})?\s*")
"""A number with at most a mark of money beside it."""


def read_stated_pay(data: dict[str, Any]) -> tuple[StatedPay, ...]:
    """What baseSalary says, in each of the forms that sites give it. estimatedSalary is not the employer's word."""
    beside = optional(data, "salaryCurrency")
    return tuple(pay for each in _as_list(data.get("baseSalary")) for pay in _parse_base_salary(each, beside))


def _parse_base_salary(each: Any, currency: str | None) -> Iterator[StatedPay]:
    """Give each range of one baseSalary, whose value may be a list of them."""
    amount = each if isinstance(each, dict) else {"value": each}
    value = amount.get("value", amount)
    for one in value if isinstance(value, list) else [value]:
        inner = one if isinstance(one, dict) else {"value": one}
        low, high = _parse_amount(inner.get("minValue")), _parse_amount(inner.get("maxValue"))
        if low is None and high is None:
            low = high = _parse_amount(inner.get("value"))
        if low is None and high is None and not isinstance(one, str):
            continue
        named = optional(amount, "currency") or optional(inner, "currency") or currency
        yield StatedPay(
            minimum=low,
            maximum=high,
            currency=parse_currency(named),
            unit=_find_unit(optional(inner, "unitText") or optional(amount, "unitText") or ""),
            kind="base",
            text=json.dumps(each, ensure_ascii=False, default=str)[:1000],
        )


def _parse_amount(value: Any) -> Decimal | None:
    """A number, or a text that holds one with its mark: "$120,000", "45.000"."""
    if not isinstance(value, str) or not (found := _AMOUNT.fullmatch(value)):
        return parse_number(value)
    return parse_number(found[1])


def _find_unit(words: str) -> str | None:
    return UNITS.get(words.upper().replace("_", " ").strip(" .").removeprefix("PER "))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
