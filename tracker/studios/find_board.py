"""Find the board behind a web address, and whether it is known already."""

from collections.abc import Iterable

from spiders.catalog.board_urls import parse_board_url
from spiders.catalog.studios import Studio
from spiders.catalog.terms import load_family_terms
from spiders.loader import load_board_families


def draft_from_url(address: str) -> Studio:
    """Make a studio of the board behind an address; its names are still to be found. Raises AddressError."""
    family, board = parse_board_url(address)
    source = address if "://" in address else f"https://{address}"
    terms = load_family_terms().get(family)
    return Studio(name="new", title="New", family=family, board=board, source_url=source, confidence="low", terms=terms)


def find_same_board(draft: Studio, known: Iterable[Studio]) -> Studio | None:
    """Find the known studio whose board this is: the same family, and equal in all that the family needs."""
    return next(
        (
            studio
            for studio in known
            if studio.family == draft.family and _list_required_values(studio) == _list_required_values(draft)
        ),
        None,
    )


def _list_required_values(studio: Studio) -> list[str]:
    return [str(studio.board[name]).casefold() for name in load_board_families()[studio.family].needs]
