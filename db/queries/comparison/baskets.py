"""Query which baskets apply to which kinds of posting."""

from sqlalchemy import CTE, and_, func, or_, select

from db.dialects.sql import as_text, contains_word
from db.models import Comparison
from db.queries.comparison.coverage_answers import agreement_key, role_key
from db.queries.comparison.scale_in_force import SERIES
from db.queries.comparison.text_columns import join_text
from db.vocabulary import AiLabel


def match_baskets(base: CTE) -> CTE:
    """Match the baskets' rows with each kind of posting there is; of two that say the same, the first."""
    kinds = select(base.c.country, base.c.label, base.c.kinds).distinct().cte("kinds")
    about_ai = kinds.c.label.in_([str(AiLabel.CORE), str(AiLabel.ADJACENT)])
    fitting = (
        select(kinds, func.min(Comparison.position).label("position"))
        .join(
            Comparison,
            or_(
                Comparison.country.is_(None),
                Comparison.country == kinds.c.country,
                and_(Comparison.ai_elsewhere.is_(True), about_ai),
            ),
        )
        .where(Comparison.rule.is_(None))
        .where(or_(Comparison.ai_kind.is_(None), contains_word(kinds.c.kinds, Comparison.ai_kind)))
        .where(or_(Comparison.ai_only.is_(False), about_ai))
        .group_by(*kinds.c, *SERIES, Comparison.measure)
        .cte("fitting")
    )
    return (
        select(
            fitting.c.position,
            join_text(fitting.c.country, " ", fitting.c.label, " ", fitting.c.kinds).label("kind"),
            as_text(Comparison.measure).label("measure"),
            as_text(Comparison.covers).label("covers"),
            Comparison.covers_reason,
            Comparison.rank,
            agreement_key(Comparison).label("agreement_key"),
            role_key(Comparison).label("role_key"),
        )
        .join(Comparison, Comparison.position == fitting.c.position)
        .cte("matched")
        .prefix_with("MATERIALIZED")
    )
