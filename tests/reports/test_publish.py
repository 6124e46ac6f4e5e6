"""What `report` asks for is what is written: its formats, and where what changed begins."""

import csv
import json
import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from db.engine import open_engine
from db.errors import DatabaseError
from db.vocabulary import AiLabel
from reports.receipt.receipt import read_receipt
from tests.reports.report_database import Job, article
from tracker.cli import main
from tracker.errors import AsOfError, EmbargoError, SinceError
from tracker.publishing import report as publish
from tracker.publishing.site import publish_site
from tracker.scales.store import store_scales


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "csv,docx"], "'docx' is not a format; there are csv, xlsx, parquet, html"),
        (["--format", ""], "'' is not a format"),
        (["--format", "xlsx", "--excel"], "--excel is only for CSV files, and --format names none: add csv"),
        (["--since", "yesterday"], "'yesterday' is neither a date"),
    ],
)
def test_wrong_usage_names_what_is_wrong(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["report", *arguments])
    assert result.exit_code == 2
    assert said in result.output


def test_a_report_begins_where_the_last_before_it_ended(sqlite: Engine, tmp_path: Path, capfd: Any) -> None:
    database = article(sqlite)
    first = database.at + timedelta(minutes=10)

    def report(name: str, **given: Any) -> tuple[dict[str, Any], list[str], str]:
        said = list(publish.publish_report(sqlite, tmp_path / name, None, **given))
        manifest = json.loads((tmp_path / name / "manifest.json").read_text())
        with (tmp_path / name / "leads.csv").open(encoding="utf-8") as file:
            leads = [row["posting_id"] for row in csv.DictReader(file)]
        return manifest, leads, said[-1]

    whole, all_leads, said = report("one")
    again, _, _ = report("two", forms=("csv",))
    assert whole["since"] is again["since"] is None  # the same moment, whatever was reported meanwhile
    assert {"netflix:pm", "realeyes:actor"} <= set(all_leads)
    assert said.endswith("open report.html first.")

    for late in (first + timedelta(microseconds=1), datetime(2999, 1, 1, tzinfo=UTC)):
        for publishing in (publish.publish_report, publish_site):
            with pytest.raises(AsOfError, match="nothing is known yet of"):
                list(publishing(sqlite, tmp_path / "late", late))
    assert not (tmp_path / "late").exists()  # no page says what was listed on a day on which nobody had looked

    database.crawl("netflix", Job("fresh", "Machine Learning Engineer", low="1000", high="2000", label=AiLabel.CORE))
    later, new, said = report("three", forms=("csv",))
    assert later["since"] == first.isoformat().replace("+00:00", "Z")
    assert new == ["netflix:fresh"]
    assert said.endswith("three.")
    asked, chosen, _ = report("four", since=first - timedelta(days=9), forms=("csv",))
    assert asked["since"].startswith("2023-07-16")
    assert set(chosen) > {"netflix:fresh", "realeyes:actor"}
    assert {each.name for each in (tmp_path / "one").iterdir()} > {"report.html", "charts"}
    report("one", forms=("csv",))
    left = [each for each in (tmp_path / "one").rglob("*") if each.suffix in {".html", ".svg", ".png"}]
    assert left == [], "a page of other numbers than the tables beside it"
    for since in (later["as_of"], "2027-01-01T00:00:00+00:00"):
        with pytest.raises(SinceError, match="is in no report as of"):
            report("five", since=datetime.fromisoformat(since))
    held_job, free_job = (Job(key, "Machine Learning Artist", low="1", label=AiLabel.CORE) for key in ("last", "most"))
    database.crawl("netflix", held_job)
    held, _, _ = report("held", embargo_until=datetime(2999, 1, 1, tzinfo=UTC))
    database.crawl("netflix", held_job, free_job)
    free, freed, _ = report("free", forms=("csv",))
    assert not (tmp_path / "held" / "report.html").exists()
    assert {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "held").iterdir()} == {0o600}
    assert free["since"] == held["since"] == later["as_of"]  # nobody has seen a page of what came in between
    assert set(freed) == {"netflix:last", "netflix:most"}
    with pytest.raises(EmbargoError, match="what is under embargo is not published"):
        report("five", forms=("csv",), embargo_until=datetime(2999, 1, 1, tzinfo=UTC), published="")
    assert not (tmp_path / "five").exists()
    assert "rows" not in capfd.readouterr().err  # progress is for terminals


def test_report_and_receipt_of_a_database_that_may_not_be_written(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file alone, copied to somewhere that is not ours: nothing is stored, and the report says so."""
    article(sqlite)
    store_scales(sqlite)
    list(publish.publish_report(sqlite, tmp_path / "own", None, forms=("csv",)))
    with sqlite.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert sqlite.url.database
    copy = Path(shutil.copy(sqlite.url.database, tmp_path / "copy.db"))
    before = copy.read_bytes()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    sealed = open_engine(f"sqlite:///{copy}", create=False)
    said = list(publish.publish_report(sealed, tmp_path / "out", None, forms=("csv",)))
    assert said[0].startswith("The database may not be written: ")
    assert {
        name: (tmp_path / "out" / name).read_bytes() == (tmp_path / "own" / name).read_bytes()
        for name in ("postings.csv", "pay_vs_scale.csv", "leads.csv")
    } == dict.fromkeys(("postings.csv", "pay_vs_scale.csv", "leads.csv"), True)
    with sealed.connect() as connection:
        assert read_receipt(connection, "netflix:pm").pay
    with pytest.raises(DatabaseError, match="may not be written"):
        list(publish.publish_report(sealed, tmp_path / "out", None, published=""))
    sealed.dispose()
    assert copy.read_bytes() == before
