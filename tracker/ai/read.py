"""Words -> AI reading. Pure."""

from collections.abc import Collection

from tracker.ai.model import AiReading
from tracker.text import Text

VERSION = "ai 0"


def read(
    title: str,
    text: Text,
    *,
    studio: str | None = None,
    language: str | None = None,
    boilerplate: Collection[str] = (),
) -> AiReading:
    """Read whether a job builds AI, uses it in its own duties, or only stands beside it.

    `studio` is the employer's name, `language` ISO 639-1 where it is known, `boilerplate` the sentences
    (white space collapsed) that stand in several of the studio's postings.
    """
    return AiReading()
