"""Write crawls and the sightings of postings: plain functions on a Session, each one small step; the caller commits.

with write_sessions(engine).begin() as session:
    crawl_id = open_crawl(session, "netflix", now, program="0.1.0")
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from db.errors import ClockError
from db.models import Crawl, Posting, Sighting, Studio, Version, WordsRead
from db.queries.outcome import Confirmation, decide_outcome, find_earlier_complete, last_crawl
from db.vocabulary import INTERRUPTED_BY, Outcome
from db.writes import present
from db.writes.upsert import upsert_rows

BY_DEFAULT = Confirmation()
MAX_REASON = 500
"""Characters: a person reads it on one line of `status`."""
INTERRUPTED = f"{INTERRUPTED_BY}the program was stopped before the crawl ended"


def upsert_studios(session: Session, rows: Iterable[Studio]) -> None:
    """Insert or overwrite; studios that are not among the rows stay as they are."""
    given = list(rows)
    first_boards = select(Studio.studio, Studio.second_board_of)
    stored = first_boards.where(Studio.studio.in_([row.studio for row in given]))
    before = {row.studio: row.second_board_of for row in session.execute(stored)}
    wanted = {row.studio: row.second_board_of for row in given}
    upsert_rows(session, given)
    for studio, first_board in wanted.items():
        if before.get(studio) != first_board:
            present.unmark_duplicates(session, studio)
            present.refresh_duplicates(session, studio)


def open_crawl(
    session: Session,
    studio: str,
    started_at: datetime,
    *,
    program: str,
    via: str | None = None,
    archive: str | None = None,
) -> int:
    """Begin a crawl; one of the studio that a kill left open is closed as failed, at this one's start.

    Raises ClockError where the studio's last crawl ended later than that: ids and times have to rise together.
    """
    ended = session.scalar(select(func.max(Crawl.finished_at)).where(Crawl.studio == studio))
    if ended is not None and ended > started_at:
        raise ClockError(
            f"the last crawl of {studio} ended at {ended:%Y-%m-%d %H:%M:%S} UTC, which is after the clock of this"
            f" machine ({started_at:%Y-%m-%d %H:%M:%S} UTC): set the clock right"
        )
    for left in session.scalars(select(Crawl).where(Crawl.studio == studio, Crawl.finished_at.is_(None))):
        left.finished_at, left.outcome, left.reason = started_at, Outcome.FAILED, INTERRUPTED
        _record_words_read(session, left)
        _count(session, left)
        present.refresh_crawl(session, left)
    crawl = Crawl(studio=studio, started_at=started_at, program=program, via=via, archive=archive)
    session.add(crawl)
    session.flush()
    return crawl.id


def predict_outcome(
    session: Session,
    crawl_id: int,
    *,
    listed: int,
    ended: bool,
    faults: Sequence[str],
    refused: str | None,
    confirmation: Confirmation = BY_DEFAULT,
) -> Outcome:
    """Tell how a crawl would end if `close_crawl` were called now; changes nothing. `listed`: how many are there."""
    crawl = session.get_one(Crawl, crawl_id)
    session.expunge(crawl)
    crawl.listed = listed
    return decide_outcome(session, crawl, ended=ended, faults=faults, refused=refused, confirmation=confirmation)[0]


def close_crawl(
    session: Session,
    crawl_id: int,
    finished_at: datetime,
    *,
    announced: int | None,
    listed_keys: Iterable[str],
    gone_keys: Collection[str] = (),
    ended: bool,
    faults: Sequence[str],
    refused: str | None,
    requests: int,
    remarks: Sequence[str] = (),
    confirmation: Confirmation = BY_DEFAULT,
) -> Crawl:
    """End a crawl, decide its outcome and fill its counts.

    Every stored posting that the list named counts as seen, whether or not its detail came; but not those in
    `gone_keys`, whose own page answered that it is not there (404, 410): that is an absence, and they are asked again.
    """
    crawl = session.get_one(Crawl, crawl_id)
    finished_at = max(finished_at, crawl.started_at)  # a clock may have been set back meanwhile
    keys = set(listed_keys) - set(gone_keys)
    stored = _stored_keys(session, crawl.studio)
    record_sightings(session, crawl_id, [stored[key] for key in keys & stored.keys()])
    _record_words_read(session, crawl)
    _forget_details(session, [stored[key] for key in stored.keys() & gone_keys])
    crawl.finished_at, crawl.announced, crawl.requests, crawl.listed = finished_at, announced, requests, len(keys)
    crawl.outcome, reasons = decide_outcome(
        session, crawl, ended=ended, faults=faults, refused=refused, confirmation=confirmation
    )
    if crawl.outcome is Outcome.COMPLETE:
        crawl.earlier_complete = find_earlier_complete(session, crawl, confirmation.absence)
    if lost := len(keys - stored.keys()):
        reasons.append(f"{lost} of {len(keys)} listed postings could not be stored: their details did not come")
    crawl.reason = join_reasons([*reasons, *remarks]) or None
    _count(session, crawl)
    present.refresh_crawl(session, crawl)
    return crawl


def join_reasons(reasons: Sequence[str]) -> str:
    """The first of the reasons, in at most MAX_REASON characters, and how many more there are."""
    for count in range(len(reasons), 0, -1):
        more = [f"and {len(reasons) - count} more"] if count < len(reasons) else []
        words = "; ".join([*reasons[:count], *more])
        if len(words) <= MAX_REASON:
            return words
    return reasons[0][: MAX_REASON - 1] + "…" if reasons else ""


def abandon_crawl(session: Session, crawl_id: int, at: datetime, reason: str) -> None:
    """End a crawl whose end could not be stored as it was; what it stored stays. A crawl that has ended stays so."""
    crawl = session.get_one(Crawl, crawl_id)
    if crawl.finished_at is None:
        crawl.finished_at, crawl.outcome, crawl.reason = max(at, crawl.started_at), Outcome.FAILED, reason
        _record_words_read(session, crawl)
        _count(session, crawl)
        present.refresh_crawl(session, crawl)


def _count(session: Session, crawl: Crawl) -> None:
    """Count from what is stored, so that a crawl closed twice or resumed counts the same."""
    kept = select(Version.posting, func.min(Version.number).label("first")).where(Version.crawl == crawl.id)
    firsts = session.execute(kept.group_by(Version.posting)).all()
    seen = session.scalar(select(func.count()).select_from(Sighting).where(Sighting.last_crawl == crawl.id))
    crawl.arrived = sum(first == 1 for _, first in firsts)
    crawl.changed = len(firsts) - crawl.arrived
    crawl.unchanged = (seen or 0) - len(firsts)
    crawl.not_seen = _newly_absent(session, crawl) if crawl.outcome is Outcome.COMPLETE else 0


def _newly_absent(session: Session, crawl: Crawl) -> int:
    """Postings that stood listed until this crawl: last seen at the last complete crawl or since."""
    complete = last_crawl(session, crawl, [Outcome.COMPLETE])
    spans = (
        select(Sighting.posting)
        .join(Posting, Posting.id == Sighting.posting)
        .where(Posting.studio == crawl.studio)
        .group_by(Sighting.posting)
        .having(func.max(Sighting.last_crawl) >= (0 if complete is None else complete.id))
        .having(func.max(Sighting.last_crawl) < crawl.id)
    )
    return session.scalar(select(func.count()).select_from(spans.subquery())) or 0


def _record_words_read(session: Session, crawl: Crawl) -> None:
    """Note whose words this crawl read: those whose detail, or whole row, came while it went on."""
    read = select(Posting.id).where(Posting.studio == crawl.studio, Posting.detail_at >= crawl.started_at)
    record_sightings(session, crawl.id, session.scalars(read.order_by(Posting.id)).all(), runs=WordsRead)


def record_sightings(
    session: Session, crawl_id: int, postings: Sequence[int], runs: type[Sighting | WordsRead] = Sighting
) -> None:
    """Lengthen each posting's last run of sightings where it reached the crawl before this one; else begin another."""
    studio = select(Crawl.studio).where(Crawl.id == crawl_id).scalar_subquery()
    before = session.scalar(select(func.max(Crawl.id)).where(Crawl.studio == studio, Crawl.id < crawl_id))
    for some in _chunks(postings):
        latest = _latest_spans(session, some, runs)
        # A run and not a row for each crawl: a posting that stands for a year would have hundreds, all the same.
        lengthened = [span for span, last in latest.values() if last == before and before is not None]
        if lengthened:
            session.execute(update(runs).where(runs.id.in_(lengthened)).values(last_crawl=crawl_id))
        begun = [pk for pk in some if pk not in latest or latest[pk][1] not in (before, crawl_id)]
        if begun:
            rows = [{"posting": pk, "first_crawl": crawl_id, "last_crawl": crawl_id} for pk in begun]
            session.execute(insert(runs), rows)


def _forget_details(session: Session, postings: Sequence[int]) -> None:
    for some in _chunks(postings):
        session.execute(update(Posting).where(Posting.id.in_(some)).values(detail_at=None))


def _latest_spans(
    session: Session, postings: Sequence[int], runs: type[Sighting | WordsRead]
) -> dict[int, tuple[int, int]]:
    """The last run of each posting that has one: its id and its last crawl."""
    rows = session.execute(
        select(runs.posting, runs.id, runs.last_crawl).where(runs.posting.in_(postings)).order_by(runs.last_crawl)
    )
    return {posting: (span, last) for posting, span, last in rows}


def _chunks(keys: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    """A database takes only so many values in one statement."""
    return (keys[at : at + size] for at in range(0, len(keys), size))


def _stored_keys(session: Session, studio: str) -> dict[str, int]:
    rows = session.execute(select(Posting.board_key, Posting.id).where(Posting.studio == studio))
    return {row.board_key: row.id for row in rows}


def find_posting(session: Session, studio: str, board_key: str) -> Posting | None:
    return session.scalar(select(Posting).where(Posting.studio == studio, Posting.board_key == board_key))
