"""A report is whole, plain, and the same from the same database."""

import csv
import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from db.engine import open_engine
from db.models import Reading
from db.queries.postings import select_postings
from db.vocabulary import AiLabel, ArticleFact, PayFlag
from reports import report as written
from reports.formats.manifest import Manifest
from reports.prose.wording import UNSURE
from reports.report import NothingToReportError, write_report
from reports.tables.registry import TABLES
from tests.cli_runner import ForkServer
from tests.reports.report_database import FACTS, START, Job, ReportDatabase, article, studio

WHOLE = ("csv", "html")
FILES = {"report.html", "manifest.json", "datapackage.json", *(table.path for table in TABLES)}


def report(
    engine: Engine,
    folder: Path,
    as_of: datetime | None = None,
    facts: tuple[ArticleFact, ...] = FACTS,
    forms: tuple[str, ...] = ("csv",),
) -> Manifest:
    """The page, whose charts take longer than all else, only where a test looks at it."""
    with engine.connect() as connection:
        return write_report(connection, folder, as_of=as_of, program="0.1.0", facts=facts, forms=forms)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_files_and_their_digests(database: ReportDatabase, tmp_path: Path) -> None:
    made = report(database.engine, tmp_path / "out", forms=WHOLE)
    found = contents(tmp_path / "out")
    assert {name for name in found if not name.startswith("charts/")} == FILES
    said = json.loads(found["manifest.json"])
    assert {name: entry["sha256"] for name, entry in said["files"].items()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in found.items() if name != "manifest.json"
    }
    for name in FILES - {"report.html", "manifest.json", "datapackage.json"}:
        assert said["files"][name]["rows"] == len(rows(tmp_path / "out" / name))
    assert made.as_of == datetime(2023, 7, 25, 10, 10, tzinfo=UTC)
    assert said["as_of"] == "2023-07-25T10:10:00Z"
    assert said["origins"] == {"board": 9}
    assert said["readers"] == ["pay 1, ai 1"]


@pytest.mark.parametrize("flag", sorted(UNSURE))
def test_where_all_pay_is_unsure_the_report_is_made_and_no_sentence_names_any(
    database: ReportDatabase, tmp_path: Path, flag: PayFlag
) -> None:
    with database.engine.begin() as connection:
        connection.execute(update(Reading).values(pay_flags=str(flag)))
    made = report(database.engine, tmp_path, forms=WHOLE)
    assert made.findings.postings == ()
    assert [each.text.split(",")[0] for each in made.findings.opening] == ["As of 25 July 2023"]
    assert {row["pay_flags"] for row in rows(tmp_path / "postings.csv")} == {str(flag)}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "receipt-1" not in page
    assert "$900,000" not in page.partition("Charts</h2>")[0]


def test_every_posting_stands_in_postings_csv_as_the_view_has_it(database: ReportDatabase, tmp_path: Path) -> None:
    report(database.engine, tmp_path)
    with database.engine.connect() as connection:
        view = {row["posting_id"]: row for row in connection.execute(select_postings()).mappings()}
    found = {row["posting_id"]: row for row in rows(tmp_path / "postings.csv")}
    assert found.keys() == view.keys()
    assert "description_text" not in found["netflix:pm"]
    # the words stand in no CSV, nor does the number by which the view is joined with them
    assert set(found["netflix:pm"]) == set(view["netflix:pm"]) - {"description_text", "version"}
    assert found["netflix:pm"]["pay_maximum"] == "900000"
    assert found["netflix:td"]["pay_minimum"] == ""
    assert found["netflix:pm"]["any_keyword"] == "true"
    assert found["netflix:clerk-00005"]["state"] == "not_seen"


def test_the_article_stands_in_pay_vs_scale_csv(database: ReportDatabase, tmp_path: Path) -> None:
    report(database.engine, tmp_path)
    found = {(row["posting_id"], row["scale_id"], row["measure"]): row for row in rows(tmp_path / "pay_vs_scale.csv")}
    pm = found["netflix:pm", "sag-health-2023", "health_threshold_multiple"]
    assert (pm["low"], pm["middle"], pm["high"]) == ("11.3336", "22.6672", "34.0008")
    assert (pm["pay_scope"], pm["agreement_covers_job"], pm["scale_status"]) == ("market_range", "no", "in_force")
    actor = found["realeyes:actor", "sag-background-2022", "hourly_ratio"]
    assert actor["high"] == "6.4171"  # 150 / (187 / 8)


def test_rows_stand_in_their_stated_order(database: ReportDatabase, tmp_path: Path) -> None:
    report(database.engine, tmp_path)
    for table in TABLES:
        keys = [[row[name] for name in table.order[:4]] for row in rows(tmp_path / table.path)]
        assert keys == sorted(keys), table.path


def test_the_same_database_and_date_give_the_same_bytes(database: ReportDatabase, tmp_path: Path) -> None:
    report(database.engine, tmp_path / "one", forms=WHOLE)
    before = contents(tmp_path / "one")
    report(database.engine, tmp_path / "two", forms=WHOLE)
    assert contents(tmp_path / "two") == before
    report(database.engine, tmp_path / "one", forms=WHOLE)
    assert contents(tmp_path / "one") == before


def test_a_date_gone_by_gives_the_bytes_of_that_day(database: ReportDatabase, tmp_path: Path) -> None:
    report(database.engine, tmp_path / "then", forms=WHOLE)
    then = database.at + timedelta(minutes=10)
    database.crawl("netflix", Job("new", "A new post", low="1000", high="2000"))
    report(database.engine, tmp_path / "again", forms=WHOLE, as_of=then)
    assert contents(tmp_path / "again") == contents(tmp_path / "then")
    report(database.engine, tmp_path / "now", forms=WHOLE)
    assert contents(tmp_path / "now") != contents(tmp_path / "then")


def test_both_databases_give_the_same_bytes(
    sqlite: Engine, postgresql_databases: Callable[..., str], tmp_path: Path
) -> None:
    postgresql = open_engine(postgresql_databases(upgraded=True))
    awkward = [Job(key, f"Clerk {key}", low="1000.5", high="1001") for key in ("a-1", "A-1", "b_1", "ä1", "Z", "é")]
    for name, engine in (("sqlite", sqlite), ("postgresql", postgresql)):
        database = article(engine)
        database.crawl("netflix", *awkward)
        report(engine, tmp_path / name, forms=WHOLE)
    postgresql.dispose()
    assert contents(tmp_path / "sqlite") == contents(tmp_path / "postgresql")


def test_plain_files(database: ReportDatabase, tmp_path: Path) -> None:
    report(database.engine, tmp_path, forms=WHOLE)
    for name, content in contents(tmp_path).items():
        if name.endswith(".png"):
            continue
        assert b"\r" not in content, name
        assert not content.startswith(b"\xef\xbb\xbf"), name
        assert content.endswith(b"\n"), name
        content.decode()


def test_no_crawl_no_report(engine: Engine, tmp_path: Path) -> None:
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"))
    with pytest.raises(NothingToReportError, match="no crawl had finished"):
        report(engine, tmp_path / "out")
    database.crawl("netflix", Job("a"))
    with pytest.raises(NothingToReportError, match="by 2023-07-25T06:00:00"):
        report(engine, tmp_path / "out", as_of=START)
    assert not (tmp_path / "out").exists()


def test_a_board_with_nothing_on_it_is_reported_too(engine: Engine, tmp_path: Path) -> None:
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"))
    database.crawl("netflix")
    made = report(engine, tmp_path)
    assert rows(tmp_path / "postings.csv") == []
    assert (tmp_path / "postings.csv").read_text().startswith("posting_id,studio,")
    assert "no posting was listed by the 1 studio tracked" in made.findings.opening[0].text


def test_via_is_named(engine: Engine, tmp_path: Path) -> None:
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"))
    database.crawl("netflix", Job("a"), via="http://127.0.0.1:8400")
    report(engine, tmp_path, forms=WHOLE)
    assert json.loads((tmp_path / "manifest.json").read_text())["via"] == ["http://127.0.0.1:8400"]
    assert "Visits went through http://127.0.0.1:8400" in (tmp_path / "report.html").read_text()


def test_an_error_half_way_leaves_the_old_report_whole(
    database: ReportDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(database.engine, tmp_path / "out", forms=WHOLE)
    before = contents(tmp_path / "out")
    database.crawl("netflix", Job("new"))

    def broken(_page: Any) -> str:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(written.page, "render_page", broken)
    with pytest.raises(RuntimeError):
        report(database.engine, tmp_path / "out", forms=WHOLE)
    assert contents(tmp_path / "out") == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


KILLED = """
import os, sys
from pathlib import Path
from db.engine import open_engine
from reports import report
name, left = sys.argv[3], Path.replace
def replace(self, target):
    if Path(target).name == name:
        os._exit(9)
    return left(self, target)
Path.replace = replace
with open_engine(sys.argv[1]).connect() as connection:
    report.write_report(connection, Path(sys.argv[2]), program="0.1.0", forms=["csv"])
"""


@pytest.mark.parametrize("name", ["postings.csv", "studios.csv", "manifest.json"])
def test_killed_while_it_puts_the_files_there_no_file_is_half(
    fork_server: ForkServer, sqlite: Engine, tmp_path: Path, name: str
) -> None:
    database, out = article(sqlite), tmp_path / "out"
    report(sqlite, out, facts=())
    old = contents(out)
    database.crawl("netflix", Job("new"))
    report(sqlite, tmp_path / "new", facts=())
    new = contents(tmp_path / "new")
    url = sqlite.url.render_as_string(hide_password=False)
    killed = fork_server.run([url, out, name], folder=tmp_path, environment=os.environ, code=KILLED)
    assert killed.returncode == 9
    for file, content in contents(out).items():
        assert content in (old[file], new[file]), file
    report(sqlite, out, facts=())
    assert contents(out) == new


def test_pay_by_the_hour_is_compared_by_the_hour_first(database: ReportDatabase, tmp_path: Path) -> None:
    report(database.engine, tmp_path)
    first: dict[str, dict[str, str]] = {}
    measures: dict[str, set[str]] = {}
    for row in rows(tmp_path / "pay_vs_scale.csv"):
        first.setdefault(row["posting_id"], row)
        measures.setdefault(row["posting_id"], set()).add(row["measure"])
    hourly = [row for row in first.values() if row["pay_unit"] in ("hour", "day", "session")]
    compared = [row for row in hourly if "hourly_ratio" in measures[row["posting_id"]]]
    assert compared
    assert {row["measure"] for row in compared} == {"hourly_ratio"}


def test_tables_in_any_order_give_the_same_files_and_sentences(database: ReportDatabase, tmp_path: Path) -> None:
    """Totals are added up while postings and comparisons are written; a table that comes before them must not care."""
    database.crawl("netflix", Job("new", "AI Editor", low="100000", high="200000", label=AiLabel.CORE))
    found = []
    for name, tables in (("as_listed", TABLES), ("reversed", TABLES[::-1]), ("middle_first", TABLES[2:] + TABLES[:2])):
        with database.engine.connect() as connection:
            made = write_report(
                connection, tmp_path / name, program="0.1.0", facts=FACTS, forms=("csv", "parquet"), tables=tables
            )
        found.append((made, contents(tmp_path / name)))
    assert found[0][0].findings.postings
    assert found[0] == found[1] == found[2]
