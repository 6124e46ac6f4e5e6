"""Load the union scales, packaged and a user's own, and add to a user's own."""

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from db.vocabulary import ScaleStatus
from tracker.errors import CsvError, ScalesError
from tracker.scales.check import check_scales
from tracker.scales.model import ArticleClaim, ArticleFact, Scale, Signatory
from tracker.util import csv_records


def load_scales(extra: Sequence[Path] = ()) -> list[Scale]:
    """Load the packaged scales and the user's own files. Raises ScalesError unless all pass the check."""
    scales = [scale for path in (packaged_file("union_scales.csv"), *extra) for scale in _read_scales(path)]
    _refuse_faulty(scales)
    return scales


def find_scale(series: Iterable[Scale], on: date) -> tuple[Scale, ScaleStatus] | None:
    """Find the figure of one series for a date.

    in_force: effective_from <= date <= effective_to. Where none is, the latest earlier one, as latest_known; else none.
    """
    begun = [scale for scale in series if scale.effective_from <= on]
    if not begun:
        return None
    latest = max(begun, key=lambda scale: scale.effective_from)
    return latest, ScaleStatus.IN_FORCE if on <= latest.effective_to else ScaleStatus.LATEST_KNOWN


def add_scales(file: Path, into: Path) -> int:
    """Append the scales of `file` to the user's file `into`, whole or not at all; gives their number.

    Raises ScalesError, and changes nothing, unless they pass the check beside the packaged scales and those of `into`.
    """
    new = _read_scales(file)
    if not new:
        raise ScalesError(f"{file} holds no scales")
    kept = _read_scales(into) if into.exists() else []
    _refuse_faulty([*load_scales(), *kept, *new])
    csv_records.write_csv(into, [*kept, *new])
    return len(new)


def load_article_facts() -> list[ArticleFact]:
    return csv_records.read_csv(packaged_file("article_facts.csv"), ArticleFact)


def load_article_claims() -> list[ArticleClaim]:
    return csv_records.read_csv(packaged_file("article_claims.csv"), ArticleClaim)


def load_signatories() -> list[Signatory]:
    return csv_records.read_csv(packaged_file("signatories.csv"), Signatory)


def packaged_file(name: str) -> Traversable:
    return files(__package__) / "data" / name


def _read_scales(path: Path | Traversable) -> list[Scale]:
    try:
        return csv_records.read_csv(path, Scale)
    except CsvError as error:
        raise ScalesError(*error.mistakes) from error


def _refuse_faulty(scales: Sequence[Scale]) -> None:
    if faults := [finding.text for finding in check_scales(scales) if finding.is_error]:
        raise ScalesError(*faults)
