"""Summarise how crawls ended, a line for each studio."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import models
from db.vocabulary import Outcome

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def crawl_summaries(
    engine: Engine,
    studios: Sequence[str],
    since: datetime,
    broken: Mapping[str, str],
    *,
    until: datetime = NEVER,
) -> Iterator[tuple[str, str, str]]:
    """Yield (studio, outcome, line) for each studio's last crawl begun in [since, until].

    `broken`: why a studio's crawl could not begin, where the runner knows it.
    """
    with Session(engine) as session:
        for studio in studios:
            latest = session.scalars(
                select(models.Crawl)
                .where(models.Crawl.studio == studio, models.Crawl.started_at.between(since, until))
                .where(models.Crawl.outcome.is_distinct_from(Outcome.CLIPPED))
                .order_by(models.Crawl.id.desc())
                .limit(1)
            ).first()
            if latest is None or latest.outcome is None:
                why = broken.get(studio, "it was stopped before it began")
                yield studio, "failed", f"failed: {why}"
                continue
            counts = f"{latest.listed} listed"
            if latest.announced is not None:
                counts += f" of {latest.announced} announced"
            counts += f", {latest.arrived} new, {latest.changed} changed, {latest.unchanged} unchanged"
            if latest.not_seen:
                counts += f", {latest.not_seen} not seen"
            reason = f" ({latest.reason})" if latest.reason else ""
            yield studio, str(latest.outcome), f"{latest.outcome}: {counts}{reason}"
