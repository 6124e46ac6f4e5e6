"""What was known at a moment: the rows on which every query stands.

Known by an instant are the crawls that had ended by then, what they saw, the pages that people had given by then, and
the readings made by then. Without an instant, everything is that any crawl which has ended saw. What people corrected
is known from when they said so. A studio's crawls end in the order of their ids, which open_crawl holds.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    SelectBase,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from db.dialects.sql import Expression, select_any
from db.models import Answer, Clip, Crawl, Inquiry, Posting, Reading, Reread, Sighting, Studio, Version
from db.types import Instant

Condition = ColumnElement[bool]
Column = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class AsOf:
    """What is known: all that was stored by one instant, with the corrections that were made by another.

    Queries take an AsOf, or None for everything that is stored now.
    """

    instant: datetime
    corrections_until: datetime | None
    """None: every correction, whenever it was made."""
    is_present: bool = False
    """Nothing became known after it, so that db.queries.current answers: see find_present there."""

    @classmethod
    def plain(cls, instant: datetime) -> "AsOf":
        """Know nothing that was stored later."""
        return cls(instant, corrections_until=instant)

    @classmethod
    def amended(cls, instant: datetime, until: datetime | None = None) -> "AsOf":
        """Know corrections that were made later, by `until` or whenever, and nothing else that was stored later."""
        return cls(instant, corrections_until=until)

    @property
    def is_amended(self) -> bool:
        return self.corrections_until != self.instant


def finished_by(as_of: AsOf | None, crawl: Any = Crawl) -> Condition:
    """The crawl had ended."""
    # By its end, not its start: what a crawl that goes on will yet see would change a report as of the same instant.
    condition: Condition = crawl.finished_at.is_not(None) if as_of is None else crawl.finished_at <= as_of.instant
    return condition


def version_seen_at(version: Any = Version, crawl: Any = Crawl) -> Column:
    """When a version was first seen: its crawl's beginning, or when a person gave it. `crawl`: outer-joined."""
    return func.coalesce(crawl.started_at, version.clipped_at)


def version_known_at(version: Any = Version, crawl: Any = Crawl) -> Column:
    """Since when a version is known: its crawl's end, or when a person gave it. `crawl`: outer-joined."""
    # What a crawl saw is known when it ends, not when it was seen: a report written meanwhile must not change later.
    return func.coalesce(crawl.finished_at, version.clipped_at)


def version_known(as_of: AsOf | None, version: Any = Version, crawl: Any = Crawl) -> Condition:
    """The version was known by then. `crawl`: the version's, outer-joined."""
    known_at = version_known_at(version, crawl)
    return known_at.is_not(None) if as_of is None else known_at <= as_of.instant


def select_last_end(as_of: AsOf | None = None) -> Select[Any]:
    """When what is known came to its end: the end of the last crawl or of the last reading again, or the last clip,
    asking of a studio or answer, whichever is latest.

    A reading again that was stopped has no end: until the next run ends, no report looks at it unasked.
    """
    # A report looks as far as something ended, not as far as now: written twice, it is the same report.
    ends = union_all(
        select(Crawl.finished_at.label("at")).where(finished_by(as_of)),
        *(
            select(at).where(literal(True) if as_of is None else at <= as_of.instant)
            for at in (Clip.clipped_at, Reread.finished_at, Inquiry.asked_at, Answer.recorded_at)
        ),
    ).subquery("ends")
    return select_any(func.max(ends.c.at))


def known_studio(as_of: AsOf | None) -> Condition:
    """A crawl of the studio had ended or a page of it was given, or neither was ever begun: a studio that was crawled
    first afterwards is not known."""
    crawl, clip, version, posting = aliased(Crawl), aliased(Clip), aliased(Version), aliased(Posting)
    # Otherwise a report as of last year would list a studio that nobody had looked at by then, with no posting.
    crawls = select(crawl.id).where(crawl.studio == Studio.studio)
    clips = (
        select(clip.id)
        .join(version, version.id == clip.version)
        .join(posting, posting.id == version.posting)
        .where(posting.studio == Studio.studio)
    )
    given = clips if as_of is None else clips.where(clip.clipped_at <= as_of.instant)
    never = and_(~crawls.exists(), ~clips.exists())
    return or_(crawls.where(finished_by(as_of, crawl)).exists(), given.exists(), never)


def restrict(query: Select[Any], posting: Expression, only: SelectBase | None) -> Select[Any]:
    """The rows of these postings only, where some are named."""
    return query if only is None else query.where(posting.in_(only))


def latest_reading(as_of: AsOf | None, version: Any = Version) -> Any:
    """The id of a version's latest reading, with what people corrected in it, to be joined on."""
    # A correction never changes the reading it corrects: a corrected copy stands beside it, so that a report as of an
    # instant before it stays as it was printed.
    other, corrected = aliased(Reading), aliased(Reading)
    until = as_of.corrections_until if as_of else None
    known = [] if until is None else [corrected.read_at <= until]
    readings = (
        select(func.coalesce(corrected.id, other.id))
        .select_from(other)
        .outerjoin(corrected, and_(corrected.corrects == other.id, *known))
        .where(other.version == version.id, other.corrects.is_(None))
    )
    if as_of is not None:
        readings = readings.where(other.read_at <= as_of.instant)
    newest = (other.read_at.desc(), other.id.desc(), corrected.read_at.desc(), corrected.id.desc())
    return readings.order_by(*newest).limit(1).correlate(version).scalar_subquery()


def first_last_seen(as_of: AsOf | None, only: SelectBase | None = None) -> CTE:
    """Each posting's first and last crawl that saw it, and when a person gave it first and last; NULL for never."""
    runs = union_all(sightings(as_of, only), restrict(_clips_seen(as_of), Version.posting, only)).subquery("runs")
    return (
        select(
            runs.c.posting,
            func.min(runs.c.first_crawl).label("first_crawl"),
            func.max(runs.c.last_crawl).label("last_crawl"),
            func.min(runs.c.clipped_at).label("first_clip_at"),
            func.max(runs.c.clipped_at).label("last_clip_at"),
        )
        .group_by(runs.c.posting)
        .cte("seen")
    )


def sightings(as_of: AsOf | None, only: SelectBase | None = None) -> Select[Any]:
    """Each posting's runs of sightings on its board. One that goes on is cut at the moment."""
    # One row holds a run of crawls and grows with each: what grew after the instant is cut off again.
    known = select(Crawl.studio, func.max(Crawl.id).label("id")).where(finished_by(as_of)).group_by(Crawl.studio)
    if only is not None:
        known = known.where(Crawl.studio.in_(studios_of(only)))
    latest = known.cte("latest_crawl")
    cut = case((Sighting.last_crawl > latest.c.id, latest.c.id), else_=Sighting.last_crawl)
    runs = (
        select_any(
            Sighting.posting, Sighting.first_crawl, cut.label("last_crawl"), cast(null(), Instant).label("clipped_at")
        )
        .join(Posting, Posting.id == Sighting.posting)
        .join(latest, latest.c.studio == Posting.studio)
        .where(Sighting.first_crawl <= latest.c.id)
    )
    return restrict(runs, Sighting.posting, only)


def studios_of(postings: SelectBase) -> Select[Any]:
    return select_any(Posting.studio).where(Posting.id.in_(postings))


def _clips_seen(as_of: AsOf | None) -> Select[Any]:
    """Clips in the shape of `sightings`. A clip is known when it is stored, whatever crawl of its studio goes on."""
    no_crawl = cast(null(), BigInteger)
    clips = select_any(
        Version.posting, no_crawl.label("first_crawl"), no_crawl.label("last_crawl"), Clip.clipped_at
    ).join(Version, Version.id == Clip.version)
    return clips if as_of is None else clips.where(Clip.clipped_at <= as_of.instant)


def newest(as_of: AsOf | None, only: SelectBase | None = None) -> CTE:
    """Each posting's newest version, which has the highest id, since versions are only ever added."""
    versions = select_any(
        Version.posting,
        func.max(Version.id).label("version"),
        func.count().label("version_count"),
        func.min(Version.posted_on).label("posted_on"),
    )
    known = restrict(versions, Version.posting, only).outerjoin(Crawl, Crawl.id == Version.crawl)
    return known.where(version_known(as_of)).group_by(Version.posting).cte("newest")
