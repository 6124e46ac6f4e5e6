"""Postings: when they were seen, each version of their words, pages that people gave, and what is known now."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db import vocabulary as words
from db.models.base import Base
from db.types import At, LongText, Money, Sha256, Word


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
    """The studio's first board has its requisition, and speaks for it: see db.queries.posting_history."""


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
