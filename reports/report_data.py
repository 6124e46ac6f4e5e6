"""Everything a report needs from the database, in one pass over each table: the large ones go by in parts."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from types import ModuleType

import pandas as pd
from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.as_of import AmendedInstant
from db.queries.crawls import select_gateways
from db.queries.postings import select_readers
from db.queries.scales import select_union_scales
from reports.charts import catalog
from reports.charts.chart import Chart
from reports.charts.chart_files import Picture
from reports.formats.manifest import Manifest, WrittenFile
from reports.frames import frames
from reports.frames.values import format_csv, to_date
from reports.page.page import PageContent
from reports.page.row_selection import PageSelections
from reports.page.sections import make_sections
from reports.prose.findings import Findings, make_findings
from reports.prose.headline_postings import choose_headlines
from reports.prose.sentence import ArticleFact
from reports.receipt import excerpt
from reports.tables import (
    accuracy,
    ai_vs_other,
    answers,
    changes,
    corrections,
    coverage,
    labor_events,
    leads,
    pay_history,
    pay_vs_scale,
    postings,
    scales_used,
    studios,
    summary_stats,
    trend,
)


class ReportData:
    """`tables` gives each table in its parts, to be written; once they have gone by, `manifest` and `page` follow."""

    def __init__(self, connection: Connection, as_of: datetime, since: datetime | None = None) -> None:
        self.connection, self.as_of, self.since = connection, as_of, since
        self.origins: Counter[str] = Counter()
        self.fx_on: set[date] = set()
        self.scale_ids: set[str] = set()
        self.core: list[DataFrame] = []
        self.compared: list[DataFrame] = []
        self.multiples: list[DataFrame] = []
        self.candidates: list[DataFrame] = []
        self.candidates_compared: list[DataFrame] = []
        self.picks = PageSelections()

    def tables(self) -> Iterator[tuple[ModuleType, Iterator[DataFrame]]]:
        for table, parts in self._tables():
            yield table, self.picks.through(table, parts)

    def _tables(self) -> Iterator[tuple[ModuleType, Iterator[DataFrame]]]:
        yield postings, map(self._posting, postings.parts(self.connection, self.as_of))
        yield pay_vs_scale, map(self._comparison, pay_vs_scale.parts(self.connection, self.as_of))
        yield studios, iter([self.studios])
        yield ai_vs_other, iter([ai_vs_other.of(self.connection, self.as_of, self.listed)])
        yield leads, iter([self.leads])
        yield trend, iter([self.trend])
        yield labor_events, labor_events.chunks(self.connection, self.as_of)
        yield coverage, iter([self.coverage])
        yield scales_used, iter([self.scales])
        yield pay_history, pay_history.chunks(self.connection, self.as_of)
        yield changes, changes.chunks(self.connection, self.as_of, self.since)
        yield accuracy, iter([self.accuracy])
        yield answers, answers.chunks(self.connection, self.as_of)
        yield corrections, corrections.chunks(self.connection, self.as_of)

    def manifest(self, *, program: str, facts: Sequence[ArticleFact], files: Sequence[WrittenFile]) -> Manifest:
        count, digest = self._all_scales()
        return Manifest(
            as_of=self.as_of,
            since=self.since,
            program=program,
            readers=self._readers(),
            scales=count,
            scales_sha256=digest,
            fx_on=[day.isoformat() for day in sorted(self.fx_on)],
            origins=dict(sorted(self.origins.items())),
            via=self._via(),
            corrected=isinstance(self.as_of, AmendedInstant),
            facts=facts,
            files=files,
            findings=self._findings(facts),
        )

    def page(self, manifest: Manifest, pictures: Sequence[Picture]) -> PageContent:
        names = dict(zip(self.studios["studio"], self.studios["name"], strict=True))
        return PageContent(
            findings=manifest.findings,
            compared=_in_order(_joined(self.compared, pay_vs_scale.COLUMNS), self.notable),
            studios=self.studios,
            coverage=self.coverage,
            pictures=pictures,
            sections=make_sections(self.picks.of, names),
            receipts=excerpt.of_postings(self.connection, self.as_of, self.notable_postings, names),
            facts=manifest.facts,
            accuracy=accuracy.said(self.accuracy),
            manifest=manifest,
        )

    def _posting(self, part: DataFrame) -> DataFrame:
        self.origins.update(part["origin"])
        self.fx_on.update(map(to_date, part["fx_on"].dropna()))
        self.candidates.append(leads.postings(part))
        paid = part["pay_minimum"].notna() | part["pay_maximum"].notna()
        self.core.append(frames.convert_frame(part[(part["ai_label"] == "core") & paid]))
        return part

    def _comparison(self, part: DataFrame) -> DataFrame:
        self.scale_ids.update(part["scale_id"])
        self.multiples.append(studios.multiples(part))
        self.candidates_compared.append(leads.comparisons(part))
        self.compared.append(frames.convert_frame(part[part["posting_id"].isin(self.notable)]))
        return part

    @cached_property
    def notable(self) -> list[str]:
        return choose_headlines(_joined(self.core, postings.COLUMNS))

    @cached_property
    def notable_postings(self) -> DataFrame:
        return _in_order(_joined(self.core, postings.COLUMNS), self.notable)

    @cached_property
    def charts(self) -> list[Chart]:
        return catalog.build_charts(
            self.connection,
            self.as_of,
            postings=self.notable_postings,
            compared=_in_order(_joined(self.compared, pay_vs_scale.COLUMNS), self.notable),
            scales=self.scales,
            studios=self.studios,
            listed=self.listed,
            trend=self.trend,
        )

    @cached_property
    def studios(self) -> DataFrame:
        compared = _joined(self.multiples, ("posting_id", "studio", "low", "high"))
        return studios.of(self.connection, self.as_of, self.listed, compared)

    @cached_property
    def leads(self) -> DataFrame:
        found = pd.concat(self.candidates, ignore_index=True) if self.candidates else DataFrame(columns=leads.POSTING)
        beside = pd.concat(self.candidates_compared) if self.candidates_compared else leads.NOTHING_COMPARED
        return leads.of(self.connection, self.as_of, self.since, found, beside)

    @cached_property
    def trend(self) -> DataFrame:
        return trend.frame(self.connection, self.as_of)

    @cached_property
    def listed(self) -> DataFrame:
        return summary_stats.read_listed(self.connection, self.as_of)

    @cached_property
    def coverage(self) -> DataFrame:
        return coverage.frame(self.connection, self.as_of)

    @cached_property
    def accuracy(self) -> DataFrame:
        return accuracy.frame(self.connection, self.as_of)

    @cached_property
    def scales(self) -> DataFrame:
        return scales_used.of(self.connection, self.as_of, self.scale_ids)

    def _findings(self, facts: Sequence[ArticleFact]) -> Findings:
        return make_findings(
            postings=self.notable_postings,
            compared=_joined(self.compared, pay_vs_scale.COLUMNS),
            scales=self.scales,
            studios=self.studios,
            origins=self.origins,
            as_of=self.as_of,
            facts=facts,
        )

    def _readers(self) -> list[str]:
        return sorted(self.connection.execute(select_readers(self.as_of)).scalars())

    def _via(self) -> list[str]:
        return sorted(self.connection.execute(select_gateways(self.as_of)).scalars())

    def _all_scales(self) -> tuple[int, str]:
        rows = frames.read_frame(self.connection, select_union_scales(self.as_of), scales_used.COLUMNS, ("scale_id",))
        lines = ["\t".join(format_csv(value) for value in row) for row in rows.itertuples(index=False, name=None)]
        return len(lines), hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _joined(parts: Sequence[DataFrame], columns: Sequence[str]) -> DataFrame:
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else frames.make_frame([], columns)


def _in_order(rows: DataFrame, posting_ids: Sequence[str]) -> DataFrame:
    """The postings' rows in the order of the ids; within one posting as they were."""
    place = rows["posting_id"].map({key: number for number, key in enumerate(posting_ids)})
    return rows[place.notna()].assign(place_=place).sort_values("place_", kind="stable").drop(columns="place_")
