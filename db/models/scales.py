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
    note: Mapped[str] = mapped_column(Text, default="")


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


class JobCoverage(Base):
    """What the rules of tracker/scales/data/coverage.toml say of one version of a posting, a row for each agreement.

    A version that no rule fits has one row without a rule, so that it is not asked again.
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
