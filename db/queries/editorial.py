"""What people did to what is known: what they supplied, corrected, published, and had taken out."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select

from db.models import Clip, Correction, Crawl, Posting, Publication, Redaction, Version
from db.queries.as_of import corrections_until, finished_by
from db.sql import as_int, as_text, iso_date, iso_instant, select_any


def clips(as_of: datetime | None = None) -> Select[Any]:
    """Every page that a person gave, and who; a page given twice has two rows."""
    return (
        select_any(
            Posting.posting_id,
            Posting.studio,
            Version.number.label("version"),
            as_text(Posting.origin).label("origin"),
            Clip.supplied_by,
            iso_date(Clip.supplied_on).label("supplied_on"),
            iso_instant(Crawl.finished_at).label("clipped_at"),
            Clip.given,
            Version.url,
            iso_instant(Clip.captured_at).label("captured_at"),
            Clip.sha256,
            Clip.archive,
            Clip.archive_record,
        )
        .join(Crawl, Crawl.id == Clip.crawl)
        .join(Version, Version.id == Clip.version)
        .join(Posting, Posting.id == Version.posting)
        .where(finished_by(as_of))
    )


def corrections(as_of: datetime | None = None) -> Select[Any]:
    """Every value that a person corrected, with what it was before."""
    until = corrections_until(as_of)
    rows = (
        select_any(
            Correction.id.label("correction_id"),
            Posting.posting_id,
            Posting.studio,
            Version.number.label("version"),
            Correction.field,
            Correction.old_value,
            Correction.new_value,
            Correction.reason,
            Correction.by,
            iso_date(Correction.corrected_on).label("corrected_on"),
            iso_instant(Correction.added_at).label("added_at"),
        )
        .join(Version, Version.id == Correction.version)
        .join(Posting, Posting.id == Version.posting)
    )
    return rows if until is None else rows.where(Correction.added_at <= until)


def published_reports(as_of: datetime | None = None) -> Select[Any]:
    """Every report that was made public."""
    rows = select_any(
        Publication.id.label("published_id"),
        iso_instant(Publication.published_at).label("published_at"),
        iso_instant(Publication.as_of).label("as_of"),
        as_int(Publication.corrected).label("corrected"),
        Publication.folder,
        Publication.manifest_sha256,
        Publication.note,
    )
    return rows if as_of is None else rows.where(Publication.published_at <= as_of)


def redactions(as_of: datetime | None = None) -> Select[Any]:
    """Every place out of which a person's data were taken. Words that are gone are gone from earlier reports too, so
    all are known, whatever the moment."""
    return (
        select_any(
            Redaction.id.label("redaction_id"),
            Posting.posting_id,
            Version.number.label("version"),
            iso_instant(Redaction.redacted_at).label("redacted_at"),
            Redaction.by,
            Redaction.reason,
            Redaction.fields,
            Redaction.archive_record,
            Redaction.sha256_before,
            Redaction.sha256_after,
        )
        .select_from(Redaction)
        .outerjoin(Version, Version.id == Redaction.version)
        .outerjoin(Posting, Posting.id == Version.posting)
    )
