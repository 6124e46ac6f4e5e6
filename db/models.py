"""The tables. Their names are singular and private; the public face is db/queries/views.py."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from db import vocabulary as words
from db.types import At, LongText, Money, Rate, Sha256, Word


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # a consortium's readings and their evidence outgrow 32 bits; SQLite's INTEGER has 64, and its BIGINT is no rowid
    type_annotation_map: ClassVar[dict[Any, Any]] = {int: BigInteger().with_variant(Integer(), "sqlite")}


class Studio(Base):
    """An employer we track: a row of studios.toml."""

    __tablename__ = "studio"

    studio: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    parent: Mapped[str | None] = mapped_column(String(80))
    group: Mapped[str | None] = mapped_column(String(80))
    family: Mapped[str | None] = mapped_column(String(40))
    """None: no board that can be crawled is known; the note says why."""
    board: Mapped[str | None] = mapped_column(Text)
    """What tells this board from others of its family, as the row has it."""
    named_in_article: Mapped[bool] = mapped_column(Boolean, default=False)
    terms: Mapped[str | None] = mapped_column(Text)
    source_url: Mapped[str | None] = mapped_column(Text)
    """Where the board's address is published."""
    confidence: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    second_board_of: Mapped[str | None] = mapped_column(String(80))
    """The studio whose postings this board repeats, by their requisitions: see db.queries.as_of."""


class Crawl(Base):
    """One visit to one studio's board."""

    __tablename__ = "crawl"
    __table_args__ = (Index(None, "studio", "finished_at"), Index(None, "studio", "earlier_complete"))

    id: Mapped[int] = mapped_column(primary_key=True)
    studio: Mapped[str] = mapped_column(ForeignKey("studio.studio"))
    started_at: Mapped[At]
    finished_at: Mapped[At | None]
    """None while it goes on, and after a kill until the next crawl of the studio closes it as failed."""
    outcome: Mapped[words.Outcome | None] = mapped_column(Word(words.Outcome))
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it is not complete, in a sentence or more."""
    announced: Mapped[int | None] = mapped_column(BigInteger)
    listed: Mapped[int] = mapped_column(default=0)
    arrived: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    not_seen: Mapped[int] = mapped_column(default=0)
    """Postings that this crawl, being complete, no longer saw; 0 unless it is complete."""
    requests: Mapped[int] = mapped_column(default=0)
    earlier_complete: Mapped[int | None]
    """Of a complete crawl, the last complete one that began so long before it that an absence from both is believed:
    a posting last seen before that one is no longer listed."""
    archive: Mapped[str | None] = mapped_column(Text)
    """The file that keeps what the board answered, below the folder of archives: the first where there are more."""
    via: Mapped[str | None] = mapped_column(Text)
    """The address that stood between us and the board (--via); None: the board itself answered."""
    program: Mapped[str] = mapped_column(String(40))
    """The version of this program."""


class Posting(Base):
    """One advertised job, by (studio, board key). What is said of it stands in its versions."""

    __tablename__ = "posting"
    __table_args__ = (UniqueConstraint("studio", "board_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[str] = mapped_column(String(300), unique=True)
    """studio:board_key, the same in every database."""
    studio: Mapped[str] = mapped_column(ForeignKey("studio.studio"))
    board_key: Mapped[str] = mapped_column(String(200))
    origin: Mapped[words.Origin] = mapped_column(Word(words.Origin))
    list_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """Of the list's row when the detail was last asked."""
    detail_at: Mapped[At | None]
    """When the detail was last asked."""


class Validator(Base):
    """What a board gave with a posting's detail, by which it can be asked whether that has changed."""

    __tablename__ = "validator"

    posting: Mapped[int] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    url: Mapped[LongText]
    """The detail's address."""
    etag: Mapped[LongText | None]
    last_modified: Mapped[LongText | None]
    program: Mapped[str] = mapped_column(String(40))
    """The version of this program that read the detail: another may read it otherwise."""
    read_at: Mapped[At]
    """When the detail was last read whole."""


class Sighting(Base):
    """An unbroken run of a studio's crawls that saw a posting. A posting's state follows from these and the crawls."""

    __tablename__ = "sighting"
    __table_args__ = (Index(None, "posting", "last_crawl"), Index(None, "last_crawl"))

    id: Mapped[int] = mapped_column(primary_key=True)
    posting: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    first_crawl: Mapped[int] = mapped_column(ForeignKey("crawl.id"))
    last_crawl: Mapped[int] = mapped_column(ForeignKey("crawl.id"))


class WordsRead(Base):
    """An unbroken run of a studio's crawls that read a posting's words, and not only its row in the list: an edit that
    the row does not betray is seen by these alone. Written when a crawl ends."""

    __tablename__ = "words_read"
    __table_args__ = (Index(None, "posting", "last_crawl"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    posting: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    first_crawl: Mapped[int] = mapped_column(ForeignKey("crawl.id"))
    last_crawl: Mapped[int] = mapped_column(ForeignKey("crawl.id"))


class Version(Base):
    """One state of a posting's content; a new one only when the content changes."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("posting", "number"), Index(None, "crawl"))

    id: Mapped[int] = mapped_column(primary_key=True)
    posting: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    number: Mapped[int]
    crawl: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"))
    """The crawl that first saw it; None: a person gave it first."""
    clipped_at: Mapped[At | None]
    """When a person first gave it; None: a crawl saw it first."""
    content_sha256: Mapped[Sha256]
    title: Mapped[LongText]
    url: Mapped[LongText]
    brand: Mapped[LongText | None]
    hiring_organization: Mapped[LongText | None]
    requisition: Mapped[LongText | None]
    department: Mapped[LongText | None]
    employment_type: Mapped[LongText | None]
    language: Mapped[LongText | None]
    places: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{text, locality, region, country, remote}], as spiders.posting.Place."""
    locations: Mapped[LongText]
    """The places' texts, "; " between them."""
    country: Mapped[str | None] = mapped_column(String(2))
    """Where every place lies in one known country, that one."""
    posted_on: Mapped[date | None]
    posted_on_basis: Mapped[words.PostedOnBasis | None] = mapped_column(Word(words.PostedOnBasis))
    valid_through: Mapped[date | None]
    stated_pay: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{minimum, maximum, currency, unit, kind, label, text}], amounts as strings."""
    description_html: Mapped[LongText]
    description_text: Mapped[LongText]
    """The plain text that offsets of quotes index."""
    source_url: Mapped[LongText]
    response_sha256: Mapped[Sha256]
    fetched_at: Mapped[At]
    archive: Mapped[LongText | None]
    """The file that keeps the answer, below the folder of archives; None where nothing was archived."""
    archive_record: Mapped[LongText | None]
    """The answer's WARC-Record-ID in it."""


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


class PostingNow(Base):
    """What is known of a posting now: its newest version, that version's latest reading, its sightings, its state.

    Derived from the other tables, and written in the transaction that changes them: db.writes.present. A question of
    now reads it instead of the whole past. A posting of which no ended crawl and no clip tells has no row.
    """

    __tablename__ = "posting_now"
    __table_args__ = (
        # All that a count of a studio's postings asks for, so that `status` reads the index alone.
        Index(
            "ix_posting_now_counts",
            *("studio", "state", "second_board_duplicate", "has_description", "pay_minimum", "pay_maximum"),
        ),
        Index(None, "version", unique=True),
    )

    posting: Mapped[int] = mapped_column(ForeignKey("posting.id"), primary_key=True, autoincrement=False)
    studio: Mapped[str] = mapped_column(ForeignKey("studio.studio"))
    version: Mapped[int] = mapped_column(ForeignKey("version.id"))
    version_count: Mapped[int]
    """How many versions are known."""
    reading: Mapped[int | None] = mapped_column(ForeignKey("reading.id"))
    """With what people corrected in it."""
    read_at: Mapped[At | None]
    """When the reader read it; of a corrected reading, too."""
    corrected_at: Mapped[At | None]
    """When it was corrected last."""
    first_crawl: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"))
    last_crawl: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"))
    """None: no crawl ever saw it."""
    first_seen_at: Mapped[At]
    """The beginning of its first crawl, or when a person first gave it."""
    last_crawl_at: Mapped[At | None]
    """The beginning of its last crawl."""
    last_clip_at: Mapped[At | None]
    """When a person last gave it."""
    posted_on: Mapped[date]
    posted_on_basis: Mapped[words.PostedOnBasis | None] = mapped_column(Word(words.PostedOnBasis))
    state: Mapped[words.State | None] = mapped_column(Word(words.State))
    """None: a person gave it last."""
    ai_label: Mapped[words.AiLabel | None] = mapped_column(Word(words.AiLabel))
    pay_minimum: Mapped[Money | None]
    pay_maximum: Mapped[Money | None]
    pay_currency: Mapped[str | None] = mapped_column(String(3))
    pay_unit: Mapped[words.Unit | None] = mapped_column(Word(words.Unit))
    has_description: Mapped[bool] = mapped_column(Boolean)
    second_board_duplicate: Mapped[bool] = mapped_column(Boolean, server_default=false())
    """The studio's first board has its requisition, and speaks for it: see db.queries.as_of."""


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


class Repost(Base):
    """A claim, never a merge: a posting looks like an earlier one of its studio that had left the board before."""

    __tablename__ = "repost"
    __table_args__ = (UniqueConstraint("posting"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    posting: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    earlier: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    crawl: Mapped[int] = mapped_column(ForeignKey("crawl.id"))
    """The complete crawl after which it was claimed."""
    score: Mapped[Money]
    """The share of the two postings' own sentences, in either, that stand in both: 0 to 1."""
    reasons: Mapped[str] = mapped_column(String(200))
    """Words of RepostReason in alphabetical order, a blank between them."""
    rule: Mapped[str] = mapped_column(String(40))
    """The version of the rule that claims it."""


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


class ExchangeRate(Base):
    """A rate that a conversion used."""

    __tablename__ = "exchange_rate"

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    published_on: Mapped[date] = mapped_column(primary_key=True)
    usd: Mapped[Rate]
    """US dollars for one unit of the currency."""
    source: Mapped[str] = mapped_column(Text)


class Report(Base):
    """A report that was written, so that the schedule knows when the next is due."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    written_at: Mapped[At]
    as_of: Mapped[At]
    folder: Mapped[LongText]
    manifest_sha256: Mapped[Sha256]
    held_back: Mapped[bool] = mapped_column(Boolean, server_default=false())
    """An embargo held its page back."""
    named_postings: Mapped[list[str] | None] = mapped_column(JSON)
    """The posting_ids that its sentences and charts name: their words are read again at each crawl. None: of a report
    older than this column."""


class Inquiry(Base):
    """A studio was asked to comment on what is to be published of a posting."""

    __tablename__ = "inquiry"
    __table_args__ = (Index(None, "posting"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    posting: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    asked_at: Mapped[At]
    asked_by: Mapped[str] = mapped_column(String(120))
    """Who asked; in no report."""
    deadline_at: Mapped[At]
    embargo_until: Mapped[At | None]
    """Until then no page and no message is made."""
    sheet: Mapped[LongText]
    """What the studio was sent."""
    sheet_sha256: Mapped[Sha256]


class Answer(Base):
    """What came of an inquiry, as a person recorded it; the latest counts, and the earlier ones stay."""

    __tablename__ = "answer"
    __table_args__ = (Index(None, "inquiry"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))
    recorded_at: Mapped[At]
    recorded_by: Mapped[str] = mapped_column(String(120))
    kind: Mapped[words.AnswerKind] = mapped_column(Word(words.AnswerKind))
    answered_on: Mapped[date | None]
    answer_text: Mapped[LongText | None]


class Notification(Base):
    """A message that a report was made and what changed, and when it was handed over."""

    __tablename__ = "told"
    __table_args__ = (UniqueConstraint("report", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report: Mapped[int] = mapped_column(ForeignKey("report.id"))
    channel: Mapped[str] = mapped_column(String(40))
    told_at: Mapped[At]


class Clip(Base):
    """One page that a person gave: who, when, and what."""

    __tablename__ = "clip"
    __table_args__ = (Index(None, "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("version.id"))
    """The version that it made, or that it found unchanged."""
    clipped_at: Mapped[At]
    """When the database was given it."""
    supplied_by: Mapped[str] = mapped_column(String(200))
    supplied_on: Mapped[date]
    given: Mapped[LongText]
    """The address, or the file's name, as it was given."""
    captured_at: Mapped[At | None]
    """When an archive captured the page; None where none did, or it does not say."""
    sha256: Mapped[Sha256]
    """Of the bytes as they came: the file's, the answer's body, the record's."""
    archive: Mapped[LongText]
    archive_record: Mapped[LongText]


class Correction(Base):
    """One value of a posting that a person corrected. What was stored before stays stored; see Reading.corrects."""

    __tablename__ = "correction"
    __table_args__ = (Index(None, "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("version.id"))
    """The posting's newest version when it was corrected: a later one has words of its own."""
    field: Mapped[str] = mapped_column(String(40))
    """A column of the view postings."""
    old_value: Mapped[LongText]
    new_value: Mapped[LongText]
    """As text; empty: none."""
    reason: Mapped[LongText]
    by: Mapped[str] = mapped_column(String(200))
    corrected_on: Mapped[date]
    added_at: Mapped[At]
    """When the database was told: reports as of before do not know of it."""


class StoredTable(Base):
    """A table of the report that no SQL makes, stored for its view: see db.queries.stored_tables."""

    __tablename__ = "stored_table"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    as_of: Mapped[At]
    stamp: Mapped[str] = mapped_column(Text)
    """What its rows follow from; another stamp than today's: something has changed since."""


class StoredRow(Base):
    """A row of a stored table."""

    __tablename__ = "stored_row"
    __table_args__ = (Index(None, "report_table"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_table: Mapped[str] = mapped_column(ForeignKey("stored_table.name"))
    cells: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{column: value}."""


class Publication(Base):
    """A report that was made public."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[At]
    as_of: Mapped[At]
    corrected: Mapped[bool] = mapped_column(Boolean)
    """Whether corrections made after the as-of were applied, up to the day of publishing."""
    folder: Mapped[LongText]
    manifest_sha256: Mapped[Sha256]
    files: Mapped[dict[str, str]] = mapped_column(JSON)
    """{file name: its SHA-256}, the manifest among them."""
    note: Mapped[str] = mapped_column(Text, default="")


class Redaction(Base):
    """A person's data that were taken out of a version's words, or of the archived answer it was read from."""

    __tablename__ = "redaction"
    __table_args__ = (Index(None, "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    """None: words that stand beside no version."""
    redacted_at: Mapped[At]
    by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[LongText]
    fields: Mapped[LongText]
    """The columns that held the words, a blank between; of an archived answer "archive"."""
    archive_record: Mapped[str | None] = mapped_column(Text)
    sha256_before: Mapped[Sha256 | None]
    sha256_after: Mapped[Sha256 | None]
    """Of the description's text, or of the archived answer's body."""


class Lease(Base):
    """Who may ask a host at the moment, and when it may be asked next. A lease whose time has run out is nobody's.

    The row stays when nobody holds the host, so that its token only grows."""

    __tablename__ = "host_lock"

    host: Mapped[str] = mapped_column(String(253), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    """Empty where it was given back."""
    until_at: Mapped[At]
    token: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """One more each time that the host is taken: whoever knows a smaller one has lost it."""
    crawl: Mapped[int | None]
    """The crawl that it is held for. No foreign key: a lease holds up nobody who removes a crawl."""
    next_at: Mapped[At | None]
    """Before this nobody else may ask the host: the pause after its last answer, or what its Retry-After asked for."""


class CrawlRequest(Base):
    """The last request that a worker crawl a studio. Whether it was answered follows from the studio's crawls."""

    __tablename__ = "crawl_request"

    studio: Mapped[str] = mapped_column(String(80), primary_key=True)
    """No foreign key: a studio that was never crawled has no row yet."""
    due_at: Mapped[At]
    """The schedule's instant, or when a person asked. A request of an instant that is no later changes nothing."""
    after_crawl: Mapped[int]
    """The studio's last crawl when it was asked for; 0: it had none. Ids, as clocks of machines differ."""
    failures: Mapped[int] = mapped_column(server_default="0")
    not_before: Mapped[At | None]
    """After a failure: when to try again."""
