"""Add a studio: name it by what its board says, make its row, append that to the user's own file."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from spiders.catalog.studios import Studio
from spiders.errors import StudiosError
from spiders.loader import read_studios
from tracker.crawling.probe import ProbeResult
from tracker.errors import AddStudioError
from tracker.studios.board_finder import BoardLookup
from tracker.util.atomic_file import atomic_replace
from tracker.util.slug import make_slug
from tracker.util.terminal import terminal_text

POSTINGS_SHOWN = 3
"""So many postings are shown, for a person to see whose board it is."""
_SPECIAL = re.compile(r"([.^$*+?{}\[\]\\|()])")
"""Characters with a meaning in a regular expression."""
_NO_NAME = "The board names no company: look at its postings before printing from it."
_NO_POSTING = "It listed no posting when this row was made, so that nothing showed whose it is."


def name_studio(draft: Studio, found: ProbeResult, title: str | None, known: Iterable[Studio]) -> Studio:
    """Name the studio: by the title given, else the company that the board names, else the board's key.

    Raises AddStudioError where a known studio has that name.
    """
    title = title or (found.names[0] if len(found.names) == 1 else str(next(iter(draft.board.values()), draft.family)))
    name = _make_name(title)
    if name in {studio.name for studio in known}:
        raise AddStudioError(f"nothing was written, as a studio named {name!r} is known: say another with --name")
    is_named = bool(found.names and found.on_first_page)
    return Studio(
        name=name,
        title=title,
        family=draft.family,
        board=draft.board,
        expect_company="|".join(_SPECIAL.sub(r"\\\1", name) for name in found.names) or None,
        source_url=draft.source_url,
        confidence="medium" if is_named else "low",
        note=None if is_named else _NO_NAME if found.on_first_page else _NO_POSTING,
    )


def _make_name(title: str) -> str:
    name = make_slug(title)
    if not name:
        raise AddStudioError(f"{title!r} gives no name of small letters, digits and hyphens: say one with --name")
    return name


def describe_probe(found: ProbeResult, by: str | None = None) -> Iterator[str]:
    """Give the lines that a person needs to see to know whose board it is; `by`: what in a page led to it."""
    if by:
        yield terminal_text(f"board: {found.studio.family}, {found.studio.board_text()} (by {by})")
    yield f"company: {terminal_text(', '.join(found.names)) or 'not named on the first page of the list'}"
    announced = "" if found.announced is None else f"{found.announced} announced, "
    yield f"postings: {announced}{found.on_first_page} on the first page"
    yield from (
        terminal_text(f"  {title} – {place or 'no place named'}") for title, place in found.shown[:POSTINGS_SHOWN]
    )
    terms = found.studio.terms
    yield f"terms: {terms.describe() if terms else 'nobody has read them'}"


def describe_failed_lookup(lookup: BoardLookup) -> str:
    """Say why an address gave no studio: none, a board that is not well, or several boards."""
    if well := lookup.list_well():
        boards = "; ".join(f"{each.studio.family} {each.studio.board_text()}" for each in well)
        return terminal_text(
            f"nothing was written, as the page leads to several boards: {boards}; give the address of one"
        )
    if lookup.probes:
        return f"nothing was written, as the board is not well: {lookup.probes[0].ailment()}"
    return terminal_text(f"nothing was written: {lookup.why}")


def format_row(studio: Studio) -> str:
    """Write the studio as a row of a studios file."""
    fields = ("name", "title", "family", "board", "expect_company", "source_url", "confidence", "note")
    told = ((name, getattr(studio, name)) for name in fields)
    return "[[studio]]\n" + "".join(f"{name} = {_format_value(value)}\n" for name, value in told if value is not None)


def _format_value(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{name} = {_format_value(each)}" for name, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    # JSON's strings are TOML's, but for one character that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def append_row(file: Path, text: str) -> None:
    """Append a row to a studios file, or create the file; what is in it stays as it is, byte for byte.

    The file is read with its new row before it replaces the old one. Raises AddStudioError.
    """
    there = file.read_bytes() if file.exists() else b""
    gap = b"" if not there else b"\n" if there.endswith(b"\n") else b"\n\n"
    with atomic_replace(file, there + gap + text.encode()) as new:
        try:
            read_studios([new])
        except StudiosError as error:
            why = str(error).replace(new.name, file.name)
            raise AddStudioError(f"{file} was left as it was: with the new row, {why}") from error
