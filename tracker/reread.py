"""Read what is stored again with today's readers. Old readings stay; a stop loses nothing, and the next run goes on."""

import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, Select, exists, func, select
from sqlalchemy.orm import Session
from tqdm import tqdm

from db import models, store
from spiders.posting import Place, StatedPay
from tracker.readings import READER, rates_of, readings_of
from tracker.text import from_description

AT_ONCE = 100
"""Versions read in one transaction."""


def reread(engine: Engine, studios: Sequence[str]) -> int:
    """Read every stored version that today's readers have not read; of these studios, or of all where none is named.

    Gives how many were read.
    """
    with Session(engine) as session:
        total = session.scalar(select(func.count()).select_from(_unread(studios).subquery())) or 0
    with tqdm(total=total, unit=" versions", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
        while done := _some(engine, studios):
            bar.update(done)
    return total


def _unread(studios: Sequence[str]) -> Select[int]:
    read = exists().where(models.Reading.version == models.Version.id, models.Reading.reader == READER)
    query = select(models.Version.id).where(~read).order_by(models.Version.id)
    if studios:
        query = query.join(models.Posting, models.Posting.id == models.Version.posting)
        query = query.where(models.Posting.studio.in_(studios))
    return query


def _some(engine: Engine, studios: Sequence[str]) -> int:
    with store.sessions(engine).begin() as session:
        todo = list(session.scalars(_unread(studios).limit(AT_ONCE)))
        for version_id in todo:
            version = session.get_one(models.Version, version_id)
            reading, ranges, evidence = readings_of(
                version,
                from_description(version.description_html),
                [Place(**place) for place in version.places],
                [_stated(stated) for stated in version.stated_pay],
                studio=_name(session, version),
            )
            store.put_rates(session, rates_of(reading))
            store.put_reading(session, version_id, reading, ranges, evidence)
        return len(todo)


def _name(session: Session, version: models.Version) -> str | None:
    query = select(models.Studio.name).join(models.Posting, models.Posting.studio == models.Studio.studio)
    return session.scalar(query.where(models.Posting.id == version.posting))


def _stated(data: dict[str, Any]) -> StatedPay:
    amounts = {name: Decimal(data[name]) for name in ("minimum", "maximum") if data[name] is not None}
    return StatedPay(**{**data, **amounts})
