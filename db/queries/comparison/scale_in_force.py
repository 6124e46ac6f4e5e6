"""Find the figure of a series for a date: the one in force, else the latest before it, marked as such."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from db.dialects.sql import Expression, as_text, collate_bytes, iso_date, number
from db.models import Comparison, UnionScale
from db.queries.comparison.text_columns import join_text
from db.vocabulary import ScaleKind, ScaleStatus

Column = ColumnElement[Any]

SERIES = (Comparison.union, Comparison.agreement, Comparison.role, Comparison.unit)
ADDED = aliased(UnionScale, name="added")
"""What employers pay on top of a figure, in percent of it."""


def best_figure(series: Sequence[Expression], on_date: Column) -> Column:
    """The id of a series' figure for a date. `series`: columns of its union, agreement, role and unit."""
    scale = aliased(UnionScale)
    same = (getattr(scale, known.key) == column for known, column in zip(SERIES, series, strict=True))
    known = (
        select(scale.scale_id)
        .where(*same, scale.effective_from <= on_date, number(scale.amount) > 0)
        .order_by(scale.effective_from.desc(), collate_bytes(scale.scale_id))
        .limit(1)
        .correlate_except(scale)
    )
    in_force = known.where(is_in_force(scale, on_date))
    return func.coalesce(in_force.scalar_subquery(), known.scalar_subquery())


def is_in_force(scale: Any, on_date: Column) -> Column:
    return and_(scale.effective_to.is_not(None), scale.effective_to >= on_date)


OF_SCALE = (
    "scale_id union agreement role scale_kind scale_amount scale_currency scale_unit"
    " scale_effective_from scale_effective_to scale_status scale_confidence scale_tier scale_source_url"
    " scale_second_source_url scale_second_source_tier"
).split()


def scale_columns(in_force: Column) -> list[Column]:
    return [
        UnionScale.scale_id.label("scale_id"),
        UnionScale.union.label("union"),
        UnionScale.agreement.label("agreement"),
        UnionScale.role.label("role"),
        as_text(UnionScale.kind).label("scale_kind"),
        number(UnionScale.amount).label("scale_amount"),
        UnionScale.currency.label("scale_currency"),
        UnionScale.unit.label("scale_unit"),
        iso_date(UnionScale.effective_from).label("scale_effective_from"),
        iso_date(UnionScale.effective_to).label("scale_effective_to"),
        case((in_force, str(ScaleStatus.IN_FORCE)), else_=str(ScaleStatus.LATEST_KNOWN)).label("scale_status"),
        as_text(UnionScale.confidence).label("scale_confidence"),
        as_text(UnionScale.tier).label("scale_tier"),
        UnionScale.source_url.label("scale_source_url"),
        UnionScale.second_source_url.label("scale_second_source_url"),
        as_text(UnionScale.second_source_tier).label("scale_second_source_tier"),
    ]


def describe_status(scale: Any, in_force: Column, on_date: Column) -> Column:
    since, until = iso_date(scale.effective_from), iso_date(scale.effective_to)
    latest = join_text("latest known, from ", since, ", not known to be in force on ", iso_date(on_date))
    of = case((scale.kind == str(ScaleKind.STATISTIC), "of "), else_="in force ")  # a statistic binds nobody
    return case((in_force, join_text(of, since, " to ", until)), else_=latest)
