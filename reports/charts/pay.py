"""Chart pay ranges against scale: a range as a bar, the figures in force on its posting's date as marks under it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pandas import DataFrame

from reports.charts import chart
from reports.charts.chart import Chart, load_templates
from reports.charts.pay_data import MARKS_EACH, Basis
from reports.charts.pay_drawing import draw_ranges, format_cents, format_drawn_range, label_posting
from reports.frames.frames import to_records
from reports.prose import headline_postings, wording

Row = Mapping[str, Any]

SHOWN = (
    ("name", "Studio"),
    ("title", "Posting"),
    ("drawn_minimum", "Low"),
    ("drawn_maximum", "High"),
    ("union", "Union"),
    ("role", "Figure"),
    ("drawn_scale", "Scale"),
)


def build_chart(basis: Basis, figures: DataFrame, today: date) -> Chart | None:
    """Build the chart of one unit; None where no posting has pay in it. `today`: the report's day."""
    rows = [row | _describe_age(row, today) for row in to_records(figures)]
    if not rows:
        return None
    postings = list({row["posting_id"]: row for row in rows}.values())
    marks = [row for row in rows if row["scale_id"]]
    words = _heading_values(basis, postings, marks)
    templates = load_templates(basis.name)
    return Chart(
        name=basis.name,
        heading=templates["heading"][_heading_key(postings, marks)].format_map(words),
        subtitle=templates["subtitle"].format_map(words),
        caption=" ".join(
            [
                templates["rule"].format_map(words),
                templates["marks" if marks else "no_marks"].format_map(words),
                *([_describe_coverage(marks), templates["note"]] if marks else []),
            ]
        ),
        words=templates["alt"].format_map(
            words | {"rows": " ".join(_describe_posting(row, marks) for row in postings)}
        ),
        figures=figures,
        columns=SHOWN,
        picture=draw_ranges(basis, postings, marks),
    )


def _describe_age(row: Row, today: date) -> dict[str, str]:
    """Say what is not as of the report's day: that the posting is gone, and when its words were last read; and the same
    in the few words that have room in a picture."""
    words = load_templates("state")
    state, read_on = words.get(row["state"] or "", ""), row["words_read_on"]
    old = read_on is not None and read_on < today
    return {
        name: "".join(f", {said}" for said in (state, read.format(read_on=wording.format_short_date(read_on))) if said)
        if old
        else f", {state}" * bool(state)
        for name, read in (("age", words["as_last_read"]), ("short_age", words["read"]))
    }


def _describe_coverage(marks: Sequence[Row]) -> str:
    """Say of how many of the pairs drawn the agreement covers the job."""
    count = Counter(str(row["agreement_covers_job"]) for row in marks)
    words = load_templates("coverage")
    if len(count) == 1:
        return str(words["all"][next(iter(count))])
    each = ", ".join(words["some"][name].format(count=f"{count[name]:,}") for name in words["some"] if count[name])
    return str(words["mixed"].format(pairs=f"{len(marks):,}", each=each))


def _heading_key(postings: Sequence[Row], marks: Sequence[Row]) -> str:
    beside = _first_mark(max(postings, key=_top_pay), marks)
    return "alone" if beside is None else str(beside["measure"])


def _top_pay(row: Row) -> Decimal:
    high, low = row["drawn_maximum"], row["drawn_minimum"]
    return Decimal(high if high is not None else low)


def _heading_values(basis: Basis, postings: Sequence[Row], marks: Sequence[Row]) -> dict[str, str]:
    lead = max(postings, key=_top_pay)
    beside = _first_mark(lead, marks)
    words = {
        "count": f"{len(postings):,} AI job" if len(postings) == 1 else f"{len(postings):,} AI jobs",
        "studios": _count_studios(postings),
        "each": ("", "one", "two", "three")[headline_postings.NOTABLE_EACH],
        "most": str(headline_postings.NOTABLE_AT_MOST),
        "marks_each": ("", "one", "two", "three")[MARKS_EACH],
        "studio": lead["name"],
        "high": format_cents(_top_pay(lead)),
        "scope": wording.load_sentences()["chart"]["market_range"] if lead["pay_scope"] == "market_range" else "",
        "unit": basis.unit,
    }
    if beside:
        words |= {name: beside[name] for name in ("union", "role")} | {"amount": format_cents(beside["drawn_scale"])}
        words["posted_on"] = wording.format_date(lead["posted_on"])
    return words


def _count_studios(postings: Sequence[Row]) -> str:
    names = list(dict.fromkeys(row["name"] for row in postings))
    return names[0] if len(names) == 1 else f"{len(names)} studios"


def _first_mark(posting: Row, marks: Sequence[Row]) -> Row | None:
    return next((row for row in marks if row["posting_id"] == posting["posting_id"]), None)


def _describe_posting(row: Row, marks: Sequence[Row]) -> str:
    beside = [
        f"{chart.name_scale(mark)} {format_cents(mark['drawn_scale'])}"
        for mark in marks
        if mark["posting_id"] == row["posting_id"]
    ]
    pay = f"{format_drawn_range(row)}{row['age']}"
    return f"{label_posting(row)}: {pay}{'; beside it ' if beside else ''}{'; '.join(beside)}."
