"""What readers made of a version's words, what they learned, and what people judged of it."""

from datetime import date

from sqlalchemy import JSON, Boolean, Double, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db import vocabulary as words
from db.models.base import Base
from db.types import At, LongText, Money, Rate, Sha256, Word


class Reading(Base):
    """What the readers of one version of this program make of one version of a posting."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("version", "reader"), Index(None, "corrects"))

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("version.id"))
    reader: Mapped[str] = mapped_column(String(80))
    """Versions of the readers and their tables, "pay 3, ai 5"; of a corrected reading, also the last correction."""
    read_at: Mapped[At]
    corrects: Mapped[int | None]
    """The reading that this one is with a person's corrections in it; None for what readers make by themselves."""
    corrected_title: Mapped[str | None] = mapped_column(Text)
    corrected_brand: Mapped[str | None] = mapped_column(Text)
    """Empty text: corrected to none."""
    corrected_posted_on: Mapped[date | None]
    ai_label: Mapped[words.AiLabel] = mapped_column(Word(words.AiLabel))
    ai_kinds: Mapped[str] = mapped_column(String(200), default="")
    """Words of AiKind in alphabetical order, a blank between them."""
    mentions_ai_in_hiring: Mapped[bool] = mapped_column(Boolean)
    any_keyword: Mapped[bool] = mapped_column(Boolean)
    ai_confidence: Mapped[float | None] = mapped_column(Double)
    """How likely the label is right, from 0 to 1; None where the reader did not say."""
    ai_clauses: Mapped[list["AiClause"]] = relationship(order_by="AiClause.position", lazy="raise_on_sql")
    """Stored with the reading; asked for by db.queries."""
    pay_minimum: Mapped[Money | None]
    pay_maximum: Mapped[Money | None]
    pay_currency: Mapped[str | None] = mapped_column(String(3))
    pay_unit: Mapped[words.Unit | None] = mapped_column(Word(words.Unit))
    pay_hours: Mapped[Money | None]
    pay_kind: Mapped[words.PayKind | None] = mapped_column(Word(words.PayKind))
    pay_scope: Mapped[words.PayScope | None] = mapped_column(Word(words.PayScope))
    pay_year_minimum: Mapped[Money | None]
    pay_year_maximum: Mapped[Money | None]
    """In the posted currency."""
    pay_year_basis: Mapped[str | None] = mapped_column(Text)
    pay_hour_minimum: Mapped[Money | None]
    pay_hour_maximum: Mapped[Money | None]
    """In the posted currency."""
    pay_hour_basis: Mapped[str | None] = mapped_column(Text)
    pay_usd_year_minimum: Mapped[Money | None]
    pay_usd_year_maximum: Mapped[Money | None]
    fx_rate: Mapped[Rate | None]
    """US dollars for one unit of the posted currency."""
    fx_on: Mapped[date | None]
    """The day on which the ECB published the rates it is made of."""
    pay_quote: Mapped[str | None] = mapped_column(Text)
    pay_flags: Mapped[str] = mapped_column(String(300), default="")
    """Words of PayFlag in alphabetical order, a blank between them."""
    has_week_hours: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Its ranges keep the hours of the working week; false for readings older than that column."""


class Boilerplate(Base):
    """Sentences that are a studio's and not one job's, as learned after one of its complete crawls."""

    __tablename__ = "boilerplate"
    __table_args__ = (UniqueConstraint("studio", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    studio: Mapped[str] = mapped_column(ForeignKey("studio.studio"))
    number: Mapped[int]
    """The version, from 1; part of the reader's name of every reading that it entered."""
    learned_at: Mapped[At]
    crawl: Mapped[int] = mapped_column(ForeignKey("crawl.id"))
    """The crawl whose listed postings it was learned from."""
    sentences: Mapped[list[str]] = mapped_column(JSON)
    """In the form in which the reader compares sentences, sorted."""
    sha256: Mapped[Sha256]
    """Of the sentences, a newline after each."""


class Reread(Base):
    """A run that read stored versions again and came to its end: a report looks no further than the last of them."""

    __tablename__ = "reread"

    id: Mapped[int] = mapped_column(primary_key=True)
    finished_at: Mapped[At]
    reader: Mapped[str] = mapped_column(String(80))
    """The readers' versions, without what was learned of any studio."""
    versions: Mapped[int]
    """How many were read."""


class Verdict(Base):
    """What a person judged of one version of a posting, having read it."""

    __tablename__ = "verdict"
    __table_args__ = (Index(None, "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("version.id"))
    reader: Mapped[str] = mapped_column(String(80))
    """Of the version's latest reading when it was judged."""
    ai_label: Mapped[words.AiLabel] = mapped_column(Word(words.AiLabel))
    ai_kinds: Mapped[str] = mapped_column(String(200), default="")
    """Words of AiKind in alphabetical order, a blank between them; empty where the person named none."""
    reviewer: Mapped[str] = mapped_column(String(120))
    judged_at: Mapped[At]
    blind: Mapped[bool] = mapped_column(Boolean)
    """Drawn at random, and judged before the reading was shown: only these measure the reader."""


class PayRange(Base):
    """One range of pay of one reading, or money beside pay (`not_pay` then says what)."""

    __tablename__ = "pay_range"
    __table_args__ = (UniqueConstraint("reading", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reading: Mapped[int] = mapped_column(ForeignKey("reading.id"))
    position: Mapped[int]
    minimum: Mapped[Money | None]
    maximum: Mapped[Money | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    unit: Mapped[words.Unit | None] = mapped_column(Word(words.Unit))
    hours: Mapped[Money | None]
    week_hours: Mapped[Money | None]
    """Hours of the working week that the posting states, for the year's pay. See Reading.has_week_hours."""
    months: Mapped[int | None]
    """Salaries a year, where the posting states more than twelve."""
    pay_basis: Mapped[words.PayBasis | None] = mapped_column(Word(words.PayBasis))
    kind: Mapped[words.PayKind | None] = mapped_column(Word(words.PayKind))
    not_pay: Mapped[words.NotPayKind | None] = mapped_column(Word(words.NotPayKind))
    scope: Mapped[words.PayScope | None] = mapped_column(Word(words.PayScope))
    label: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    source: Mapped[words.PaySource] = mapped_column(Word(words.PaySource))
    quote: Mapped[LongText]
    start: Mapped[int | None]
    end: Mapped[int | None]
    rule: Mapped[str] = mapped_column(String(80))
    flags: Mapped[str] = mapped_column(String(300), default="")
    confidence: Mapped[float | None] = mapped_column(Double)
    """How often figures read so were right, from 0 to 1; None for the board's data, and for readings before "pay 4"."""


class AiEvidence(Base):
    """One sentence that counted for an AI label, that is a notice of AI in hiring, or that is the studio's own."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("reading", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reading: Mapped[int] = mapped_column(ForeignKey("reading.id"))
    position: Mapped[int]
    term: Mapped[LongText]
    field: Mapped[str] = mapped_column(String(20))
    section: Mapped[str] = mapped_column(String(40))
    quote: Mapped[LongText]
    start: Mapped[int]
    end: Mapped[int]
    weight: Mapped[float] = mapped_column(Double)
    rule: Mapped[str] = mapped_column(String(80))


class AiClause(Base):
    """One sentence that says that a worker's work or likeness may train an AI or be replicated, or will not."""

    __tablename__ = "ai_clause"
    __table_args__ = (UniqueConstraint("reading", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reading: Mapped[int] = mapped_column(ForeignKey("reading.id"))
    position: Mapped[int]
    kind: Mapped[words.AiClauseKind] = mapped_column(Word(words.AiClauseKind))
    field: Mapped[str] = mapped_column(String(20))
    """title or description: what the quote's place is counted in."""
    quote: Mapped[LongText]
    quote_start: Mapped[int]
    quote_end: Mapped[int]
    rule: Mapped[str] = mapped_column(String(80))


class ExchangeRate(Base):
    """A rate that a conversion used."""

    __tablename__ = "exchange_rate"

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    published_on: Mapped[date] = mapped_column(primary_key=True)
    usd: Mapped[Rate]
    """US dollars for one unit of the currency."""
    source: Mapped[str] = mapped_column(Text)
