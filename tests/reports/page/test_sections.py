"""Tables that the page shows a few rows of: the rows are the file's, and how many of how many they are is said."""

import csv
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from pandas import DataFrame
from sqlalchemy import Engine, select

from db.models import Correction, Inquiry, Posting, Version
from db.vocabulary import AiLabel, AnswerKind
from db.writes import inquiries
from reports.page.row_selection import SelectedRows
from reports.report import write_report
from reports.tables.changes import CHANGES
from reports.tables.table import PageRows
from tests.reports.report_database import Job, ReportDatabase, article, clerks, product_manager

LEAD = Job(
    "new",
    "<b>Voice Actor</b>, Synthetic Speech",
    low="100",
    high="250",
    quote="$100 to $250; ask jo@example.com",
    label=AiLabel.CORE,
)


def watched(database: ReportDatabase) -> ReportDatabase:
    """A posting whose pay changed, a new one, one that left; a question, its answer and a correction."""
    raised = product_manager(high="950000", quote="Across the market, from $300,000 to $950,000.")
    for _ in range(2):
        end = database.crawl("netflix", raised, LEAD, *clerks(5))
    with database.write() as session:
        asked: dict[str, Any] = {"asked_at": end, "asked_by": "w", "deadline_at": end + timedelta(days=2)}
        inquiries.record_inquiry(session, "netflix:pm", Inquiry(**asked, sheet="?", sheet_sha256="3" * 64))
        given = {"answered_on": end.date(), "words": "<i>No</i>: ask Pat at pat@example.com or +1 212 555 0100."}
        inquiries.record_answer(session, "netflix:pm", at=end, by="w", kind=AnswerKind.ANSWERED, **given)
        version = session.scalar(select(Version.id).join(Posting).where(Posting.board_key == "new").limit(1))
        words = {"field": "pay_maximum", "old_value": "250", "new_value": "<u>200</u>", "reason": "misread", "by": "w"}
        session.add(Correction(version=version, **words, corrected_on=date(2023, 7, 26), added_at=end))
    return database


def made(database: ReportDatabase, folder: Path) -> lxml_html.HtmlElement:
    with database.engine.connect() as connection:
        write_report(connection, folder, program="0.1.0", forms=("csv", "html"))
    return lxml_html.fromstring((folder / "report.html").read_text(encoding="utf-8"))


def rows(tree: lxml_html.HtmlElement, name: str) -> list[list[str]]:
    return [
        [" | ".join(cell.itertext()) for cell in row]
        for row in tree.xpath(f"//section[@id='{name}']//table[@id='{name}-table']/tbody/tr")
    ]


def first(folder: Path, name: str, **having: str) -> dict[str, str]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return next(row for row in csv.DictReader(file) if all(row[key] == value for key, value in having.items()))


def said(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%-d %b %Y, %H:%M} UTC"


def test_the_first_row_of_each_table_is_its_files(database: ReportDatabase, tmp_path: Path) -> None:
    tree = made(watched(database), tmp_path)
    lead, row = rows(tree, "leads")[0], first(tmp_path, "leads")
    assert (lead[0].split(" | ")[0], lead[1:3]) == (row["title"], [row["rank"], row["reasons"]])
    assert f"${int(row['pay_maximum']):,}" in lead[3]

    change, row = rows(tree, "changes")[0], first(tmp_path, "changes", event="pay_changed")
    assert (change[0].split(" | ")[0], change[1], change[2]) == (
        row["title"], "pay changed | pay", said(row["noted_at"]),
    )  # fmt: skip
    assert change[3].split(" | ") == ["$300,000–$", "900,000", "950,000", " a year"]
    assert any("no longer listed" in change[1] for change in rows(tree, "changes"))

    paid, row = rows(tree, "pay_history"), first(tmp_path, "pay_history", posting_id="netflix:pm")
    assert [each[1].split(" | ")[0] for each in paid] == ["$300,000–$900,000 a year", "$300,000–$950,000 a year"]
    assert (paid[0][2], paid[0][3]) == (said(row["first_seen_at"]), said(row["until_at"]))
    assert paid[1][3].startswith("as last seen")

    beside, row = rows(tree, "ai_vs_other")[0], first(tmp_path, "ai_vs_other")
    assert (beside[1], beside[2], beside[7].split(" | ")[0]) == (row["by"], row["value"], row["other_listed"])
    assert beside[3] == f"{row['core_listed']} | few"

    week, row = rows(tree, "trend")[0], first(tmp_path, "trend")
    assert (week[2], week[3], week[5], week[6]) == tuple(
        row[name] for name in ("core_listed", "postings_listed", "arrived", "no_longer_listed")
    )
    named = [first(tmp_path, "events", event_id=key)["event"] for key in row["events"].split()]
    assert week[7] == "; ".join(named)
    assert named[0] in [each[0] for each in rows(tree, "events")]

    answer, row = rows(tree, "answers")[0], first(tmp_path, "answers")
    assert (answer[1], answer[3], answer[5]) == (said(row["asked_at"]), row["answer"], row["answer_text"])
    corrected, row = rows(tree, "corrections")[0], first(tmp_path, "corrections")
    field = row["corrected_field"].replace("_", " ")
    assert corrected[1:5] == [field, *(row[name] for name in ("old_value", "new_value", "reason"))]
    assert row["posting_id"] not in (answer[0], corrected[0]), "a posting is known by its title"

    assert not re.search(r"example\.com|555 0100", lxml_html.tostring(tree, encoding="unicode").split("<script")[0])
    assert not tree.xpath("//td//b | //th//b | //td//i | //td//u")


def test_a_table_without_rows_is_left_out_with_its_contents_entry(sqlite: Engine, tmp_path: Path) -> None:
    tree = made(article(sqlite), tmp_path)
    there = {section.get("id") for section in tree.xpath("//section")}
    assert {"leads", "trend", "events"} <= there
    assert there.isdisjoint({"changes", "pay_history", "answers", "corrections"})
    assert {link.get("href")[1:] for link in tree.xpath("//nav//a")} == there - {"events"}


def test_a_long_table_is_cut_and_says_so(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(CHANGES), "page_rows", replace(CHANGES.page_rows, at_most=50))
    database = article(sqlite)
    database.crawl("netflix", *clerks(60))
    tree = made(database, tmp_path)
    assert len(rows(tree, "changes")) == 50
    caption = tree.xpath("string(//table[@id='changes-table']/caption)")
    assert re.search(r"50 of the \d+ rows of changes\.csv: the weightiest\.", caption)


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_whatever_the_parts_the_same_rows_are_picked_and_no_more_held(at_once: int) -> None:
    """Whole postings, the last changed first while there is room, in the order of the file."""
    file = [(f"p{n:03}", version, n % 7 + version) for n in range(40) for version in range(n % 4)]
    frame = DataFrame(file, columns=["posting_id", "version", "at"], dtype=object)
    choice = PageRows(rank=lambda row: row["at"], repeated_only=True, at_most=10)
    found = SelectedRows(CHANGES, choice)
    for _ in found.watch(frame[at : at + at_once] for at in range(0, len(frame), at_once)):
        assert sum(map(len, found.groups.values())) <= choice.at_most
    several = [row for row in file if sum(other[0] == row[0] for other in file) > 1]
    assert (found.in_file, found.suitable) == (len(file), len(several))
    shown = [(row["posting_id"], row["version"], row["at"]) for row in found.selected_rows]
    newest = sorted({key for key, _, _ in several}, key=lambda key: -max(at for k, _, at in several if k == key))
    taken: list[str] = []
    while sum(row[0] in [*taken, newest[len(taken)]] for row in several) <= choice.at_most:
        taken.append(newest[len(taken)])
    assert {key for key, _, _ in shown} >= {key for key in taken if max(at for k, _, at in several if k == key) == 9}
    assert shown == [row for row in several if row[0] in {key for key, _, _ in shown}]
