"""Every format says the same, types and all; the same moment gives the same bytes; and the package is what it says."""

import csv
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from db.engine import open_engine
from db.vocabulary import AiLabel
from reports.errors import TooManyRowsError
from reports.formats import xlsx_writer
from reports.formats.csv_writer import keep_as_text
from reports.formats.registry import FORMATS
from reports.frames.frames import make_frame
from reports.report import write_report
from reports.tables.corrections import CORRECTIONS
from reports.tables.registry import TABLES
from tests.reports.report_database import FACTS, Job, article

FORMULA = '=HYPERLINK("https://evil.example","pay")'
ACCENTS = "Éditrice, Montréal – “Zoë” 日本"
FRENCH = {"posted_on": date(2023, 7, 4), "posted_on_basis": "published"}


@pytest.fixture(scope="module")
def folder(sqlite_databases: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One database's report in every format (`all`), again (`again`), and its CSV files for Excel (`excel`)."""
    into = tmp_path_factory.mktemp("formats")
    engine = open_engine(sqlite_databases(upgraded=True))
    database = article(engine)
    database.crawl(
        "netflix",
        Job("formula", FORMULA, low="1000.5", high="3000", label=AiLabel.CORE),
        Job("accents", ACCENTS, low="40000", high="81000.25", columns=FRENCH),
    )
    with engine.connect() as connection:
        for name in ("all", "again"):
            write_report(connection, into / name, program="0.1.0", facts=FACTS, forms=FORMATS)
        write_report(connection, into / "excel", program="0.1.0", forms=("csv",), excel=True)
    engine.dispose()
    return into


def rows(file: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with file.open(encoding=encoding, newline="") as opened:
        return list(csv.DictReader(opened))


def sheet(file: Path, name: str) -> list[dict[str, Any]]:
    header, *cells = load_workbook(file)[name].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in cells]


def test_the_same_moment_gives_the_same_bytes_in_every_format(folder: Path) -> None:
    one, two = (
        {
            str(file.relative_to(folder / name)): file.read_bytes()
            for file in (folder / name).rglob("*")
            if file.is_file()
        }
        for name in ("all", "again")
    )
    assert one == two
    assert {Path(name).suffix for name in one} >= {".csv", ".xlsx", ".parquet", ".html", ".json"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.path)
def test_a_table_has_the_same_rows_in_every_format(folder: Path, table: Any) -> None:
    stem = table.name
    written = rows(folder / "all" / table.path)
    parquet = pq.read_table(folder / "all" / f"{stem}.parquet").to_pylist()
    cells = sheet(folder / "all" / xlsx_writer.FILE, stem)
    assert len(written) == len(parquet) == len(cells)
    for text, typed, cell in zip(written, parquet, cells, strict=True):
        assert list(text) == list(typed) == list(cell)
        for name, value in text.items():
            assert (value == "") == (typed[name] in (None, "")) == (cell[name] in (None, "")), (name, value)
            if isinstance(typed[name], Decimal):
                assert Decimal(value) == typed[name]
                assert float(value) == pytest.approx(cell[name], rel=1e-12)
            elif isinstance(typed[name], datetime):
                assert value == typed[name].strftime("%Y-%m-%dT%H:%M:%SZ") == f"{cell[name]:%Y-%m-%dT%H:%M:%SZ}"
            elif isinstance(typed[name], date):
                assert value == typed[name].isoformat() == f"{cell[name]:%Y-%m-%d}"


def test_a_formula_is_text_in_the_workbook_and_defused_in_csv(folder: Path) -> None:
    book = load_workbook(folder / "all" / xlsx_writer.FILE)
    titles = [cell for cell in book["postings"]["G"] if cell.value == FORMULA]
    assert [cell.data_type for cell in titles] == ["s"]
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert f"'{FORMULA}" in {row["title"] for row in rows(folder / "all" / "postings.csv")}


def test_the_workbook_explains_itself_and_keeps_its_headers_in_sight(folder: Path) -> None:
    book = load_workbook(folder / "all" / xlsx_writer.FILE)
    assert book.sheetnames == ["about", *(table.name for table in TABLES)]
    said = {str(row[1].value): row for row in book["about"].iter_rows() if row[0].value == "pay_vs_scale"}
    assert "labor-tracker 0.1.0" in {row[1].value for row in book["about"].iter_rows()}
    assert "SAG-AFTRA" not in said["scale_amount"][4].value
    assert said["scale_amount"][4].value.startswith("The figure")
    for page in book.worksheets[1:]:
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref.startswith("A1:")


def test_rows_beyond_a_sheet_are_refused_and_parquet_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_writer, "ROWS_AT_MOST", 2)
    writer = xlsx_writer.XlsxTableWriter(tmp_path, as_of=datetime(2026, 1, 1, tzinfo=UTC), since=None, program="0.1.0")
    writer.begin_table(CORRECTIONS)
    chunk = make_frame([["acme:1", *[None] * (len(CORRECTIONS.columns) - 1)]] * 2, CORRECTIONS.columns)
    writer.add_chunk(chunk)
    with pytest.raises(TooManyRowsError, match=r"corrections has more than 2 rows.*--format parquet"):
        writer.add_chunk(chunk)
    writer.book.close()


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    assert xlsx_writer.truncate_cell("a" * xlsx_writer.TEXT_AT_MOST) == "a" * xlsx_writer.TEXT_AT_MOST
    cut = xlsx_writer.truncate_cell("a" * (xlsx_writer.TEXT_AT_MOST + 1))
    assert len(cut) == xlsx_writer.TEXT_AT_MOST
    assert cut.endswith(xlsx_writer.CUT)


def test_files_for_excel_differ_by_their_mark_alone(folder: Path) -> None:
    for table in TABLES:
        plain, marked = ((folder / name / table.path).read_bytes() for name in ("all", "excel"))
        assert marked == b"\xef\xbb\xbf" + plain


def validated(folder: Path) -> list[tuple[str, str]]:
    """What the frictionless tool finds wrong: type of error, and field."""
    with frictionless.system.use_context(trusted=True):
        found = frictionless.validate(str(folder / "datapackage.json"))
    assert {task.name for task in found.tasks} >= {"postings", "studios", "trend"}
    return [(row[0], row[1]) for row in found.flatten(["type", "fieldName"])]


def test_the_package_is_valid_and_truly_checks(folder: Path, tmp_path: Path) -> None:
    assert validated(folder / "all") == []
    assert validated(folder / "excel") == []
    shutil.copytree(folder / "all", tmp_path / "spoilt")
    file = tmp_path / "spoilt" / "postings.csv"
    text = file.read_text(encoding="utf-8")
    for old, new in (("2023-07-04", "4 July"), ("1000.5", "much"), (",core,", ",perhaps,"), (",true,", ",yes,")):
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    kinds = validated(tmp_path / "spoilt")
    assert ("type-error", "posted_on") in kinds
    assert ("type-error", "pay_minimum") in kinds
    assert ("constraint-error", "ai_label") in kinds
    assert ("type-error", "any_keyword") in kinds
    assert "hash-count" in {kind for kind, _ in kinds}


def test_a_row_without_its_posting_is_found(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "all", tmp_path / "spoilt")
    file = tmp_path / "spoilt" / "pay_vs_scale.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("netflix:formula", "netflix:nobody"), encoding="utf-8")
    assert "foreign-key" in {kind for kind, _ in validated(tmp_path / "spoilt")}


@pytest.fixture(scope="module")
def office() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("no LibreOffice is installed: no spreadsheet has opened these files here (make tools installs it)")
    return found


def converted(office: str, source: Path, form: str, into: Path, *options: str) -> None:
    profile = f"-env:UserInstallation=file://{into.parent}/profile"
    command = [office, "--headless", profile, "--convert-to", form, "--outdir", str(into), *options, str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def test_libreoffice_opens_the_workbook_and_the_csv_for_excel(office: str, folder: Path, tmp_path: Path) -> None:
    # separator, quote, UTF-8, from the first row, as shown, and every sheet to a file of its own
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    converted(office, folder / "all" / xlsx_writer.FILE, every_sheet, tmp_path / "book")
    shown = {row["posting_id"]: row for row in rows(tmp_path / "book" / "report-postings.csv")}
    accents = shown["netflix:accents"]
    assert (accents["title"], accents["posted_on"]) == (ACCENTS, "2023-07-04")
    assert [float(accents[f"pay_{end}"].replace(",", "")) for end in ("minimum", "maximum")] == [40000, 81000.25]
    assert accents["first_seen_at"].startswith("2023-07-25 ")
    assert shown["netflix:formula"]["title"] == FORMULA

    # without a window nobody is asked for the encoding, which its dialogue takes from the mark
    utf_8 = "--infilter=CSV:44,34,76,1"
    converted(office, folder / "excel" / "postings.csv", "xlsx", tmp_path / "sheet", utf_8)
    opened = {row["posting_id"]: row for row in sheet(tmp_path / "sheet" / "postings.xlsx", "postings")}
    accents = opened["netflix:accents"]
    assert (accents["title"], accents["pay_maximum"]) == (ACCENTS, 81000.25)
    assert accents["posted_on"] == datetime(2023, 7, 4)  # noqa: DTZ001
    assert opened["netflix:formula"]["title"].removeprefix("'") == FORMULA


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("00123", True), ("1E5", True), ("12345678901234567890", True), ("DEC1", True), ("1-Dec", True),
        ("Mar-24", True),
        ("2024-01", True), ("3/4", True), ("10:30", True), ("TRUE", True), ("12%", True), ("1.5", True),
        ("JR00123", False), ("Artist", False), ("", False), ("March for art", False), ("R-12-AB", False),
        ('1";=A1', False), ("٣", False), ("netflix:790", False),
    ],
)  # fmt: skip
def test_excel_keeps_identifiers_as_they_are_printed(words: str, kept: bool) -> None:
    assert keep_as_text(words) == (f'="{words}"' if kept else words)
