"""What was edited is shown word by word, and nothing of either text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.frames.text_diff import Run, diff_words


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("same words", "same words", [Run("kept", "same words")]),
        (
            "We use AI to draft scripts.",
            "We use people to draft scripts.",
            [Run("kept", "We use "), Run("removed", "AI"), Run("added", "people"), Run("kept", " to draft scripts.")],
        ),
        (
            "up to $900,000 a year",
            "up to $700,000 a year",
            [Run("kept", "up to $"), Run("removed", "900,000"), Run("added", "700,000"), Run("kept", " a year")],
        ),
        ("", "new", [Run("added", "new")]),
        ("old", "", [Run("removed", "old")]),
    ],
)
def test_words_are_marked_one_by_one(old: str, new: str, runs: list[Run]) -> None:
    assert list(diff_words(old, new)) == runs


@pytest.mark.hypothesis
@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_out_of_the_difference(old: str, new: str) -> None:
    runs = list(diff_words(old, new))
    assert "".join(run.words for run in runs if run.fate != "added") == old
    assert "".join(run.words for run in runs if run.fate != "removed") == new


def test_a_text_too_long_to_compare_is_shown_whole() -> None:
    old, new = "a " * 5_000, "b " * 5_000
    assert list(diff_words(old, new)) == [Run("removed", old), Run("added", new)]
