"""Query the agreements that cover an advertised job, or that its own words deny, whether or not it states pay."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, or_, select

from db.dialects.sql import as_text, number
from db.models import Comparison, JobCoverage, Reading, UnionScale
from db.queries.as_of import AsOf
from db.queries.comparison.paid_postings import posting_columns
from db.queries.comparison.scale_in_force import best_figure, is_in_force, scale_columns
from db.queries.current import known_postings
from db.queries.job_coverage import answers_for
from db.vocabulary import Covers


def select_covered_jobs(as_of: AsOf | None = None, posting_ids: Collection[str] | None = None) -> Select[Any]:
    """Select each agreement that covers a posting's job, surely or likely, with its minimum of the posting's date.

    Of the postings named, or of all.
    What the posting's own words deny is selected too: that a job is not covered is known then, not presumed.
    """
    known = known_postings(as_of, posting_ids)
    rule = (
        # a rule has a comparison for each measure, and a series for each unit
        select(Comparison.rule, Comparison.union, Comparison.agreement, Comparison.role, Comparison.unit)
        .where(Comparison.rule.is_not(None))
        .distinct()
        .subquery("rule")
    )
    series = (rule.c.union, rule.c.agreement, rule.c.role, rule.c.unit)
    in_force = is_in_force(UnionScale, known.posted_on)
    scale = {column.key: column for column in scale_columns(in_force)}
    answered = or_(
        JobCoverage.covers.in_([str(Covers.YES), str(Covers.LIKELY)]),
        and_(JobCoverage.covers == str(Covers.NO), JobCoverage.quote.is_not(None)),
    )
    return (
        known.rows(
            *posting_columns(known, as_of),
            as_text(JobCoverage.covers).label("agreement_covers_job"),
            JobCoverage.reason.label("coverage_reason"),
            JobCoverage.quote.label("coverage_quote"),
            JobCoverage.rule.label("coverage_rule"),
            rule.c.union,
            rule.c.agreement,
            rule.c.role,
            rule.c.unit.label("scale_unit"),
            *(scale[name] for name in _OF_FIGURE),
            *(number(getattr(Reading, name)).label(name) for name in ("pay_minimum", "pay_maximum")),
            *(
                as_text(getattr(Reading, name)).label(name)
                for name in ("pay_currency", "pay_unit", "pay_kind", "pay_scope")
            ),
        )
        .join(JobCoverage, answers_for())
        .join(rule, rule.c.rule == JobCoverage.rule)
        .outerjoin(UnionScale, UnionScale.scale_id == best_figure(series, known.posted_on))
        .where(answered)
    )


_OF_FIGURE = (
    "scale_id scale_kind scale_amount scale_currency scale_effective_from scale_effective_to scale_status"
    " scale_confidence scale_source_url"
).split()
