"""A new studio from the address of its board: its row, and how that comes into the user's own file."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from spiders.board_urls import parse_board_url
from spiders.errors import StudiosError
from spiders.loader import load_board_families, read_studios
from spiders.studios import Studio
from spiders.terms import load_family_terms
from tracker.crawling.probe import ProbeResult, printable
from tracker.errors import AddStudioError
from tracker.util.atomic_file import atomic_replace
from tracker.util.slug import make_slug

SHOWN = 3
"""Postings that are shown, so that a person sees whose board it is."""
_MEANS_SOMETHING = re.compile(r"([.^$*+?{}\[\]\\|()])")
"""Characters that are not themselves in a regular expression."""
_NO_NAME = "The board names no company: look at its postings before printing from it."
_NO_POSTING = "It listed no posting when this row was made, so that nothing showed whose it is."


def draft_from_url(address: str) -> Studio:
    """The studio behind an address, its names still to be found. Raises AddressError."""
    family, board = parse_board_url(address)
    source = address if "://" in address else f"https://{address}"
    terms = load_family_terms().get(family)
    return Studio(name="new", title="New", family=family, board=board, source_url=source, confidence="low", terms=terms)


def same_board(draft: Studio, known: Iterable[Studio]) -> Studio | None:
    """The known studio whose board this is: the same family, and the same in all that this family needs."""
    return next((studio for studio in known if studio.family == draft.family and _key(studio) == _key(draft)), None)


def _key(studio: Studio) -> list[str]:
    return [str(studio.board[name]).casefold() for name in load_board_families()[studio.family].needs]


def with_name(draft: Studio, found: ProbeResult, title: str | None, known: Iterable[Studio]) -> Studio:
    """The studio with its names: the title given, else the company's that the board names, else the board's key.

    Raises AddStudioError where a known studio has that name.
    """
    title = title or (found.names[0] if len(found.names) == 1 else str(next(iter(draft.board.values()), draft.family)))
    name = _make_name(title)
    if name in {studio.name for studio in known}:
        raise AddStudioError(f"nothing was written, as a studio named {name!r} is known: say another with --name")
    told = bool(found.names and found.on_first_page)
    return Studio(
        name=name,
        title=title,
        family=draft.family,
        board=draft.board,
        expect_company="|".join(_MEANS_SOMETHING.sub(r"\\\1", name) for name in found.names) or None,
        source_url=draft.source_url,
        confidence="medium" if told else "low",
        note=None if told else _NO_NAME if found.on_first_page else _NO_POSTING,
    )


def _make_name(title: str) -> str:
    name = make_slug(title)
    if not name:
        raise AddStudioError(f"{title!r} gives no name of small letters, digits and hyphens: say one with --name")
    return name


def describe(found: ProbeResult) -> Iterator[str]:
    """What a person needs to see to know whose board it is."""
    yield f"company: {printable(', '.join(found.names)) or 'not named on the first page of the list'}"
    announced = "" if found.announced is None else f"{found.announced} announced, "
    yield f"postings: {announced}{found.on_first_page} on the first page"
    yield from (printable(f"  {title} – {place or 'no place named'}") for title, place in found.shown[:SHOWN])
    terms = found.studio.terms
    yield f"terms: {terms.text() if terms else 'nobody has read them'}"


def to_toml(studio: Studio) -> str:
    """The studio as a row of a studios file."""
    fields = ("name", "title", "family", "board", "expect_company", "source_url", "confidence", "note")
    told = ((name, getattr(studio, name)) for name in fields)
    return "[[studio]]\n" + "".join(f"{name} = {_toml(value)}\n" for name, value in told if value is not None)


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{name} = {_toml(each)}" for name, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    # JSON's strings are TOML's, but for one character that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def append_row(file: Path, text: str) -> None:
    """Put a row at the end of a studios file, or make the file; what stands there stays as it is, byte for byte.

    The file is read whole with its new row before it takes the old one's place. Raises AddStudioError.
    """
    there = file.read_bytes() if file.exists() else b""
    gap = b"" if not there else b"\n" if there.endswith(b"\n") else b"\n\n"
    with atomic_replace(file, there + gap + text.encode()) as new:
        try:
            read_studios([new])
        except StudiosError as error:
            why = str(error).replace(new.name, file.name)
            raise AddStudioError(f"{file} was left as it was: with the new row, {why}") from error
