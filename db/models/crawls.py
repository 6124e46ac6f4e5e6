"""Studios, the visits to their boards, and who visits a host."""

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db import vocabulary as words
from db.models.base import Base
from db.types import At, Word


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
    """The studio whose postings this board repeats, by their requisitions: see db.queries.posting_history."""


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
