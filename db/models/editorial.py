"""What people put right, asked studios, and had taken out."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db import vocabulary as words
from db.models.base import Base
from db.types import At, LongText, Sha256, Word


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
