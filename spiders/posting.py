"""What a board said, in schema.org's JobPosting words where it has them. Nothing here is derived."""

from collections import Counter
from collections.abc import Iterable
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
    """ISO 4217, or the mark that the board gives in its place ("$")."""
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


MOST_UNREADABLE = Decimal("0.02")
"""Of a list's postings, so many may be unreadable in a crawl that is complete, and one at least."""
MAX_FAULTS = 20
"""Distinct faults that one crawl names."""


class FaultLog(list[str]):
    """What went wrong, a sentence for each cause, the first first: the first twenty causes, and a count of the rest."""

    def __init__(self, causes: Iterable[str] = ()) -> None:
        super().__init__()
        self._index: dict[str, int] = {}
        self._first: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._left_out = 0
        for cause in causes:
            self.add(cause)

    def add(self, cause: str, of: str = "") -> None:
        """Note a cause, and whom it struck; one that was noted before is counted."""
        if cause not in self._index:
            if len(self._index) >= MAX_FAULTS:
                self._count_left_out()
                return
            self._index[cause], self._first[cause] = len(self), of
            self.append(f"{of}: {cause}" if of else cause)
        elif of:
            self[self._index[cause]] = f"{self._first[cause]} and {self._counts[cause]} more: {cause}"
        self._counts[cause] += 1

    def _count_left_out(self) -> None:
        self._left_out += 1
        line = f"and {self._left_out} more"
        if self._left_out == 1:
            self.append(line)
        else:
            self[-1] = line


@dataclass(kw_only=True, slots=True)
class CrawlState:
    """What one visit to a board saw, kept by the spider and read when it has ended."""

    announced: int | None = None
    """How many postings the board says it lists; None where it does not say."""
    listed: set[str] = field(default_factory=set)
    """The board keys that the list named."""
    gone: set[str] = field(default_factory=set)
    """Those of them whose own address answered that there is no such posting (404, 410): listed, yet not there."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """Why a listed posting's own address gave nothing that can be read, by its key. Such a posting is not absent."""
    ended: bool = False
    """Whether the list was walked to its end."""
    faults: FaultLog = field(default_factory=FaultLog)
    """What went wrong. A crawl with a fault is not complete."""
    remarks: FaultLog = field(default_factory=FaultLog)
    """What is odd about the board's answers and loses no posting: values that cannot be meant, rows named twice."""
    refused: str | None = None
    """Why nothing could be learnt from the board at all; such a crawl has failed."""

    def close_unreadable(self) -> None:
        """Decide what the unreadable postings mean for the crawl, once, at its end; each cause is named either way.

        One page that a board serves broken for ever must not keep every other posting from ever being "no longer
        listed": where the list ended and nearly all of it was read, they are a remark. Where more is unreadable, the
        board has changed, and they are faults.
        """
        few = max(1, int(len(self.listed) * MOST_UNREADABLE))
        read = len(self.listed) - len(self.gone) - len(self.unreadable)
        bearable = self.ended and len(self.unreadable) <= few and read > len(self.unreadable)
        into = self.remarks if bearable else self.faults
        if bearable and self.unreadable:
            into.add(
                f"{len(self.unreadable)} of {len(self.listed)} listed postings cannot be read, and count as listed"
            )
        for key, why in self.unreadable.items():
            into.add(why, of=f"posting {key}")
