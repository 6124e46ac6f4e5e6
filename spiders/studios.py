"""A studio: one row of a studios file, and how such files are read."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from spiders.terms import Terms
from spiders.terms import parse_terms as read_terms

PACKAGED = Path(__file__).parent / "studios.toml"
CONFIDENCES = ("high", "medium", "low")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class StudiosError(ValueError):
    """A studios file that cannot be used: which, which row, and why."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Studio:
    """An employer we track. Facts of its board stand in `board`, in the words of its family."""

    name: str
    """Short, lower case, for commands and keys."""
    title: str
    """As people write it."""
    parent: str | None = None
    group: str | None = None
    family: str = ""
    """Empty: no board that can be crawled is known; the note says why."""
    board: Mapping[str, Any] = field(default_factory=dict)
    expect_company: str | None = None
    """The company's name as the board answers it, a regular expression for the whole name, whatever the case."""
    brand: Mapping[str, Any] = field(default_factory=dict)
    """Where the posting states which part of the studio hires: see docs/adding-a-studio.md."""
    named_in_article: bool = False
    second_board_of: str | None = None
    """The studio whose first board this one repeats, in part: postings of one requisition are then one posting."""
    source_url: str
    """Where the board's address, or that there is none, was read."""
    confidence: str
    terms: Terms | None = None
    """The studio's own, or its product's; None: nobody read any."""
    robots: str | None = None
    note: str | None = None

    def expects(self, company: str | None) -> bool:
        """Whether the board may answer with this company name; a name not given is no contradiction."""
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
        return self.terms.text() if self.terms else None

    def board_text(self) -> str | None:
        """What tells this board from others of its family, on one line."""
        return " ".join(f"{name}={value}" for name, value in self.board.items()) or None


def read_studio_files(paths: Iterable[Path | str] = (PACKAGED,)) -> list[Studio]:
    """Read studios files, each row checked, names unique over all of them."""
    found: dict[str, Studio] = {}
    for path in map(Path, paths):
        for at, row in enumerate(_rows(path), 1):
            studio = _studio(row, f"{path.name}, row {at} ({row.get('name', 'without a name')})")
            if studio.name in found:
                raise StudiosError(f"{path.name}, row {at}: a studio named {studio.name!r} is already there")
            found[studio.name] = studio
    return list(found.values())


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StudiosError(f"the studios file {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudiosError(f"the studios file {path} is not TOML: {error}") from error
    rows = table.get("studio", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or set(table) - {"studio"}:
        raise StudiosError(f"the studios file {path} holds something else than [[studio]] rows")
    return rows


def _studio(row: dict[str, Any], where: str) -> Studio:
    known = {each.name for each in fields(Studio)}
    if unknown := sorted(set(row) - known):
        raise StudiosError(f"{where}: no field is named {unknown[0]!r}; known are {', '.join(sorted(known))}")
    for name in ("name", "title", "source_url", "confidence"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise StudiosError(f"{where}: the field {name!r} is missing")
    if not _NAME.fullmatch(row["name"]):
        raise StudiosError(f"{where}: the name {row['name']!r} is not of small letters, digits and hyphens")
    if row["confidence"] not in CONFIDENCES:
        raise StudiosError(f"{where}: the confidence {row['confidence']!r} is none of {', '.join(CONFIDENCES)}")
    return Studio(**(row | _tables(row, where)))


def _tables(row: dict[str, Any], where: str) -> dict[str, Any]:
    """The row's inner tables in their final form."""
    made: dict[str, Any] = {name: MappingProxyType(dict(row.get(name, {}))) for name in ("board", "brand")}
    if "terms" in row:
        try:
            made["terms"] = read_terms(row["terms"])
        except ValueError as error:
            raise StudiosError(f"{where}: 'terms' {error}") from error
    try:
        re.compile(row.get("expect_company", ""))
    except (re.error, TypeError) as error:
        raise StudiosError(f"{where}: expect_company {row['expect_company']!r} is no regular expression") from error
    return made
