"""Write union scales, what they are compared with, and studios' memberships."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from db.models import BasketRule, Comparison, PriceIndex, Signatory, StoredFiles, UnionScale
from db.writes.upsert import replace_rows, upsert_rows


def replace_scales(session: Session, rows: Iterable[UnionScale]) -> None:
    """Replace all."""
    forget_files(session)
    replace_rows(session, UnionScale, rows)


def replace_comparisons(session: Session, rows: Iterable[Comparison]) -> None:
    """Replace all."""
    forget_files(session)
    replace_rows(session, Comparison, rows)


def replace_basket_rules(session: Session, rows: Iterable[BasketRule]) -> None:
    """Replace all."""
    forget_files(session)
    replace_rows(session, BasketRule, rows)


def replace_price_index(session: Session, rows: Iterable[PriceIndex]) -> None:
    """Replace all."""
    forget_files(session)
    replace_rows(session, PriceIndex, rows)


def replace_signatories(session: Session, rows: Iterable[Signatory]) -> None:
    """Replace all."""
    forget_files(session)
    replace_rows(session, Signatory, rows)


def find_files(session: Session) -> str | None:
    """The digest of the files whose scales, comparisons and memberships are stored; None where others may be."""
    stored = session.get(StoredFiles, _SCALES)
    return stored.sha256 if stored else None


def note_files(session: Session, sha256: str) -> None:
    """Note that the tables hold what these files say."""
    upsert_rows(session, [StoredFiles(name=_SCALES, sha256=sha256)])


def forget_files(session: Session) -> None:
    # looked for first: a DELETE of nothing still waits for others' crawls
    if stored := session.get(StoredFiles, _SCALES):
        session.delete(stored)
        session.flush()


_SCALES = "scales"
