"""Query what was read of versions, what is still to be read, and what people are asked to judge."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, exists, func, select

from db.dialects.sql import select_any
from db.models import AiEvidence, Boilerplate, PayRange, Posting, PostingNow, Reading, Studio, Verdict, Version
from db.queries.current import CurrentPostings
from db.vocabulary import State

# ---- to read


def select_studios_with_postings() -> Select[Any]:
    """The studios of which a posting is stored."""
    return select_any(Posting.studio).distinct().order_by(Posting.studio)


def select_unread_versions(studio: str, reader: str) -> Select[Any]:
    """The ids of a studio's versions that a reader of this name has not read."""
    read = exists().where(Reading.version == Version.id, Reading.reader == reader)
    return _versions_of(studio).where(~read)


def select_unread_of_crawl(crawl_id: int) -> Select[Any]:
    """The ids of the versions that a crawl brought and that nobody has read."""
    read = exists().where(Reading.version == Version.id)
    return select_any(Version.id).where(Version.crawl == crawl_id, ~read).order_by(Version.id)


def select_newest_unread(studio: str, boilerplate: str, board_keys: Collection[str]) -> Select[Any]:
    """The ids of the newest versions of some of a studio's postings that were not read with this boilerplate.

    `boilerplate`: how the name of a reader that knew it ends.
    """
    read = exists().where(Reading.version == Version.id, Reading.reader.endswith(boilerplate, autoescape=True))
    newest = (
        select(func.max(Version.id))
        .join(Posting, Posting.id == Version.posting)
        .where(Posting.studio == studio, Posting.board_key.in_(board_keys))
        .group_by(Version.posting)
    )
    return select_any(Version.id).where(Version.id.in_(newest), ~read).order_by(Version.id)


def select_standing_keys(studio: str) -> Select[Any]:
    """The board keys of a studio's postings that may still stand on its board: no second absence was seen."""
    rows = select_any(Posting.board_key).join(PostingNow, PostingNow.posting == Posting.id)
    return rows.where(PostingNow.studio == studio, PostingNow.state.in_([State.LISTED, State.NOT_SEEN]))


def select_readers_of(versions: Collection[int], reader: str) -> Select[Any]:
    """Those of these versions that a reader of this name has read."""
    return select_any(Reading.version).where(Reading.version.in_(versions), Reading.reader == reader)


def select_words(versions: Collection[int]) -> Select[Any]:
    """Whole versions by their ids, in order, each with its studio's full name."""
    rows = select_any(*Version.__table__.columns, Studio.name.label("studio_name")).select_from(Version)
    rows = rows.join(Posting, Posting.id == Version.posting).join(Studio, Studio.studio == Posting.studio)
    return rows.where(Version.id.in_(versions)).order_by(Version.id)


def _versions_of(studio: str) -> Select[Any]:
    versions = select_any(Version.id).join(Posting, Posting.id == Version.posting)
    return versions.where(Posting.studio == studio).order_by(Version.id)


def select_last_read_at() -> Select[Any]:
    """When a reader read last; a person's correction is no reading."""
    return select_any(func.max(Reading.read_at)).where(Reading.corrects.is_(None))


# ---- boilerplate


def select_latest_boilerplate(studio: str) -> Select[Any]:
    """The newest version of what was learned of a studio."""
    learned = select(Boilerplate).where(Boilerplate.studio == studio)
    return learned.order_by(Boilerplate.number.desc()).limit(1)


# ---- to judge


def select_review_items() -> Select[Any]:
    """Every posting that was read: id, studio's full name, title, version, reading, how likely its label is, and how
    likely the least sure of its ranges of pay."""
    columns = (Posting.posting_id, Studio.name, Version.title, Version.id, Reading.id, Reading.ai_confidence)
    pay = select(func.min(PayRange.confidence)).where(PayRange.reading == Reading.id).scalar_subquery()
    rows = CurrentPostings().rows(*(column.expression for column in columns), pay.label("pay_confidence"))
    return rows.join(Studio, Studio.studio == Posting.studio).where(Reading.id.is_not(None))


def select_judged(reviewer: str, *, blind: bool) -> Select[Any]:
    """The postings that a reviewer has judged; `blind`: only those judged so."""
    judged = select_any(Posting.posting_id).join(Version, Version.posting == Posting.id)
    judged = judged.join(Verdict, Verdict.version == Version.id).where(Verdict.reviewer == reviewer)
    return judged.where(Verdict.blind) if blind else judged


def select_evidence_weights() -> Select[Any]:
    """What counted for every reading's label, and how much."""
    return select_any(AiEvidence.reading, AiEvidence.field, AiEvidence.section, AiEvidence.rule, AiEvidence.weight)


def select_evidence(reading: int) -> Select[Any]:
    """One reading's evidence, in order."""
    return select(AiEvidence).where(AiEvidence.reading == reading).order_by(AiEvidence.position)
