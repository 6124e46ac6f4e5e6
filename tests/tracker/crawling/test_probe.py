"""A glance reads every family's list, asks for nothing more, and shows its postings as people would read them."""

import json
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, TextResponse, XmlResponse

from spiders.catalog.studios import Studio
from spiders.probe import ProbeFinding, make_probe_class
from tracker.crawling.probe import field_words, probe_result
from tracker.util.terminal import terminal_text

BOARDS = Path(__file__).parents[2] / "spiders" / "boards"
EXAMPLES = sorted(path.parent for path in BOARDS.glob("*/*/expected.json"))
KINDS = {".json": TextResponse, ".html": HtmlResponse, ".xml": XmlResponse}
ADDRESSES_ALONE = {"pages"}
"""Families whose lists hold addresses, and neither titles nor places."""


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_every_family_s_first_page_is_shown(folder):
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    family = folder.parent.name
    studio = Studio(
        name="example", title="Example", family=family, board=expected["board"], source_url="-", confidence="low"
    )
    spider = make_probe_class(studio)()
    if expected.get("uses_pages"):
        spider.uses_pages = True
    first = (
        spider._groups_request(1)
        if getattr(spider, "uses_pages", False) and hasattr(spider, "_groups_request")
        else spider.first_request()
    )
    file = next(folder.glob("list.*"))
    answer = KINDS[file.suffix](first.url, body=file.read_bytes(), encoding="utf-8", request=first)
    assert list(spider.read_page(answer)) == []
    found = probe_result(spider)
    assert found.finding in (ProbeFinding.WELL, ProbeFinding.CHANGED_SHAPE)
    assert found.on_first_page == len(spider.rows) > 0
    titles = {each["title"][:8] for each in expected["postings"] if "title" in each}
    shown = {title[:8] for title, _ in found.shown}
    if family not in ADDRESSES_ALONE:
        assert shown & titles or not titles, shown
        assert any(place for _, place in found.shown) or family in ("watched",), found.shown


def test_words_of_rows():
    assert field_words({"name": "", "text": " A\n b "}, ("name", "text")) == "A b"
    assert field_words({"location": {"city": "Leeds"}}, ("location",)) == "Leeds"
    assert field_words({"locations": [{"name": "Leeds"}, "York", None, 3]}, ("locations",)) == "Leeds; York"
    assert field_words("a row of another kind", ("name",)) == ""


def test_what_would_steer_a_terminal_is_replaced():
    assert terminal_text("Rig\x1b[2Jger\u202e – Wētā") == "Rig�[2Jger� – Wētā"
