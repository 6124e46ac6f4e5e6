"""Read a posting's pay and AI with today's readers. Pure: no database."""

from dataclasses import dataclass
from datetime import UTC, datetime

from spiders.posting import Posting
from tracker.reading.ai import reader as ai
from tracker.reading.ai.model import AiReading
from tracker.reading.pay import reader as pay
from tracker.reading.pay.annualize import NormalizedPay, annualize_pay
from tracker.reading.pay.model import PayReading
from tracker.reading.places import find_common_country
from tracker.reading.text import Text

NAME_AT_MOST = 36
"""Characters of a studio's name in a reader's name, which has to fit its column."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The sentences that count as a studio's: one stored version of them."""

    studio: str
    number: int
    sentences: frozenset[str]

    @property
    def name(self) -> str:
        return f", boilerplate {self.studio[:NAME_AT_MOST]} {self.number}"


def name_reader(boilerplate: Boilerplate | None) -> str:
    """Name the readers by their versions; stored with each reading, so that a series can flag where they changed."""
    return f"{pay.VERSION}, {ai.VERSION}{boilerplate.name if boilerplate else ''}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PostingReading:
    """What today's readers make of a posting."""

    pay: PayReading
    ai: AiReading
    annual: NormalizedPay | None
    """The headline by the year and by the hour; None where no pay could be read."""
    reader: str
    read_at: datetime


def read_posting(
    posting: Posting,
    text: Text,
    *,
    studio: str | None = None,
    boilerplate: Boilerplate | None = None,
    read_at: datetime | None = None,
) -> PostingReading:
    """Read a posting whose places are located. `text`: its description; `studio`: its studio's full name.

    `read_at`: now, unless a replay sets it back to its crawl's time.
    """
    at = read_at or datetime.now(UTC)
    country = find_common_country(posting.places)
    money = pay.read(
        posting.title,
        text,
        places=posting.places,
        country=country,
        stated=posting.stated_pay,
        employment_type=posting.employment_type,
    )
    about_ai = ai.read(
        posting.title,
        text,
        studio=posting.hiring_organization or studio,
        language=posting.language,
        boilerplate=boilerplate.sentences if boilerplate else (),
    )
    # rates of the day on which the pay was advertised, not of today: the same posting keeps the same dollars
    on = posting.posted_on or (posting.fetched_at or at).date()
    annual = annualize_pay(money.headline, on, country) if money.headline else None
    return PostingReading(pay=money, ai=about_ai, annual=annual, reader=name_reader(boilerplate), read_at=at)
