"""A plugin of Datasette: a page for each posting, with its words and its receipt, links to it, and search in views."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from datasette import Forbidden, NotFound, Response, hookimpl
from datasette.filters import FilterArguments
from markupsafe import Markup

from db.engine import open_engine
from db.queries.postings import select_postings
from db.queries.postings_search import NAME, quote_words
from db.queries.views import list_view_columns
from reports.errors import NoSuchPostingError
from reports.receipt.entries import receipt_heading, receipt_sections
from reports.receipt.html import safe_link
from reports.receipt.receipt import Receipt, read_receipt

PATH = "/-/posting"
_IDS = ("posting_id", "earlier_posting_id")
_LONG = ("description_text", "words")
"""Columns whose words are on the posting's own page: fifty of them would make a megabyte."""


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Lead from a posting's id to its page, and show a link in the place of its words; of an address, its host."""
    if not isinstance(value, str) or not value:
        return None
    if column in _IDS:
        return _link_posting(datasette, database, value, value)
    if column.endswith("url") and (link := safe_link(value)):
        # the address stands in the link alone: fifty rows of long ones, twice each, are a third of a page
        return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(link, urlsplit(link).netloc)
    names = row.keys()
    if column in _LONG and table in (*list_view_columns(), NAME) and "posting_id" in names:
        return _link_posting(datasette, database, row["posting_id"], f"{len(value.split()):,} words", "#words")
    return None


def _link_posting(datasette: Any, database: str, posting_id: str, words: str, part: str = "") -> Markup:
    query = urlencode({"id": posting_id, "database": database})
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"{PATH}?{query}{part}"), words)


# last: Datasette's own says that nothing can be searched where a view has no FTS table of its own
@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> Any:
    """Search the words of the postings that a view's rows are about: ?_search=motion capture."""
    if "posting_id" not in list_view_columns().get(table, ()):
        return None
    found = FilterArguments([], extra_context={"supports_search": True})
    if words := (request.args.get("_search") or "").strip():
        found.where_clauses.append(f"posting_id in (select posting_id from {NAME}(:words))")  # noqa: S608 - our table
        found.params["words"] = quote_words(words)
        found.human_descriptions.append(f"of postings that hold {words}")
        found.extra_context["search"] = words
    return found


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    # the blanks between the cells of a wide table would be a quarter of its page
    env.trim_blocks = env.lstrip_blocks = True


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    return [(rf"^{PATH}$", show_posting)]


async def show_posting(datasette: Any, request: Any) -> Any:
    """Show one posting: ?id=netflix:1."""
    ours = next(name for name in datasette.databases if not name.startswith("_"))  # _internal is Datasette's
    name = request.args.get("database") or ours
    posting_id = request.args.get("id") or ""
    database = datasette.get_database(name) if name in datasette.databases else None
    if database is None or database.path is None:
        raise NotFound(f"no database is called {name}")
    if not await datasette.permission_allowed(request.actor, "view-database", resource=name, default=True):
        raise Forbidden(name)
    try:
        found, words = await asyncio.to_thread(_read_posting, Path(database.path), posting_id)
    except NoSuchPostingError as error:
        raise NotFound(str(error)) from error

    def link(table: str) -> str:
        return f"{datasette.urls.table(name, table)}?{urlencode({'posting_id__exact': posting_id})}"

    page = {
        "database": name,
        "heading": receipt_heading(found),
        "sections": receipt_sections(found),
        "words": [line.strip() for line in words.splitlines() if line.strip()],
        "versions": link("versions"),
        "evidence": link("ai_evidence"),
        "changes": link("changes"),
    }
    return Response.html(await datasette.render_template("posting.html", page, request=request))


def _read_posting(file: Path, posting_id: str) -> tuple[Receipt, str]:
    engine = open_engine(f"sqlite:///{file}", create=False, read_only=True)
    try:
        with engine.connect() as connection:
            found = read_receipt(connection, posting_id)
            row = connection.execute(select_postings(None, [posting_id])).mappings().one()
            return found, row["description_text"] or ""
    finally:
        engine.dispose()
