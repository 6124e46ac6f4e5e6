"""Write postings and their versions: what a crawl saw, and what a person clipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Session

from db.errors import OtherOriginError
from db.models import AiEvidence, Clip, PayRange, Posting, Reading, Sighting, Validator, Version
from db.vocabulary import Origin
from db.writes import present
from db.writes.crawls import find_posting, record_sightings
from db.writes.readings import ReadingRows, add_readings
from db.writes.refetch_state import replace_validators
from db.writes.upsert import insert_rows, row_values, table_of


class Change(StrEnum):
    ARRIVED = "arrived"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenPosting:
    """What a crawl saw of one posting. Rows come without ids, numbers, positions and foreign keys."""

    board_key: str
    list_fingerprint: str = ""
    detail_at: datetime | None = None
    """When its detail was asked; None: the list alone named it."""
    version: Version | None = None
    """What its detail said; None: it was not asked, or the board says that it is unchanged."""
    reading: ReadingRows | None = None
    """None: the version is read before the crawl ends (tracker.ingest.reread)."""
    validator: Validator | None = None
    """By which a board can be asked whether the detail has changed; kept where there is a version."""


class _Stored(NamedTuple):
    posting: int
    number: int
    content_sha256: str | None


_NOTHING_KNOWN = _Stored(0, 0, None)


def save_batch(
    session: Session, crawl_id: int, studio: str, origin: Origin, seen: Sequence[SeenPosting]
) -> dict[str, tuple[int | None, Change]]:
    """Save what a crawl saw of several postings, each once; gives by board key the new version's id, and what it is.

    A version is new only where its digest is. Raises LookupError for a posting without a version that is not stored.
    """
    stored = _find_stored(session, studio, [each.board_key for each in seen])
    if lost := [each.board_key for each in seen if each.version is None and each.board_key not in stored]:
        raise LookupError(f"no posting {studio}:{lost[0]} is stored")
    changes = {each.board_key: _compare(each, stored.get(each.board_key)) for each in seen}
    added = [each.board_key for each in seen if each.board_key not in stored]
    stored |= _add_postings(session, studio, origin, added)
    asked = [
        {"key": stored[each.board_key].posting, "mark": each.list_fingerprint, "at": each.detail_at}
        for each in seen
        if each.detail_at is not None
    ]
    if asked:
        table = table_of(Posting)
        values: dict[str, Any] = {"list_fingerprint": bindparam("mark"), "detail_at": bindparam("at")}
        session.connection().execute(update(table).where(table.c.id == bindparam("key")).values(values), asked)
    record_sightings(session, crawl_id, [stored[each.board_key].posting for each in seen])
    changed = [each for each in seen if changes[each.board_key] is not Change.UNCHANGED]
    versions = _add_versions(session, crawl_id, [(stored[each.board_key], each) for each in changed])
    new = dict(zip([each.board_key for each in changed], versions, strict=True))
    replace_validators(
        session, [(stored[each.board_key].posting, each.validator) for each in seen if each.version is not None]
    )
    return {key: (new.get(key), change) for key, change in changes.items()}


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
    """Save what one posting's detail said and what was read from it: see save_batch."""
    seen = SeenPosting(
        board_key=board_key,
        list_fingerprint=list_fingerprint,
        detail_at=detail_at,
        version=version,
        reading=(reading, ranges, evidence),
    )
    return save_batch(session, crawl_id, studio, origin, [seen])[board_key][1]


def current_digest(session: Session, studio: str, board_key: str) -> str | None:
    """The content_sha256 of a posting's newest version; None for a posting not stored."""
    stored = _find_stored(session, studio, [board_key])
    return stored[board_key].content_sha256 if board_key in stored else None


def discard_versions(session: Session, versions: Sequence[int]) -> dict[int, str]:
    """Take back versions of a crawl that goes on, which nothing names yet, and postings that have no other.

    Gives the board keys of their postings.
    """
    of_them = select(Version.id, Posting.board_key, Posting.id.label("posting"))
    found = session.execute(of_them.join(Posting, Posting.id == Version.posting).where(Version.id.in_(versions))).all()
    postings = [row.posting for row in found]
    session.execute(delete(Version).where(Version.id.in_(versions)))
    empty = select(Posting.id).where(Posting.id.in_(postings), ~exists().where(Version.posting == Posting.id))
    gone = session.scalars(empty).all()
    for table in (Sighting, Validator):
        session.execute(delete(table).where(table.posting.in_(gone)))
    session.execute(delete(Posting).where(Posting.id.in_(gone)))
    # the others' words were not kept either: their details are asked again
    session.execute(update(Posting).where(Posting.id.in_(postings)).values(list_fingerprint="", detail_at=None))
    return {row.id: row.board_key for row in found}


def _compare(seen: SeenPosting, stored: _Stored | None) -> Change:
    if stored is None:
        return Change.ARRIVED
    # without a version nothing was read anew: the list's row had not changed, or the board answered 304 to its detail
    same = seen.version is None or seen.version.content_sha256 == stored.content_sha256
    return Change.UNCHANGED if same else Change.CHANGED


def _find_stored(session: Session, studio: str, keys: Sequence[str]) -> dict[str, _Stored]:
    """The stored postings of these keys, with the number and digest of the newest version of each."""
    number = select(func.max(Version.number)).where(Version.posting == Posting.id).correlate(Posting).scalar_subquery()
    rows = session.execute(
        select(Posting.board_key, Posting.id, Version.number, Version.content_sha256)
        .outerjoin(Version, (Version.posting == Posting.id) & (Version.number == number))
        .where(Posting.studio == studio, Posting.board_key.in_(keys))
    )
    return {key: _Stored(posting, number or 0, digest) for key, posting, number, digest in rows}


def _add_postings(session: Session, studio: str, origin: Origin, keys: Sequence[str]) -> dict[str, _Stored]:
    rows = [
        {"posting_id": f"{studio}:{key}", "studio": studio, "board_key": key, "origin": origin, "list_fingerprint": ""}
        for key in keys
    ]
    ids = insert_rows(session, Posting, rows)
    return {key: _NOTHING_KNOWN._replace(posting=posting) for key, posting in zip(keys, ids, strict=True)}


def _add_versions(session: Session, crawl_id: int, given: Sequence[tuple[_Stored, SeenPosting]]) -> Sequence[int]:
    rows = []
    for stored, each in given:
        known = {"posting": stored.posting, "number": stored.number + 1, "crawl": crawl_id}
        rows.append(row_values(each.version) | known if each.version else known)
    versions = insert_rows(session, Version, rows)
    add_readings(
        session,
        [(version, each.reading) for version, (_, each) in zip(versions, given, strict=True) if each.reading],
    )
    return versions


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
    change = _add_version(session, posting.id, version, (reading, ranges, evidence))
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


def _add_version(session: Session, posting_pk: int, version: Version, reading: ReadingRows) -> Change:
    newest = _newest_digest(session, posting_pk)
    if newest is not None and newest.content_sha256 == version.content_sha256:
        return Change.UNCHANGED
    version.posting, version.number = posting_pk, 1 if newest is None else newest.number + 1
    session.add(version)
    session.flush()
    add_readings(session, [(version.id, reading)])
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
