"""Keeping a page that a person gave: a posting and its versions as any other, and who gave it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.errors import DbError
from db.models import AiEvidence, Clip, Crawl, PayRange, Posting, Reading, Version
from db.vocabulary import Origin, Outcome
from db.writes import crawls


@dataclass(frozen=True, slots=True)
class ClipSource:
    """A page's content and what was read from it: rows without ids, numbers, positions and foreign keys."""

    version: Version
    reading: Reading
    ranges: Sequence[PayRange]
    evidence: Sequence[AiEvidence]


class OtherOriginError(DbError, ValueError):
    """A page of a posting that is stored already, with words of another origin."""


def save_clip(
    session: Session,
    studio: str,
    board_key: str,
    origin: Origin,
    said: ClipSource,
    clip: Clip,
    *,
    at: datetime,
    program: str,
) -> tuple[Posting, Version, crawls.Change]:
    """Keep a page, as a new version only where its content is new. The row of `clip` comes without crawl and version.

    Its crawl, which is no visit to the board, begins and ends at `at`. Raises OtherOriginError.
    """
    posting = session.scalar(select(Posting).where(Posting.studio == studio, Posting.board_key == board_key))
    change = crawls.Change.ARRIVED if posting is None else crawls.Change.CHANGED
    if posting is None:
        posting = Posting(posting_id=f"{studio}:{board_key}", studio=studio, board_key=board_key, origin=origin)
        session.add(posting)
    elif posting.origin is not origin:
        raise OtherOriginError(
            f"{posting.posting_id} is kept with words of origin {posting.origin}, and this page's are {origin}: "
            "give it another --key"
        )
    crawl = Crawl(studio=studio, started_at=at, finished_at=at, outcome=Outcome.CLIPPED, program=program)
    session.add(crawl)
    session.flush()
    stored = _same(session, posting.id, said.version.content_sha256)
    if stored is None:
        stored = _new(session, posting.id, crawl.id, said)
    else:
        change = crawls.Change.UNCHANGED
    clip.crawl, clip.version = crawl.id, stored.id
    session.add(clip)
    session.flush()
    return posting, stored, change


def _same(session: Session, posting: int, digest: str) -> Version | None:
    """The newest version, where it has this content."""
    newest = session.scalar(select(Version).where(Version.posting == posting).order_by(Version.number.desc()).limit(1))
    return newest if newest is not None and newest.content_sha256 == digest else None


def _new(session: Session, posting: int, crawl: int, said: ClipSource) -> Version:
    version = said.version
    count = session.scalar(select(func.count()).select_from(Version).where(Version.posting == posting)) or 0
    version.posting, version.crawl, version.number = posting, crawl, count + 1
    session.add(version)
    session.flush()
    crawls.save_reading(session, version.id, said.reading, said.ranges, said.evidence)
    return version
