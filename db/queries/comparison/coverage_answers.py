"""Query what the rules of coverage answer for the versions at hand, and the comparisons that these rules bring."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, func, select

from db.dialects.sql import as_text
from db.models import Comparison, JobCoverage, Reading
from db.queries.comparison.text_columns import join_text
from db.queries.job_coverage import answers_for
from db.vocabulary import Covers

Column = ColumnElement[Any]


def select_answers(base: CTE) -> CTE:
    """What the rules of coverage answer for the versions at hand, with the agreement and role that they speak of."""
    series = (
        select(
            Comparison.rule.label("rule"),
            func.min(agreement_key(Comparison)).label("agreement_key"),
            func.min(role_key(Comparison)).label("role_key"),
        )
        .where(Comparison.rule.is_not(None))
        .group_by(Comparison.rule)
        .subquery()
    )
    return (
        select(
            JobCoverage.version,
            JobCoverage.rule,
            as_text(JobCoverage.covers).label("covers"),
            JobCoverage.reason,
            JobCoverage.quote,
            series.c.agreement_key,
            series.c.role_key,
        )
        .join(series, series.c.rule == JobCoverage.rule)
        .join(Reading, Reading.version == JobCoverage.version)
        .join(base, base.c.reading == Reading.id)
        .where(answers_for(Reading.version))
        .cte("answers")
        .prefix_with("MATERIALIZED")
    )


def group_answers(answers: CTE, which: str) -> Any:
    """One answer for each version and agreement, and role where `which` is same."""
    keys = [answers.c.version, answers.c.role_key if which == "same" else answers.c.agreement_key]
    rows = select(*keys, func.min(answers.c.covers).label("covers"), func.min(answers.c.reason).label("reason"))
    if which == "other":
        rows = rows.where(answers.c.covers.in_([str(Covers.YES), str(Covers.LIKELY)]))
    return rows.group_by(*keys).subquery(f"{which}_agreement")


def match_rules(answers: CTE) -> CTE:
    """The comparisons of the rules that answer for a version."""
    return (
        select(
            answers.c.version,
            Comparison.position,
            as_text(Comparison.measure).label("measure"),
            answers.c.covers,
            answers.c.reason.label("covers_reason"),
            answers.c.quote,
            Comparison.rank,
            Comparison.percentile,
            answers.c.rule,
        )
        .join(Comparison, Comparison.rule == answers.c.rule)
        .cte("ruled")
        .prefix_with("MATERIALIZED")
    )


def agreement_key(row: Any) -> Column:
    return join_text(row.union, " | ", row.agreement)


def role_key(row: Any) -> Column:
    return join_text(row.union, " | ", row.agreement, " | ", row.role)
