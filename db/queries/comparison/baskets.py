"""Query which baskets apply to which kinds of posting, and why."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.dialects.sql import as_text, contains_word
from db.models import BasketRule, Comparison
from db.queries.comparison.coverage_answers import agreement_key, role_key
from db.queries.comparison.paid_postings import kind_columns, kind_key
from db.queries.comparison.scale_in_force import SERIES
from db.vocabulary import AiLabel

Column = ColumnElement[Any]


def match_baskets(base: CTE) -> CTE:
    """Match the baskets' rows with each kind of posting there is; of two that say the same, the first."""
    kinds = select(*kind_columns(base.c), kind_key(base.c).label("kind")).distinct().cte("kinds")
    fitting = (
        select(kinds.c.kind, Comparison.position, func.min(BasketRule.id).label("rule"))
        .select_from(kinds)
        .join(Comparison, _meets_own_limits(kinds))
        .outerjoin(BasketRule, _meets_rule(kinds))
        .where(Comparison.rule.is_(None))
        .where(or_(BasketRule.id.is_not(None), ~_HAS_RULES))
        .group_by(kinds.c.kind, Comparison.position)
        .cte("fitting")
    )
    first = (
        select(fitting.c.kind, func.min(fitting.c.position).label("position"))
        .join(Comparison, Comparison.position == fitting.c.position)
        .group_by(fitting.c.kind, *SERIES, Comparison.measure)
        .cte("first_of_series")
    )
    return (
        select(
            first.c.position,
            first.c.kind,
            as_text(Comparison.measure).label("measure"),
            as_text(Comparison.covers).label("covers"),
            Comparison.covers_reason,
            BasketRule.reason.label("comparison_reason"),
            Comparison.rank,
            agreement_key(Comparison).label("agreement_key"),
            role_key(Comparison).label("role_key"),
        )
        .join(fitting, and_(fitting.c.kind == first.c.kind, fitting.c.position == first.c.position))
        .join(Comparison, Comparison.position == first.c.position)
        .outerjoin(BasketRule, BasketRule.id == fitting.c.rule)
        .cte("matched")
        .prefix_with("MATERIALIZED")
    )


_SAME_BASKET = aliased(BasketRule)
_HAS_RULES = exists().where(_SAME_BASKET.basket == Comparison.basket)
"""A basket without rules, such as a user's own, has its comparisons' limits alone."""


def _meets_own_limits(kinds: CTE) -> Column:
    about_ai = kinds.c.label.in_([str(AiLabel.CORE), str(AiLabel.ADJACENT)])
    return and_(
        or_(
            Comparison.country.is_(None),
            Comparison.country == kinds.c.country,
            and_(Comparison.ai_elsewhere.is_(True), about_ai),
        ),
        or_(Comparison.ai_kind.is_(None), contains_word(kinds.c.kinds, Comparison.ai_kind)),
        or_(Comparison.ai_only.is_(False), about_ai),
    )


def _meets_rule(kinds: CTE) -> Column:
    listed = {
        BasketRule.measures: as_text(Comparison.measure),
        BasketRule.countries: kinds.c.country,
        BasketRule.studio_groups: kinds.c.studio_group,
        BasketRule.ai_labels: kinds.c.label,
        BasketRule.occupations: kinds.c.job,
        BasketRule.pay_units: kinds.c.unit,
    }
    return and_(
        BasketRule.basket == Comparison.basket,
        or_(BasketRule.union.is_(None), BasketRule.union == Comparison.union),
        func.substr(Comparison.role, 1, func.length(BasketRule.role_starts)) == BasketRule.role_starts,
        or_(BasketRule.ai_kind == "", contains_word(kinds.c.kinds, BasketRule.ai_kind)),
        *(or_(words == "", contains_word(words, value)) for words, value in listed.items()),
    )
