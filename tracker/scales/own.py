"""Add a user's own figures: five columns are enough, the rest is filled in and marked as such."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from db.vocabulary import Confidence, Measure, ScaleKind, Tier, Unit
from tracker.errors import CsvError, ScalesError
from tracker.scales.check import check_scales
from tracker.scales.load import load_scales, read_scales
from tracker.scales.model import ARTICLES, NOT_MONEY, OWN_FILE, UNITS, Scale, ToBasis
from tracker.util.atomic_file import atomic_replace
from tracker.util.csv_records import parse_records, read_rows, write_csv

NEEDED = ("role", "amount", "unit", "effective_from")
"""And union or agreement."""
ALIASES = {"from": "effective_from", "to": "effective_to", "source": "source_title", "url": "source_url"}


def add_scales(file: Path, into: Path) -> list[Scale]:
    """Append the scales of `file` to the user's file `into`, whole or not at all; give them.

    Raises ScalesError, naming every mistake at once, and changes nothing, unless all pass the check beside the
    packaged scales and those of `into`.
    """
    rows, mistakes = _complete_rows(file)
    new, unreadable = parse_records(file.name, rows, Scale)
    if not rows and not mistakes:
        raise ScalesError(f"{file} holds no scales")
    kept = read_scales(into) if into.exists() else []
    # what can be read is checked even where other rows cannot: a person mends a file once
    findings = check_scales([*load_scales(), *kept, *new])
    faults = [*mistakes, *unreadable, *(finding.text for finding in findings if finding.is_error)]
    if faults:
        raise ScalesError(*faults)
    write_csv(into, [*kept, *new])
    return new


def parse_limits(text: str) -> dict[str, str]:
    """Parse studio=netflix,title=engineer. Raises ScalesError."""
    pairs = [part.partition("=") for part in text.split(",")]
    limits = {name.strip(): value.strip() for name, _, value in pairs}
    known = ("studio", "title", "country", "measure")
    if wrong := [name for name, value in limits.items() if name not in known or not value]:
        raise ScalesError(f"{wrong[0]!r} is no limit of a comparison; write studio=…,title=…,country=…,measure=…")
    return limits


def add_comparisons(scales: Sequence[Scale], limits: Mapping[str, str], into: Path) -> int:
    """Append a comparison for each series of the scales to the user's file `into`; give their number."""
    measure = limits.get("measure", str(Measure.SAME_UNIT_RATIO))
    if measure not in list(Measure):
        raise ScalesError(f"measure {measure!r} is none of {', '.join(Measure)}")
    series = dict.fromkeys(scale.series for scale in scales)
    blocks = []
    for union, agreement, role, unit in series:
        row = {
            "basket": "own",
            "union": union,
            "agreement": agreement,
            "role": role,
            "unit": unit,
            "measure": measure,
            **{name: limits[name] for name in ("studio", "title", "country") if name in limits},
            "words": f"{ARTICLES.get(unit, f'a {unit}')} as {role}",
        }
        blocks.append("[[comparison]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in row.items()))
    before = into.read_text(encoding="utf-8").rstrip() + "\n\n" if into.exists() else ""
    with atomic_replace(into, (before + "\n".join(blocks)).encode()):
        pass
    return len(series)


def _complete_rows(file: Path) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Read the rows with what a short table leaves out filled in, and name rows that lack what cannot be."""
    names = list(Scale.model_fields)
    rows, mistakes = [], []
    try:
        read = list(read_rows(file, NEEDED, [name for name in names if name not in NEEDED], aliases=ALIASES))
    except CsvError as error:
        raise ScalesError(*error.mistakes) from error
    for line, row in read:
        # a row with a mistake goes on with something that passes, so that its other cells are checked too
        if not row.get("union") and not row.get("agreement"):
            mistakes.append(f"{file.name}, line {line}: names neither a union nor an agreement")
            row["union"] = "unnamed"
        if row["unit"] and row["unit"] not in UNITS:
            mistakes.append(f"{file.name}, line {line}: unknown unit {row['unit']!r}; known are {', '.join(UNITS)}")
            row["unit"] = str(Unit.HOUR)
        rows.append((line, _complete_row(file.name, row)))
    return rows, mistakes


def _complete_row(file: str, row: Mapping[str, str]) -> dict[str, str]:
    """Fill in what a short row leaves out. What is assumed stands in its note."""
    filled = {name: value for name, value in row.items() if value}
    union = filled.get("union") or filled.get("agreement", "")
    notes = [filled["note"]] if "note" in filled else []
    if "currency" not in filled and row["unit"] not in NOT_MONEY:
        filled["currency"] = "USD"
        notes.append("The currency is not stated and taken as USD.")
    if "effective_to" not in filled:
        filled["effective_to"] = f"{row['effective_from'][:4]}-12-31"
        filled["effective_to_basis"] = str(ToBasis.EVIDENCE_YEAR)
        notes.append("The end is not stated: the last day of the year it begins in.")
    if row["unit"] == "hour":
        filled.setdefault("hours", "1")
    defaults = {
        "scale_id": _make_id(union, row["role"], row["unit"], row["effective_from"]),
        "union": union,
        "agreement": filled.get("agreement") or union,
        "kind": str(ScaleKind.MINIMUM),
        "confidence": str(Confidence.ONE_SOURCE),
        "tier": str(Tier.SECONDARY),
        "source_title": f"{OWN_FILE}{file}",
    }
    return {**defaults, **filled, "note": " ".join(notes)}


def _make_id(*parts: str) -> str:
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode().lower()
    return f"own-{re.sub('[^a-z0-9]+', '-', plain).strip('-')}"[:120]
