"""Load the union scales, packaged and a user's own, and add to a user's own."""

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from db.vocabulary import ArticleFact, ScaleStatus
from tracker.errors import CsvError, ScalesError
from tracker.scales.check import check_scales
from tracker.scales.model import ArticleClaim, ArticleFactRow, Scale, Signatory
from tracker.util import csv_records


def load_scales(extra: Sequence[Path] = ()) -> list[Scale]:
    """Load the packaged scales and the user's own files. Raises ScalesError unless all pass the check."""
    scales = [scale for path in (packaged_file("union_scales.csv"), *extra) for scale in read_scales(path)]
    refuse_faulty(scales)
    return scales


def find_scale(series: Iterable[Scale], on: date) -> tuple[Scale, ScaleStatus] | None:
    """Find the figure of one series for a date.

    in_force: effective_from <= date <= effective_to. Where none is, the latest earlier one, as latest_known; else none.
    """
    # A figure that begins later was not known on that day, whatever is known today.
    begun = [scale for scale in series if scale.effective_from <= on]
    if not begun:
        return None
    latest = max(begun, key=lambda scale: scale.effective_from)
    return latest, ScaleStatus.IN_FORCE if on <= latest.effective_to else ScaleStatus.LATEST_KNOWN


def load_article_facts() -> list[ArticleFact]:
    return [row.to_fact() for row in csv_records.read_csv(packaged_file("article_facts.csv"), ArticleFactRow)]


def load_article_claims() -> list[ArticleClaim]:
    return csv_records.read_csv(packaged_file("article_claims.csv"), ArticleClaim)


def load_signatories() -> list[Signatory]:
    return csv_records.read_csv(packaged_file("signatories.csv"), Signatory)


def packaged_file(name: str) -> Traversable:
    return files(__package__) / "data" / name


def read_scales(path: Path | Traversable) -> list[Scale]:
    """Read a table of scales with all its columns. Raises ScalesError naming every cell that cannot be read."""
    try:
        return csv_records.read_csv(path, Scale)
    except CsvError as error:
        raise ScalesError(*error.mistakes) from error


def refuse_faulty(scales: Sequence[Scale]) -> None:
    """Raise ScalesError naming every error of the check, if there is one."""
    if faults := [finding.text for finding in check_scales(scales) if finding.is_error]:
        raise ScalesError(*faults)
