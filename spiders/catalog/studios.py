"""A studio: one row of a studios file. Read such files, with every mistake named."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from spiders.catalog.terms_of_use import Terms
from spiders.errors import StudiosError
from spiders.file_validation import StrictModel, Text, Texts, describe_mistakes

PACKAGED = Path(__file__).parent / "studios.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class BrandRule(StrictModel):
    """Where a studio's postings state which part of it hires: labelled lines at their end (docs/adding-a-studio.md)."""

    labels: Texts = ()
    """The labels of the closing block, at which a value ends."""
    sources: Texts = Field((), alias="from")
    """The labels whose values name the brand, the best first."""
    too_wide: Texts = ()
    """Values that hold several brands, so that the next label is asked."""


class Studio(StrictModel):
    """An employer we track. Facts of its board stand in `board`, in the words of its family."""

    name: str
    """Short, lower case, for commands and keys."""
    title: Text
    """As people write it."""
    parent: str | None = None
    group: str | None = None
    country: str | None = None
    """Where its seat is, by ISO 3166-1 alpha-2."""
    family: str = ""
    """Empty: no board that can be crawled is known; the note says why."""
    board: Mapping[str, Any] = Field(default_factory=dict)
    fronts: Texts = ()
    """Hosts whose pages show the same postings as the board and are no board of their own."""
    expect_company: str | None = None
    """The company's name as the board gives it: a regular expression for the whole name, whatever the case."""
    brand: BrandRule = Field(default_factory=lambda: BrandRule.model_validate({}))
    named_in_article: bool = False
    second_board_of: str | None = None
    """The studio whose first board this one repeats, in part: postings of one requisition are then one posting."""
    source_url: str
    """Where the board's address, or that there is none, was read; empty if a person's file is all that is known."""
    confidence: Literal["high", "medium", "low"]
    terms: Terms | None = None
    """The studio's own, or its product's; None: nobody read any."""
    robots: str | None = None
    note: str | None = None

    @field_validator("name")
    @classmethod
    def _check_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("which is not of small letters, digits and hyphens")
        return name

    @field_validator("country")
    @classmethod
    def _check_country(cls, country: str | None) -> str | None:
        if country is not None and not re.fullmatch("[A-Z]{2}", country):
            raise ValueError("which is not a country's code of two capitals")
        return country

    @field_validator("expect_company")
    @classmethod
    def _check_pattern(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"which is not a regular expression: {error}") from error
        return pattern

    def expects(self, company: str | None) -> bool:
        """Whether the board may answer with this company name; a name not given contradicts nothing."""
        if self.expect_company is None or company is None:
            return True
        return re.fullmatch(self.expect_company, company.strip(), re.IGNORECASE) is not None

    def columns(self) -> dict[str, Any]:
        """The row in the column names of the database's view."""
        return {
            "studio": self.name,
            "name": self.title,
            "parent": self.parent,
            "group": self.group,
            "family": self.family or None,
            "board": self.board_text(),
            "named_in_article": self.named_in_article,
            "terms": self.terms_text(),
            "source_url": self.source_url,
            "confidence": self.confidence,
            "note": self.note,
        }

    def terms_text(self) -> str | None:
        return self.terms.describe() if self.terms else None

    def board_text(self) -> str | None:
        """What tells this board from others of its family, on one line."""
        return " ".join(f"{name}={value}" for name, value in self.board.items()) or None


class StudioRow(Studio):
    """A studio as a studios file gives it."""

    source_url: Text


@cache
def load_packaged_studios() -> tuple[Studio, ...]:
    """The packaged studios. A crawl asks for them three times: itself, and twice by Scrapy's spider loader."""
    return tuple(read_studio_files([PACKAGED]))


def read_studio_files(paths: Iterable[Path | str], known: Collection[Studio] = ()) -> list[Studio]:
    """Read studios files: each row checked, names unique over all of them and over those known.

    Raises StudiosError with every mistake of the first file that has any.
    """
    found = {studio.name: studio for studio in known}
    for path in map(Path, paths):
        mistakes = []
        for number, row in enumerate(_load_rows(path), 1):
            try:
                studio = StudioRow.model_validate(row)
            except ValidationError as error:
                where = f"{path.name}, row {number} ({row.get('name', 'without a name')})"
                mistakes += describe_mistakes(error, where, StudioRow)
                continue
            if studio.name in found:
                mistakes.append(f"{path.name}, row {number}: a studio named {studio.name!r} is already there")
            found.setdefault(studio.name, studio)
        if mistakes:
            raise StudiosError(*mistakes)
    return list(found.values())[len(known) :]


def _load_rows(path: Path) -> list[dict[str, Any]]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StudiosError(f"the studios file {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudiosError(f"the studios file {path} is not TOML: {error}") from error
    rows = table.get("studio", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or set(table) - {"studio"}:
        raise StudiosError(f"the studios file {path} has something other than [[studio]] rows in it")
    return rows
