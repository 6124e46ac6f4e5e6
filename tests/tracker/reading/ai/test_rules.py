"""The table of terms says why, and its rules do what their names say."""

import tomllib
from importlib.resources import files

import pytest

from db.vocabulary import AiKind
from tracker.reading.ai.reader import VERSION
from tracker.reading.ai.rules import table
from tracker.reading.ai.text_forms import blank_marks, fold, lower, mark_blanks
from tracker.reading.ai.word_scanner import WordScanner


def test_the_table_is_read_and_versioned() -> None:
    assert f"terms {table().version}" in VERSION
    assert table().rules["hiring_notice"].weight == 0


def test_every_rule_of_weight_has_its_reason() -> None:
    data = tomllib.loads(files("tracker.reading.ai").joinpath("ai_terms.toml").read_text("utf-8"))
    for name, rule in data["rule"].items():
        assert rule.get("reason"), f"rule {name} gives no reason"
    for name in ("any_keyword", "items", "role_cue", "title", "game", "languages", "boilerplate", "decide"):
        assert data[name].get("reason"), f"{name} gives no reason"
    assert data["any_keyword"]["source"].startswith("https://")


def test_every_kind_of_the_vocabulary_can_be_found() -> None:
    data = tomllib.loads(files("tracker.reading.ai").joinpath("ai_terms.toml").read_text("utf-8"))
    by_terms = {kind for term in data["term"] for kind in term["kinds"]}
    by_title = {AiKind.RESEARCH, AiKind.AI_PRODUCT, AiKind.GAME_AI, AiKind.MADE_WITH_AI}
    assert by_terms | by_title == set(AiKind)


def test_folding_and_lowering_keep_the_length() -> None:
    words = "İstanbul’s “naïve”\nre‑run – ẞ Straße ǅ \u2028"
    assert len(fold(words)) == len(lower(words)) == len(words)


@pytest.mark.parametrize(
    "words", ["Build AI/ML (now), d'IA & été_ÿ", "面接 AI “und” KI", "A.I. — ½ l'IA", "Głos İ AI", ""]
)
def test_marks_are_blanks_in_latin_1_and_beyond_it(words: str) -> None:
    blanked = blank_marks(words)
    assert (blanked if isinstance(blanked, str) else blanked.decode("latin-1")) == mark_blanks(words)
    assert len(blanked) == len(words)


@pytest.mark.parametrize("text", ["Models of clay, a model", "Modelle, głos: a model", "model"])
def test_words_are_found_at_the_beginning_of_a_word_and_whole_where_they_end_with_a_blank(text: str) -> None:
    found = WordScanner([" model", " model ", " lay"]).find(blank_marks(text))
    begins = [at for at in range(len(text)) if text.lower().startswith("model", at)]
    assert found == {" model": begins, " model ": begins[-1:]}
