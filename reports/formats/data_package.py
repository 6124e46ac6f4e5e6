"""Describe the CSV files of a report as a Frictionless Data Package, from the tables' declarations.

The specification is Data Package 1.0, which
tools read.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reports.formats.manifest import Manifest, WrittenFile
from reports.frames.columns import Column
from reports.tables.table import TableFile

FILE = "datapackage.json"
TYPES: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "words": {"type": "string"},
    "reference": {"type": "string"},
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


def render_package(made: Manifest, tables: Iterable[TableFile], folder: Path, *, excel: bool) -> str:
    """`made` names the CSV files, in `folder`, with their digests; `excel`: they begin with a byte order mark."""
    files = {file.name: file for file in made.files}
    resources = [_package_resource(file, files[file.path], folder, excel) for file in tables if file.path in files]
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


def _package_resource(file: TableFile, written: WrittenFile, folder: Path, excel: bool) -> dict[str, Any]:
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


def _resource_schema(file: TableFile) -> dict[str, Any]:
    fields = [_schema_field(name, column, name in file.key) for name, column in file.described_columns.items()]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if file.key:
        schema["primaryKey"] = list(file.key)
    if file.references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [column]}}
            for column, other in file.references.items()
        ]
    return schema


def _schema_field(name: str, column: Column, required: bool) -> dict[str, Any]:
    kind = dict(TYPES[column.type])
    limits = dict(kind.pop("constraints", {}))
    if required:
        limits["required"] = True
    if column.allowed_words:
        limits["enum"] = column.allowed_words
    said = {"description": column.meaning, "unit": column.unit, "source": column.source}
    return {"name": name, **kind, **{key: value for key, value in said.items() if value}} | (
        {"constraints": limits} if limits else {}
    )
