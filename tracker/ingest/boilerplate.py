"""What a studio's complete crawls teach of its boilerplate, stored in versions: a reading names the one it used."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import models
from db.engine import write_sessions
from db.queries.readings import select_latest_boilerplate
from db.queries.reposts import select_newest_versions
from tracker.ingest.texts import in_batches, read_description
from tracker.reading.ai import boilerplate
from tracker.reading.reader import Boilerplate
from tracker.reading.text import Text

AT_ONCE = 500
"""Descriptions held in memory at a time."""


def latest_boilerplate(session: Session, studio: str) -> Boilerplate | None:
    """The newest version; None where nothing was learned of the studio yet."""
    row = session.scalar(select_latest_boilerplate(studio))
    return Boilerplate(studio, row.number, frozenset(row.sentences)) if row else None


def update_boilerplate(
    engine: Engine, crawl_id: int, studio: str, listed: Collection[str], *, at: datetime | None = None
) -> Boilerplate | None:
    """Learn from the newest versions of the postings listed, given by their board keys; gives what is stored then.

    A new version is stored only where what was learned differs enough from the newest.
    """
    # Hundreds of texts are taken apart here: outside the transaction that writes, since on SQLite that one keeps every
    # other crawl from storing.
    with Session(engine) as session:
        learned = boilerplate.learn(_iter_texts(session, studio, listed))
    with write_sessions(engine).begin() as session:
        before = latest_boilerplate(session, studio)
        # Each new version means that the studio's newest versions are read again: so only beyond a share of sentences.
        if not boilerplate.differs(learned, before.sentences if before else frozenset()):
            return before
        found = Boilerplate(studio, before.number + 1 if before else 1, learned)
        session.add(_encode_boilerplate(found, crawl_id, at or datetime.now(UTC)))
        return found


def _iter_texts(session: Session, studio: str, listed: Collection[str]) -> Iterator[Text]:
    for some in in_batches(sorted(listed), AT_ONCE):
        for row in session.execute(select_newest_versions(studio, some)):
            yield read_description(row.description_html)


def _encode_boilerplate(found: Boilerplate, crawl_id: int, at: datetime) -> models.Boilerplate:
    # A set has no order: sorted, the same sentences have the same digest in a database that a replay makes.
    sentences = sorted(found.sentences)
    return models.Boilerplate(
        studio=found.studio,
        number=found.number,
        learned_at=at,
        crawl=crawl_id,
        sentences=sentences,
        sha256=hashlib.sha256("".join(f"{sentence}\n" for sentence in sentences).encode()).hexdigest(),
    )
