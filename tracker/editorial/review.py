"""Let a person judge labels, one posting after another, at a terminal or from the lines of a file."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TextIO

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.engine import durable_sessions
from db.models import AiEvidence, Reading, Verdict, Version
from db.queries.readings import select_evidence
from db.vocabulary import AiKind, AiLabel
from reports.frames.values import redact_words
from tracker.editorial import sampling
from tracker.editorial.pay_review import describe_pay
from tracker.editorial.sampling import ReviewItem
from tracker.errors import AnswerError
from tracker.reading.text import BlockKind, Text, from_description

WIDE = 100
MOST_PAY = 3
"""Ranges of pay that are shown beside a label, the least sure first: more fill the screen before the text begins."""
QUESTION = "core, adjacent or none? (then kinds, if you like; skip, more, quit, help) "
HELP = f"""\
core      the job builds, leads, governs or feeds AI
adjacent  AI stands in the job's own duties
none      neither: AI is only mentioned, or not at all
Kinds may follow: {", ".join(AiKind)}.
The first letter is enough for a label, for skip, more and quit. What was judged is kept; quit any time and go on later.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    label: AiLabel
    kinds: tuple[AiKind, ...] = ()


def parse_answer(line: str) -> Answer | str:
    """Parse a label with its kinds, or skip, more, quit or help. Raises AnswerError."""
    first, *rest = line.lower().replace(",", " ").split() or [""]
    commands = [*AiLabel, "skip", "more", "quit", "help"]
    meant = [each for each in commands if first and (first == each or first == each[0])]
    if not meant:
        raise AnswerError(f"{first!r} is not one of {', '.join(commands)}")
    if meant[0] not in list(AiLabel):
        return str(meant[0])
    if unknown := [each for each in rest if each not in list(AiKind)]:
        raise AnswerError(f"{unknown[0]!r} is not a kind; there are {', '.join(AiKind)}")
    return Answer(AiLabel(meant[0]), tuple(kind for kind in AiKind if kind in rest))


@dataclass
class ReviewSession:
    """One review by one person. `lines`: of a page; None prints each text whole."""

    engine: Engine
    reviewer: str
    answers: TextIO
    out: TextIO
    err: TextIO
    blind: bool = False
    lines: int | None = None
    judged: int = field(default=0, init=False)

    def run_review(self, drawn: Sequence[ReviewItem]) -> None:
        """Ask for one posting after another until the last, until quit, or until there are no more answers."""
        for number, each in enumerate(drawn, 1):
            with Session(self.engine) as session:
                version, reading = session.get_one(Version, each.version), session.get_one(Reading, each.reading)
                evidence = _select_evidence(session, reading)
                pay = list(describe_pay(session, each.reading))[:MOST_PAY]
            self._print_lines(
                "",
                f"{number} of {len(drawn)}: {redact_words(version.title)}, {redact_words(each.studio)}",
                each.posting_id,
            )
            if not self.blind:
                self._print_lines(f"The program says: {_format_label(reading)}.")
                self._print_lines(
                    *(f"Pay that the program reads, to be corrected if it is wrong: {line}" for line in pay)
                )
            answer = self._ask_verdict(iter(_wrap_text(from_description(version.description_html))))
            if answer == "quit":
                return
            if isinstance(answer, Answer):
                self._save_verdict(each, reading, answer)
                self._print_lines(*_describe_label(reading, evidence))

    def _ask_verdict(self, text: Iterator[str]) -> Answer | str:
        """Show the text's first page, and ask until there is a verdict, or skip or quit."""
        self._print_page(text)
        while True:
            self.out.write(QUESTION)
            self.out.flush()
            line = self.answers.readline()
            if not line:
                return "quit"
            try:
                answer = parse_answer(line)
            except AnswerError as error:
                self.err.write(f"{error}\n")
                continue
            if answer == "more":
                self._print_page(text)
            elif answer == "help":
                self.err.write(HELP)
            else:
                return answer

    def _print_page(self, text: Iterator[str]) -> None:
        for shown, line in enumerate(text, 1):
            self._print_lines(line)
            if shown == self.lines:
                self._print_lines("[more]")
                return

    def _save_verdict(self, drawn: ReviewItem, reading: Reading, answer: Answer) -> None:
        verdict = Verdict(
            version=drawn.version,
            reader=reading.reader,
            ai_label=answer.label,
            ai_kinds=" ".join(sorted(answer.kinds)),
            reviewer=self.reviewer,
            judged_at=datetime.now(UTC),
            blind=self.blind,
        )
        with durable_sessions(self.engine).begin() as session:
            session.add(verdict)
        self.judged += 1

    def _print_lines(self, *lines: str) -> None:
        self.out.writelines(f"{line}\n" for line in lines)


def review_postings(review: ReviewSession, *, many: int | None, seed: int) -> str:
    """Review the least certain labels, or blind `many` drawn at random; say how many were judged."""
    review.blind = many is not None
    with Session(review.engine) as session:
        name = review.reviewer
        drawn = (
            sampling.least_certain(session, name) if many is None else sampling.random_sample(session, name, many, seed)
        )
    review.run_review(drawn)
    return f"{review.judged} judged, {len(drawn) - review.judged} left"


def _select_evidence(session: Session, reading: Reading) -> Sequence[AiEvidence]:
    return list(session.scalars(select_evidence(reading.id)))


def _format_label(reading: Reading) -> str:
    return f"{reading.ai_label} ({reading.ai_kinds})" if reading.ai_kinds else str(reading.ai_label)


def _describe_label(reading: Reading, evidence: Sequence[AiEvidence]) -> Iterator[str]:
    yield f"The program says: {_format_label(reading)} ({reading.reader})."
    for each in evidence:
        said = f"{each.section}, weight {each.weight:g}, rule {each.rule}: {redact_words(each.quote)}"
        yield from textwrap.wrap(said, WIDE, initial_indent="  ", subsequent_indent="    ")


def _wrap_text(text: Text) -> Iterator[str]:
    """Wrap the text at WIDE, with a blank line before each heading and its lists as lists."""
    for block in text.blocks:
        said = redact_words(text.text[block.start : block.end])
        if block.kind is BlockKind.HEADING:
            yield ""
        first = {BlockKind.HEADING: "## ", BlockKind.ITEM: "- ", BlockKind.PARAGRAPH: ""}[block.kind]
        yield from textwrap.wrap(said, WIDE, initial_indent=first, subsequent_indent=" " * len(first))
