"""Union figures, what is compared with them, and which agreement covers which job."""

from datetime import date

from sqlalchemy import Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db import vocabulary as words
from db.models.base import Base
from db.types import LongText, Money, Sha256, Word


class UnionScale(Base):
    """One dated figure of tracker/scales/data/union_scales.csv."""

    __tablename__ = "union_scale"
    __table_args__ = (Index(None, "union", "agreement", "role", "unit", "effective_from"),)

    scale_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    union: Mapped[str] = mapped_column(String(120))
    agreement: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(300))
    kind: Mapped[words.ScaleKind] = mapped_column(Word(words.ScaleKind))
    amount: Mapped[Money]
    currency: Mapped[str] = mapped_column(String(3))
    unit: Mapped[str] = mapped_column(String(40))
    hours: Mapped[Money | None]
    """Hours that one unit covers; None where the source does not state them."""
    country: Mapped[str | None] = mapped_column(String(2))
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    """The last day on which the figure's evidence holds, both ends included; None where the source gives no end."""
    confidence: Mapped[words.Confidence] = mapped_column(Word(words.Confidence))
    tier: Mapped[words.Tier] = mapped_column(Word(words.Tier))
    source_title: Mapped[LongText]
    source_url: Mapped[LongText]
    second_source_title: Mapped[str | None] = mapped_column(Text)
    second_source_url: Mapped[str | None] = mapped_column(Text)
    second_source_tier: Mapped[words.Tier | None] = mapped_column(Word(words.Tier))
    """Who states the second source, which gives the figure or the step to it; None: not known, or no second one."""
    note: Mapped[str] = mapped_column(Text, default="")


class PriceIndex(Base):
    """The consumer price index of one month: tracker/scales/data/cpi_u.csv."""

    __tablename__ = "price_index"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    """YYYY-MM."""
    value: Mapped[Money]


class Comparison(Base):
    """One row of the default basket: which scale is set beside which postings, and how."""

    __tablename__ = "comparison"

    position: Mapped[int] = mapped_column(primary_key=True)
    basket: Mapped[str] = mapped_column(String(40))
    union: Mapped[str] = mapped_column(String(120))
    agreement: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(300))
    unit: Mapped[str] = mapped_column(String(40))
    measure: Mapped[words.Measure] = mapped_column(Word(words.Measure))
    country: Mapped[str | None] = mapped_column(String(2))
    """Only postings of this country; None: any."""
    ai_kind: Mapped[str | None] = mapped_column(String(40))
    """Only postings of this kind; None: any."""
    ai_only: Mapped[bool] = mapped_column(Boolean, default=False)
    """Only postings labelled core or adjacent."""
    covers: Mapped[words.Covers] = mapped_column(Word(words.Covers))
    covers_reason: Mapped[LongText]
    words: Mapped[LongText]
    """What the scale's amount is, for the basis: "covered earnings", "a day of background work"."""
    ai_elsewhere: Mapped[bool] = mapped_column(Boolean, default=False)
    """Outside `country`, postings labelled core or adjacent as well."""
    rule: Mapped[str | None] = mapped_column(String(80))
    """Only postings that this rule of coverage answers for (job_coverage); None: as the other columns say."""
    rank: Mapped[int] = mapped_column(default=5)
    """The order in which a posting's comparisons are printed, after what covers the job."""
    contribution_agreement: Mapped[str | None] = mapped_column(String(300))
    contribution_role: Mapped[str | None] = mapped_column(String(300))
    """The series, of the same union, of what employers pay on top, in percent of the figure; None: the figure alone."""
    percentile: Mapped[int | None]
    """Of a statistic: which point of its distribution the figure is."""


class BasketRule(Base):
    """To which postings a basket applies, and why: a row of tracker/scales/data/applicability.toml.

    A basket without rules applies to every posting that its comparisons' own limits allow. Lists are words with blanks
    between; an empty one limits nothing.
    """

    __tablename__ = "basket_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    basket: Mapped[str] = mapped_column(String(40))
    union: Mapped[str | None] = mapped_column(String(120))
    """Only the basket's comparisons with this union; None: with any."""
    role_starts: Mapped[str] = mapped_column(String(300), default="")
    """Only comparisons whose role begins so."""
    measures: Mapped[str] = mapped_column(Text, default="")
    countries: Mapped[str] = mapped_column(Text, default="")
    studio_groups: Mapped[str] = mapped_column(Text, default="")
    ai_labels: Mapped[str] = mapped_column(Text, default="")
    ai_kind: Mapped[str] = mapped_column(String(40), default="")
    occupations: Mapped[str] = mapped_column(Text, default="")
    pay_units: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[LongText]


class JobCoverage(Base):
    """What the rules of tracker/scales/data/coverage.toml say of one version of a posting, a row for each agreement.

    Every version that was asked has one row without a rule besides: it says the occupation, and that nothing is left to
    ask.
    """

    __tablename__ = "job_coverage"
    __table_args__ = (Index(None, "version"), Index(None, "rule"), Index(None, "reading"))

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    reading: Mapped[int | None] = mapped_column(ForeignKey("reading.id", ondelete="CASCADE"))
    """The corrected reading whose title, brand or date this answer is of; None: as published."""
    rules_sha256: Mapped[Sha256]
    """Digest of the rules and signatories that answered."""
    rule: Mapped[str | None] = mapped_column(String(80))
    covers: Mapped[words.Covers] = mapped_column(Word(words.Covers))
    reason: Mapped[LongText]
    quote: Mapped[LongText | None]
    """The posting's own words, where they decided."""
    occupation: Mapped[str | None] = mapped_column(String(40))
    """On the row without a rule: the group of occupations that the title names (data/applicability.toml)."""


class Signatory(Base):
    """What a studio has to do with an agreement, on the day of the source: tracker/scales/data/signatories.csv."""

    __tablename__ = "signatory"

    id: Mapped[int] = mapped_column(primary_key=True)
    studio: Mapped[str] = mapped_column(String(80))
    """A studio's name in studios.toml; it may be one that is not crawled."""
    entity: Mapped[LongText]
    """The company as the source names it."""
    agreement: Mapped[LongText]
    standing: Mapped[str] = mapped_column(String(40))
    as_of: Mapped[date]
    source_title: Mapped[LongText]
    source_url: Mapped[LongText]
    note: Mapped[str] = mapped_column(Text, default="")


class StoredFiles(Base):
    """Which files' content stands in tables, so that a command that finds them unchanged need not read them."""

    __tablename__ = "stored_files"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    """What the files hold: scales."""
    sha256: Mapped[Sha256]
