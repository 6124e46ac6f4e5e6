"""Do not ask again for what has not changed: which details are due, and how they may be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrapy.settings import BaseSettings

from db.writes.refetch_state import Detail
from spiders.conditional import KnownDetail
from spiders.posting import Validators


@dataclass(frozen=True, slots=True)
class RefetchPolicy:
    """When a detail is asked again though its row has not changed."""

    after: timedelta
    """Asked longer ago than this, it is due."""
    share: int
    """At most one in so many listed postings is due at once."""
    whole: timedelta
    """Read whole longer ago than this, it is asked without validators."""
    watched_share: int
    """Of the watched ones, at most one in so many listed postings is due at once, whatever their age,"""
    watched_least: int
    """or so many, where that is more."""

    @classmethod
    def of(cls, settings: BaseSettings) -> "RefetchPolicy":
        days = (timedelta(days=settings.getfloat(name)) for name in ("DETAIL_DAYS", "WHOLE_DAYS"))
        after, whole = days
        share, watched_share, watched_least = (
            settings.getint(name) for name in ("DETAIL_SHARE", "DETAIL_WATCHED_SHARE", "DETAIL_WATCHED_LEAST")
        )
        return cls(after, share, whole, watched_share, watched_least)


def known_details(
    details: Mapping[str, Detail], at: datetime, ages: RefetchPolicy, program: str
) -> dict[str, KnownDetail]:
    """What a crawl that begins at this moment is told, by board key."""
    # Only the row's fingerprint can say that a detail has changed, and some lists do not show that one was edited: so a
    # few old details are asked again at each crawl.
    now_due = due_keys(details, at, ages)
    return {
        key: KnownDetail(
            list_fingerprint=detail.list_fingerprint,
            due=key in now_due,
            validators=_validators(detail, at - ages.whole, program),
        )
        for key, detail in details.items()
    }


def due_keys(details: Mapping[str, Detail], at: datetime, ages: RefetchPolicy) -> set[str]:
    """Those whose detail is old: of the listed ones the oldest, a share of them all; and every one that comes back, or
    whose own page was gone when it was last asked. And those that are watched, in turns where they are many."""
    gone = {key for key, detail in details.items() if detail.asked_at is None}
    asked = {key: detail.asked_at for key, detail in details.items() if detail.asked_at}
    # Oldest first, so that each has its turn whatever share of them one crawl may ask.
    old = sorted((asked_at, key) for key, asked_at in asked.items() if asked_at <= at - ages.after)
    listed = [key for _, key in old if details[key].listed]
    count = sum(detail.listed for detail in details.values())
    most = -(-count // ages.share)
    # What left the board takes no place in the queue: it is asked when it comes back, once.
    return {
        *gone,
        *listed[:most],
        *(key for _, key in old if not details[key].listed),
        *_select_watched(details, asked, max(-(-count // ages.watched_share), ages.watched_least)),
    }


def _select_watched(details: Mapping[str, Detail], asked: Mapping[str, datetime], most: int) -> list[str]:
    """Select the listed postings that people read of: what a report names first, then those asked longest ago."""
    ranks = [
        (not detail.in_report, asked[key], key)
        for key, detail in details.items()
        if detail.listed and key in asked and (detail.in_report or detail.watched)
    ]
    return [key for _, _, key in sorted(ranks)[:most]]


def _validators(detail: Detail, oldest: datetime, program: str) -> Validators | None:
    # Another version of the program may read the same detail otherwise, and some servers answer 304 whatever has
    # changed: so a validator serves one version, and not for ever.
    if detail.url is None or detail.program != program or detail.read_at is None or detail.read_at <= oldest:
        return None
    return Validators(url=detail.url, etag=detail.etag, last_modified=detail.last_modified)
