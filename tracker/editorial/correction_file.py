"""corrections.csv: the fields of a posting that a person may correct, and the rows of such a file, each checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator

from db.vocabulary import AiKind, AiLabel, PayKind, PayScope, Unit
from spiders.file_validation import StrictModel, Text, describe_mistakes
from tracker.errors import CorrectionsError, CsvError
from tracker.reading.text import collapse
from tracker.util.csv_records import read_rows

COLUMNS = ("posting", "field", "old_value", "new_value", "reason", "by", "date")
_ALIASES = {"posting_id": "posting", "corrected_on": "date", "on": "date"}


def _parse_amount(words: str) -> Decimal:
    amount = Decimal(words)
    if not amount.is_finite() or not 0 <= amount < 10**10 or amount != round(amount, 4):
        raise ValueError("an amount is a plain number under ten thousand million, with at most four decimal places")
    return amount


def _parse_hours(words: str) -> Decimal:
    hours = _parse_amount(words)
    if not hours:
        raise ValueError("hours are more than 0; where none are stated, it is empty")
    return hours


def _parse_currency(words: str) -> str:
    if len(words) != 3 or not (words.isascii() and words.isalpha() and words.isupper()):
        raise ValueError("a currency is three capital letters, such as USD")
    return words


def _parse_ai_kinds(words: str) -> str:
    return " ".join(sorted({AiKind(word) for word in words.split()}))


@dataclass(frozen=True, slots=True)
class CorrectableField:
    """A column of postings.csv that may be corrected."""

    read: Callable[[str], Any]
    """Parses the text of a value. Raises ValueError, or decimal.InvalidOperation."""
    may_be_empty: bool = True
    is_pay: bool = False


FIELDS: Mapping[str, CorrectableField] = MappingProxyType(
    {
        "title": CorrectableField(collapse, may_be_empty=False),
        "brand": CorrectableField(collapse),
        "posted_on": CorrectableField(date.fromisoformat, may_be_empty=False),
        "pay_minimum": CorrectableField(_parse_amount, is_pay=True),
        "pay_maximum": CorrectableField(_parse_amount, is_pay=True),
        "pay_currency": CorrectableField(_parse_currency, is_pay=True),
        "pay_unit": CorrectableField(Unit, is_pay=True),
        "pay_hours": CorrectableField(_parse_hours, is_pay=True),
        "pay_kind": CorrectableField(PayKind, is_pay=True),
        "pay_scope": CorrectableField(PayScope, is_pay=True),
        "ai_label": CorrectableField(AiLabel, may_be_empty=False),
        "ai_kinds": CorrectableField(_parse_ai_kinds),
    }
)
"""Figures that follow from these (a year, an hour, in dollars, multiples) follow from the corrected ones."""


def parse_value(field: str, words: str) -> Any:
    """Parse a value of a field; None for empty text. Raises ValueError."""
    if not words.strip():
        if not FIELDS[field].may_be_empty:
            raise ValueError("it may not be empty")
        return None
    try:
        return FIELDS[field].read(words.strip())
    except InvalidOperation as error:
        raise ValueError("it is not a number") from error


def make_comparable(value: Any) -> Any:
    """Bring a value, parsed or of the view postings, into a form in which equal values are equal."""
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else (str(value) if value else None)


def equals_stored(field: str, words: str, stored: Any) -> bool:
    """Whether the text of a value means what is stored."""
    return bool(make_comparable(parse_value(field, words)) == make_comparable(stored))


def _parse_day(value: Any, info: ValidationInfo) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("not a date such as 2026-11-22") from error
    if day > info.context["today"]:  # type: ignore[index]  # read_corrections gives it
        raise ValueError("which is in the future")
    return day


class CorrectionRow(StrictModel):
    """One row of corrections.csv."""

    line: int
    posting: Text
    field: str
    old_value: str
    new_value: str
    reason: Text
    by: Text
    corrected_on: Annotated[date, BeforeValidator(_parse_day)] = Field(alias="date")

    @field_validator("field")
    @classmethod
    def _check_field(cls, field: str) -> str:
        if field not in FIELDS:
            raise ValueError(f"which cannot be corrected; what can is {', '.join(FIELDS)}")
        return field

    @field_validator("old_value", "new_value")
    @classmethod
    def _check_value(cls, text: str, info: ValidationInfo) -> str:
        if field := info.data.get("field"):
            try:
                parse_value(field, text)
            except ValueError as error:
                raise ValueError(f"not a {field}: {error}") from error
        return text


def read_corrections(file: Path, today: date) -> list[CorrectionRow]:
    """Read corrections.csv; every row is checked by itself. Raises CorrectionsError with every mistake."""
    rows, mistakes = [], []
    try:
        for line, cells in read_rows(file, COLUMNS, aliases=_ALIASES):
            try:
                rows.append(CorrectionRow.model_validate({"line": line, **cells}, context={"today": today}))
            except ValidationError as error:
                mistakes += describe_mistakes(error, f"{file.name}, line {line}", CorrectionRow)
    except CsvError as error:
        raise CorrectionsError(*mistakes, *error.mistakes) from error
    if mistakes or not rows:
        raise CorrectionsError(*(mistakes or [f"{file} holds no correction"]))
    return rows
