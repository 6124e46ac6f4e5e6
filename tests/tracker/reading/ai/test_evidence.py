"""No label without evidence, and each quote stands where it says."""

from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import AiLabel
from tracker.reading.ai.reader import read
from tracker.reading.text import from_description

WORDS = (
    "AI /LLM /machine learning /generative AI /ML /IA /KI /İstanbul /naïve /’/“quoted” /. /! /; / • /\n/\n\n/, /5 ML "
    "/You will build /We may use /applications /candidates /a plus /NPC /game /behaviour trees /Nice to have "
    "/About the role /Experience /the /and /ß /面接 /😀 /&amp; /\u2028/\x00/At Lumen AI, /engineers /JD "
)
MARKUP = ("<li>", "<p>", "</p>", "<h3>What you'll do</h3>", "<h3>About us</h3>")
PIECES = st.sampled_from([*WORDS.split("/"), *MARKUP])
POSTINGS = st.lists(PIECES, max_size=60).map("".join)


@given(title=POSTINGS, description=POSTINGS)
def test_each_quote_stands_at_its_offsets(title: str, description: str) -> None:
    text = from_description(description)
    reading = read(title, text)
    for evidence in reading.evidence:
        words = {"title": title, "description": text.text}[evidence.field]
        assert evidence.quote == words[evidence.start : evidence.end]
        assert evidence.quote.strip() == evidence.quote or evidence.field == "title"
        assert evidence.term in evidence.quote


@given(title=POSTINGS, description=POSTINGS)
def test_no_label_without_evidence(title: str, description: str) -> None:
    reading = read(title, from_description(description))
    if reading.label is not AiLabel.NONE:
        assert any(evidence.weight > 0 for evidence in reading.evidence)
    if reading.mentions_ai_in_hiring:
        assert any(evidence.rule == "hiring_notice" for evidence in reading.evidence)


def test_evidence_is_in_order_and_no_more_than_can_be_read() -> None:
    items = "".join(f"<li>Build AI for department {n}</li>" for n in range(90))
    reading = read("AI Engineer", from_description(f"<h3>What you will do</h3><ul>{items}</ul>"))
    starts = [evidence.start for evidence in reading.evidence if evidence.field == "description"]
    assert starts == sorted(starts)
    assert len(starts) <= 20


def test_the_strongest_sentences_are_kept() -> None:
    weak = "".join(f"<li>Curious about AI of kind {n}</li>" for n in range(60))
    html = (
        f"<h3>Requirements</h3><ul>{weak}</ul><h3>What you will do</h3><ul><li>Train machine learning models</li></ul>"
    )
    reading = read("Engineer", from_description(html))
    assert "Train machine learning models" in {evidence.quote for evidence in reading.evidence}


def test_a_line_broken_sentence_is_quoted_whole() -> None:
    lines = [f"This is line number {n} of a text that somebody wrapped" for n in range(25)]
    lines[10:12] = [
        "You will build and train the machine learning models",
        "and the tools around them for all our editors today.",
    ]
    reading = read("Engineer", from_description("\n".join(lines)))
    (evidence,) = reading.evidence
    assert "models\nand the tools" in evidence.quote
