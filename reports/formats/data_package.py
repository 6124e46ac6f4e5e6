"""The CSV files of a report as a Frictionless Data Package: what each column means, holds and may hold.

Made from reports/tables/columns.toml, as docs/data-dictionary.md is. The specification is Data Package 1.0, which
tools read.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from db import vocabulary
from reports.formats.manifest import Manifest, WrittenFile
from reports.frames.columns import Column, DescribedFile, describe_columns

FILE = "datapackage.json"

KEYS: Mapping[str, Sequence[str]] = {
    "postings": ("posting_id",),
    "pay_vs_scale": ("posting_id", "scale_id", "measure", "basis"),
    "studios": ("studio",),
    "ai_vs_other": ("studio", "by", "value"),
    "leads": ("rank",),
    "trend": ("studio", "week_begins_on", "kind"),
    "events": ("event_id",),
    "coverage": ("studio",),
    "scales_used": ("scale_id",),
    "ai_share": ("studio",),
    "range_width": ("ai_label", "width_from"),
    "trend_stock": ("studio", "week_begins_on"),
    "trend_flow": ("week_begins_on",),
}
"""The columns by which a table's rows are told apart."""
REFERS: Mapping[str, Mapping[str, str]] = {
    "pay_vs_scale": {"posting_id": "postings", "scale_id": "scales_used"},
    "leads": {"posting_id": "postings"},
    "trend": {"studio": "studios"},
    "ai_vs_other": {"studio": "studios"},
    "pay_by_year": {"posting_id": "postings", "scale_id": "scales_used"},
    "pay_by_hour": {"posting_id": "postings", "scale_id": "scales_used"},
    "ai_share": {"studio": "studios"},
    "timeline": {"posting_id": "postings"},
    "trend_stock": {"studio": "studios"},
}
"""Columns that name a row of another table."""
WORDS: Mapping[str, type[StrEnum]] = {
    "origin": vocabulary.Origin,
    "state": vocabulary.State,
    "posted_on_basis": vocabulary.PostedOnBasis,
    "ai_label": vocabulary.AiLabel,
    "pay_unit": vocabulary.Unit,
    "pay_kind": vocabulary.PayKind,
    "pay_scope": vocabulary.PayScope,
    "scale_kind": vocabulary.ScaleKind,
    "scale_status": vocabulary.ScaleStatus,
    "scale_confidence": vocabulary.Confidence,
    "agreement_covers_job": vocabulary.Covers,
    "measure": vocabulary.Measure,
    "last_outcome": vocabulary.Outcome,
}
"""Columns that hold one word of a vocabulary."""

TYPES: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "words": {"type": "string"},
    "url": {"type": "string"},
    "integer": {"type": "integer", "constraints": {"minimum": 0}},
    "amount": {"type": "number", "constraints": {"minimum": 0}},
    "rate": {"type": "number", "constraints": {"minimum": 0}},
    "share": {"type": "number", "constraints": {"minimum": 0, "maximum": 1}},
    "boolean": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "date": {"type": "date", "format": "default"},
    "instant": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%SZ"},
}
"""By the type that columns.toml gives."""


def render_package(made: Manifest, described_files: Iterable[DescribedFile], folder: Path, *, excel: bool) -> str:
    """`made` names the CSV files, in `folder`, with their digests; `excel`: they begin with a byte order mark."""
    files = {file.name: file for file in made.files}
    resources = [
        _package_resource(file, files[file.path], folder, excel) for file in described_files if file.path in files
    ]
    package = {
        "profile": "tabular-data-package",
        "name": "labor-tracker-report",
        "title": "Advertised pay for AI work, beside union figures",
        "description": f"As of {made.as_of.isoformat()}. An empty cell is unknown, never zero.",
        "version": made.program,
        "created": made.as_of.isoformat(),
        "resources": resources,
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _package_resource(file: DescribedFile, written: WrittenFile, folder: Path, excel: bool) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": file.name,
        "path": file.path,
        "title": file.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if excel else "utf-8",
        "bytes": (folder / file.path).stat().st_size,
        "hash": f"sha256:{written.sha256}",
        "schema": _resource_schema(file),
    }


def _resource_schema(file: DescribedFile) -> dict[str, Any]:
    name, columns = file.name, describe_columns(file.name)
    key = KEYS.get(name, ())
    schema: dict[str, Any] = {"fields": [_schema_field(each, columns[each], each in key) for each in file.columns]}
    schema["missingValues"] = [""]
    if key:
        schema["primaryKey"] = list(key)
    if name in REFERS:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [column]}}
            for column, other in REFERS[name].items()
        ]
    return schema


def _schema_field(name: str, column: Column, required: bool) -> dict[str, Any]:
    kind = dict(TYPES[column.type])
    limits = dict(kind.pop("constraints", {}))
    if required:
        limits["required"] = True
    if name in WORDS:
        limits["enum"] = [str(word) for word in WORDS[name]]
    said = {"description": column.meaning, "unit": column.unit, "source": column.source}
    return {"name": name, **kind, **{key: value for key, value in said.items() if value}} | (
        {"constraints": limits} if limits else {}
    )
