"""Game AI: characters that no player controls. Counted apart."""

from dataclasses import replace

from db.vocabulary import AiKind
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import Passage
from tracker.reading.ai.terms import count
from tracker.reading.ai.text_forms import Words, holds_any


def is_game_ai(title: Words, text: Words, known: Table) -> bool:
    """Whether the AI that a posting speaks of is that of a game's characters."""
    if known.game_title.search(title.low):
        return holds_any(text.low, known.game_words)
    least, least_terms, least_made = known.game_least
    if known.game_maker.search(title.low):
        least, least_terms = 0, least_made  # the title says whose AI it is
    return count(text, known.game_terms) >= least_terms and sum(word in text.low for word in known.game_words) >= least


def find_learned(passage: Passage) -> bool:
    """Whether a sentence speaks of more than plain "AI": machine learning, language models, …"""
    return any(
        AiKind.MACHINE_LEARNING in hit.term.kinds or (hit.term.kinds and not hit.term.context) for hit in passage.hits
    )


def is_apart(passage: Passage) -> Passage:
    """The same sentence, as game AI: no word for the label; a hiring notice stays one."""
    return passage if passage.rule == "hiring_notice" else replace(passage, rule="game_ai", weight=0.0)
