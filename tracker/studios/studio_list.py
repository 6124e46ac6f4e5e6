"""The list of studios, as `labor-tracker studios list` prints it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spiders.catalog.studios import Studio

COLUMNS = (
    "studio",
    "name",
    "group",
    "family",
    "board",
    "last_crawl_at",
    "last_outcome",
    "terms",
    "robots",
    "parent",
    "named_in_article",
    "confidence",
    "note",
)

NARROW = ("studio", "group", "family", "last_crawl_at", "last_outcome", "terms", "robots")
"""The columns that fit on a screen."""


def make_studio_rows(
    studios: Iterable[Studio], crawls: Mapping[str, tuple[Any, Any]], columns: Sequence[str] = COLUMNS
) -> list[list[Any]]:
    """Make a row for each studio. `crawls`: by studio, when its last crawl began and how that ended."""
    described = (_describe_studio(studio, *crawls.get(studio.name, (None, None))) for studio in studios)
    return [[each[name] for name in columns] for each in described]


def _describe_studio(studio: Studio, last_crawl_at: Any, last_outcome: Any) -> dict[str, Any]:
    return studio.columns() | {
        "terms": studio.terms.describe_briefly() if studio.terms else "not read" if studio.family else None,
        "robots": studio.robots,
        "last_crawl_at": last_crawl_at,
        "last_outcome": last_outcome,
    }
