"""Save a posting, from a crawl or from a page that a person gave, in one codec."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from db import models
from db.vocabulary import Origin
from db.writes import postings
from db.writes.postings import Change, SeenPosting
from db.writes.readings import ReadingRows, upsert_rates
from spiders.posting import Posting
from tracker.ingest.codec import encode_posting, encode_rates, encode_reading
from tracker.reading.reader import Boilerplate, read_posting
from tracker.reading.text import Text
from tracker.scales.store import cover_versions


def save_posting(
    session: Session,
    crawl_id: int,
    posting: Posting,
    origin: Origin,
    *,
    studio: str | None = None,
    boilerplate: Boilerplate | None = None,
    read_at: datetime | None = None,
) -> Change:
    """Save what a crawl saw of one posting, and read it at once. `studio`: its full name; `read_at`: now."""
    said, text, version = encode_posting(posting)
    seen = SeenPosting(
        board_key=said.board_key,
        list_fingerprint=said.list_fingerprint,
        detail_at=version.fetched_at,
        version=version,
        reading=_read(session, said, text, studio=studio, boilerplate=boilerplate, read_at=read_at),
    )
    [(version_id, change)] = postings.save_batch(session, crawl_id, said.studio, origin, [seen]).values()
    if version_id is not None:
        cover_versions(session, [version_id])
    return change


def save_clipped_posting(
    session: Session,
    clip: models.Clip,
    posting: Posting,
    origin: Origin,
    *,
    studio: str | None = None,
    boilerplate: Boilerplate | None = None,
) -> Change:
    """Save a page that a person gave. `clip`: who gave it, without its version and its instant, which are set here.

    Raises OtherOriginError.
    """
    said, text, version = encode_posting(posting)
    rows = _read(session, said, text, studio=studio, boilerplate=boilerplate)
    # after the reading: a report as of the clip has to know what was read of it
    clip.clipped_at = datetime.now(UTC)
    change = postings.save_clip(session, said.studio, said.board_key, origin, version, *rows, clip)
    # In the transaction that stores the version, so that no report sees a job whose coverage is still to be decided.
    cover_versions(session, [clip.version])
    return change


def digest_posting(posting: Posting) -> str:
    """Digest what makes a version of the posting, as it would be stored."""
    return encode_posting(posting)[2].content_sha256


def _read(
    session: Session,
    said: Posting,
    text: Text,
    *,
    studio: str | None,
    boilerplate: Boilerplate | None,
    read_at: datetime | None = None,
) -> ReadingRows:
    rows = encode_reading(read_posting(said, text, studio=studio, boilerplate=boilerplate, read_at=read_at))
    upsert_rates(session, encode_rates(rows[0]))
    return rows
