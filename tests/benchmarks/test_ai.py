"""Reading AI, beside a plain search for any keyword in the same texts and parsing the same HTML by lxml.

Times are processor times of the fastest of three runs on one core.
"""

import gzip
import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html

from tracker.reading.ai.reader import read
from tracker.reading.text import LONGEST, from_description

CRAFTS = "carpenter painter editor rigger driver cook tailor gaffer grip singer".split()
PLAIN = "The {} of our studio plans the week with the crew, orders what is needed, and keeps the books in order. "
NICE = "<h3>Nice to have</h3><ul><li>Curiosity about AI tools</li></ul>"
DUTIES = (
    "<h3>What you'll do</h3><ul><li>Build machine learning models with the crew</li><li>Use AI for schedules</li></ul>"
)
KEYWORD = re.compile(
    r"\b(?:AI|ML|LLMs?|machine learning|artificial intelligence|data science|generative ai)\b", re.IGNORECASE
)


def board(postings: int) -> list[tuple[str, str]]:
    """Postings of about 4,000 characters, three in ten of which speak of AI, as on the boards that were measured."""
    texts = []
    for number in range(postings):
        craft = CRAFTS[number % 10]
        more = {0: DUTIES + NICE, 1: DUTIES, 2: NICE}.get(number % 10, "")
        items = "".join(f"<li>{PLAIN.format(craft)}</li>" for _ in range(16))
        texts.append((craft.title(), f"<p>{PLAIN.format(craft) * 16}</p><ul>{items}</ul>{more}"))
    return texts


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The processor time of the fastest run."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def measured(name: str, postings: list[tuple[str, str]]) -> tuple[float, float]:
    """Postings a second that are read, and that a search for any keyword reads; printed, beside parsing their HTML."""
    texts = [(title, from_description(words)) for title, words in postings]
    reading = len(texts) / seconds(lambda: [read(title, text) for title, text in texts])
    keyword = len(texts) / seconds(lambda: [KEYWORD.search(text.text) for _, text in texts])
    parsing = len(texts) / seconds(lambda: [html.fromstring(words) for _, words in postings if words.strip()])
    speaking = sum(bool(read(title, text).evidence) for title, text in texts) / len(texts)
    print(  # noqa: T201
        f"\n{name:<20} {len(texts):>5} postings, {speaking:.0%} speak of AI: {reading:,.0f} read a second; "
        f"yardsticks: keyword search {keyword:,.0f}, lxml.html {parsing:,.0f}",
        end="",
    )
    return reading, keyword


@pytest.mark.benchmark
def test_two_thousand_postings_a_second() -> None:
    reading, keyword = measured("a board of our own", board(1000))
    assert reading > min(2000, keyword), f"{reading:.0f} postings a second, a keyword search {keyword:.0f}"


@pytest.mark.benchmark
def test_real_postings_beside_the_yardsticks(shared: Path) -> None:
    with gzip.open(shared / "boards" / "world.jsonl.gz", "rt", encoding="utf-8") as lines:
        town = [json.loads(line) for line in lines]
    measured("the town", [(each["title"], each["description_html"] or "") for each in town])
    with (shared / "pay" / "pairs.jsonl").open(encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    measured("with pay, of any kind", [(each["title"] or "", each["description"] or "") for each in pairs])


@pytest.mark.benchmark
@pytest.mark.parametrize("words", ["AI/", "AI. ", "you will build AI ", "and AI, ", "What You ", "Lumen AI is a "])
def test_hostile_text_costs_in_proportion_to_its_length(words: str) -> None:
    def cost(length: int) -> float:
        text = from_description((words * (length // len(words) + 1))[:length])
        return seconds(lambda: read("AI Engineer", text), runs=1)

    assert cost(LONGEST) < 12 * max(cost(LONGEST // 4), 0.01)
