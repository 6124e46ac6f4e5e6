"""Game AI: characters that no player controls. Counted apart."""

import re

from tracker.ai.table import Table
from tracker.ai.weigh import Passage
from tracker.text import Text


def is_game_ai(title: str, text: Text, known: Table) -> bool:
    """Whether the AI that a posting speaks of is that of a game's characters."""
    in_title, in_text = known.game_words
    words = len({each.lower() for each in known.game["weak_pattern"].findall(text.text)})
    if known.game["title_pattern"].search(title) and words >= in_title:
        return True
    return len(_strong(text.text, known)) >= in_text and words >= in_title


def _strong(words: str, known: Table) -> set[str]:
    return {found[0].lower() for found in re.finditer(known.game["strong_pattern"], words)}


def learned(passage: Passage) -> bool:
    """Whether a sentence speaks of more than plain "AI": machine learning, language models, …"""
    return any(hit.term.kinds for hit in passage.hits)
