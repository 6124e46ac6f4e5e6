"""Chart one posting over time: its visits and states, its versions and their pay, and the figure in force beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

import altair as alt
from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.crawls import select_complete_crawls, select_sightings
from db.queries.history import select_pay_history
from db.queries.postings import select_pay_by_version
from db.queries.rows import filter_rows
from db.queries.scales import select_union_scales
from db.queries.version_changes import select_removed_ai_sentences
from reports.charts import chart
from reports.charts.chart import Chart, load_templates
from reports.frames.frames import make_frame, read_frame, to_records
from reports.prose import wording
from reports.prose.comparison_sentences import SOUND_TIERS
from reports.prose.pay_range import format_pay

Row = Mapping[str, Any]

COLUMNS = (
    "posting_id name title what from_at to_at version seen pay_minimum pay_maximum pay_currency pay_unit"
    " scale_id union role scale_amount scale_unit"
).split()
SHOWN = (
    ("what", "What"),
    ("from_at", "From"),
    ("to_at", "To"),
    ("version", "Version"),
    ("seen", "Seen"),
    ("pay_minimum", "Low"),
    ("pay_maximum", "High"),
    ("scale_amount", "Scale"),
)
_VERSION = "number first_seen_at pay_minimum pay_maximum pay_currency pay_unit".split()
_SCALES = "scale_id union agreement role kind amount currency unit effective_from effective_to confidence tier".split()


def choose_posting(connection: Connection, as_of: AsOf, postings: DataFrame) -> Row | None:
    """Choose of rows of postings.csv, of those whose pay or words on AI changed, the one with most versions; of several
    the one that was watched longest. A posting of which nothing of that changed makes a picture of nothing."""
    edited = [row for row in to_records(postings) if row["version_count"] > 1]
    if not edited:
        return None
    ids = [row["posting_id"] for row in edited]
    steps = filter_rows(select_pay_history(as_of), posting_id=ids)
    count = Counter(row.posting_id for row in connection.execute(steps))
    changed = {posting_id for posting_id in ids if count[posting_id] > 1}
    changed.update(connection.execute(select_removed_ai_sentences(as_of)).scalars())
    return max(
        (row for row in edited if row["posting_id"] in changed),
        key=lambda row: (row["version_count"], row["last_seen_at"] - row["first_seen_at"]),
        default=None,
    )


def chart_data(connection: Connection, as_of: AsOf, posting: Row, name: str, mark: Row | None) -> DataFrame:
    """`mark`: the row of pay_vs_scale.csv whose figure is followed through the years; in the posting's own unit."""
    versions = _read_versions(connection, as_of, posting["posting_id"])
    visits = _read_visits(connection, as_of, posting)
    end = max([posting["last_seen_at"], *(visit["from_at"] for visit in visits)])
    start = _first_drawn(_to_midnight(posting["posted_on"]), posting["first_seen_at"], end)
    rows = [{"what": "posted", "from_at": _to_midnight(posting["posted_on"])}]
    rows += [_version_row(row, later, posting) for row, later in zip(versions, [*versions[1:], None], strict=True)]
    rows += visits
    rows += _read_scale_steps(connection, as_of, mark, start, end) if mark else []
    common = {"posting_id": posting["posting_id"], "name": name, "title": posting["title"]}
    return make_frame([[(row | common).get(column) for column in COLUMNS] for row in rows], COLUMNS)


def _first_drawn(posted: datetime, seen: datetime, end: datetime) -> datetime:
    """Begin at the day of posting, unless the time before the first sight would leave no room for what was seen."""
    return min(posted, seen) if seen - posted <= max(timedelta(days=30), 2 * (end - seen)) else seen


def _to_midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), UTC)


def _read_versions(connection: Connection, as_of: AsOf, posting_id: str) -> list[dict[str, Any]]:
    return to_records(read_frame(connection, select_pay_by_version(posting_id, as_of), _VERSION, ("number",)))


def _version_row(row: Row, later: Row | None, posting: Row) -> dict[str, Any]:
    until = later["first_seen_at"] if later else posting["last_seen_at"]
    pay = {name: row[name] for name in ("pay_minimum", "pay_maximum", "pay_currency", "pay_unit")}
    return {"what": "version", "from_at": row["first_seen_at"], "to_at": until, "version": row["number"], **pay}


def _read_visits(connection: Connection, as_of: AsOf, posting: Row) -> list[dict[str, Any]]:
    """Read the complete crawls from the first that saw the posting on."""
    runs = connection.execute(select_sightings(posting["posting_id"])).all()
    crawls = connection.execute(select_complete_crawls(posting["studio"], posting["first_seen_at"], as_of))
    return [
        {"what": "visit", "from_at": crawl.started_at, "seen": any(first <= crawl.id <= last for first, last in runs)}
        for crawl in crawls
    ]


def _read_scale_steps(
    connection: Connection, as_of: AsOf, mark: Row, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """Read the dated figures of the same role and unit from sound sources, where they overlap the time drawn."""
    alike = {"union": "union", "agreement": "agreement", "role": "role", "unit": "scale_unit", "kind": "scale_kind"}
    rows = to_records(read_frame(connection, select_union_scales(as_of), _SCALES, ("effective_from", "scale_id")))
    wanted = [
        row for row in rows if all(row[ours] == mark[its] for ours, its in alike.items()) and _has_sound_source(row)
    ]
    return [
        {
            "what": "scale",
            "from_at": max(start, _to_midnight(row["effective_from"])),
            "to_at": min(end, datetime.combine(row["effective_to"], time(23, 59, 59), UTC))
            if row["effective_to"]
            else end,
            "scale_amount": row["amount"],
            "scale_unit": row["unit"],
            **{name: row[name] for name in ("scale_id", "union", "role")},
        }
        for row in wanted
        if row["effective_from"]
        and row["effective_from"] <= end.date()
        and (row["effective_to"] is None or row["effective_to"] >= start.date())
    ]


def _has_sound_source(row: Row) -> bool:
    firm = row["tier"] in SOUND_TIERS or (row["tier"] == "secondary" and row["confidence"] == "verified")
    return bool(firm and row["confidence"] != "inferred")


def build_chart(figures: DataFrame, mark: Row | None) -> Chart | None:
    """Build the chart; None where no version states pay, or the posting was seen at one moment only."""
    rows = to_records(figures)
    versions = [row for row in rows if row["what"] == "version" and _stated_ends(row)]
    if not versions or len({row["from_at"] for row in rows if row["what"] in ("version", "visit")}) < 2:
        return None
    scales = [row for row in rows if row["what"] == "scale"]
    templates, words = load_templates("timeline"), _timeline_values(rows, versions, mark)
    wanted = ["rule", "marks" if scales else "no_marks", "posted"]
    return Chart(
        name="timeline",
        heading=templates["heading"].format_map(words),
        subtitle=templates["subtitle"].format_map(words),
        caption=" ".join(templates[name].format_map(words) for name in wanted),
        words=templates["alt"].format_map(words | {"rows": " ".join(_describe_event(row) for row in rows)}),
        figures=figures,
        columns=SHOWN,
        picture=_draw_timeline(rows, versions, scales, words),
    )


def _stated_ends(row: Row) -> list[Any]:
    return [row[end] for end in ("pay_minimum", "pay_maximum") if row[end] is not None]


def _timeline_values(rows: Sequence[Row], versions: Sequence[Row], mark: Row | None) -> dict[str, str]:
    visits, last = sum(row["what"] == "visit" for row in rows), versions[-1]
    posted = next(row["from_at"] for row in rows if row["what"] == "posted")
    unit = wording.load_sentences()["unit"][last["pay_unit"] or "unknown"]
    return {
        "studio": last["name"],
        "label": f"{last['name']} · {wording.shorten_title(last['title'])}",
        "pay": format_pay(last),
        "visits": "one visit" if visits == 1 else f"{visits:,} visits",
        "posted_on": wording.format_date(posted.date()),
        "unit": f"{last['pay_currency'] or 'Currency not stated'} {unit}",
        "figure": chart.name_scale(mark) if mark else "",
    }


def _describe_event(row: Row) -> str:
    since = wording.format_short_date(row["from_at"].date())
    if row["what"] == "visit":
        return f"Visit of {since}: {'listed' if row['seen'] else 'not on the board'}."
    if row["what"] == "posted":
        return f"Posted {since}."
    until = wording.format_short_date(row["to_at"].date())
    if row["what"] == "scale":
        return f"{row['union']}, {row['role']}, {since} to {until}: {wording.format_money(row['scale_amount'], 'USD')}."
    pay = format_pay(row) if _stated_ends(row) else "no readable pay"
    return f"Version {row['version']}, {since} to {until}: {pay}."


def _draw_timeline(
    rows: Sequence[Row], versions: Sequence[Row], scales: Sequence[Row], words: Mapping[str, str]
) -> alt.LayerChart:
    drawn = [row for row in rows if row["what"] != "posted"]
    first, last = min(row["from_at"] for row in drawn), max(row["to_at"] or row["from_at"] for row in drawn)
    span = last - first
    low_high = [_pay_band(row) | {"late": row["from_at"] - first > LATE * span} for row in versions]
    x = alt.X(
        "from_at:T", title="Date and time, UTC" if span < DAYS else "Date, UTC", axis=_time_axis(span), scale=_UTC
    )
    y = alt.Y(
        "low:Q",
        title=words["unit"],
        axis=alt.Axis(tickCount=5, domain=False, ticks=False, **_amount_format(versions[-1]["pay_currency"])),
        scale=alt.Scale(zero=True, nice=True),
    )
    tip = [alt.Tooltip("told:N", title="What")]
    bands = alt.Chart(chart.inline_data(low_high)).encode(x=x, x2="to_at:T", y=y, y2="high:Q", tooltip=tip)
    visits = [
        {**row, "told": _describe_event(row), "state": STATES[row["seen"]]} for row in rows if row["what"] == "visit"
    ]
    dots = alt.Chart(chart.inline_data([{name: row[name] for name in ("from_at", "told", "state")} for row in visits]))
    layers = [
        bands.mark_rect(fill=chart.PALE, stroke=chart.BLUE, strokeWidth=2, opacity=1),
        *_version_labels(low_high),
        dots.mark_point(size=70, opacity=1, strokeWidth=1.6).encode(
            x="from_at:T",
            y=alt.value(-9),
            fill=alt.Fill("state:N", scale=_STATES, legend=None),
            stroke=alt.value(chart.BLUE),
            tooltip=tip,
        ),
    ]
    if scales:
        steps = [
            {"from_at": r["from_at"], "to_at": r["to_at"], "low": r["scale_amount"], "told": _describe_event(r)}
            for r in scales
        ]
        lines = alt.Chart(chart.inline_data(steps)).mark_rule(color=chart.RED, strokeWidth=3)
        layers.append(lines.encode(x="from_at:T", x2="to_at:T", y="low:Q", tooltip=tip))
    return chart.stack_layers(260, *layers)


def _version_labels(bands: Sequence[Row]) -> list[alt.Chart]:
    """Write each version's number and pay into its band, in turn at its top and its bottom; over it, and turned
    inwards, where the band is short."""
    found = []
    for number, band in enumerate(bands):
        late, low = band["late"], number % 2 == 1 and not band["late"]
        side: Literal["left", "right"] = "right" if late else "left"
        placed: dict[str, Any] = {"baseline": "bottom" if late or low else "top", "yOffset": -6 if late or low else 6}
        words = [{"from_at": band["from_at"], "end": band["low" if low else "high"], "number": band["number"]}]
        base = alt.Chart(chart.inline_data(words)).encode(x="from_at:T", y="end:Q", text="number:N")
        found.append(base.mark_text(align=side, **placed, fontSize=11, xOffset=-5 if late else 5, aria=False))
    return found


def _amount_format(currency: str | None) -> dict[str, Any]:
    return {"labelExpr": chart.THOUSANDS} if currency == "USD" else {"format": ",~r"}


STATES = ("Not on the board at a visit", "Listed at a visit")
_STATES = alt.Scale(domain=STATES[::-1], range=[chart.BLUE, chart.PAPER])
_UTC = alt.Scale(type="utc")
DAYS = timedelta(days=4)
LATE = 0.65
"""A version that begins after this part of the time drawn has no room for its words on the right."""


def _time_axis(span: timedelta) -> alt.Axis:
    minutes = "%H:%M:%S" if span < timedelta(minutes=10) else "%-d %b, %H:%M"
    return alt.Axis(tickCount=5, grid=False, format=minutes if span < DAYS else "%-d %b %Y", labelOverlap=True)


def _pay_band(row: Row) -> dict[str, Any]:
    ends = _stated_ends(row)
    return {
        "from_at": row["from_at"],
        "to_at": row["to_at"],
        "low": ends[0],
        "high": ends[-1],
        "number": f"Version {row['version']}: {format_pay(row)}",
        "told": _describe_event(row),
    }
