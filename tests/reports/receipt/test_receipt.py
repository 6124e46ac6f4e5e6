"""The receipt of a posting: every number with what it rests on, as words, as JSON and as a page."""

import json
import re

import pytest
from lxml import html as lxml_html
from sqlalchemy import text as sql

from reports.errors import NoSuchPostingError
from reports.frames.text_diff import Difference, diff_sentences
from reports.receipt.entries import receipt_sections
from reports.receipt.html import render_html
from reports.receipt.receipt import Receipt, add_context, read_receipt
from reports.receipt.text import render_text
from tests.reports.report_database import Job, ReportDatabase, product_manager


def receipt_of(database: ReportDatabase, key: str) -> Receipt:
    with database.engine.connect() as connection:
        return read_receipt(connection, f"netflix:{key}")


@pytest.fixture
def found(database: ReportDatabase) -> Receipt:
    return receipt_of(database, product_manager().key)


def test_the_quote_stands_where_it_says(database: ReportDatabase, found: Receipt) -> None:
    with database.engine.connect() as connection:
        [text] = connection.exec_driver_sql(
            f"select description_text from postings where posting_id = '{found.posting['posting_id']}'"
        ).scalars()
    [pay] = found.pay
    assert pay["quote"] == text[pay["start"] : pay["end"]]
    assert pay["quote"] in pay["context"]


@pytest.mark.parametrize("way", ["write to jane.doe@studio.example", "call +1 (415) 555-0134"])
def test_no_half_of_a_way_to_a_person_stands_at_the_edge_of_a_context(way: str) -> None:
    for pad in range(60, 130):
        for text in (f"{way} {'x' * pad} $100 a day.", f"$100 a day. {'x' * pad} {way}"):
            start = text.index("$100")
            context = add_context({"start": start, "end": start + 11}, text)["context"]
            assert not re.search(r"jane|doe|studio\.|example|415|555|0134", context), context
            assert "$100 a day." in context


def test_ends_of_several_ranges_have_no_width(database: ReportDatabase) -> None:
    assert receipt_of(database, "pm").range_width == 3
    with database.write() as session:
        session.execute(sql("update reading set pay_flags = 'several_ranges'"))
    assert receipt_of(database, "pm").range_width is None


def test_each_comparison_carries_its_figure_its_dates_and_its_source(found: Receipt) -> None:
    assert found.comparisons
    for row in found.comparisons:
        assert row["basis"]
        assert row["scale_source_title"]
        assert row["scale_source_url"].startswith("https://")
        assert row["covers_reason"]
    words = " ".join(" ".join(line.split()) for line in render_text(found))
    assert "high 34.0008" in words
    assert "$300,000–$900,000 a year" in words


def test_json_and_page_say_what_the_terminal_says(found: Receipt) -> None:
    assert json.loads(json.dumps(found.to_dict(), default=str))["posting"]["posting_id"] == found.posting["posting_id"]
    page = " ".join(lxml_html.fromstring(render_html(found)).text_content().split())
    for section in receipt_sections(found):
        for entry in section.entries:
            assert " ".join(entry.line.split()) in page
            for _, words in entry.pairs:
                assert " ".join(words.split()) in page


def test_a_posting_that_is_not_known_is_named(database: ReportDatabase) -> None:
    with pytest.raises(NoSuchPostingError, match="'netflix:nowhere'"):
        receipt_of(database, "nowhere")


def test_the_words_of_an_edit_are_shown(database: ReportDatabase) -> None:
    database.crawl("netflix", Job("77", "Lead", quote="We make films. Machines choose them. Come."), product_manager())
    database.crawl("netflix", Job("77", "Lead, Platform", quote="We make films. Come."), product_manager())
    versions = receipt_of(database, "77").versions
    assert [row["number"] for row in versions] == [1, 2]
    assert versions[1]["changed"]["title"] == ["Lead", "Lead, Platform"]
    assert versions[1]["changed_text"] == [{"removed": ["Machines choose them."], "added": []}]


def test_nothing_of_a_posting_is_markup_in_its_receipt(database: ReportDatabase) -> None:
    title = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    database.crawl("netflix", Job(key="66", title=title, url="javascript:alert(3)"), product_manager())
    page = lxml_html.fromstring(render_html(receipt_of(database, "66")))
    assert page.xpath("//script | //img | //@onerror | //a/@href[starts-with(., 'javascript')]") == []
    assert "<script>alert(1)</script>" in page.text_content()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("One. Two.", "One. Two.", []),
        ("One.\n Two.", "One. Two.", []),
        ("One. Two. Three.", "One. Three.", [Difference(("Two.",), ())]),
        ("One. Three.", "One. Two. Three.", [Difference((), ("Two.",))]),
        ("Pay is $5. End.", "Pay is $6. End.", [Difference(("Pay is $5.",), ("Pay is $6.",))]),
        ("", "New.", [Difference((), ("New.",))]),
        ("Up to 3.5 hours. End.", "Up to 4.5 hours. End.", [Difference(("Up to 3.5 hours.",), ("Up to 4.5 hours.",))]),
    ],
)
def test_differences(old: str, new: str, expected: list[Difference]) -> None:
    assert list(diff_sentences(old, new)) == expected
