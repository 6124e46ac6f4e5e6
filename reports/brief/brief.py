"""Choose the ten sentences that a reporter would start from, each with what it rests on and what may be printed of it.

Sentences are those of the page, made of the same rows: news first, then pay beside union figures, a covered job, an AI
clause, and shares.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Any

from pandas import DataFrame
from sqlalchemy import Select

from db.queries.comparison.pay_vs_scale import select_pay_vs_scale
from db.queries.comparison.ranking import comparison_order
from db.queries.crawls import select_studios
from db.queries.postings import select_postings
from db.queries.rows import filter_rows, pick_columns
from db.queries.scales import select_union_scales
from db.vocabulary import AiLabel, Covers, State
from reports.brief.print_rules import list_print_rules
from reports.frames.frames import read_frame, to_records
from reports.page.happened import describe_change
from reports.page.sections import SORT_KEYS
from reports.prose import news, wording
from reports.prose.accuracy_sentences import describe_accuracy
from reports.prose.banners import origin_banners
from reports.prose.findings import make_findings
from reports.prose.headline_postings import choose_headlines
from reports.prose.marked_edit import quote_change
from reports.prose.news_counts import NewsCount, count_by_news
from reports.prose.sentence import Finding
from reports.tables import pay_vs_scale
from reports.tables.accuracy import ACCURACY, AT_LEAST
from reports.tables.ai_clauses import AI_CLAUSES
from reports.tables.changes import CHANGES
from reports.tables.covered_jobs import COVERED_JOBS
from reports.tables.listed_postings import read_listed
from reports.tables.postings import POSTINGS
from reports.tables.table import Snapshot

Row = Mapping[str, Any]

SENTENCES = 10
NEWS_FIRST, PAY_FIRST = 3, 2
"""Of news and of pay so many come before the other kinds; more where there is room."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BriefSentence:
    """`posting`: the row of postings.csv that it is about; None of a sentence that counts postings."""

    kind: str
    text: str
    posting: Row | None = None
    may_be_printed: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    as_of: datetime
    since: datetime | None
    studios: Sequence[str]
    notices: Sequence[str]
    counts: Mapping[str, NewsCount]
    """What happened since `since`, by kind of news; empty without one."""
    sentences: Sequence[BriefSentence]


def make_brief(snapshot: Snapshot, studios: Collection[str] = ()) -> Brief:
    """`studios`: their names in the database; none: all."""
    desk = BriefDesk(snapshot, frozenset(studios))
    return Brief(
        as_of=snapshot.as_of.instant,
        since=snapshot.since,
        studios=sorted(studios),
        notices=[notice["text"] for notice in origin_banners(desk.origins, [])],
        counts=count_by_news(desk.changes),
        sentences=desk.choose_sentences(),
    )


@dataclass
class BriefDesk:
    """Holds the rows that sentences are chosen from."""

    snapshot: Snapshot
    studios: frozenset[str]
    known: dict[str, Row] = field(default_factory=dict)
    """Rows of postings.csv by posting_id, as they were asked for."""

    @cached_property
    def names(self) -> dict[str, str]:
        rows = self.snapshot.connection.execute(select_studios(self.snapshot.as_of))
        return {row.studio: row.name for row in rows}

    @cached_property
    def listed(self) -> DataFrame:
        return self.snapshot.once(read_listed)

    @cached_property
    def origins(self) -> Counter[str]:
        query = pick_columns(self._select_wanted(), ("origin",))
        return Counter(self.snapshot.connection.execute(query).scalars())

    def _select_wanted(self, **more: str) -> Select[Any]:
        wanted: dict[str, str | frozenset[str]] = {**more}
        if self.studios:
            wanted["studio"] = self.studios
        return filter_rows(select_postings(self.snapshot.as_of), **wanted)

    @property
    def today(self) -> date:
        return self.snapshot.as_of.instant.date()

    @cached_property
    def changes(self) -> list[Row]:
        """Rows of changes.csv since `since`; none without one."""
        rows = to_records(CHANGES.read(self.snapshot)) if self.snapshot.since else []
        return [row for row in rows if self._is_wanted(row["studio"])]

    def choose_sentences(self) -> list[BriefSentence]:
        told, paid = list(self._tell_news()), list(self._state_pay())
        first = [*told[:NEWS_FIRST], *paid[:PAY_FIRST]]
        others = [*self._name_covered_job(), *self._quote_clause(), *self._count_postings()]
        room = SENTENCES - len(first) - len(others)
        more = list(chain(paid[PAY_FIRST:], told[NEWS_FIRST:]))[: max(room, 0)]
        return [*first, *more, *others][:SENTENCES]

    def _is_wanted(self, studio: str) -> bool:
        return not self.studios or studio in self.studios

    def _tell_news(self) -> Iterator[BriefSentence]:
        stories = wording.load_sentences()["happened"]["story"]
        rows = [row for row in self.changes if news.classify_news(row) in stories]
        once: dict[str, Row] = {}
        for row in sorted(rows, key=SORT_KEYS["changes"]):
            once.setdefault(row["posting_id"], row)
        told = list(once.values())[:SENTENCES]
        self._read_postings(row["posting_id"] for row in told)
        for row in told:
            said, quote = describe_change(row, self.names), quote_change(row)
            of_pay = news.classify_news(row) == "pay_changed"
            yield self._about("news", row["posting_id"], f"{said} {quote}".strip(), with_pay=of_pay)

    def _state_pay(self) -> Iterator[BriefSentence]:
        headlines, compared = self._read_headlines()
        found = make_findings(
            postings=headlines,
            compared=compared,
            scales=read_frame(
                self.snapshot.connection,
                select_union_scales(self.snapshot.as_of),
                ("scale_id", "tier"),
                ("scale_id",),
            ),
            studios=self._count_studios(),
            origins=self.origins,
            as_of=self.snapshot.as_of.instant,
        )
        self.known |= {row["posting_id"]: row for row in to_records(headlines)}
        for finding in found.postings:
            covers = _find_coverage(finding)
            yield self._about("pay", finding.posting_id, finding.text, covers=covers, with_pay=True)

    def _read_headlines(self) -> tuple[DataFrame, DataFrame]:
        connection, as_of = self.snapshot.connection, self.snapshot.as_of
        core_postings = self._select_wanted(ai_label=str(AiLabel.CORE))
        core = read_frame(connection, core_postings, POSTINGS.columns, POSTINGS.order)
        ids = choose_headlines(core)[:SENTENCES]
        place = core["posting_id"].map({key: number for number, key in enumerate(ids)})
        headlines = core.assign(place_=place)[place.notna()].sort_values("place_").drop(columns="place_")
        compared = filter_rows(select_pay_vs_scale(as_of), posting_id=ids)
        return headlines, read_frame(connection, compared, pay_vs_scale.COLUMNS, comparison_order)

    def _count_studios(self) -> DataFrame:
        """Count what make_findings asks for, as studios.csv does."""
        rows = []
        for studio, part in self.listed.groupby("studio", sort=True):
            if self._is_wanted(str(studio)):
                labels = [int((part["ai_label"] == str(each)).sum()) for each in (AiLabel.CORE, AiLabel.ADJACENT)]
                rows.append([studio, self.names[str(studio)], len(part), *labels])
        columns = ["studio", "name", "postings_listed", "ai_core", "ai_adjacent"]
        return DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], int))

    def _name_covered_job(self) -> Iterator[BriefSentence]:
        words = wording.load_sentences()
        covered = (str(Covers.YES), str(Covers.LIKELY))
        rows = [
            row
            for row in to_records(COVERED_JOBS.read(self.snapshot))
            if row["agreement_covers_job"] in covered
            and row["state"] == str(State.LISTED)
            and row["scale_amount"] is not None
            and self._is_wanted(row["studio"])
        ]
        if not rows:
            return
        row = min(rows, key=lambda row: (covered.index(row["agreement_covers_job"]), row["posting_id"]))
        self._read_postings([row["posting_id"]])
        text = words["brief"]["covered"][row["agreement_covers_job"]].format(
            studio=self.names[row["studio"]],
            title=wording.shorten_title(row["title"]),
            union=row["union"],
            agreement=row["agreement"],
            role=row["role"],
            amount=wording.format_money(row["scale_amount"], row["scale_currency"]),
            unit=words["unit"].get(row["scale_unit"], row["scale_unit"]),
            status=words["section"][f"minimum_{row['scale_status']}"].format(
                since=wording.format_date(row["scale_effective_from"])
            ),
            reason=row["coverage_reason"],
        )
        yield self._about("covered_job", row["posting_id"], text, covers=row["agreement_covers_job"])

    def _quote_clause(self) -> Iterator[BriefSentence]:
        rows = [
            row
            for row in to_records(AI_CLAUSES.read(self.snapshot))
            if row["kind"] in CLAUSE_KINDS and self._is_wanted(row["studio"]) and row["state"] == str(State.LISTED)
        ]
        if not rows:
            return
        row = min(rows, key=lambda row: (CLAUSE_KINDS.index(row["kind"]), row["posting_id"], row["position"]))
        self._read_postings([row["posting_id"]])
        text = wording.load_sentences()["brief"]["clause"].format(
            studios=wording.to_possessive(self.names[row["studio"]]),
            title=wording.shorten_title(self.known[row["posting_id"]]["title"]),
            kind=wording.load_sentences()["ai_clause"][row["kind"]],
            quote=" ".join(row["quote"].split()),
        )
        yield self._about("ai_clause", row["posting_id"], text, also="clause")

    def _count_postings(self) -> Iterator[BriefSentence]:
        """Count AI jobs of the studios asked for, beside those of all."""
        counts, words = self._count_studios(), wording.load_sentences()["brief"]
        everyone = BriefDesk(self.snapshot, frozenset(), self.known)._count_studios() if self.studios else counts
        if not int(counts["postings_listed"].sum()):
            return
        ranked = sorted(to_records(counts), key=lambda row: (-row["postings_listed"], row["studio"]))
        said = {**_say_counts(everyone), "studios": f"{len(everyone):,}", "as_of": wording.format_date(self.today)}
        each = [
            words["share"].format(studio=row["name"], **_say_counts(counts[counts["studio"] == row["studio"]], "own_"))
            for row in ranked[:SHARES]
            if self.studios or len(ranked) > 1
        ]
        measured = describe_accuracy(to_records(ACCURACY.read(self.snapshot)), (), AT_LEAST)
        rules = (words["print"]["label"], *(line for line in measured if "AI jobs" in line))
        yield BriefSentence(kind="share", text=" ".join([words["count"].format(**said), *each]), may_be_printed=rules)

    def _read_postings(self, posting_ids: Iterable[str]) -> None:
        wanted = sorted(set(posting_ids) - set(self.known))
        if wanted:
            query = select_postings(self.snapshot.as_of, wanted)
            rows = read_frame(self.snapshot.connection, query, POSTINGS.columns, POSTINGS.order)
            self.known |= {row["posting_id"]: row for row in to_records(rows)}

    def _about(
        self,
        kind: str,
        posting_id: str,
        text: str,
        *,
        covers: str | None = None,
        with_pay: bool = False,
        also: str = "",
    ) -> BriefSentence:
        """`also`: a further rule for what may be printed, by its name."""
        posting = self.known[posting_id]
        paid = with_pay and (posting["pay_minimum"] is not None or posting["pay_maximum"] is not None)
        rules = list_print_rules(posting, self.today, covers, with_pay=paid)
        rules += [wording.load_sentences()["brief"]["print"][also]] if also else []
        return BriefSentence(kind=kind, text=text, posting=posting, may_be_printed=rules)


CLAUSE_KINDS = ("trains_ai", "digital_replica", "protects_from_ai")
SHARES = 3
"""Studios whose own share stands beside that of all, those that list most."""


def _find_coverage(finding: Finding) -> str | None:
    """Tell which of the sentences on coverage stands in a finding."""
    words = wording.load_sentences()["covers"]
    return next((covers for covers, said in words.items() if said in finding.sentences), None)


def _say_counts(counts: DataFrame, prefix: str = "") -> dict[str, str]:
    listed, core = (int(counts[name].sum()) for name in ("postings_listed", "ai_core"))
    wide = core + int(counts["ai_adjacent"].sum())
    said = {"listed": f"{listed:,}", "core": f"{core:,}", "wide": f"{wide:,}"}
    said |= {"share_core": wording.format_percent(core, listed), "share_wide": wording.format_percent(wide, listed)}
    return {f"{prefix}{name}": value for name, value in said.items()}
