"""Choose what the charts of the site draw: a studio's pay, its union figures, its weeks, and the share of AI jobs."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from db.vocabulary import AiLabel, Event
from reports.prose import wording
from reports.prose.pay_range import describe_pay, format_pay
from reports.site.bar_chart import Bar, BarChart
from reports.site.site_context import SiteContext
from reports.site.site_data import Row, SiteData, is_listed

BARS = 8
FEWEST = 2
"""Bars that make a chart: one alone is a sentence."""


def chart_pay(site: SiteContext, row: Row, postings: Sequence[Row]) -> BarChart | None:
    """Draw the highest ranges by the year that a studio advertises for AI jobs."""
    paid = [each for each in postings if is_listed(each) and _is_drawable(each)]
    ranked = sorted(paid, key=lambda each: (-each["pay_usd_year_maximum"], each["posting_id"]))[:BARS]
    if len(ranked) < FEWEST:
        return None
    words = _load_words("pay")
    return BarChart(
        name="pay",
        heading=words["heading"].format(studio=row["name"], as_of=_format_day(site)),
        caption=words["caption"].format(drawn=f"{len(ranked):,}", stating=f"{len(paid):,}", studio=row["name"]),
        bars=[
            Bar(
                words=wording.shorten_title(each["title"]),
                value=", ".join(filter(None, (format_pay(each), describe_pay(each)))),
                start=each["pay_usd_year_minimum"],
                end=each["pay_usd_year_maximum"],
            )
            for each in ranked
        ],
    )


def _is_drawable(row: Row) -> bool:
    """One range of an AI job, stated by the year, that no flag makes doubtful."""
    known = row["pay_usd_year_minimum"] is not None and row["pay_usd_year_maximum"] is not None
    sure = not wording.is_unsure(row["pay_flags"]) and not wording.states_several_ranges(row["pay_flags"])
    return row["ai_label"] == str(AiLabel.CORE) and row["pay_unit"] == "year" and known and sure


def chart_beside(site: SiteContext, data: SiteData, union: str) -> BarChart | None:
    """Draw AI jobs' pay as multiples of one figure of a union: that which most of them stand beside."""
    groups: dict[tuple[str, str, str], dict[str, Row]] = defaultdict(dict)
    for row in data.compared.get(union, ()):
        groups[row["agreement"], row["role"], row["measure"]].setdefault(row["posting_id"], row)
    whole = {key: rows for key, rows in groups.items() if len(rows) >= FEWEST}
    if not whole:
        return None
    key = min(whole, key=lambda each: (-len(whole[each]), each))
    ranked = sorted(whole[key].values(), key=lambda row: (-row["high"], row["posting_id"]))[:BARS]
    words, covers = _load_words("beside"), {row["agreement_covers_job"] for row in ranked}
    said = covers.pop() if len(covers) == 1 else "mixed"
    return BarChart(
        name="beside",
        heading=words["heading"].format(union=union, role=key[1], as_of=_format_day(site)),
        caption=words["caption"].format(
            drawn=f"{len(ranked):,}", beside=f"{len(whole[key]):,}", agreement=key[0], measure=words["measure"][key[2]],
            covers=words["covers"][said],
        ),
        bars=[_compare(site, data, row, mixed=said == "mixed") for row in ranked],
        mark=Decimal(1),
    )  # fmt: skip


def _compare(site: SiteContext, data: SiteData, row: Row, *, mixed: bool) -> Bar:
    words = _load_words("beside")
    low, high = (wording.format_multiple(row[end], wording.measure_places(row["measure"])) for end in ("low", "high"))
    amount = wording.format_money(row["scale_amount"], row["scale_currency"] or None)
    posting = data.by_id[row["posting_id"]]
    value = words["value"].format(times=f"{low} to {high}" if low != high else high, amount=amount)
    covers = words["job"][row["agreement_covers_job"]] if mixed else ""
    return Bar(
        words=f"{wording.shorten_title(posting['title'])}, {site.names.get(posting['studio'], posting['studio'])}",
        value=", ".join(
            filter(None, (value, "market range" if posting["pay_scope"] == "market_range" else "", covers))
        ),
        start=row["low"],
        end=row["high"],
    )


def chart_week(site: SiteContext, week: str, changes: Sequence[Row]) -> BarChart | None:
    """Draw what arrived and what came to be no longer listed in a week, studio by studio."""
    words = _load_words("week")
    kinds = {str(Event.ARRIVED): words["new"], str(Event.NO_LONGER_LISTED): words["gone"]}
    counts = Counter((row["studio"], row["event"]) for row in changes if row["event"] in kinds)
    studios = Counter(row["studio"] for row in changes if row["event"] in kinds)
    ranked = sorted(studios, key=lambda each: (-studios[each], each))[:BARS]
    bars = [
        Bar(words=f"{site.names.get(studio, studio)}, {said}", value=f"{counts[studio, event]:,}",
            end=Decimal(counts[studio, event]))
        for studio in ranked
        for event, said in kinds.items()
    ]  # fmt: skip
    heading = words["heading"].format(week=week, as_of=_format_day(site))
    return BarChart(name="week", heading=heading, caption=words["caption"], bars=bars) if bars else None


def chart_shares(site: SiteContext, studios: Sequence[Row]) -> BarChart | None:
    """Draw the share of AI jobs among the postings listed, of the studios that list most."""
    most = [row for row in studios if row["postings_listed"]]
    ranked = sorted(most, key=lambda row: (-row["postings_listed"], row["studio"]))[: 2 * BARS]
    if len(ranked) < FEWEST:
        return None
    words = _load_words("shares")
    shares = {row["studio"]: Decimal(row["ai_core"]) / row["postings_listed"] for row in ranked}
    return BarChart(
        name="shares",
        heading=words["heading"].format(as_of=_format_day(site)),
        caption=words["caption"].format(drawn=f"{len(ranked):,}", listing=f"{len(most):,}"),
        bars=[_share_bar(row, shares[row["studio"]]) for row in sorted(ranked, key=lambda row: -shares[row["studio"]])],
    )


def _share_bar(row: Row, share: Decimal) -> Bar:
    part, whole = row["ai_core"], row["postings_listed"]
    return Bar(words=row["name"], value=f"{part:,} of {whole:,} ({wording.format_percent(part, whole)})", end=share)


def chart_history(history: Sequence[Row]) -> BarChart | None:
    """Draw the advertised range over time, where it changed in one currency and unit."""
    rows = [row for row in history if row["pay_minimum"] is not None or row["pay_maximum"] is not None]
    if len(rows) < FEWEST or len({(row["pay_currency"], row["pay_unit"]) for row in rows}) != 1:
        return None
    words = _load_words("history")
    bars = [
        Bar(
            words=words["since"].format(day=wording.format_short_date(row["first_seen_at"].date())),
            value=format_pay(row),
            start=row["pay_minimum"] or row["pay_maximum"],
            end=row["pay_maximum"] or row["pay_minimum"],
        )
        for row in rows
    ]
    return BarChart(name="history", heading=words["heading"], caption=words["caption"], bars=bars)


def _format_day(site: SiteContext) -> str:
    return wording.format_date(site.as_of.date())


def _load_words(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = wording.load_sentences()["site"]["chart"][name]
    return found
