"""What a board said, in schema.org's JobPosting words where it has them. Nothing here is derived."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(kw_only=True, frozen=True, slots=True)
class Place:
    """One place of work."""

    text: str
    """The place as published, white space collapsed."""
    locality: str | None = None
    region: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2, only where the board's own words name the country or a part of it."""
    remote: bool = False


@dataclass(kw_only=True, frozen=True, slots=True)
class StatedPay:
    """Pay that a board gives as data, as it gives it."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: str | None = None
    """ISO 4217."""
    unit: str | None = None
    """A word of db.vocabulary.Unit: hour, day, week, month, year, …; None where the board names none."""
    kind: str | None = None
    """base, total, on_target, or bonus, equity, … where the board names it."""
    label: str | None = None
    """The place, zone or level that the board sets beside the range."""
    text: str = ""
    """The data as published, for the receipt."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Validators:
    """What a board gave with a detail, by which it can be asked whether that has changed."""

    url: str
    """The detail's address."""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(kw_only=True, slots=True)
class Posting:
    """One advertised job, as one answer of a board gave it."""

    studio: str
    """The studio's name in studios.toml."""
    board_key: str
    """The board's own id of the posting: with the studio, its identity."""
    title: str
    url: str
    """The address at which a person reads it."""
    description: str
    """As published: HTML, or text where the board gives text. Entity-escaped HTML is unescaped once."""
    places: tuple[Place, ...] = ()
    requisition: str | None = None
    brand: str | None = None
    """The part of the studio that hires, where the posting states it."""
    hiring_organization: str | None = None
    """The employer's name as the board gives it."""
    department: str | None = None
    employment_type: str | None = None
    language: str | None = None
    """ISO 639-1."""
    posted_on: date | None = None
    posted_on_basis: str | None = None
    """A word of db.vocabulary.PostedOnBasis."""
    valid_through: date | None = None
    stated_pay: tuple[StatedPay, ...] = ()
    list_fingerprint: str = ""
    """A digest of the list's row without what boards refresh by themselves."""
    source_url: str = ""
    """The address whose answer carried the description."""
    response_sha256: str = ""
    """The digest of that answer's body."""
    fetched_at: datetime | None = None
    """UTC."""
    archive: str | None = None
    """The file that keeps that answer; None where nothing is archived."""
    archive_record: str | None = None
    """Its WARC-Record-ID there."""
    validators: Validators | None = None
    """By which the detail can be asked whether it has changed."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Sighting:
    """A posting that stands in the list as it stood before, and whose detail, if it was asked, has not changed."""

    studio: str
    board_key: str
    list_fingerprint: str
    unchanged_at: datetime | None = None
    """When its own address answered that nothing has changed (304); None: it was not asked."""


@dataclass(kw_only=True, slots=True)
class CrawlState:
    """What one visit to a board saw, kept by the spider and read when it has ended."""

    announced: int | None = None
    """How many postings the board says it lists; None where it does not say."""
    listed: set[str] = field(default_factory=set)
    """The board keys that the list named."""
    gone: set[str] = field(default_factory=set)
    """Those of them whose own address answered that there is no such posting (404, 410): listed, yet not there."""
    ended: bool = False
    """Whether the list was walked to its end."""
    faults: list[str] = field(default_factory=list)
    """What went wrong, a sentence each, the first first. A crawl with a fault is not complete."""
    refused: str | None = None
    """Why nothing could be learnt from the board at all; such a crawl has failed."""
