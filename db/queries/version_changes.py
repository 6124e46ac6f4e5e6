"""What earlier versions of a posting said that its newest may no longer say, and who came while others were counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from db.dialects.sql import as_text, does_not_contain, select_any
from db.models import AiClause, AiEvidence, Crawl, Posting, Reading, Version
from db.queries.as_of import AsOf, latest_reading, version_known, version_known_at
from db.queries.current import first_last_crawls, newest_versions
from db.queries.history import pay_reader
from db.queries.repost_claims import is_ai_sentence
from db.vocabulary import AiClauseKind


def select_versions_read(as_of: AsOf | None = None) -> Select[Any]:
    """Every version of postings that have more than one, oldest first: its AI label, whether it stated pay, its
    readers, and when the crawl that brought it ended."""
    paid = or_(Reading.pay_minimum.is_not(None), Reading.pay_maximum.is_not(None))
    return (
        select_any(
            Posting.posting_id,
            version_known_at().label("finished_at"),
            as_text(Reading.ai_label).label("ai_label"),
            case((paid, 1), else_=0).label("paid"),
            Reading.reader,
            pay_reader(Reading).label("pay_reader"),
        )
        .select_from(Version)
        .join(Posting, Posting.id == Version.posting)
        .outerjoin(Crawl, Crawl.id == Version.crawl)
        .join(Reading, Reading.id == latest_reading(as_of))
        .where(version_known(as_of), Version.posting.in_(_select_edited(as_of)))
        .order_by(Version.posting, Version.number)
    )


def select_removed_ai_sentences(as_of: AsOf | None = None) -> Select[Any]:
    """The postings of which a sentence that counted for the AI label of an earlier version is not in the newest."""
    counted, shown = newest_versions(as_of), aliased(Version)
    return (
        select_any(Posting.posting_id)
        .select_from(counted)
        .join(shown, shown.id == counted.c.version)
        .join(Version, (Version.posting == shown.posting) & (Version.number < shown.number))
        .join(Posting, Posting.id == Version.posting)
        .join(Reading, Reading.id == latest_reading(as_of))
        .join(AiEvidence, AiEvidence.reading == Reading.id)
        .where(
            counted.c.version_count > 1,
            is_ai_sentence(AiEvidence),
            does_not_contain(shown.description_text, AiEvidence.quote),
        )
        .distinct()
    )


def select_version_sentences(as_of: AsOf | None = None) -> Select[Any]:
    """The sentences that counted for the AI label of each version of postings that have several: posting_id, number,
    quote."""
    return _of_edited(AiEvidence, as_of).where(is_ai_sentence(AiEvidence))


def select_version_clauses(as_of: AsOf | None = None) -> Select[Any]:
    """The AI clauses of each version of postings that have several: posting_id, number, quote. What must be used or is
    used in hiring is said of the work, and not of whose work trains what: it is not among them."""
    return _of_edited(AiClause, as_of).where(AiClause.kind.in_(_ON_WORKERS))


_ON_WORKERS = (AiClauseKind.TRAINS_AI, AiClauseKind.DIGITAL_REPLICA, AiClauseKind.PROTECTS_FROM_AI)


def _of_edited(words: type[AiEvidence | AiClause], as_of: AsOf | None) -> Select[Any]:
    return (
        select_any(Posting.posting_id, Version.number, words.quote)
        .select_from(Version)
        .join(Posting, Posting.id == Version.posting)
        .join(Reading, Reading.id == latest_reading(as_of))
        .join(words, words.reading == Reading.id)
        .where(Version.posting.in_(_select_edited(as_of)))
        .order_by(Version.posting, Version.number, words.position)
    )


def _select_edited(as_of: AsOf | None) -> Select[Any]:
    """The keys of the postings that have more than one version."""
    return (
        select(Version.posting)
        .outerjoin(Crawl, Crawl.id == Version.crawl)
        .where(version_known(as_of))
        .group_by(Version.posting)
        .having(func.count() > 1)
    )


def select_first_seen_during(moment: datetime, as_of: AsOf | None = None) -> Select[Any]:
    """The postings whose first crawl had begun by a moment and ended after it: nobody knew of them then."""
    spans = first_last_crawls(as_of)
    return (
        select_any(Posting.posting_id)
        .join(spans, spans.c.posting == Posting.id)
        .join(Crawl, Crawl.id == spans.c.first_crawl)
        .where(Crawl.started_at <= moment, Crawl.finished_at > moment)
    )
