"""One record of JSON lines in, its readings out: `labor-tracker read`. No database."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from spiders.parsing.place_names import read_place
from spiders.posting import Place, StatedPay
from tracker.errors import BadRecordError
from tracker.reading.ai import reader as ai
from tracker.reading.pay import reader as pay
from tracker.reading.places import find_common_country
from tracker.reading.text import from_description


def read_lines(lines: Iterable[str], *, with_text: bool = False) -> Iterator[str]:
    """Give each JSON line's readings, in order. Raises BadRecordError at the first line that is not a record."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadRecordError(f"line {number} is not JSON: {error.msg} at column {error.colno}") from error
        yield json.dumps(read_record(record, number, with_text=with_text), ensure_ascii=False)


def read_record(record: Any, number: int, *, with_text: bool = False) -> dict[str, Any]:
    """Read one record: {"id", "title", "description", "studio"?, "locations"?, "employment_type"?, "stated_pay"?}."""
    if not isinstance(record, dict):
        raise BadRecordError(f"line {number} is not a JSON object")
    for name in ("id", "title", "description"):
        if not isinstance(record.get(name) or "", str | int):
            raise BadRecordError(f"line {number}: {name} is not text")
    if "id" not in record:
        raise BadRecordError(f'line {number} has no "id"')
    title, text = str(record.get("title") or ""), from_description(str(record.get("description") or ""))
    places = [read_place(str(words)) for words in record.get("locations") or []]
    country = find_common_country(places) or _read_country(record)
    kind = record.get("employment_type")
    money = pay.read(
        title,
        text,
        places=places,
        country=country,
        stated=_load_stated_pays(record, number),
        employment_type=kind if isinstance(kind, str) else None,
    )
    about_ai = ai.read(title, text, studio=record.get("studio"), language=record.get("language"))
    out: dict[str, Any] = {
        "id": record["id"],
        "pay": [_to_json(asdict(each)) for each in money.ranges],
        "headline": None if money.headline is None else _to_json(asdict(money.headline)),
        "headline_reason": money.headline_reason,
        "not_pay": [_to_json(asdict(each)) for each in money.not_pay],
        "ai": _to_json(asdict(about_ai)),
    }
    return out | {"text": text.text} if with_text else out


def _read_country(record: dict[str, Any]) -> str | None:
    """The country that the record names, where its places name none or several."""
    country = record.get("country")
    return country if isinstance(country, str) and len(country) == 2 and country.isupper() else None


def _load_stated_pays(record: dict[str, Any], number: int) -> list[StatedPay]:
    try:
        return [load_stated_pay(each) for each in record.get("stated_pay") or []]
    except (TypeError, ArithmeticError, AttributeError) as error:
        raise BadRecordError(
            f"line {number}: stated_pay {record['stated_pay']!r} is not a list of pay: {error}"
        ) from error


def load_place(data: Mapping[str, Any]) -> Place:
    """Read a place from JSON. Raises TypeError."""
    return Place(**data)


def load_stated_pay(data: Mapping[str, Any]) -> StatedPay:
    """Read stated pay from JSON: amounts are numbers or text. Raises TypeError, ArithmeticError."""
    amounts = {name: Decimal(str(data[name])) for name in ("minimum", "maximum") if data.get(name) is not None}
    return StatedPay(**{**data, **amounts})


def _to_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {k: _to_json(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(v) for v in value]
    return value
