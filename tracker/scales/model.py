"""Describe the tables of scales: dated figures, comparisons, signatories and facts of the article.

What each column means stands in data/union_scales.README.md.
"""

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from db.vocabulary import AiKind, ArticleFact, Confidence, Covers, Measure, ScaleKind, Tier
from spiders.file_validation import Text
from tracker.util.csv_records import Amount, CsvRow, FullDate

ARTICLES = {"hour": "an hour", "episode": "an episode"}
"""Units that no "a" goes before."""

UNITS = {
    "hour": "one hour",
    "half_day": "half a day, as the source defines it",
    "day": "one day of work",
    "three_days": "three days of work under one engagement",
    "week": "one week of work",
    "month": "one month of work",
    "year": "one year",
    "session": "one recording session",
    "episode": "one episode or programme",
    "script": "one script, whatever the time it takes",
    "storyboard": "one storyboard",
    "game": "one game, on top of session fees",
    "buyout": "the use of what was recorded, on top of the fee for recording it",
    "day_adjustment": "one day, on top of the day rate",
    "covered_earnings_year": "covered earnings that qualify for one year of a health plan",
    "eligibility_days": "days of work that qualify for one year of a health plan; not money",
    "percent_of_members": "a share of a union's members; not money",
    "percent_of_pay": "a share of the pay it is added to; not money",
}
OWN_FILE = "Own file: "
"""How the source of a user's figure begins that names no other; it needs no web address."""
NOT_MONEY = {"eligibility_days", "percent_of_members", "percent_of_pay"}
CURRENCIES = set(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY "
    "USD ZAR".split()
)


class FromBasis(StrEnum):
    """What the first day of a figure rests on."""

    STATED = "stated"
    ASSUMED = "assumed"
    SURVEY_MONTH = "survey_month"
    LAST_DAY_OF_PERIOD = "last_day_of_period"
    IN_FORCE_ON = "in_force_on"
    LATEST_POSSIBLE = "latest_possible"


class ToBasis(StrEnum):
    """What the last day of a figure rests on."""

    NEXT_FIGURE = "next_figure"
    PERIOD_END = "period_end"
    PLAN_YEAR = "plan_year"
    SURVEY_YEAR = "survey_year"
    MONTH_END = "month_end"
    CERTAIN_UNTIL = "certain_until"
    EVIDENCE_YEAR = "evidence_year"
    NEWEST_PUBLISHED = "newest_published"
    NONE_LATER_BY = "none_later_by"


Series = tuple[str, str, str, str]
"""Union, agreement, role and unit: what is paid for, whenever."""


class Scale(CsvRow):
    """One dated figure. Both dates belong to it."""

    scale_id: Text
    union: Text
    agreement: Text
    contract: str = ""
    role: Text
    kind: ScaleKind
    amount: Amount
    currency: str = ""
    """ISO 4217; empty where the unit is not money."""
    unit: Text
    hours: Amount | None = None
    """Hours that one unit covers, only where the source states them."""
    days: Amount | None = None
    country: str | None = None
    effective_from: FullDate
    effective_from_basis: FromBasis = FromBasis.STATED
    effective_to: FullDate
    effective_to_basis: ToBasis = ToBasis.PERIOD_END
    confidence: Confidence
    tier: Tier
    source_title: Text
    source_url: str = ""
    original_url: str = ""
    """The union's own document, where the source names the one it copies."""
    second_source_title: str = ""
    second_source_url: str = ""
    second_source_tier: Tier | None = None
    """Who states the second source; empty: not looked into, or there is none."""
    note: str = ""

    @property
    def series(self) -> Series:
        return (self.union, self.agreement, self.role, self.unit)


class ComparisonRow(BaseModel):
    """Which scale is set beside which postings: a row of db.models.Comparison. An unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    position: int = 0
    basket: str = Field(default="own", max_length=40)
    union: str
    agreement: str
    role: str
    unit: str
    measure: Measure
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    ai_kind: AiKind | None = None
    ai_only: bool = False
    ai_elsewhere: bool = False
    """Outside `country`, postings about AI as well."""
    covers: Covers = Covers.UNKNOWN
    covers_reason: str = (
        "Whether the agreement covers the job is for the person to say who set the two beside each other."
    )
    words: str
    studio: str | None = None
    """Only postings of this studio."""
    title: str | None = None
    """Only postings whose title holds this pattern."""
    rule: str | None = None
    """A rule of coverage.toml, where the row is one of its."""
    rank: int = 5
    contribution_agreement: str | None = None
    contribution_role: str | None = None
    """Of the same union, what employers pay on top of the figure, in percent of it."""
    percentile: int | None = None
    """Of a statistic: which point of its distribution the figure is."""

    @field_validator("title")
    @classmethod
    def _compile(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a pattern: {error}") from error
        return pattern

    @property
    def series(self) -> Series:
        return (self.union, self.agreement, self.role, self.unit)


class Signatory(CsvRow):
    """What a studio has to do with an agreement, on the day of the source."""

    studio: Text
    entity: Text
    agreement: Text
    standing: Text
    as_of: FullDate
    source_title: Text
    source_url: Text
    note: Text
    brands: str = ""
    """The entity as postings name it, with semicolons between."""


class ArticleClaim(CsvRow):
    """What the article says without a figure."""

    entity: Text
    claim: Text
    """In our words."""
    words: str = ""
    """As the source prints them; empty where they were not read."""
    speaker: Text
    source_title: Text
    source_url: Text
    note: str = ""


class ArticleFactRow(CsvRow):
    """A row of article_facts.csv, in the types of ArticleFact, which reports share and pydantic stays out of."""

    name: Text
    amount: Amount
    currency: str | None = None
    unit: Text
    source_title: Text
    source_url: Text
    note: str = ""

    def to_fact(self) -> ArticleFact:
        return ArticleFact(**self.model_dump())
