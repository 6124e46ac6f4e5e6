"""What a person corrects stands beside what was read: dated, followed by every figure, and never in its place."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from db import models
from db.engine import write_sessions
from db.queries.as_of import AsOf
from db.queries.postings import select_pay_ranges
from db.vocabulary import Origin
from db.writes import crawls
from spiders.posting import Place, Posting
from tests.stored_scales import copy_scales
from tracker.editorial import corrections
from tracker.errors import CorrectionsError
from tracker.explore.sql_console import run_select
from tracker.ingest import reread
from tracker.ingest.save_posting import save_posting
from tracker.publishing import report as publish

HEADER = "posting,field,old value,new value,reason,by,date"
PAY = "select pay_maximum, pay_usd_year_maximum, pay_year_basis, pay_flags from postings where posting_id = 'acme:1'"
MULTIPLE = (
    "select high, basis from pay_vs_scale where measure = 'health_threshold_multiple' and union_name = 'SAG-AFTRA'"
    " and posting_id = 'acme:1'"
)


@pytest.fixture
def known(engine: Engine) -> Engine:
    copy_scales(engine)
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="acme", name="Acme")])
    crawl(engine, "The range for this role is $300,000 - $900,000 a year.")
    return engine


def crawl(engine: Engine, pay: str) -> None:
    with write_sessions(engine).begin() as session:
        number = crawls.open_crawl(session, "acme", datetime.now(UTC), program="0")
        for key in ("1", "2"):
            duty = "You will build the machine learning platform and lead its machine learning engineers."
            words = f"<p>{duty}</p><p>{pay}</p>"
            about: dict[str, Any] = {
                "url": "https://acme.example",
                "posted_on": date(2023, 7, 20),
                "posted_on_basis": "published",
            }
            about["places"] = (Place(text="Burbank, CA", country="US"),)  # else nobody knows whose dollars these are
            said = Posting(studio="acme", board_key=key, title="Head of Machine Learning", description=words, **about)
            save_posting(session, number, said, Origin.BOARD)
    with write_sessions(engine).begin() as session:
        ending = {"announced": 2, "ended": True, "faults": [], "refused": None, "requests": 1}
        crawls.close_crawl(session, number, datetime.now(UTC), listed_keys=["1", "2"], **ending)


def file(folder: Path, *rows: str, header: str = HEADER) -> Path:
    made = folder / "corrections.csv"
    made.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return made


def report(engine: Engine, folder: Path, **more: Any) -> dict[str, bytes]:
    list(publish.publish_report(engine, folder, more.pop("as_of", None), **more))
    return {each.name: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


LESS = "acme:1,pay_maximum,900000,600000,misread,A. Editor,2026-11-22"


def test_every_figure_follows_and_nothing_stored_changes(known: Engine, tmp_path: Path) -> None:
    table = models.Reading.__table__
    with known.connect() as connection:
        before = connection.execute(select(table)).all()
    corrections.add_corrections(
        known, file(tmp_path, LESS, "acme:1,title,Head of Machine Learning,Chief,wrong,A. Editor,2026-11-22")
    )
    [(maximum, year, basis, flags)] = run_select(known, PAY)[1]
    assert (maximum, year, basis) == (600000, 600000, "300,000 to 600,000 USD a year, as corrected")
    assert "corrected" in flags.split()
    [(high, words)] = run_select(known, MULTIPLE)[1]
    assert high == 22.6672
    assert words.startswith("300,000 to 600,000 USD a year / 26,470 USD")
    assert "; the pay is as a person corrected it" in words
    assert run_select(known, "select title from postings order by posting_id")[1] == [
        ("Chief",),
        ("Head of Machine Learning",),
    ]
    with known.connect() as connection:
        assert connection.execute(select(table).where(table.c.corrects.is_(None))).all() == before
    assert run_select(known, "select title from versions order by posting_id")[1] == [("Head of Machine Learning",)] * 2
    columns, rows = run_select(known, "select * from corrections where corrected_field = 'title'")
    row = dict(zip(columns, rows[0], strict=True))
    assert (row["posting_id"], row["old_value"], row["new_value"], row["corrected_version"]) == (
        "acme:1",
        "Head of Machine Learning",
        "Chief",
        1,
    )


@pytest.mark.parametrize(("stored", "hours"), [(True, "30 hours"), (False, "37.5 hours")])
def test_a_year_is_computed_from_the_week_that_the_corrected_reading_stored(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture, stored: bool, hours: str
) -> None:
    """Not from what today's reader makes of the words; only a reading without the column asks it, and says so."""
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="acme", name="Acme")])
    crawl(engine, "The rate is $41.50 to $48.75 per hour, 37.5 hours per week.")
    with write_sessions(engine).begin() as session:
        session.execute(update(models.PayRange).values(week_hours=Decimal(30) if stored else None))
        session.execute(update(models.Reading).values(has_week_hours=stored))
    caplog.clear()
    corrections.add_corrections(engine, file(tmp_path, "acme:1,pay_maximum,48.75,49.5,misread,A. Editor,2026-11-22"))
    [(_, _, basis, _)] = run_select(engine, PAY)[1]
    assert f"52 weeks of the {hours} that the posting states" in basis
    assert ("today's reader is asked" in caplog.text) is not stored


def test_a_correction_makes_no_year_of_a_part_time_hour(engine: Engine, tmp_path: Path) -> None:
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="acme", name="Acme")])
    crawl(engine, "The rate is $41.50 to $48.75 per hour, 15 to 20 hours per week.")
    corrections.add_corrections(engine, file(tmp_path, "acme:1,pay_maximum,48.75,49.5,misread,A. Editor,2026-11-22"))
    [(_, _, basis, _)] = run_select(engine, PAY)[1]
    assert basis is None


def test_a_date_chooses_scale_and_exchange_rate(known: Engine, tmp_path: Path) -> None:
    euros = "acme:1,pay_currency,USD,EUR,it is in Paris,A. Editor,2026-11-22"
    corrections.add_corrections(
        known, file(tmp_path, euros, "acme:1,posted_on,2023-07-20,2024-03-01,stale,A. Editor,2026-11-22")
    )
    columns = "posted_on, posted_on_basis, pay_currency, fx_on, pay_usd_year_maximum / pay_maximum = fx_rate"
    found = run_select(known, f"select {columns} from postings where posting_id = 'acme:1'")[1]
    assert found == [("2024-03-01", "corrected", "EUR", "2024-03-01", True)]


def test_a_report_is_as_it_was_published_until_it_is_amended(known: Engine, tmp_path: Path) -> None:
    first = report(known, tmp_path / "first", published="the paper")
    [(as_of,)] = run_select(known, "select max(finished_at) from crawls")[1]
    _, touched = corrections.add_corrections(known, file(tmp_path, LESS))
    assert [(each.note, each.row.posting) for each in touched] == [("the paper", "acme:1")]
    moment = datetime.fromisoformat(as_of)
    assert report(known, tmp_path / "again", as_of=moment) == first
    amended = report(known, tmp_path / "amended", as_of=moment, corrected=True, published="the paper, amended")
    assert b",1,pay_maximum,900000,600000,misread,A. Editor" in amended["corrections.csv"]
    assert b'"corrected": true' in amended["manifest.json"]
    assert b"This is the amended report" in amended["report.html"]
    assert b"pay_maximum was 900000, is 600000: misread" in amended["report.html"]
    crawl(known, "The range for this role is $300,000 - $900,000 a year.")
    assert report(known, tmp_path / "again", as_of=moment) == first
    assert report(known, tmp_path / "amended", as_of=moment, corrected=True) == amended
    after = report(known, tmp_path / "after", forms=("csv",))
    assert b",300000,600000,USD,year," in after["postings.csv"]
    back = file(tmp_path, "acme:1,pay_maximum,600000,900000,it was right,A. Editor,2026-11-22")
    _, touched = corrections.add_corrections(known, back)
    assert [each.note for each in touched] == ["the paper, amended"]
    published = run_select(known, "select note, corrected, manifest_sha256 from published order by published_id")[1]
    assert [row[:2] for row in published] == [("the paper", 0), ("the paper, amended", 1)]


def test_reading_again_undoes_no_correction(known: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corrections.add_corrections(known, file(tmp_path, LESS))
    before = datetime.now(UTC)
    monkeypatch.setattr("tracker.reading.reader.ai.VERSION", "ai 99, terms 99")
    assert reread.reread_studios(known, []) == 2
    assert run_select(known, PAY)[1][0][0] == 600000
    assert "ai 99" in run_select(known, "select distinct reader from pay_ranges where posting_id = 'acme:1'")[1][0][0]
    with known.connect() as connection:
        first = select(models.Crawl.finished_at)
        then = AsOf.amended(connection.execute(first).scalar_one())
        old = connection.execute(select_pay_ranges(then)).mappings().all()
        [reader] = [row["reader"] for row in old if row["posting_id"] == "acme:1"]
        assert reader.endswith(", correction 1")
        assert "ai 99" not in reader
        rows = connection.execute(select_pay_ranges(AsOf.plain(before))).mappings()
        assert all("ai 99" not in row["reader"] for row in rows)
    assert reread.reread_studios(known, []) == 0


def test_a_correction_is_no_change_of_the_employer_s(known: Engine, tmp_path: Path) -> None:
    corrections.add_corrections(known, file(tmp_path, LESS))
    crawl(known, "The range for this role is $300,000 - $900,000 a year. Apply soon.")
    changes = report(known, tmp_path / "r", forms=("csv",))["changes.csv"].decode()
    assert ",text_changed," in changes
    assert ",pay_changed," not in changes
    told = "select version, pay_maximum, reader_changed from pay_history where posting_id = 'acme:1' order by version"
    assert run_select(known, told)[1] == [(1, 600000, 0), (2, 900000, 1)]


def test_a_new_version_has_words_of_its_own(known: Engine, tmp_path: Path) -> None:
    corrections.add_corrections(known, file(tmp_path, LESS))
    crawl(known, "A new sentence. The range for this role is $300,000 - $900,000 a year.")
    assert run_select(known, PAY)[1][0][0] == 900000
    [line] = corrections.check_corrections(known)
    assert line.startswith(
        "acme:1: pay_maximum was corrected from '900000' to '600000' in version 1, and version 2 has"
    )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("acme:1,pay_maximum,800000,1,r,b,2026-11-22", "is '900000', and the file's old value is '800000'"),
        ("acme:1,pay_maximum,900000,900000,r,b,2026-11-22", "is '900000' already"),
        ("acme:9,pay_maximum,900000,1,r,b,2026-11-22", "no posting 'acme:9' is known"),
        (
            "acme:1,pay_usd_year_maximum,900000,1,r,b,2026-11-22",
            "field is 'pay_usd_year_maximum', which cannot be",
        ),
        ("acme:1,pay_maximum,900000,lots,r,b,2026-11-22", "new_value is 'lots', not a pay_maximum: it is not a number"),
        ("acme:1,pay_unit,year,eon,r,b,2026-11-22", "new_value is 'eon', not a pay_unit"),
        ("acme:1,pay_hours,,0,r,b,2026-11-22", "hours are more than 0"),
        ("acme:1,title,Head of Machine Learning,,r,b,2026-11-22", "it may not be empty"),
        ("acme:1,pay_maximum,900000,100,r,b,2026-11-22", "a pay_minimum of '300000' above its pay_maximum of '100'"),
        ("acme:1,pay_maximum,900000,1,,b,2026-11-22", "line 3: reason is '', which is empty"),
        ("acme:1,pay_maximum,900000,1,r,b,2099-01-01", "date is '2099-01-01', which is in the future"),
        ("acme:1,pay_maximum,900000,1,r,b", "line 3, has more or fewer cells than its header"),
    ],
)
def test_all_of_a_file_is_taken_or_none(known: Engine, tmp_path: Path, row: str, why: str) -> None:
    with pytest.raises(CorrectionsError) as raised:
        corrections.add_corrections(known, file(tmp_path, "acme:2,pay_maximum,900000,500000,r,b,2026-11-22", row))
    assert why in str(raised.value)
    assert run_select(known, "select count(*) from corrections")[1] == [(0,)]
    assert run_select(known, "select distinct pay_maximum from postings")[1] == [(900000,)]


def test_every_mistake_of_a_file_is_named_at_once(known: Engine, tmp_path: Path) -> None:
    rows = (",pay_maximum,900000,lots,r,b,soon", "acme:1,height,1,2,,b,2026-11-22")
    with pytest.raises(CorrectionsError) as raised:
        corrections.add_corrections(known, file(tmp_path, *rows))
    found = [mistake.split(" is ")[0] for mistake in raised.value.mistakes]
    assert found == [
        "corrections.csv, line 2: posting", "corrections.csv, line 2: new_value", "corrections.csv, line 2: date",
        "corrections.csv, line 3: field", "corrections.csv, line 3: reason",
    ]  # fmt: skip
    stored = ("acme:9,pay_maximum,900000,1,r,b,2026-11-22", "acme:1,pay_maximum,800000,1,r,b,2026-11-22")
    with pytest.raises(CorrectionsError) as raised:
        corrections.add_corrections(known, file(tmp_path, *stored))
    assert [mistake.partition(":")[0] for mistake in raised.value.mistakes] == [
        "corrections.csv, line 2", "corrections.csv, line 3",
    ]  # fmt: skip


def test_the_commands(run: Any, rows: Any, tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text("Casting: a voice\nPay: $300 a session.")
    assert run("clip", "n.txt", "--studio", "Acme", "--by", "W").returncode == 0
    [(key,)] = rows("select posting_id from postings")
    made = file(tmp_path, f"{key},pay_minimum,300,200,misread,W,2026-11-22")
    assert run("report", "--format", "csv", "--published", "a paper").returncode == 0
    done = run("corrections", "add", made)
    assert done.returncode == 0, done.stderr
    assert "1 correction added\npublished on " in done.stdout
    assert "Corrections made since, and not in this report: 1." in run("report", "--format", "csv").stdout
    assert "misread" in run("corrections", "list", "--format", "csv").stdout
    assert run("corrections", "check").stdout == "0 corrections to check again\n"
    refused = run("corrections", "add", made)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert "pay_minimum was 300, is 200: misread (W, 2026-11-22)" in run("explain", key).stdout
