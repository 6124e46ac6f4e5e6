"""Find the board behind a web address, and whether it is known already."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from spiders.catalog.studios import Studio
from spiders.catalog.terms_of_use import load_family_terms
from spiders.loader import load_board_families, make_spider_class


def make_draft(family: str, board: Mapping[str, Any], address: str) -> Studio:
    """Make a studio of a board; its names are still to be found."""
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


def find_host(address: str, known: Iterable[Studio]) -> Studio | None:
    """Find the known studio on whose board's own host an address is, or one of the fronts that lead to that board."""
    host = (urlsplit(address if "://" in address else f"https://{address}").hostname or "").lower()
    first_boards = [studio for studio in known if not studio.second_board_of]
    return next((studio for studio in first_boards if host in studio.fronts or host in _list_own_hosts(studio)), None)


def _list_own_hosts(studio: Studio) -> list[str]:
    """The hosts that hold no other company's board: those that the board's fields name, whole or by a part."""
    if not studio.family:
        return []
    named = {str(value).casefold() for value in studio.board.values()}
    hosts = make_spider_class(studio).hosts()
    return [host for host in hosts if host.casefold() in named or named & set(host.casefold().split("."))]
