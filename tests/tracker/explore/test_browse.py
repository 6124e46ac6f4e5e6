"""The database opens in Datasette, on this machine alone and for reading only, with its columns explained."""

import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

from db.engine import open_engine
from db.queries.views import list_view_columns
from reports.tables.view_columns import describe_rows
from tests.reports.report_database import Job
from tests.tracker.explore.research_database import fill_research_database
from tracker.errors import BrowseError
from tracker.explore.browse import FACETS, run_datasette
from tracker.explore.cookbook import load_recipes


def test_datasette_shows_the_views_with_their_columns_and_writes_nothing(sqlite_databases, tmp_path: Path) -> None:
    pytest.importorskip("datasette")
    url = sqlite_databases(upgraded=True)
    engine = open_engine(url)
    database, words = fill_research_database(engine), "A clerk keeps books & <ledgers>. " * 200
    database.crawl("realeyes", *(Job(f"clerk-{n}", quote=words) for n in range(60)))
    engine.dispose()
    command = [sys.executable, "-m", "tracker.cli", "browse", "--port", "0"]
    clean = {"LABOR_TRACKER_DATABASE_URL": url, "PYTHONPATH": ":".join(sys.path)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=clean, preexec_fn=heed_interrupts) as child:
        try:
            assert child.stderr is not None
            address = next(found[0] for line in child.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            name = Path(url).stem
            with urllib.request.urlopen(f"{address}/{name}.json?_extra=tables") as answer:
                found = json.load(answer)
                tables = {each["name"] for each in (*found["tables"], *found["views"])}
            # no table that is not public, nor those of the search, is in sight
            assert set(tables) == set(list_view_columns())
            with urllib.request.urlopen(f"{address}/{name}/postings") as answer:
                page = answer.read().decode()
            assert "the same in every database" in page.lower()
            assert page.count("1,200 words</a>") >= 30, "the words stand on the posting's own page"
            assert describe_rows("postings") in page
            assert len(page.encode()) < 300_000
            for facet in FACETS["postings"]:
                assert f"?{facet}=" in page or f"&amp;{facet}=" in page, facet
            pages = (
                ("postings?_search=director", ["netflix:td"]),
                ("pay_vs_scale?_search=%22technical+director%22+books", []),
                ("changes?_search=editor&event=pay_changed", ["netflix:editor"]),
            )
            for asked, wanted in pages:
                with urllib.request.urlopen(f"{address}/{name}/{asked.replace('?', '.json?')}&_shape=array") as answer:
                    assert [row["posting_id"] for row in json.load(answer)] == wanted, asked
            assert 'name="_search"' in page
            with urllib.request.urlopen(f"{address}/-/posting?id=realeyes:clerk-1") as answer:
                page = answer.read().decode()
            assert page.count("A clerk keeps books &amp; &lt;ledgers&gt;.") >= 200
            assert "SHA-256 of the content" in page
            assert status_of(f"{address}/-/posting?id=nowhere:1", "127.0.0.1") == 404
            with urllib.request.urlopen(f"{address}/{name}") as answer:
                page = answer.read().decode()
            assert all(f"/{recipe.name}" in page for recipe in load_recipes())
            for asked in ("highest_ai_pay.json?_shape=array", "edited_by_a_studio.json?studio=netflix&_shape=array"):
                with urllib.request.urlopen(f"{address}/{name}/{asked}") as answer:
                    assert json.load(answer), asked
            # what is typed into a field has no syntax but "phrases": a quote, a hyphen or a colon is no error
            for typed, hits in (
                ("technical director", 1),
                ('"digital-replica', 1),
                ("a:b AND (", 0),
                ("scans' -", 1),
                ("", 0),
            ):
                asked = f"{address}/{name}/words_in_postings.json?{urlencode({'words': typed, '_shape': 'array'})}"
                with urllib.request.urlopen(asked) as answer:
                    assert len(json.load(answer)) == hits, typed
            assert 'href="/labor-tracker/browse.css"' in page
            with urllib.request.urlopen(f"{address}/labor-tracker/browse.css") as answer:
                assert b"prefers-color-scheme: dark" in answer.read()
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{address}/{name}.json?sql=delete+from+posting")
            with refused.value as error:
                assert error.code == 400
            for path, host, code in (
                (f"{name}/postings", "rebound.example:80", 421),
                (f"{name}/postings", "127.0.0.1.rebound.example", 421),
                (f"{name}.json?sql=select+*+from+inquiry", "127.0.0.1", 400),
                (f"{name}.json?sql=select+count(sheet)+from+(select+*+from+inquiry)", "127.0.0.1", 400),
                (f"{name}/inquiry", "127.0.0.1", 403),
                (f"{name}/version", "127.0.0.1", 403),
                (f"{name}/postings_search_data", "127.0.0.1", 403),
                (f"{name}.db", "127.0.0.1", 403),
                (f"{name}/postings", "localhost:80", 200),
                (f"{name}.json?sql=select+count(*)+from+answers", "127.0.0.1", 200),
                (f"{name}.json?sql=select+median(version_count)+from+postings", "127.0.0.1", 200),
            ):
                assert status_of(f"{address}/{path}", host) == code, (path, host)
        finally:
            child.send_signal(signal.SIGINT)
            try:
                child.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()  # or leaving `with` would wait for it without end
                raise


def heed_interrupts() -> None:
    """A shell starts what runs in its background with interrupts ignored, and every child inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def status_of(url: str, host: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Host": host})) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_another_database_than_sqlite_is_named(postgresql_databases) -> None:
    engine = open_engine(postgresql_databases(upgraded=False))
    with pytest.raises(BrowseError, match="reads SQLite files"):
        run_datasette(engine, 0)
    engine.dispose()
