"""Write the packaged scales as a data set that stands alone: a Frictionless data package."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from tracker.scales.check import Level, check_scales
from tracker.scales.load import load_scales, packaged_file
from tracker.scales.model import Scale
from tracker.scales.prices import load_price_index
from tracker.util.atomic_file import atomic_replace

COPIED = ("article_facts.csv", "article_claims.csv", "signatories.csv", "known_gaps.csv")
INDEX = ("month", "index")
SOURCES = ("source_title", "source_url", "tier", "figures")


def export_scales(folder: Path) -> Iterator[Path]:
    """Write the data package; give the files. The same figures give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = load_scales()
    package = json.loads(packaged_file("datapackage.json").read_text(encoding="utf-8"))
    package["resources"] += [_describe_sources(), _describe_gaps(), _describe_known_gaps(), _describe_price_index()]
    contents = {
        "datapackage.json": json.dumps(package, ensure_ascii=False, indent=2) + "\n",
        "union_scales.csv": _to_csv(list(Scale.model_fields), [scale.model_dump() for scale in scales]),
        "sources.csv": _to_csv(SOURCES, _count_sources(scales)),
        "gaps.csv": _to_csv(("gap",), [{"gap": text} for text in _list_gaps(scales)]),
        "cpi_u.csv": _to_csv(INDEX, [{"month": month, "index": value} for month, value in load_price_index().items()]),
        "README.md": packaged_file("union_scales.README.md").read_text(encoding="utf-8"),
        "CHANGELOG.md": packaged_file("CHANGELOG.md").read_text(encoding="utf-8"),
        **{name: packaged_file(name).read_text(encoding="utf-8") for name in COPIED},
    }
    for name, text in sorted(contents.items()):
        with atomic_replace(folder / name, text.encode()):
            pass
        yield folder / name


def _to_csv(names: list[str] | tuple[str, ...], rows: list[dict[str, object]]) -> str:
    out = StringIO(newline="")
    table = csv.DictWriter(out, names, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def _count_sources(scales: list[Scale]) -> list[dict[str, object]]:
    """Each source with how many figures rest on it, by address."""
    counts: dict[tuple[str, str, str], int] = {}
    for scale in scales:
        key = (scale.source_title, scale.source_url, str(scale.tier))
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (item[0][1], item[0][0], item[0][2]))
    return [dict(zip(SOURCES, (*key, count), strict=True)) for key, count in ordered]


def _list_gaps(scales: list[Scale]) -> list[str]:
    return [finding.text for finding in check_scales(scales) if finding.level is Level.NOTE]


def _describe_sources() -> dict[str, object]:
    meanings = {
        "source_title": "The source as figures name it.",
        "source_url": "Its address.",
        "tier": "Who states it.",
        "figures": "Figures that rest on it.",
    }
    return _describe_resource("sources", meanings)


def _describe_gaps() -> dict[str, object]:
    return _describe_resource("gaps", {"gap": "A series, and the days between which no figure of it is known."})


def _describe_known_gaps() -> dict[str, object]:
    meanings = {
        "union": "Whose figure is missing.",
        "agreement": "Of which agreement or plan.",
        "missing": "What public sources were searched for in vain.",
        "read_instead": "What they do say. Empty: nothing that helps.",
        "source_title": "Where they say it.",
        "source_url": "Its address.",
        "looked_on": "The day of the last search, YYYY-MM-DD.",
    }
    return _describe_resource("known_gaps", meanings)


def _describe_price_index() -> dict[str, object]:
    meanings = {"month": "The month, YYYY-MM.", "index": "CPI-U of that month, 1982-84 = 100, not seasonally adjusted."}
    return _describe_resource("cpi_u", meanings)


def _describe_resource(name: str, meanings: dict[str, str]) -> dict[str, object]:
    kinds = {"figures": "integer", "index": "number"}
    columns = [{"name": key, "type": kinds.get(key, "string"), "description": text} for key, text in meanings.items()]
    return {
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "schema": {"fields": columns},
    }
