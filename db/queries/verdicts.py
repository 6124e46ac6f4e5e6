"""What people judged blind, beside what the readers say of the same words."""

from typing import Any

from sqlalchemy import Select, func, select

from db.dialects.sql import as_text, select_any
from db.models import Reading, Verdict, Version
from db.queries.as_of import AsOf, latest_reading


def select_blind_verdicts(as_of: AsOf | None = None) -> Select[Any]:
    """Each version judged blind by then, once, with its latest verdict: the person's label and the reader she judged,
    the label and reader of the version's latest reading."""
    rank = func.row_number().over(partition_by=Verdict.version, order_by=(Verdict.judged_at.desc(), Verdict.id.desc()))
    blind = select(Verdict.id, rank.label("rank")).where(Verdict.blind)
    if as_of is not None:
        blind = blind.where(Verdict.judged_at <= as_of.instant)
    ranked = blind.subquery("ranked")
    return (
        select_any(
            as_text(Verdict.ai_label).label("judged"),
            Verdict.reader.label("reader_judged"),
            as_text(Reading.ai_label).label("read"),
            Reading.reader,
        )
        .join(ranked, ranked.c.id == Verdict.id)
        .join(Version, Version.id == Verdict.version)
        .join(Reading, Reading.id == latest_reading(as_of))
        .where(ranked.c.rank == 1)
    )
