"""A small database, written through the program's own store, to report on. All its words are ours."""

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection, Engine

from db.engine import write_sessions
from db.models import AiEvidence, Comparison, PayRange, Reading, Studio, UnionScale, Version
from db.queries.as_of import AsOf
from db.queries.outcome import Confirmation
from db.vocabulary import AiLabel, ArticleFact, Origin, PayKind, PayScope, PaySource, Unit
from db.writes import crawls
from db.writes.postings import save_version
from db.writes.scales import replace_comparisons, replace_scales
from reports.tables.table import ReportTable, Snapshot

AT_ONCE = Confirmation(absence=timedelta(0))
"""Its crawls lie less than half a day apart, and what two of them miss is no longer listed."""

START = datetime(2023, 7, 25, 6, tzinfo=UTC)

FACTS = (
    ArticleFact(
        name="health_threshold",
        amount=Decimal(26000),
        currency="USD",
        unit="covered earnings in twelve months",
        source_title="The Intercept, 25 July 2023",
        source_url="https://theintercept.com/2023/07/25/strike-hollywood-ai-disney-netflix/",
        note="A round figure.",
    ),
)


def scale(scale_id: str, role: str, amount: str, unit: str, **columns: Any) -> UnionScale:
    given = {
        "union": "SAG-AFTRA",
        "agreement": "TV/Theatrical",
        "kind": "minimum",
        "currency": "USD",
        "hours": None,
        "effective_from": date(2022, 7, 1),
        "effective_to": date(2023, 11, 8),
        "confidence": "verified",
        "tier": "secondary",
        "source_title": "A table of rates",
        "source_url": "https://rates.example/sag",
        "note": "",
        **columns,
    }
    return UnionScale(scale_id=scale_id, role=role, amount=Decimal(amount), unit=unit, **given)


def scales() -> list[UnionScale]:
    health = {"agreement": "SAG-AFTRA Health Plan", "kind": "threshold"}
    year_2023 = {"effective_from": date(2023, 1, 1), "effective_to": date(2023, 12, 31)}
    return [
        scale(
            "sag-health-2021",
            "Covered earnings",
            "25950",
            "covered_earnings_year",
            **health,
            effective_from=date(2021, 1, 1),
            effective_to=date(2021, 12, 31),
        ),
        scale("sag-health-2023", "Covered earnings", "26470", "covered_earnings_year", **health, **year_2023),
        scale("sag-day-2022", "Day performer", "1082", "day", hours=Decimal(8)),
        scale("sag-week-2022", "Performer, by the week", "3756", "week"),
        scale(
            "sag-background-2022",
            "Background actor",
            "187",
            "day",
            hours=Decimal(8),
            confidence="inferred",
            tier="primary",
        ),
    ]


def comparison(position: int, role: str, unit: str, measure: str, agreement: str = "TV/Theatrical") -> Comparison:
    return Comparison(
        position=position,
        basket="article",
        union="SAG-AFTRA",
        agreement=agreement,
        role=role,
        unit=unit,
        measure=measure,
        country=None,
        ai_kind=None,
        covers="no",
        covers_reason="A staff post is not performers' work.",
        words="covered earnings" if "health" in measure else f"a {unit} at the minimum",
    )


def basket() -> list[Comparison]:
    return [
        comparison(
            1, "Covered earnings", "covered_earnings_year", "health_threshold_multiple", "SAG-AFTRA Health Plan"
        ),
        comparison(2, "Day performer", "day", "scale_days"),
        comparison(3, "Day performer", "day", "hourly_ratio"),
        comparison(4, "Background actor", "day", "hourly_ratio"),
        comparison(5, "Performer, by the week", "week", "scale_weeks"),
    ]


@dataclass
class Job:
    """One posting as a board and our readers give it."""

    key: str
    title: str = "Clerk"
    low: str | None = None
    high: str | None = None
    quote: str | None = None
    label: AiLabel = AiLabel.NONE
    unit: Unit = Unit.YEAR
    kind: PayKind = PayKind.UNSTATED
    scope: PayScope = PayScope.THIS_POST
    hours: str | None = None
    url: str | None = None
    on_ai: tuple[str, ...] = ()
    """Sentences of the quote that counted for the label."""
    columns: dict[str, Any] = field(default_factory=dict)


@dataclass
class ReportDatabase:
    engine: Engine
    at: datetime = START
    steps: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def write(self) -> Any:
        return write_sessions(self.engine).begin()

    def settle(self, *studios: Studio) -> None:
        with self.write() as session:
            crawls.upsert_studios(session, studios)
            replace_scales(session, scales())
            replace_comparisons(session, basket())

    def crawl(
        self,
        studio: str,
        *jobs: Job,
        origin: Origin = Origin.BOARD,
        via: str | None = None,
        fails: str | None = None,
        not_read: Sequence[str] = (),
    ) -> datetime:
        """Visit a board on which these jobs are listed; gives the end of the visit. `not_read`: keys that the list
        names, too, and whose pages are not asked."""
        self.at += timedelta(hours=1)
        end = self.at + timedelta(minutes=10)
        with self.write() as session:
            crawl = crawls.open_crawl(session, studio, self.at, program="0.1.0", via=via)
            for job in jobs:
                save_version(
                    session, crawl, studio, job.key, origin, version(job, self.at), *read(job, self.at),
                    list_fingerprint="", detail_at=self.at,
                )  # fmt: skip
            crawls.close_crawl(
                session, crawl, end, announced=len(jobs) + len(not_read),
                listed_keys=[*(job.key for job in jobs), *not_read],
                ended=fails is None, faults=[], refused=fails, requests=1 + len(jobs), confirmation=AT_ONCE,
            )  # fmt: skip
        return end


def version(job: Job, at: datetime) -> Version:
    words = f"{job.title} {job.quote} {sorted(job.columns.items())}"
    digest = hashlib.sha256(words.encode()).hexdigest()
    place = {"locations": "Los Gatos, California", "country": "US"}
    columns = {"posted_on": date(2023, 7, 18), "posted_on_basis": "published", **place, **job.columns}
    return Version(
        title=job.title,
        url=job.url or f"https://jobs.example/{job.key}",
        places=[],
        stated_pay=[],
        description_html="",
        description_text=job.quote or "No pay is stated.",
        source_url=f"https://jobs.example/api/{job.key}",
        response_sha256=hashlib.sha256(job.key.encode()).hexdigest(),
        content_sha256=digest,
        fetched_at=at,
        archive="netflix/1.warc.gz",
        archive_record=f"<urn:uuid:{job.key}>",
        **columns,
    )


def read(job: Job, at: datetime) -> tuple[Reading, list[PayRange], list[Any]]:
    low, high = (Decimal(end) if end else None for end in (job.low, job.high))
    by_year, hours = job.unit is Unit.YEAR, Decimal(job.hours) if job.hours else None
    paid = low is not None or high is not None
    by_hour = [end / hours if end is not None else None for end in (low, high)] if hours else [None, None]
    reading = Reading(
        reader="pay 1, ai 1",
        read_at=at,
        ai_label=job.label,
        ai_kinds="generative" if job.label is AiLabel.CORE else "",
        mentions_ai_in_hiring=False,
        any_keyword=job.label is not AiLabel.NONE,
        pay_minimum=low,
        pay_maximum=high,
        pay_currency="USD" if paid else None,
        pay_unit=job.unit if paid else None,
        pay_hours=hours,
        pay_kind=job.kind if paid else None,
        pay_scope=job.scope if paid else None,
        pay_year_minimum=low if by_year else None,
        pay_year_maximum=high if by_year else None,
        pay_year_basis="as posted, by the year" if paid and by_year else None,
        pay_hour_minimum=by_hour[0],
        pay_hour_maximum=by_hour[1],
        pay_hour_basis=f"{hours} hours stated" if hours else None,
        pay_usd_year_minimum=low if by_year else None,
        pay_usd_year_maximum=high if by_year else None,
        pay_quote=job.quote,
        pay_flags="minimum_not_stated" if paid and low is None else "",
    )
    quote = job.quote or ""
    ranges = [
        PayRange(
            minimum=low, maximum=high, currency="USD", unit=job.unit, hours=hours, kind=job.kind, scope=job.scope,
            source=PaySource.TEXT, quote=quote, start=0, end=len(quote), rule="range",
        )
    ]  # fmt: skip
    evidence = [
        AiEvidence(
            position=n, term="AI", field="description", section="duties", quote=words, start=0, end=len(words),
            weight=1.0, rule="plain",
        )
        for n, words in enumerate(job.on_ai, 1)
    ]  # fmt: skip
    return reading, ranges if paid else [], evidence


def studio(key: str, name: str, **columns: Any) -> Studio:
    given = {"family": "eightfold", "board": f"{key}.example", "named_in_article": True, **columns}
    return Studio(studio=key, name=name, **given)


def product_manager(**columns: Any) -> Job:
    given: dict[str, Any] = {
        "low": "300000",
        "high": "900000",
        "quote": "Across the market, pay for this kind of work runs from $300,000 to $900,000.",
        "label": AiLabel.CORE,
        "kind": PayKind.TOTAL,
        "scope": PayScope.MARKET_RANGE,
        **columns,
    }
    return Job("pm", "Product Manager, Machine Learning Platform", **given)


def technical_director(**columns: Any) -> Job:
    quote = "Pay for this role goes up to $650,000 a year."
    return Job(
        "td", "Technical Director, Generative AI Games", high="650000", quote=quote, label=AiLabel.CORE, **columns
    )


def actor(**columns: Any) -> Job:
    given = {"low": "300", "high": "300", "unit": Unit.SESSION, "hours": "2", "label": AiLabel.CORE, **columns}
    return Job("actor", "Actor for a Study of Faces", quote="$300 for a session of two hours", **given)


def clerks(count: int, start: int = 60000) -> list[Job]:
    return [
        Job(
            f"clerk-{n:05}",
            f"Clerk {n}",
            low=str(start + 1000 * n),
            high=str(start + 1000 * n + 20500),
            quote="a range",
        )
        for n in range(count)
    ]


def article(engine: Engine, origin: Origin = Origin.BOARD) -> ReportDatabase:
    """The article's comparison: two studios with boards, one without, two days."""
    database = ReportDatabase(engine)
    database.settle(
        studio("netflix", "Netflix"), studio("realeyes", "Realeyes"), studio("laion", "LAION", family=None, board=None)
    )
    database.crawl("netflix", product_manager(), technical_director(), *clerks(6), origin=origin)
    database.crawl("realeyes", actor(), origin=origin)
    database.crawl("netflix", product_manager(), technical_director(), *clerks(5), origin=origin)
    database.crawl("realeyes", fails="robots.txt answers 503")
    return database


def read_table(table: ReportTable, connection: Connection, as_of: datetime, since: datetime | None = None) -> DataFrame:
    """Read one table of the report alone."""
    return table.read(Snapshot(connection=connection, as_of=AsOf.plain(as_of), since=since))
