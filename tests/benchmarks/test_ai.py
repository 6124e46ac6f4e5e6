"""Reading AI, beside the yardstick of a plain search for any keyword in the same texts."""

import re
import time
from collections.abc import Callable

import pytest

from tracker.ai.read import read
from tracker.text import LONGEST, Text, from_description

CRAFTS = "carpenter painter editor rigger driver cook tailor gaffer grip singer".split()
PLAIN = "The {} of our studio plans the week with the crew, orders what is needed, and keeps the books in order. "
NICE = "<h3>Nice to have</h3><ul><li>Curiosity about AI tools</li></ul>"
DUTIES = (
    "<h3>What you'll do</h3><ul><li>Build machine learning models with the crew</li><li>Use AI for schedules</li></ul>"
)
KEYWORD = re.compile(
    r"\b(?:AI|ML|LLMs?|machine learning|artificial intelligence|data science|generative ai)\b", re.IGNORECASE
)


def board(postings: int) -> list[tuple[str, Text]]:
    """Postings of about 4,000 characters, three in ten of which speak of AI, as on the boards that were measured."""
    texts = []
    for number in range(postings):
        craft = CRAFTS[number % 10]
        more = {0: DUTIES + NICE, 1: DUTIES, 2: NICE}.get(number % 10, "")
        items = "".join(f"<li>{PLAIN.format(craft)}</li>" for _ in range(16))
        texts.append((craft.title(), from_description(f"<p>{PLAIN.format(craft) * 16}</p><ul>{items}</ul>{more}")))
    return texts


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The processor time of the fastest run."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.benchmark
def test_two_thousand_postings_a_second(record_property: Callable[[str, object], None]) -> None:
    texts = board(1000)
    reading = len(texts) / seconds(lambda: [read(title, text) for title, text in texts])
    yardstick = len(texts) / seconds(lambda: [KEYWORD.search(text.text) for _, text in texts])
    record_property("postings_per_second", round(reading))
    record_property("yardstick_per_second", round(yardstick))
    assert reading > min(2000, yardstick), f"{reading:.0f} postings a second, a keyword search {yardstick:.0f}"


@pytest.mark.benchmark
@pytest.mark.parametrize("words", ["AI/", "AI. ", "you will build AI ", "and AI, ", "What You "])
def test_hostile_text_costs_in_proportion_to_its_length(words: str) -> None:
    def cost(length: int) -> float:
        text = from_description((words * (length // len(words) + 1))[:length])
        return seconds(lambda: read("AI Engineer", text), runs=1)

    assert cost(LONGEST) < 12 * max(cost(LONGEST // 4), 0.01)
