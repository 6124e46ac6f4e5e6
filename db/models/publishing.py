"""Reports, what was published of them, and what was sent."""

from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import At, LongText, Sha256


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


class Notification(Base):
    """A message that a report was made and what changed, and when it was handed over."""

    __tablename__ = "told"
    __table_args__ = (UniqueConstraint("report", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report: Mapped[int] = mapped_column(ForeignKey("report.id"))
    channel: Mapped[str] = mapped_column(String(40))
    told_at: Mapped[At]


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
