"""Datasette on the SQLite file, with what each column means beside it."""

import json
import logging
import re
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from subprocess import run
from typing import Any

from sqlalchemy import Engine, inspect

from db.queries import views
from reports.tables.view_columns import describe_rows, describe_view
from tracker.errors import BrowseError
from tracker.explore.cookbook import Recipe, load_recipes
from tracker.explore.stored_tables import refresh_tables

log = logging.getLogger(__name__)

PRIVATE_TABLES = ("inquiry",)
"""Letters to studios and who is asked there: nobody who browses postings needs them."""

TITLE = "Studios' job postings, their pay, AI and union scale"
DESCRIPTION = (
    "Every table of the report as it is now, with what each column means above its rows. A posting's id leads to its"
    " page: its words, and what each of its numbers rests on. Words stand here as they are stored, people's names and"
    " addresses among them."
)
FACETS = {
    "postings": ["studio", "state", "ai_label", "pay_unit"],
    # pay_vs_scale has none: each would work out the whole comparison again
    "changes": ["studio", "event", "ai_label", "ai_change"],
    "leads": ["studio", "news", "ai_label"],
    "ai_vs_other": ["studio", "by"],
    "levels": ["studio", "level", "employment_kind"],
    "trend": ["studio", "kind"],
    "union_scales": ["union_name", "kind", "unit"],
    "scales_used": ["union_name", "kind", "unit"],
    "events": ["event_kind", "union_name"],
    "pay_ranges": ["studio", "state", "kind", "unit"],
    "ai_evidence": ["studio", "ai_label", "field"],
    "boards": ["family", "studio_group"],
    "covered_jobs": ["studio", "union_name", "agreement_covers_job"],
    "ai_clauses": ["studio", "kind"],
    "crawls": ["studio", "outcome"],
}
"""Columns by whose values a view is narrowed down with a click."""
STATIC = "labor-tracker"
"""The address below which our own style stands."""
SETTINGS = {
    "default_page_size": 50,
    # a posting's words have thousands of characters: fifty rows of them would be a page of a megabyte
    "truncate_cells_html": 140,
    "num_sql_threads": 2,
    "facet_time_limit_ms": 1_000,
    "suggest_facets": "off",
    # the comparison with scale is worked out anew for each page of it
    "sql_time_limit_ms": 20_000,
}
_TYPED_SEARCH = re.compile(r"postings_search\((:\w+)\)")


def run_datasette(engine: Engine, port: int, *, private: bool = False) -> int:
    """Serve the database on this machine alone, for reading only, until stopped; gives the exit code.

    `private`: also the tables that hold our own letters, and the file itself. Raises BrowseError.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise BrowseError("Datasette reads SQLite files, and this database is none; `labor-tracker query` reads any")
    if find_spec("datasette") is None:
        raise BrowseError("Datasette is not installed; install it with: pip install 'labor-tracker[browse]'")
    for note in refresh_tables(engine):
        log.warning(note)
    file = Path(engine.url.database).resolve()
    with tempfile.TemporaryDirectory() as folder:
        about = Path(folder) / "metadata.json"
        hidden = () if private else PRIVATE_TABLES
        about.write_text(json.dumps(datasette_metadata(engine, file.stem, hidden)), encoding="utf-8")
        engine.dispose()
        plugins, templates, static = (
            Path(__file__).parent / f"datasette_{what}" for what in ("plugins", "templates", "static")
        )
        command = [
            *(sys.executable, "-m", "datasette", "serve", str(file), "-m", str(about), "-p", str(port)),
            # the file as a download would hand over the tables that are barred below
            *("--plugins-dir", str(plugins), "--template-dir", str(templates), "--static", f"{STATIC}:{static}"),
            *("--setting", "allow_download", "on" if private else "off"),
            *(word for name, value in SETTINGS.items() for word in ("--setting", name, str(value))),
        ]
        try:
            return run(command, check=False).returncode  # noqa: S603 - datasette, on our file
        except KeyboardInterrupt:
            return 0


def datasette_metadata(engine: Engine, database: str, private: Sequence[str] = ()) -> dict[str, Any]:
    """Datasette's metadata: the public views with their columns explained, the cookbook's queries, no other table."""
    public = {
        name: {"description": describe_rows(name), "columns": describe_view(name), "facets": FACETS.get(name, [])}
        for name in views.list_view_columns()
    }
    # a table of ours has no page; a query may read it unless it is private
    internal = {name: {"hidden": True, "allow": False} for name in _list_internal(engine) - public.keys()}
    if not private:
        internal |= {name: {"hidden": True} for name in PRIVATE_TABLES}
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "extra_css_urls": [f"/{STATIC}/browse.css"],
        "databases": {
            database: {
                "description": DESCRIPTION,
                "tables": internal | public,
                "queries": {recipe.name: _describe_recipe(recipe) for recipe in load_recipes()},
            }
        },
        "plugins": {"labor_tracker_guard": {"private": list(private)}},
    }


def _list_internal(engine: Engine) -> set[str]:
    found = inspect(engine)
    return {*found.get_table_names(), *found.get_view_names()}


def _describe_recipe(recipe: Recipe) -> dict[str, str]:
    examples = ", ".join(f"{name} {value}" for name, value in recipe.values.items())
    words = f"{recipe.answer} Example: {examples}." if examples else recipe.answer
    # what is typed into a field is words, not FTS5's syntax, in which a hyphen is an error
    sql = _TYPED_SEARCH.sub(r"postings_search(search_words(\1))", recipe.sql.strip())
    return {"title": recipe.title, "description": words, "sql": sql}
