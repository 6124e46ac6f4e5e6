"""Render the report as one self-contained HTML file: no external scripts, images, fonts or requests."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup
from pandas import DataFrame

from db.vocabulary import ArticleFact
from reports.charts import vega_bundle
from reports.charts.chart import FOLDER
from reports.charts.chart_files import KINDS, Picture
from reports.formats.manifest import Manifest
from reports.frames.frames import to_records
from reports.page import table_view
from reports.page.comparison_blocks import FIGURES_EACH, make_blocks
from reports.page.happened import Happened
from reports.page.sections import Section, make_row_id
from reports.prose import headline_postings, wording
from reports.prose.banners import origin_banners
from reports.prose.findings import Findings
from reports.prose.sentence import Finding, Source
from reports.receipt.excerpt import Excerpt
from reports.receipt.html import hash_inline, load_template
from reports.tables import studios

FILE = "report.html"
HEADING = "Advertised pay for AI work, beside union figures"
ACCURACY = "accuracy"
"""The section that stands in that of the method."""
CONTENTS = (
    ("happened", "What happened"),
    ("found", "What was found"),
    ("charts", "Charts"),
    ("postings", "Other postings"),
    ("scale", "Beside union figures"),
    ("sections", ""),
    ("studios", "Studios"),
    ("coverage", "Coverage"),
    ("receipts", "Receipts"),
    ("article", "The article’s own figures"),
    ("method", "Method"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageContent:
    """What the page shows; every number of it stands in a file of the report too."""

    findings: Findings
    happened: Happened
    compared: DataFrame
    """The rows of pay_vs_scale.csv of the postings that have a sentence, in their order."""
    tiers: Mapping[str, str]
    """By scale_id, what kind of source states it."""
    studios: DataFrame
    coverage: DataFrame
    pictures: Sequence[Picture]
    sections: Sequence[Section]
    receipts: Sequence[Excerpt]
    facts: Sequence[ArticleFact]
    accuracy: Sequence[str]
    """Sentences on how often the readers are right, from accuracy.csv."""
    manifest: Manifest


def render_page(page: PageContent) -> str:
    names = dict(zip(page.studios["studio"], page.studios["name"], strict=True))
    as_of = page.manifest.as_of
    written = {file.name for file in page.manifest.files}
    return load_template("reports.page", "report.html.j2").render(
        heading=HEADING,
        as_of=as_of.isoformat(),
        as_of_on=wording.format_date(as_of.date()),
        as_of_time=f"{as_of:%H:%M:%S}",
        notices=origin_banners(page.manifest.origins, page.manifest.via, corrected=page.manifest.corrected),
        contents=_table_of_contents(page),
        happened=page.happened,
        posting_ids={story.posting_id: make_row_id(story.posting_id) for story in page.happened.stories},
        row_ids={row_id for section in page.sections for row_id in section.table.ids},
        opening=[_finding_view(finding) for finding in page.findings.opening],
        lines=[_finding_view(finding) for finding in page.findings.postings[1:]],
        each=("", "one", "two", "three")[headline_postings.NOTABLE_EACH],
        at_most=headline_postings.NOTABLE_AT_MOST,
        median_at_least=studios.MEDIAN_AT_LEAST,
        compared=list(make_blocks(to_records(page.compared), page.tiers, names)),
        figures_each=("", "one", "two", "three")[FIGURES_EACH],
        studios=table_view.studio_table(to_records(page.studios)),
        coverage=table_view.coverage_table(to_records(page.coverage)),
        sections=[section for section in page.sections if section.name != ACCURACY],
        accuracy_table=next((section for section in page.sections if section.name == ACCURACY), None),
        charts=[_chart_view(picture, written) for picture in page.pictures],
        specs={each.chart.name: each.chart.inline_spec("container") for each in page.pictures},
        receipts=page.receipts,
        receipt_ids={receipt.posting_id: receipt.id for receipt in page.receipts},
        facts=[_fact_view(fact) for fact in page.facts],
        accuracy=page.accuracy,
        report_files=[file for file in page.manifest.files if not file.name.startswith(f"{FOLDER}/")],
        charts_folder=FOLDER,
        made_with=_provenance_rows(page.manifest),
        **_load_assets(),
        **_load_vega(),
    )


def _chart_view(picture: Picture, written: Collection[str]) -> dict[str, Any]:
    """Prepare a chart for the page, with links to its files where they stand beside it."""
    chart = picture.chart
    files = [(words, f"{FOLDER}/{chart.name}.{kind}") for kind, words in KINDS.items()]
    return {
        "name": chart.name,
        "heading": chart.heading,
        "caption": f"{chart.subtitle} {chart.caption}",
        "words": chart.words,
        "still": picture.inline,
        "table": table_view.chart_table(chart.columns, to_records(chart.figures)),
        "files": [(words, name) for words, name in files if name in written],
    }


def _table_of_contents(page: PageContent) -> list[tuple[str, str]]:
    found = []
    for name, words in CONTENTS:
        if name == "sections":
            found += [(section.name, section.contents) for section in page.sections if section.contents]
        elif _has_section(page, name):
            found.append((name, words))
    return found


def _has_section(page: PageContent, name: str) -> bool:
    optional = {
        "charts": page.pictures,
        "postings": page.findings.postings[1:],
        "receipts": page.receipts,
        "article": page.facts,
    }
    return bool(optional.get(name, True))


def _finding_view(finding: Finding) -> dict[str, Any]:
    sources = [
        {"printed": source.printed, "words": _describe_source(source)} for source in finding.sources if source.file
    ]
    head, rest = finding.sentences[:2], finding.sentences[2:]
    return {
        "head": " ".join(head),
        "rest": " ".join(rest),
        "basis": finding.basis,
        "sources": sources,
        "posting_id": finding.posting_id,
    }


def _describe_source(source: Source) -> str:
    columns = " and ".join(source.column.split())
    row = ", ".join(part for part in (source.posting_id, source.scale_id, source.measure) if part)
    said = {
        "value": f"{source.file}, {columns}",
        "floor": f"{source.file}, {columns}, its whole part",
        "sum": f"{source.file}, the sum of {columns}",
        "share": f"{source.file}, the sum of {columns} in that of {source.whole}",
        "rows": f"{source.file}, rows" + (f" with {columns} {source.value}" if source.value else ""),
        "words": f"{source.file}, {columns}",
        "quotient": f"{source.file}, {columns}, divided by the article’s figure",
        "ratio": f"{source.file}, {columns}, divided by {source.whole}",
        "fact": "the article’s figure; manifest.json, facts",
        "as_of": "manifest.json, as_of",
    }[source.how]
    return f"{said} ({row})" if row and source.how in ("value", "words", "floor", "quotient", "ratio") else said


def _fact_view(fact: ArticleFact) -> dict[str, str]:
    heading = fact.name.replace("_", " ").capitalize()
    figure = wording.format_money(fact.amount, fact.currency) if fact.currency else f"{fact.amount:,f}"
    note = fact.note if not fact.note or fact.note.endswith(".") else f"{fact.note}."
    return {
        "heading": heading,
        "figure": f"{figure} ({fact.unit.replace('_', ' ')})",
        "note": note,
        "url": fact.source_url,
        "source": fact.source_title,
    }


def _provenance_rows(manifest: Manifest) -> list[tuple[str, str]]:
    rates = f"{manifest.fx_on[0]} to {manifest.fx_on[-1]}" if manifest.fx_on else "none used"
    return [
        ("Program", manifest.program),
        ("Readers", "; ".join(manifest.readers) or "none"),
        ("Union figures known", f"{manifest.scales:,}, SHA-256 {manifest.scales_sha256}"),
        ("Exchange rates (European Central Bank) of", rates),
        (
            "Postings by origin",
            ", ".join(f"{origin} {count:,}" for origin, count in sorted(manifest.origins.items())) or "none",
        ),
    ]


@cache
def _load_assets() -> dict[str, Any]:
    """Our style and script, and the digests by which the page's policy knows them."""
    found: dict[str, Any] = {}
    for name, file in (("style", "report.css"), ("script", "report.js")):
        text = files(__package__).joinpath("templates", file).read_text(encoding="utf-8")
        found[name] = Markup(text)  # noqa: S704 (our own file, nothing of a posting)
        found[f"{name}_sha256"] = hash_inline(text)
    return found


@cache
def _load_vega() -> dict[str, Any]:
    """Load the program that draws, and the digest by which the page's policy knows it."""
    text = vega_bundle.read_bundle()
    return {"drawing": Markup(text), "drawing_sha256": hash_inline(text)}  # noqa: S704 (no word of a posting)
