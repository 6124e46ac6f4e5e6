"""Write union scales, what they are compared with, and studios' memberships."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from db.dialects.upsert import replace_rows
from db.models import Comparison, Signatory, UnionScale


def replace_scales(session: Session, rows: Iterable[UnionScale]) -> None:
    """Replace all."""
    replace_rows(session, UnionScale, rows)


def replace_comparisons(session: Session, rows: Iterable[Comparison]) -> None:
    """Replace all."""
    replace_rows(session, Comparison, rows)


def replace_signatories(session: Session, rows: Iterable[Signatory]) -> None:
    """Replace all."""
    replace_rows(session, Signatory, rows)
