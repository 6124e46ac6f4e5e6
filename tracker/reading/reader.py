"""A version of a posting -> what today's readers make of it, as rows of the database."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from db import models
from spiders.parsing.place_names import read_place
from spiders.posting import Place, StatedPay
from tracker.reading.ai import reader as ai
from tracker.reading.ai.model import AiReading
from tracker.reading.currency import usd_rate
from tracker.reading.pay import reader as pay
from tracker.reading.pay.annualize import normalise
from tracker.reading.pay.model import PayReading
from tracker.reading.text import Text

NAME_AT_MOST = 36
"""Characters of a studio's name in a reader's name, which has to fit its column."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The sentences that count as a studio's: one stored version of them."""

    studio: str
    number: int
    sentences: frozenset[str]

    @property
    def name(self) -> str:
        return f", boilerplate {self.studio[:NAME_AT_MOST]} {self.number}"


def reader(boilerplate: Boilerplate | None) -> str:
    """Written beside every reading: a series is never spliced across two of them unsaid."""
    return f"{pay.VERSION}, {ai.VERSION}{boilerplate.name if boilerplate else ''}"


def located(place: Place) -> Place:
    """The place with what its own words tell, where the board gave no more than words."""
    if place.country:
        return place
    return read_place(place.text)


def one_country(places: Iterable[Place]) -> str | None:
    """The country in which every place lies; None where one is unknown or they differ."""
    countries = {place.country for place in places}
    return countries.pop() if len(countries) == 1 else None


def read_version(
    version: models.Version,
    text: Text,
    places: Sequence[Place],
    stated: Sequence[StatedPay],
    *,
    studio: str | None = None,
    boilerplate: Boilerplate | None = None,
    read_at: datetime | None = None,
) -> tuple[models.Reading, list[models.PayRange], list[models.AiEvidence]]:
    """What today's readers make of a version. `read_at`: now, unless a replay sets it back to its crawl's time."""
    money = pay.read(version.title, text, places=places, country=version.country, stated=stated)
    about_ai = ai.read(
        version.title,
        text,
        studio=version.hiring_organization or studio,
        language=version.language,
        boilerplate=boilerplate.sentences if boilerplate else (),
    )
    reading = _reading(money, about_ai, version.posted_on or version.fetched_at.date())
    reading.reader, reading.read_at = reader(boilerplate), read_at or datetime.now(UTC)
    return reading, _ranges(money), _evidence(about_ai)


def _reading(money: PayReading, about_ai: AiReading, on: date) -> models.Reading:
    reading = models.Reading(
        ai_label=about_ai.label,
        ai_kinds=" ".join(sorted(about_ai.kinds)),
        mentions_ai_in_hiring=about_ai.mentions_ai_in_hiring,
        any_keyword=about_ai.any_keyword,
        ai_confidence=about_ai.confidence,
        ai_clauses=_clauses(about_ai),
        pay_flags=" ".join(sorted({*money.flags, *(money.headline.flags if money.headline else ())})),
    )
    if head := money.headline:
        reading.pay_minimum, reading.pay_maximum = head.minimum, head.maximum
        reading.pay_currency, reading.pay_unit, reading.pay_hours = head.currency, head.unit, head.hours
        reading.pay_kind, reading.pay_scope, reading.pay_quote = head.kind, head.scope, head.quote
        for name, value in asdict(normalise(head, on)).items():
            setattr(reading, name if name.startswith("fx_") else f"pay_{name}", value)
    return reading


def _ranges(money: PayReading) -> list[models.PayRange]:
    pays = [
        models.PayRange(
            position=position,
            minimum=each.minimum,
            maximum=each.maximum,
            currency=each.currency,
            unit=each.unit,
            hours=each.hours,
            months=each.months,
            pay_basis=each.basis,
            kind=each.kind,
            scope=each.scope,
            label=each.label,
            place=each.place,
            source=each.source,
            quote=each.quote,
            start=each.start,
            end=each.end,
            rule=each.rule,
            flags=" ".join(sorted(each.flags)),
            confidence=each.confidence,
        )
        for position, each in enumerate(money.ranges)
    ]
    besides = [
        models.PayRange(
            position=position,
            minimum=each.minimum,
            maximum=each.maximum,
            currency=each.currency,
            unit=each.unit,
            not_pay=each.kind,
            source="text",
            quote=each.quote,
            start=each.start,
            end=each.end,
            rule=each.rule,
        )
        for position, each in enumerate(money.not_pay, len(pays))
    ]
    return pays + besides


def _clauses(about_ai: AiReading) -> list[models.AiClause]:
    return [
        models.AiClause(
            position=position,
            kind=each.kind,
            field=each.field,
            quote=each.quote,
            quote_start=each.start,
            quote_end=each.end,
            rule=each.rule,
        )
        for position, each in enumerate(about_ai.clauses, 1)
    ]


def _evidence(about_ai: AiReading) -> list[models.AiEvidence]:
    return [models.AiEvidence(position=n, **asdict(each)) for n, each in enumerate(about_ai.evidence)]


def exchange_rates(reading: models.Reading) -> list[models.ExchangeRate]:
    if reading.fx_rate is None or reading.fx_on is None or reading.pay_currency is None:
        return []
    rate = usd_rate(reading.pay_currency, reading.fx_on)
    if rate is None:
        return []
    return [
        models.ExchangeRate(currency=rate.currency, published_on=rate.published_on, usd=rate.usd, source=rate.source)
    ]
