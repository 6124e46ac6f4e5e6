"""Hours that a full-time year is paid for, by country: what turns a year's pay into an hour's, and back."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from tracker.reading.pay.rules import table


@dataclass(frozen=True, slots=True)
class WorkYear:
    """A year of full-time work, and in words where its hours come from."""

    hours: Decimal
    words: str


@cache
def find_work_year(country: str | None) -> WorkYear:
    """Find the year of a country (ISO 3166-1 alpha-2); a year of 40-hour weeks, marked so, where the table has none."""
    known = _read_table().get(country or "")
    if known:
        return known
    assumed = table("pay_assumptions")["hours_a_year"]
    doubt = f"no rule of {country} is known here" if country else "no single country is stated"
    return WorkYear(Decimal(assumed["value"]), assumed["words"].replace("{doubt}", doubt))


def list_year_hours() -> tuple[int, ...]:
    """List the different lengths of a year of work, the assumed one first."""
    assumed = int(table("pay_assumptions")["hours_a_year"]["value"])
    others = {int(year.hours) for year in _read_table().values()} - {assumed}
    return (assumed, *sorted(others))


@cache
def _read_table() -> Mapping[str, WorkYear]:
    lines = files(__package__).joinpath("work_years.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["country"]: WorkYear(Decimal(row["hours"]), _describe_hours(row)) for row in rows}


def _describe_hours(row: Mapping[str, str]) -> str:
    mark = "; second-hand" if row["tier"] == "secondary" else ""
    return f"{int(row['hours']):,} hours a year (assumed: {row['reckoned']}, {row['rule']}{mark})"
