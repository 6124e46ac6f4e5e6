"""Find postings by what people have at hand: an id, a board's key, an address."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_

from db.dialects.sql import select_any
from db.models import Posting, Version


def select_posting_ids(word: str) -> Select[Any]:
    """Ids of postings that have this id, this board key, or had this very address in a version."""
    named = or_(Posting.posting_id == word, Posting.board_key == word)
    if "://" in word:  # addresses have no index: all versions are looked through
        named = or_(named, Posting.id.in_(select_any(Version.posting).where(Version.url == word)))
    return select_any(Posting.posting_id).where(named).order_by(Posting.posting_id)


def select_ids_by_board_keys(keys: Sequence[str]) -> Select[Any]:
    """Ids of the postings whose board key is one of these."""
    return select_any(Posting.posting_id).where(Posting.board_key.in_(keys)).order_by(Posting.posting_id)
