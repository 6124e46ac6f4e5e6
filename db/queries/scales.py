"""Query union scales, why each is compared with what, and studios' memberships."""

from datetime import date
from typing import Any

from sqlalchemy import Select

from db.dialects.sql import as_text, iso_date, number, select_any
from db.models import Signatory, UnionScale
from db.queries.as_of import AsOf


def select_union_scales(as_of: AsOf | None = None) -> Select[Any]:
    """The dated figures as their table has them now."""
    return select_any(
        UnionScale.scale_id,
        UnionScale.union,
        UnionScale.agreement,
        UnionScale.role,
        as_text(UnionScale.kind).label("kind"),
        number(UnionScale.amount).label("amount"),
        UnionScale.currency,
        UnionScale.unit,
        number(UnionScale.hours).label("hours"),
        iso_date(UnionScale.effective_from).label("effective_from"),
        iso_date(UnionScale.effective_to).label("effective_to"),
        as_text(UnionScale.confidence).label("confidence"),
        as_text(UnionScale.tier).label("tier"),
        UnionScale.source_title,
        UnionScale.source_url,
        UnionScale.second_source_title,
        UnionScale.second_source_url,
        as_text(UnionScale.second_source_tier).label("second_source_tier"),
        UnionScale.note,
    )


def select_signatories(as_of: AsOf | None = None) -> Select[Any]:
    """Select what studios have to do with agreements, each by its source; from sources of the day or before."""
    rows = select_any(
        Signatory.studio,
        Signatory.entity,
        Signatory.agreement,
        Signatory.standing,
        iso_date(Signatory.as_of).label("as_of"),
        Signatory.source_title,
        Signatory.source_url,
        Signatory.note,
    )
    return rows if as_of is None else rows.where(Signatory.as_of <= as_of.instant.date())


def select_memberships(by: date) -> Select[Any]:
    """What studios have to do with agreements, from sources of that day or before."""
    return (
        select_any(Signatory.studio, Signatory.agreement, Signatory.standing, Signatory.entity, Signatory.as_of)
        .where(Signatory.as_of <= by)
        .order_by(Signatory.studio, Signatory.agreement, Signatory.id)
    )
