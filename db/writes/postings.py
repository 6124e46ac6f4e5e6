"""Write postings and their versions: what a crawl saw, and what a person clipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.errors import OtherOriginError
from db.models import AiEvidence, Clip, Crawl, PayRange, Posting, Reading, Version
from db.vocabulary import Origin, Outcome
from db.writes.crawls import find_posting, record_sighting, require_posting
from db.writes.readings import save_reading


class Change(StrEnum):
    ARRIVED = "arrived"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def current_digest(session: Session, studio: str, board_key: str) -> str | None:
    """The content_sha256 of a posting's newest version; None for a posting not stored."""
    return session.scalar(
        select(Version.content_sha256)
        .join(Posting, Posting.id == Version.posting)
        .where(Posting.studio == studio, Posting.board_key == board_key)
        .order_by(Version.number.desc())
        .limit(1)
    )


def save_version(
    session: Session,
    crawl_id: int,
    studio: str,
    board_key: str,
    origin: Origin,
    version: Version,
    reading: Reading,
    ranges: Sequence[PayRange],
    evidence: Sequence[AiEvidence],
    *,
    list_fingerprint: str,
    detail_at: datetime,
) -> Change:
    """Keep what a posting's detail said and what was read from it, as a new version only where its digest is new.

    The rows come without ids, numbers, positions and foreign keys; these are set here.
    """
    posting = find_posting(session, studio, board_key) or _new_posting(session, studio, board_key, origin)
    posting.list_fingerprint, posting.detail_at = list_fingerprint, detail_at
    record_sighting(session, crawl_id, posting.id)
    newest = _newest(session, posting.id)
    if newest is not None and newest.content_sha256 == version.content_sha256:
        return Change.UNCHANGED
    version.posting, version.crawl = posting.id, crawl_id
    version.number = 1 if newest is None else newest.number + 1
    session.add(version)
    session.flush()
    save_reading(session, version.id, reading, ranges, evidence)
    return Change.ARRIVED if newest is None else Change.CHANGED


def touch_unchanged(
    session: Session,
    crawl_id: int,
    studio: str,
    board_key: str,
    *,
    list_fingerprint: str,
    detail_at: datetime,
) -> None:
    """Note that a posting's detail was asked and has the newest version's digest. Raises LookupError if not stored."""
    posting = require_posting(session, studio, board_key)
    posting.list_fingerprint, posting.detail_at = list_fingerprint, detail_at
    record_sighting(session, crawl_id, posting.id)


@dataclass(frozen=True, slots=True)
class ClipSource:
    """A page's content and what was read from it: rows without ids, numbers, positions and foreign keys."""

    version: Version
    reading: Reading
    ranges: Sequence[PayRange]
    evidence: Sequence[AiEvidence]


def store_clip(
    session: Session,
    studio: str,
    board_key: str,
    origin: Origin,
    said: ClipSource,
    clip: Clip,
    *,
    at: datetime,
    program: str,
) -> tuple[Posting, Version, Change]:
    """Keep a page, as a new version only where its content is new. The row of `clip` comes without crawl and version.

    Its crawl, which is no visit to the board, begins and ends at `at`. Raises OtherOriginError.
    """
    posting = session.scalar(select(Posting).where(Posting.studio == studio, Posting.board_key == board_key))
    change = Change.ARRIVED if posting is None else Change.CHANGED
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
        change = Change.UNCHANGED
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
    save_reading(session, version.id, said.reading, said.ranges, said.evidence)
    return version


def _new_posting(session: Session, studio: str, board_key: str, origin: Origin) -> Posting:
    posting = Posting(posting_id=f"{studio}:{board_key}", studio=studio, board_key=board_key, origin=origin)
    session.add(posting)
    session.flush()
    return posting


def _newest(session: Session, posting_pk: int) -> Any:
    """The number and content_sha256 of the newest version, or None."""
    return session.execute(
        select(Version.number, Version.content_sha256)
        .where(Version.posting == posting_pk)
        .order_by(Version.number.desc())
        .limit(1)
    ).one_or_none()
