"""The charts say what their files say, in their own unit, alike every time, and hold nothing but a chart."""

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import altair as alt
import frictionless
import pytest
from lxml import etree
from pandas import DataFrame

from db.engine import open_engine
from db.queries.as_of import AsOf
from db.vocabulary import AiLabel, Origin, Unit
from reports.charts import ai_share, chart, chart_files, pay, pay_data, range_width, render_process, timeline
from reports.charts import catalog as drawn
from reports.charts.chart import Chart
from reports.charts.chart_files import Picture
from reports.charts.render_process import DrawingError
from reports.prose import wording
from reports.report import resolve_as_of, write_report
from reports.report_data import ReportData, WrittenTables
from reports.tables.table import Snapshot
from tests.reports.report_database import (
    FACTS,
    Job,
    ReportDatabase,
    actor,
    article,
    clerks,
    product_manager,
    studio,
    technical_director,
)
from tests.shared_work import Draw

TODAY = date(2023, 9, 8)
CHARTS = ["pay_by_year", "pay_by_hour", "ai_share", "range_width", "trend_stock", "trend_flow", "timeline"]


def gathered(database: ReportDatabase) -> tuple[Any, list[Chart]]:
    connection = database.engine.connect()
    snapshot = Snapshot(connection=connection, as_of=AsOf.plain(resolve_as_of(connection, None)))
    return connection, ReportData(snapshot, WrittenTables(files=[], selected={})).build_charts()


@pytest.fixture(scope="module")
def database(sqlite_databases: Callable[..., str]) -> ReportDatabase:
    """Nine weeks of two boards: a posting whose pay changes, one that goes, and one by the hour in pounds."""
    made = article(open_engine(sqlite_databases(upgraded=True)))
    made.settle(studio("acme", "Acme & Sons <Ltd>"))
    annotator = Job(
        "note", "Annotator", low="13.80", high="16.50", unit=Unit.HOUR, label=AiLabel.CORE, quote="by the hour"
    )
    scanned = Job(
        "scan", "Performer to be Scanned", low="300", high="500", unit=Unit.DAY, hours="8", label=AiLabel.CORE,
        quote="$300 to $500 for a day of eight hours",
    )  # fmt: skip
    later = product_manager(high="950000", quote="Across the market, pay runs from $300,000 to $950,000.")
    made.at = datetime(2023, 9, 1, 6, tzinfo=UTC)
    made.crawl("netflix", later, technical_director(), *clerks(25))
    made.at = datetime(2023, 9, 8, 6, tzinfo=UTC)
    made.crawl("netflix", technical_director(), *clerks(25))
    made.crawl("acme", annotator, scanned, *clerks(2))
    return made


@pytest.fixture(scope="module")
def charts(database: ReportDatabase) -> dict[str, Chart]:
    connection, found = gathered(database)
    connection.close()
    return {each.name: each for each in found}


@pytest.fixture(scope="module")
def pictures(charts: dict[str, Chart]) -> dict[str, Picture]:
    return {each.chart.name: each for each in chart_files.draw_charts(list(charts.values()), ["Source: here."])}


@pytest.fixture(scope="module")
def folder(database: ReportDatabase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("charts")
    with database.engine.connect() as connection:
        write_report(connection, made, program="0.1.0", facts=FACTS)
    return made


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def numbers(text: str) -> set[str]:
    """Amounts and percentages, as print has them."""
    return set(re.findall(r"[$£€]\d[\d,]*(?:\.\d+)?(?<!,)|\d+\.\d%", text))


def cents(value: str) -> str:
    return wording.format_money(Decimal(value).quantize(Decimal("0.01")).normalize(), "USD") if value else ""


# --- words and figures -------------------------------------------------------------------------------------------


def test_every_chart_has_its_files_and_the_manifest_their_digests(folder: Path) -> None:
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    expected = {f"charts/{name}.{kind}" for name in CHARTS for kind in chart_files.KINDS}
    assert {name for name in said if name.startswith("charts/")} == expected
    for name in expected:
        assert said[name]["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if name.endswith(".csv"):
            assert said[name]["rows"] == len(rows(folder / name)) > 0


def validated(folder: Path) -> set[tuple[str, str, str]]:
    """What the frictionless tool finds wrong: file, type of error, and field."""
    with frictionless.system.use_context(trusted=True):
        found = frictionless.validate(str(folder / "datapackage.json"))
    assert {task.place for task in found.tasks} >= {f"charts/{name}.csv" for name in CHARTS}
    return {(task.name, row[0], row[1] or "") for task in found.tasks for row in task.flatten(["type", "fieldName"])}


def test_the_package_describes_each_chart_s_file_and_truly_checks(
    folder: Path, database: ReportDatabase, tmp_path: Path
) -> None:
    assert {file.name: list(file.columns) for file in drawn.CHART_FILES} == {
        name: list(rows(folder / "charts" / f"{name}.csv")[0]) for name in CHARTS
    }
    assert validated(folder) == set()
    shutil.copytree(folder, tmp_path / "spoilt")
    for name, old, new, _, _ in SPOILT:
        file = tmp_path / "spoilt" / "charts" / f"{name}.csv"
        text = file.read_text(encoding="utf-8")
        assert old in text, name
        file.write_text(text.replace(old, new), encoding="utf-8")
    expected = {(name, kind, field) for name, _, _, kind, field in SPOILT}
    changed = {(name, kind, "") for name in CHARTS for kind in ("hash-count", "byte-count")}
    assert expected | changed <= validated(tmp_path / "spoilt")
    with database.engine.connect() as connection:
        write_report(connection, tmp_path / "excel", program="0.1.0", facts=FACTS, excel=True)
    assert validated(tmp_path / "excel") == set()
    for name in CHARTS:
        plain, marked = ((each / "charts" / f"{name}.csv").read_bytes() for each in (folder, tmp_path / "excel"))
        assert marked == b"\xef\xbb\xbf" + plain


SPOILT = [
    ("pay_by_year", "netflix:pm", "netflix:nobody", "foreign-key", ""),
    ("pay_by_hour", "sag-day-2022", "sag-day-in-1922", "foreign-key", ""),
    ("ai_share", ",true,", ",few,", "type-error", "few_postings"),
    ("range_width", "core,", "perhaps,", "constraint-error", "ai_label"),
    ("trend_stock", "2023-08-28", "late August", "type-error", "week_begins_on"),
    ("trend_flow", "2023-08-28", "", "constraint-error", "week_begins_on"),
    ("timeline", ",true,", ",maybe,", "type-error", "seen"),
]


@pytest.mark.parametrize("name", ["pay_by_year", "pay_by_hour"])
def test_the_words_of_a_pay_chart_have_the_numbers_of_its_csv(
    charts: dict[str, Chart], folder: Path, name: str
) -> None:
    found = rows(folder / "charts" / f"{name}.csv")
    expected = {cents(row[column]) for row in found for column in ("drawn_minimum", "drawn_maximum", "drawn_scale")}
    posted = {amount for row in found if f"{row['pay_currency']} {row['pay_unit']}" not in ("USD year", "USD hour")
              for amount in (cents(row["pay_minimum"]), cents(row["pay_maximum"]))}  # fmt: skip
    assert expected - {""} <= numbers(charts[name].words)
    assert numbers(charts[name].words) <= expected | posted
    assert numbers(charts[name].heading) <= expected
    for row in found:
        assert row["title"] in charts[name].words
    assert charts[name].words in (folder / "charts" / f"{name}.txt").read_text(encoding="utf-8")


def test_the_words_of_the_shares_have_the_numbers_of_their_csv(charts: dict[str, Chart], folder: Path) -> None:
    found = rows(folder / "charts" / "ai_share.csv")
    counts = [
        (int(r["ai_core"]), int(r["ai_core"]) + int(r["ai_adjacent"]), int(r["any_keyword_count"])) for r in found
    ]
    listed = [int(row["postings_listed"]) for row in found]
    shares_of = {wording.format_percent(n, whole) for each, whole in zip(counts, listed, strict=True) for n in each}
    assert numbers(charts["ai_share"].words) == shares_of
    core, words = (wording.format_percent(sum(each[at] for each in counts), sum(listed)) for at in (0, 2))
    assert charts["ai_share"].heading.startswith(f"{core} of the {sum(listed)} postings listed by {len(found)} studios")
    assert words in charts["ai_share"].heading
    assert {row["studio"]: row["few_postings"] for row in found} == {
        "netflix": "false", "acme": "true", "realeyes": "true"
    }  # fmt: skip
    assert "Acme & Sons <Ltd> · 4 listed, few: 50.0%, 50.0%, 50.0%." in charts["ai_share"].words


def test_the_words_of_the_widths_have_the_numbers_of_their_csv(charts: dict[str, Chart], folder: Path) -> None:
    found = rows(folder / "charts" / "range_width.csv")
    assert sum(int(row["ranges"]) for row in found) == 29
    told = [int(number) for number in re.findall(r": (\d+)[;.]", charts["range_width"].words)]
    assert told == [int(row["ranges"]) for row in found]
    for label in ("core", "none"):
        assert sum(Decimal(row["share_of_ranges"]) for row in found if row["ai_label"] == label) in (0, 1)


def test_the_words_of_the_timeline_have_the_rows_of_its_csv(charts: dict[str, Chart], folder: Path) -> None:
    found = rows(folder / "charts" / "timeline.csv")
    assert [row["what"] for row in found].count("visit") == 4
    assert [row["seen"] for row in found if row["what"] == "visit"] == ["true", "true", "true", "false"]
    versions = [row for row in found if row["what"] == "version"]
    assert [(row["version"], row["pay_maximum"]) for row in versions] == [("1", "900000"), ("2", "950000")]
    assert versions[0]["to_at"] == versions[1]["from_at"] == "2023-09-01T07:00:00Z"
    (line,) = [row for row in found if row["what"] == "scale"]
    assert (line["scale_id"], line["scale_amount"]) == ("sag-health-2023", "26470")
    expected = {"$300,000", "$900,000", "$950,000", "$26,470"}
    assert numbers(charts["timeline"].words) == expected
    assert charts["timeline"].words.count("not on the board") == 1


def test_the_words_of_the_weeks_have_the_rows_of_their_csv_and_a_gap_is_a_gap(
    charts: dict[str, Chart], folder: Path
) -> None:
    stock, flow = (rows(folder / "charts" / f"trend_{name}.csv") for name in ("stock", "flow"))
    netflix = [row for row in stock if row["studio"] == "netflix"]
    assert [row["week_begins_on"] for row in netflix if row["core_listed"]] == [
        "2023-07-24",
        "2023-08-28",
        "2023-09-04",
    ]
    assert [row["core_listed"] for row in netflix] == ["2", "", "", "", "", "2", "1"]
    assert "Netflix: 24 Jul 2023 2; 28 Aug 2023 2; 4 Sep 2023 1." in charts["trend_stock"].words
    assert "actors" in charts["trend_stock"].caption or "SAG-AFTRA" in charts["trend_stock"].caption
    came, went = (sum(int(row[name]) for row in flow) for name in ("arrived", "no_longer_listed"))
    heading = (
        f"In {len(flow)} weeks {came} AI job{'s' if came != 1 else ''} arrived, and {went} came to be no longer listed"
    )
    assert charts["trend_flow"].heading == heading
    for row in flow:
        assert f"{row['arrived']} arrived, {row['no_longer_listed']} no longer" in charts["trend_flow"].words
    jobs = [point["jobs"] for data in charts["trend_stock"].inline_spec(600)["datasets"].values() for point in data
            if point.get("name") == "Netflix"]  # fmt: skip
    assert jobs == [2, None, None, None, None, 2, 1]


# --- a picture that travels alone ---------------------------------------------------------------------------------


def svg_words(svg: str) -> str:
    return " ".join(" ".join(etree.fromstring(svg.encode()).itertext()).split())


def test_a_picture_says_whose_postings_it_draws_how_chosen_and_when(pictures: dict[str, Picture]) -> None:
    for name, picture in pictures.items():
        said = svg_words(picture.svg)
        for words in (picture.chart.heading, picture.chart.subtitle, picture.chart.caption):
            assert " ".join(words.split()) in said, name
        assert picture.chart.subtitle.endswith(f"As of {wording.format_date(TODAY)}."), name
        assert "Source: here." in said, name
    beside = svg_words(pictures["pay_by_year"].svg)
    assert "AI jobs by title and duties at Netflix" in beside
    assert "Postings for other work are not drawn, and may advertise more." in beside
    assert "The agreements of the marks do not cover the jobs beside which they stand" in beside


def test_of_mixed_coverage_each_kind_is_counted(charts: dict[str, Chart]) -> None:
    figures = charts["pay_by_year"].figures
    marked = figures.assign(agreement_covers_job=["yes", *["no"] * (len(figures) - 1)])
    made = pay.build_chart(pay_data.BY_YEAR, marked, TODAY)
    assert made is not None
    assert f"of {len(figures)} pairs: in 1 it does, in {len(figures) - 1} it does not." in made.caption


def test_pay_of_a_posting_that_is_gone_or_whose_words_are_old_says_so(charts: dict[str, Chart]) -> None:
    figures = charts["pay_by_year"].figures
    gone = figures.assign(state="no_longer_listed", words_read_on=date(2023, 8, 1))
    made = pay.build_chart(pay_data.BY_YEAR, gone, TODAY)
    assert made is not None
    assert "no longer listed, as last read on 1 Aug 2023" in made.words
    fresh = pay.build_chart(pay_data.BY_YEAR, figures.assign(state="listed", words_read_on=TODAY), TODAY)
    assert fresh is not None
    assert "as last read" not in fresh.words


# --- what is drawn -----------------------------------------------------------------------------------------------


def test_only_figures_that_may_open_a_report_are_drawn(charts: dict[str, Chart]) -> None:
    """In force, neither inferred nor third-hand; and a day's or a week's pay is no pay a year."""
    drawn = charts["pay_by_year"].figures
    assert set(drawn["scale_id"]) == {"sag-health-2023"}
    by_hour = charts["pay_by_hour"].figures
    assert set(by_hour["scale_id"].dropna()) == {"sag-day-2022"}
    assert set(by_hour["drawn_scale"].dropna()) == {Decimal("135.25")}
    assert "realeyes:actor" not in set(by_hour["posting_id"]), "an hour of a call that is paid as a whole is no rate"


def test_a_unit_is_never_carried_into_another(charts: dict[str, Chart]) -> None:
    assert set(charts["pay_by_year"].figures["pay_unit"]) == {"year"}
    assert set(charts["pay_by_hour"].figures["pay_unit"]) == {"hour", "day"}
    day = {"pay_unit": "day", "pay_currency": "USD", "fx_rate": None, "pay_minimum": Decimal(300)}
    assert pay_data.BY_HOUR.pay(day | {"pay_maximum": None, "pay_hours": Decimal(8)}) == (Decimal("37.5"), None)
    assert pay_data.BY_HOUR.pay(day | {"pay_maximum": None, "pay_hours": None}) is None
    for unit in ("week", "session", "shift", "visit"):
        assert pay_data.BY_HOUR.pay(day | {"pay_unit": unit, "pay_maximum": None, "pay_hours": Decimal(4)}) is None
    assert pay_data.BY_HOUR.pay(day | {"pay_currency": "GBP", "pay_hours": Decimal(8)}) is None
    assert (
        pay_data.BY_HOUR.scale({"scale_unit": "day", "scale_id": "a", "scale_amount": Decimal(8)}, {"a": None}) is None
    )
    week = {"scale_amount": Decimal(100), "measure": "full_year_ratio"}
    assert pay_data.BY_YEAR.scale(week, {}) == 5200


def test_a_bar_over_several_ranges_says_so(charts: dict[str, Chart]) -> None:
    figures = charts["pay_by_year"].figures
    marked = figures.assign(pay_flags="several_ranges")
    made = pay.build_chart(pay_data.BY_YEAR, marked, TODAY)
    assert made is not None
    assert made.words.count("several ranges") == len(set(figures["posting_id"]))
    assert "several ranges" not in charts["pay_by_year"].words


def test_a_heading_calls_a_market_range_one(charts: dict[str, Chart]) -> None:
    figures = charts["pay_by_year"].figures
    assert charts["pay_by_year"].heading.startswith(
        "Of the AI jobs drawn here, the highest advertised end, that of a market range, is $950,000"
    )
    own = pay.build_chart(pay_data.BY_YEAR, figures.assign(pay_scope="this_post"), TODAY)
    assert own is not None
    assert own.heading.startswith("Of the AI jobs drawn here, the highest advertised end is $950,000")


@pytest.mark.parametrize("name", ["trend_stock", "trend_flow"])
def test_an_axis_of_counts_has_no_halves(pictures: dict[str, Picture], name: str) -> None:
    """Written without decimals, 0.5 would stand there as 1 or 0."""
    svg = pictures[name].svg
    axis = re.search(r'aria-label="Y-axis[^"]*".*?role-axis-title', svg, re.DOTALL)
    assert axis is not None
    ticks = re.findall(r">([−-]?\d+)</text>", axis[0])
    assert "0" in ticks
    assert len(set(ticks)) == len(ticks), ticks


def test_an_axis_of_small_shares_says_each_once() -> None:
    row = dict.fromkeys(ai_share.COLUMNS) | {"studio": "big", "name": "Big", "few_postings": False}
    row |= {"postings_listed": 1000, "ai_core": 10, "ai_adjacent": 5, "any_keyword_count": 18}
    made = ai_share.build_chart(DataFrame([row], dtype=object)[ai_share.COLUMNS])
    assert made is not None
    [found] = chart_files.draw_charts([made], [])
    axis = re.search(r'aria-label="X-axis[^"]*".*?role-axis-title', found.svg, re.DOTALL)
    assert axis is not None
    ticks = re.findall(r">([\d.]+%)</text>", axis[0])
    assert len(ticks) > 2
    assert len(set(ticks)) == len(ticks), ticks


def test_one_moment_is_no_timeline_and_of_several_postings_the_longest_watched_is_drawn(sqlite: Any) -> None:
    database = ReportDatabase(sqlite)
    database.settle(studio("netflix", "Netflix"))
    database.crawl("netflix", technical_director())
    assert "timeline" not in {each.name for each in gathered(database)[1]}
    database.crawl("netflix", technical_director(), product_manager())
    assert "timeline" not in {each.name for each in gathered(database)[1]}, "nothing changed: a picture of nothing"
    more = {"high": "700000", "quote": "Pay for this role goes up to $700,000 a year."}
    database.crawl("netflix", replace(technical_director(), **more), product_manager())
    [drawn_] = [each for each in gathered(database)[1] if each.name == "timeline"]
    assert set(drawn_.figures["posting_id"]) == {"netflix:td"}


def test_a_caption_tells_of_no_line_that_is_not_drawn(charts: dict[str, Chart]) -> None:
    figures = charts["timeline"].figures
    mark = {"union": "SAG-AFTRA", "scale_kind": "threshold", "role": "Covered earnings", "measure": ""}
    assert "The line is SAG-AFTRA" in charts["timeline"].caption
    bare = timeline.build_chart(figures[figures["what"] != "scale"], mark)
    assert bare is not None
    assert "The line is" not in bare.caption


def test_the_widths_of_postings_without_ai_alone_make_a_whole_sentence(charts: dict[str, Chart]) -> None:
    figures = charts["range_width"].figures
    alone = range_width.build_chart(figures[figures["ai_label"] == "none"])
    assert alone is not None
    assert alone.heading.startswith("In ")


@pytest.mark.parametrize(
    ("low", "high", "place"),
    [("100", "124.99", 0), ("100", "125", 1), ("100", "200", 4), ("150000", "450000", 6), ("100", "9000", 6)],
)
def test_widths_fall_into_their_classes(low: str, high: str, place: int) -> None:
    row = {"ai_label": "core", "width": float(high) / float(low), "pay_scope": "market_range"}
    counted = range_width.count_widths(DataFrame([row, row | {"width": 1.0}, row | {"ai_label": "adjacent"}]))
    assert counted == {("core", place, True): 1}


def test_of_many_studios_those_that_list_most() -> None:
    many = [
        {"studio": f"s{n:02}", "name": f"S{n}", "postings_listed": n, "ai_core": 1, "ai_adjacent": 0,
         "any_keyword_count": 1, "share_core": None, "share_core_adjacent": None, "share_any_keyword": None}
        for n in range(40)
    ]  # fmt: skip
    found = ai_share.chart_data(DataFrame(many, dtype=object))
    assert list(found["postings_listed"]) == list(range(39, 19, -1))
    assert not found["few_postings"].any()


def test_nothing_to_draw_is_no_chart(sqlite: Any) -> None:
    database = ReportDatabase(sqlite)
    database.settle(studio("acme", "Acme"))
    database.crawl("acme")
    assert gathered(database)[1] == []


# --- how it is drawn ---------------------------------------------------------------------------------------------


def test_the_same_database_gives_the_same_bytes(folder: Path, database: ReportDatabase, tmp_path: Path) -> None:
    with database.engine.connect() as connection:
        write_report(connection, tmp_path, program="0.1.0", facts=FACTS)
    for file in sorted((folder / "charts").iterdir()):
        assert file.read_bytes() == (tmp_path / "charts" / file.name).read_bytes(), file.name
    assert (folder / "report.html").read_bytes() == (tmp_path / "report.html").read_bytes()


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_what_vega_lite_knows_and_says_its_units(pictures: dict[str, Picture], name: str) -> None:
    made = pictures[name]
    assert alt.LayerChart.from_dict(made.chart.picture.to_dict()).to_dict()
    svg = made.svg
    assert "Source: here." in svg
    assert any(
        unit in svg for unit in ("US dollars a year", "US dollars an hour", "in per cent", "USD a year", "AI jobs")
    )
    assert svg.count("<title>") == 0
    assert set(re.findall(r'(?:xlink:href|href|src|style|on\w+)="', svg)) == set()


@pytest.mark.parametrize("name", CHARTS)
def test_each_of_its_colours_has_one_for_a_dark_screen(pictures: dict[str, Picture], name: str) -> None:
    css = files("reports.page").joinpath("templates", "report.css").read_text(encoding="utf-8")
    for attribute, colour in re.findall(r'(fill|stroke)="(#\w+)"', pictures[name].inline):
        assert f'.picture [{attribute}="{colour}"]' in css, colour


def test_two_charts_of_one_page_share_no_id(pictures: dict[str, Picture]) -> None:
    ids = [found for each in pictures.values() for found in re.findall(r' id="([^"]*)"', each.inline)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "markup",
    [
        "<script>1</script>",
        "<image href='x'/>",
        "<a href='javascript:1'/>",
        "<g onload='1'/>",
        "<g style='x'/>",
        "<!-- -->",
    ],
)
def test_what_is_no_chart_never_comes_into_the_page(markup: str) -> None:
    with pytest.raises(chart_files.UnexpectedMarkupError):
        chart_files.make_inline_svg("ai_share", f'<svg xmlns="http://www.w3.org/2000/svg"><g>{markup}</g></svg>')


def test_the_same_specification_is_drawn_the_same_twice(draw: Draw) -> None:
    axes = {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b", "type": "nominal"}}
    values = [{"a": 1, "b": "x"}, {"a": 3, "b": "y"}]
    spec = {"data": {"values": values}, "mark": "bar", "encoding": axes}
    once, twice = (draw([("picture", [spec, 1])]) for _ in range(2))
    assert once == twice


def test_what_cannot_be_drawn_is_said_in_the_words_of_what_draws() -> None:
    with pytest.raises(DrawingError, match="could not be drawn: TypeError"):
        render_process.render_charts([({"mark": "no such mark"}, 0)])


def test_nothing_of_the_current_folder_is_run_to_draw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vl_convert.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    assert "window.here" in render_process.bundle_script("window.here = vegaEmbed;")


def test_a_picture_that_goes_alone_says_whose_words_it_shows(sqlite: Any, tmp_path: Path) -> None:
    article(sqlite, Origin.RECONSTRUCTED)
    with sqlite.connect() as connection:
        write_report(connection, tmp_path, program="0.1.0")
    for name in ("pay_by_year", "ai_share"):
        assert "reconstructed: our own words around known facts" in (tmp_path / f"charts/{name}.svg").read_text("utf-8")


def test_a_chart_that_is_no_more_leaves_no_file_behind(sqlite: Any, tmp_path: Path) -> None:
    database = ReportDatabase(sqlite)
    database.settle(studio("netflix", "Netflix"))
    database.crawl("netflix", product_manager(), actor())
    with sqlite.connect() as connection:
        write_report(connection, tmp_path, program="0.1.0")
    (tmp_path / "charts" / "mine.svg").write_text("an editor's own", encoding="utf-8")
    database.crawl("netflix", product_manager())
    database.crawl("netflix", product_manager(columns={"posted_on": date(2023, 7, 1)}))
    with sqlite.connect() as connection:
        write_report(connection, tmp_path, program="0.1.0")
    left = {file.name for file in (tmp_path / "charts").iterdir()}
    named = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert left == {name.removeprefix("charts/") for name in named if name.startswith("charts/")} | {"mine.svg"}


def test_labels_are_cut_and_titles_wrapped() -> None:
    assert chart.shorten_label("x" * 80) == "x" * (chart.LABEL_LENGTH - 1) + "…"
    assert chart.wrap_words("one two three", 7) == ["one two", "three"]
    assert chart.wrap_words("onetwothree four", 5) == ["onetwothree", "four"]
