"""Build a sentence of a report, and note for each number in it the cell that it stands in."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a number in a sentence comes from, so that it can be found again."""

    printed: str
    file: str
    column: str
    how: str = "value"
    """value: the cell; words: the cell, as it stands; floor: its whole part; sum: of the column; share: of `column` in
    `whole`, both summed; rows: how many rows have `value` in the column (all, where it is empty); quotient: of the cell
    and the fact `fact`; ratio: of the cell and that of `whole` in the same row; fact: the amount of `fact` in
    manifest.json; as_of: the report's own date."""
    posting_id: str = ""
    scale_id: str = ""
    measure: str = ""
    whole: str = ""
    value: str = ""
    fact: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    sentences: tuple[str, ...]
    basis: tuple[str, ...] = ()
    """What stands under it, a sentence each; on the page one click away."""
    sources: tuple[Source, ...] = ()
    summary: str = ""
    """The two or three of them that stand for all on the terminal."""
    posting_id: str = ""
    title: str = ""
    """The title as the sentence has it, whose digits are nobody's finding."""

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


class Sentence:
    """A sentence being made: the words to fill in, and for each number where it comes from."""

    def __init__(self, file: str, posting_id: str = "") -> None:
        self.file, self.posting_id = file, posting_id
        self.row: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self.sources: list[Source] = []
        self.basis: list[str] = []

    def add_number(self, name: str, printed: str, column: str, how: str = "value", **where: str) -> None:
        self.words[name] = printed
        kept = Source(
            printed=printed, file=self.file, column=column, how=how, posting_id=self.posting_id, **self.row, **where
        )
        self.sources.append(kept)

    def fill(self, template: str) -> str:
        return template.format_map(self.words)

    def make_finding(self, said: Iterable[str], basis: Iterable[str | None] = (), **more: str) -> Finding:
        """`said`: the sentences, filled in already; empty ones fall away."""
        kept = tuple(sentence for sentence in said if sentence)
        printed = [source for source in self.sources if any(source.printed in sentence for sentence in kept)]
        return Finding(
            sentences=kept,
            basis=tuple(line for line in basis if line),
            sources=tuple(printed),
            posting_id=self.posting_id,
            **more,
        )
