"""Write postings and their versions: what a crawl saw, and what a person clipped."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.errors import OtherOriginError
from db.models import AiEvidence, Clip, PayRange, Posting, Reading, Version
from db.vocabulary import Origin
from db.writes import present
from db.writes.crawls import find_posting, record_sighting, require_posting
from db.writes.readings import add_reading


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
    """Save what a posting's detail said and what was read from it, as a new version only where its digest is new.

    The rows come without ids, numbers, positions and foreign keys; these are set here.
    """
    posting = find_posting(session, studio, board_key) or _add_posting(session, studio, board_key, origin)
    posting.list_fingerprint, posting.detail_at = list_fingerprint, detail_at
    record_sighting(session, crawl_id, posting.id)
    version.crawl = crawl_id
    return _add_version(session, posting.id, version, reading, ranges, evidence)


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


def save_clip(
    session: Session,
    studio: str,
    board_key: str,
    origin: Origin,
    version: Version,
    reading: Reading,
    ranges: Sequence[PayRange],
    evidence: Sequence[AiEvidence],
    clip: Clip,
) -> Change:
    """Save a page that a person gave, as a new version only where its content is new.

    The rows come as in `save_version`; the clip's without its version. Raises OtherOriginError.
    """
    posting = find_posting(session, studio, board_key)
    if posting is None:
        posting = _add_posting(session, studio, board_key, origin)
    elif posting.origin is not origin:
        raise OtherOriginError(
            f"{posting.posting_id} is kept with words of origin {posting.origin}, and this page's are {origin}: "
            "give it another --key"
        )
    version.clipped_at = clip.clipped_at
    change = _add_version(session, posting.id, version, reading, ranges, evidence)
    clip.version = newest_version(session, posting.id).id
    session.add(clip)
    session.flush()
    present.refresh_postings(session, [posting.id])
    if change is not Change.UNCHANGED:
        present.refresh_duplicates(session, studio)
    return change


def newest_version(session: Session, posting_pk: int) -> Version:
    """A stored posting's newest version."""
    return session.scalars(
        select(Version).where(Version.posting == posting_pk).order_by(Version.number.desc()).limit(1)
    ).one()


def last_capture(session: Session, studio: str, board_key: str) -> datetime | None:
    """When an archive captured the latest page that was given of a posting."""
    return session.scalar(
        select(func.max(Clip.captured_at))
        .join(Version, Version.id == Clip.version)
        .join(Posting, Posting.id == Version.posting)
        .where(Posting.studio == studio, Posting.board_key == board_key)
    )


def _add_version(
    session: Session,
    posting_pk: int,
    version: Version,
    reading: Reading,
    ranges: Sequence[PayRange],
    evidence: Sequence[AiEvidence],
) -> Change:
    newest = _newest_digest(session, posting_pk)
    if newest is not None and newest.content_sha256 == version.content_sha256:
        return Change.UNCHANGED
    version.posting, version.number = posting_pk, 1 if newest is None else newest.number + 1
    session.add(version)
    session.flush()
    add_reading(session, version.id, reading, ranges, evidence)
    return Change.ARRIVED if newest is None else Change.CHANGED


def _add_posting(session: Session, studio: str, board_key: str, origin: Origin) -> Posting:
    posting = Posting(posting_id=f"{studio}:{board_key}", studio=studio, board_key=board_key, origin=origin)
    session.add(posting)
    session.flush()
    return posting


def _newest_digest(session: Session, posting_pk: int) -> Any:
    """The number and content_sha256 of the newest version, or None."""
    return session.execute(
        select(Version.number, Version.content_sha256)
        .where(Version.posting == posting_pk)
        .order_by(Version.number.desc())
        .limit(1)
    ).one_or_none()
