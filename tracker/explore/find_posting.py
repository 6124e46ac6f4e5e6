"""Find the posting that a person means: by id, by the board's key, or by an address."""

import re
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection

from db.queries.lookup import select_ids_by_board_keys, select_posting_ids
from tracker.errors import SelectionError

_LISTED = 5
"""So many postings are named where a word fits several."""
_SHORTEST_KEY = 4
"""Shorter parts of an address ("jobs", "en") are no keys of a posting that anybody could tell apart."""


def find_posting(connection: Connection, word: str) -> str:
    """The posting_id meant; the word itself where nothing fits, for the caller to refuse in its own words.

    Raises SelectionError where it fits several postings.
    """
    found = connection.scalars(select_posting_ids(word)).all()
    if word in found:
        return word
    if not found and "://" in word:
        found = connection.scalars(select_ids_by_board_keys(list_keys_of(word))).all()
    if len(found) > 1:
        more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
        raise SelectionError(f"{word} may be {', '.join(found[:_LISTED])}{more}: give the posting_id")
    return str(found[0]) if found else word


def list_keys_of(url: str) -> list[str]:
    """Parts of an address that may be a board's key: its last segments, words of them, values of its query."""
    parts = urlsplit(url)
    values = [value.partition("=")[2] for value in parts.query.split("&")]
    segments = [segment for segment in parts.path.split("/") if segment]
    # "Character-Animator_R-12345" and "790298014263-ai-product-manager": keys stand at either end of a slug
    words = [word for segment in segments for word in (*re.split(r"_", segment), *re.findall(r"^\d+|\d+$", segment))]
    candidates = (unquote(each) for each in (*values, *segments, *words))
    return list(dict.fromkeys(each for each in candidates if len(each) >= _SHORTEST_KEY))
