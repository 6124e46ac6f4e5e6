"""What a board's terms of use say about automated reading, and our decision: a studio's own, or its product's."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationError

from spiders.errors import StudiosError
from spiders.file_validation import StrictModel, Text, describe_mistakes

PACKAGED = Path(__file__).parent / "terms_of_use.toml"
Decision = Literal["crawl", "only_named", "never"]
CRAWL, ONLY_NAMED, NEVER = DECISIONS = get_args(Decision)


class DocumentedInterface(StrictModel):
    """An interface that its vendor documents for everyone: evidence that 401 for its robots.txt is no closed door."""

    host: Text
    """The one host for which this counts."""
    source_url: Text
    read_on: date
    words: Text
    """What the document says, quoted; with what speaks against, if anything does."""


class Terms(StrictModel):
    """Terms that somebody read. Without them a board is visited only when a person names the studio."""

    read_on: date
    says: Text
    decision: Decision
    """crawl: with `--all` too; only_named: only when a person names the studio; never."""
    reason: Text | None = None
    source_url: Text | None = None
    documented: DocumentedInterface | None = None

    def describe(self) -> str:
        """Everything on one line."""
        return f"read on {self.read_on}: {self.says} ({self.decision}{f': {self.reason}' if self.reason else ''})"

    def describe_briefly(self) -> str:
        """The decision and the day."""
        return f"{self.decision} (read on {self.read_on})"


@cache
def load_family_terms() -> Mapping[str, Terms]:
    """The terms of each product that somebody read, by family. Raises StudiosError."""
    found, mistakes = {}, []
    for family, row in tomllib.loads(PACKAGED.read_text(encoding="utf-8")).items():
        try:
            found[family] = Terms.model_validate(row)
        except ValidationError as error:
            mistakes += describe_mistakes(error, f"{PACKAGED.name}, [{family}]", Terms)
    if mistakes:
        raise StudiosError(*mistakes)
    return found


def find_documented_interface(host: str, terms: Iterable[Terms | None]) -> DocumentedInterface | None:
    """The document, among these terms, that publishes the interface of this host."""
    documents = (each.documented for each in terms if each)
    return next((document for document in documents if document and document.host == host), None)
