"""The list of studios, as `labor-tracker studios list` shows it."""

from collections.abc import Iterable, Mapping
from typing import Any

from spiders.studio import Studio

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


def rows(studios: Iterable[Studio], crawls: Mapping[str, tuple[Any, Any]]) -> list[list[Any]]:
    """A row a studio. `crawls`: by studio, when its last crawl began and how that ended."""
    return [_row(studio, *crawls.get(studio.name, (None, None))) for studio in studios]


def _row(studio: Studio, last_crawl_at: Any, last_outcome: Any) -> list[Any]:
    told = studio.columns() | {
        "terms": studio.terms.short() if studio.terms else "not read" if studio.family else None,
        "robots": studio.robots,
        "last_crawl_at": last_crawl_at,
        "last_outcome": last_outcome,
    }
    return [told[name] for name in COLUMNS]
