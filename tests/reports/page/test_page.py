"""The page says what the files say, asks nothing of anybody, and lets nothing of a posting run."""

import base64
import hashlib
import itertools
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from sqlalchemy import Engine

from db.engine import open_engine
from db.vocabulary import AiLabel, Origin
from reports.page import table_view as shown
from reports.receipt.excerpt import make_quotes
from reports.receipt.html import safe_link
from reports.report import write_report
from tests.loopback_server import QuietHandler, run_server
from tests.reports.chromium import Tab
from tests.reports.report_database import FACTS, Job, ReportDatabase, article, clerks, product_manager, studio

MARK = "document.documentElement.dataset.ran='yes'"
HOSTILE = Job(
    "x",
    f'</title><script>{MARK}</script><img src=x onerror="{MARK}">\u202egnp.exe',
    low="100000",
    high="950000",
    quote=f'=HYPERLINK("http://x") <svg onload={MARK}> {{{{ 7*7 }}}} $100,000 to $950,000, ask jane.doe@example.com',
    label=AiLabel.CORE,
    url=f"javascript:{MARK}//https://jobs.example",
    columns={"brand": '"><b onmouseover=alert(1)>', "requisition": "=1+1"},
)


def page(engine: Engine, folder: Path) -> str:
    with engine.connect() as connection:
        write_report(connection, folder, program="0.1.0", facts=FACTS)
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def report(sqlite_databases: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report in which one posting is hostile."""
    engine, folder = open_engine(sqlite_databases(upgraded=True)), tmp_path_factory.mktemp("hostile")
    database = article(engine)
    database.settle(studio("acme", "Acme"))
    database.crawl("netflix", HOSTILE, product_manager(), *clerks(5))
    database.crawl("acme", *clerks(6, start=90000))
    page(engine, folder)
    engine.dispose()
    return folder


@pytest.fixture(scope="module")
def hostile(report: Path) -> str:
    return (report / "report.html").read_text(encoding="utf-8")


# --- what stands in it -------------------------------------------------------------------------------------------


def test_nothing_of_a_posting_is_markup(hostile: str) -> None:
    tree = lxml_html.fromstring(hostile)
    assert [element.get("type", "") for element in tree.iter("script")] == ["application/json", "", ""]
    assert not list(tree.iter("img", "iframe", "object", "link", "form", "image", "foreignobject", "use"))
    assert {element.getparent().get("class") for element in tree.iter("svg")} == {"still"}
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in ("src", "style", "srcdoc", "action"), (element.tag, name)
            if name == "href":
                assert value.startswith(("#", "http://", "https://", "charts/")), value
                assert value.startswith(("#", "charts/")) or "noopener" in element.get("rel"), value
    assert "</title><script>" in tree.text_content()
    assert "{{ 7*7 }}" in tree.text_content()
    assert "jane.doe" not in hostile
    assert "\u202e" not in hostile
    assert "[e-mail removed]" in hostile


def test_the_csv_carries_no_formula(report: Path) -> None:
    text = (report / "postings.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK" in text
    assert "'=1+1" in text
    assert not re.search(r"(^|,)\"?[=+@-]", text, re.MULTILINE)


def test_its_policy_knows_its_own_style_and_script_and_nothing_else(hostile: str) -> None:
    tree = lxml_html.fromstring(hostile)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag, count in (("style", 1), ("script", 2)):
        (allowed,) = re.findall(rf"{tag}-src ([^;]*);", policy)
        own = re.findall(rf"<{tag}>(.*?)</{tag}>", hostile, re.DOTALL)
        digests = {base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in own}
        assert {f"'sha256-{digest}'" for digest in digests} == set(allowed.split())
        assert len(digests) == count


def test_it_can_be_read_by_machine_and_ear(hostile: str) -> None:
    tree = lxml_html.fromstring(hostile)
    assert tree.get("lang") == "en"
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for reference in tree.xpath("//@aria-labelledby | //@aria-describedby | //label/@for | //@data-filters"):
        assert reference in ids, reference
    for target in tree.xpath("//a/@href[starts-with(., '#')]"):
        assert target[1:] in ids, target
    for table in tree.xpath("//table"):
        assert table.xpath("caption")
        assert all(head.get("scope") for head in table.xpath(".//th"))
        assert {len(row.xpath("td | th")) for row in table.xpath(".//tr")} == {len(table.xpath("thead/tr/th"))}
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://jobs.example/1?a=b", "https://jobs.example/1?a=b"),
        ("http://jobs.example", "http://jobs.example"),
        ("HTTPS://jobs.example", "https://jobs.example"),
        ("javascript:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("vbscript:x", ""),
        ("//jobs.example", ""),
        ("/1", ""),
        ("https:", ""),
        ("http://[", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_the_webs_addresses_are_links(url: str | None, expected: str) -> None:
    assert safe_link(url) == expected


BANNERS = {
    Origin.RECONSTRUCTED: "These postings are reconstructed: our own words around known facts",
    Origin.SUPPLIED: "These postings come from pages that people supplied",
    Origin.PRESS: "These postings are given as the press has them",
}


@pytest.mark.parametrize("origin", list(Origin))
def test_words_that_are_no_boards_are_announced_over_everything(sqlite: Engine, tmp_path: Path, origin: Origin) -> None:
    article(sqlite, origin)
    banners = lxml_html.fromstring(page(sqlite, tmp_path)).xpath("//body/p[contains(@class, 'banner')]")
    expected = [BANNERS[origin]] if origin in BANNERS else []
    assert [banner.text_content()[: len(text)] for banner, text in zip(banners, expected, strict=True)] == expected


def test_where_some_words_are_no_boards_the_page_says_how_many(sqlite: Engine, tmp_path: Path) -> None:
    database = article(sqlite)
    database.settle(studio("acme", "Acme"))
    database.crawl("acme", Job("one"), origin=Origin.RECONSTRUCTED)
    assert "1 of 10 postings reconstructed: our own words around known facts" in page(sqlite, tmp_path)


def test_a_large_table_is_cut_and_says_where_the_rest_is(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "ROWS_AT_MOST", 2)
    article(sqlite)
    text = page(sqlite, tmp_path)
    assert "The first 2 of 3 rows; all are in <code>studios.csv</code>." in text
    assert len(lxml_html.fromstring(text).xpath("//table[@id='studios-table']/tbody/tr")) == 2


def test_a_passage_stands_once_with_every_range_that_was_read_from_it() -> None:
    rows: list[dict[str, Any]] = [
        {"quote": "100 here and 200 there", "start": 3, "end": 25, "source": "text", "rule": "range:x", "label": None,
         "place": place, "pay_minimum": Decimal(low), "pay_maximum": None, "pay_currency": "USD", "pay_unit": "hour"}
        for place, low in (("Burbank", 100), ("Bristol", 200), ("Bristol", 200))
    ]  # fmt: skip
    [quote] = make_quotes(rows)
    assert quote.note == (
        "characters 3 to 25 of the description; read by rule range:x as from $100 an hour, for Burbank;"
        " read by rule range:x as from $200 an hour, for Bristol"
    )
    assert len(make_quotes([*rows, rows[0] | {"start": 40}])) == 2


def test_receipts_carry_the_words_and_the_digests(database: ReportDatabase, tmp_path: Path) -> None:
    tree = lxml_html.fromstring(page(database.engine, tmp_path))
    receipt = next(part for part in tree.xpath("//article") if "netflix:pm" in part.text_content()).text_content()
    assert "Across the market, pay for this kind of work runs from $300,000 to $900,000." in receipt
    assert "The employer’s words, on its own board" in receipt
    assert "read by rule range as $300,000–$900,000 a year" in receipt
    assert hashlib.sha256(b"pm").hexdigest() in receipt
    assert "https://jobs.example/api/pm" in receipt
    assert "netflix/1.warc.gz" in receipt
    assert "<urn:uuid:pm>" in receipt


# --- in a browser ------------------------------------------------------------------------------------------------


def without_policy(text: str) -> str:
    return re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", text)


def opened(tab: Tab, text: str, folder: Path) -> str | None:
    """What a script of a posting would have left behind, once the browser has run what it would run."""
    file = folder / "opened.html"
    file.write_text(text, encoding="utf-8")
    tab.open(file)
    tab.drawn()
    ran: str | None = tab.run("document.documentElement.dataset.ran")
    return ran


def test_no_script_of_a_posting_runs_and_ours_does(tab: Tab, report: Path, hostile: str, tmp_path: Path) -> None:
    tab.open(report / "report.html")
    assert set(tab.drawn().split()) == {"drawn"}
    assert tab.complaints == []
    assert tab.run("document.documentElement.dataset.ran") is None
    assert tab.run("document.querySelector('#studios-table thead button').textContent") == "Studio"
    assert opened(tab, without_policy(hostile), tmp_path) is None, "it rests on the policy alone"


def test_the_page_asks_for_nothing(tab: Tab, report: Path) -> None:
    tab.open(report / "report.html")
    tab.drawn()
    tab.run("document.querySelectorAll('summary').forEach((each) => each.click())")
    assert tab.asked == [(report / "report.html").as_uri()]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback, and what was asked of it."""
    asked: list[str] = []

    class Listener(QuietHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

    with run_server(Listener) as server:
        yield f"http://127.0.0.1:{server.server_port}", asked


def test_were_markup_to_slip_in_the_policy_would_stop_it(
    tab: Tab, hostile: str, tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    address, asked = listener
    slipped = (
        f"<script>{MARK}</script><img src='{address}/pixel' onerror=\"{MARK}\"><link rel=stylesheet href='{address}/s'>"
    )
    text = hostile.replace("</main>", f"{slipped}</main>")
    assert opened(tab, text, tmp_path) is None
    assert asked == []
    assert opened(tab, without_policy(text), tmp_path) == "yes", "the test itself sees nothing"
    assert "/pixel" in asked


NAMES = """Array.from(document.getElementById("studios-table").tBodies[0].rows)
  .filter((row) => !row.hidden).map((row) => row.cells[0].querySelector("bdi").textContent)"""
SORT = """(() => {
  const heads = Array.from(document.getElementById("studios-table").tHead.rows[0].cells);
  const head = heads.find((cell) => cell.textContent === "Other: median high");
  head.querySelector("button").click();
  return head.getAttribute("aria-sort");
})()"""


def test_tables_sort_and_filter(tab: Tab, report: Path) -> None:
    tab.open(report / "report.html")
    assert tab.run(NAMES) == ["Acme", "LAION", "Netflix", "Realeyes"]
    assert (tab.run(SORT), tab.run(NAMES)) == ("ascending", ["Netflix", "Acme", "LAION", "Realeyes"])
    assert (tab.run(SORT), tab.run(NAMES)) == ("descending", ["Acme", "Netflix", "LAION", "Realeyes"]), "unknown last"
    filled = """(words) => {
      const filter = document.getElementById("studios-table-filter");
      filter.value = words;
      filter.dispatchEvent(new Event("input"));
      return document.querySelector('[data-count="studios-table"]').textContent;
    }"""
    assert (tab.run(f"({filled})('REAL')"), tab.run(NAMES)) == ("1 of 4 rows", ["Realeyes"])
    assert (tab.run(f"({filled})('')"), len(tab.run(NAMES))) == ("", 4)


def test_a_tooltip_says_the_figure_and_nothing_of_it_is_markup(tab: Tab, report: Path) -> None:
    tab.open(report / "report.html")
    tab.drawn()
    found = """(words) => {
      const bars = document.querySelectorAll('[data-chart="pay_by_year"] path[aria-roledescription="bar"]');
      const bar = Array.from(bars).find((each) => each.getAttribute("aria-label").includes(words));
      bar.scrollIntoView({ block: "center" });
      const at = bar.getBoundingClientRect();
      return [at.x + at.width / 2, at.y + at.height / 2];
    }"""
    for words, said in (("$300,000", "$300,000–$900,000, market range"), ("img", "$100,000–$950,000")):
        tab.point(*tab.run(f"({found})({words!r})"))
        tip = "document.querySelector('.tip')"
        assert tab.run(f"{tip}.hidden") is False
        assert said in tab.run(f"{tip}.textContent")
    assert '<img src=x onerror="' in tab.run(f"{tip}.textContent")
    assert tab.run(f"{tip}.querySelectorAll('img, script').length") == 0
    tab.point(1, 1)
    assert tab.run(f"{tip}.hidden") is True
    assert tab.run("document.documentElement.dataset.ran") is None


def test_a_receipt_opens_by_the_keyboard(tab: Tab, report: Path) -> None:
    tab.open(report / "report.html")
    tab.run("document.querySelector('.finding summary').focus()")
    tab.press("Enter")
    assert tab.run("document.querySelector('.finding details').open") is True
    tab.press("Tab")
    assert tab.run("document.activeElement.textContent") == "The receipt"
    tab.press("Enter")
    receipt = tab.run("document.querySelector(':target').textContent")
    assert "$100,000 to $950,000" in receipt
    assert hashlib.sha256(b"x").hexdigest() in receipt


A4 = 688
"""Pixels between the margins of the narrower of the papers in use."""


def test_it_stands_without_its_script_and_on_paper(tab: Tab, report: Path) -> None:
    shown = """['.still', '.live'].map((name) => Array.from(document.querySelectorAll(name))
      .filter((each) => each.getBoundingClientRect().height > 50).length)"""
    tab.send("Emulation.setScriptExecutionDisabled", value=True)
    tab.open(report / "report.html")
    still, live = tab.run(shown)
    assert (still > 2, live) == (True, 0)
    tab.send("Emulation.setScriptExecutionDisabled", value=False)
    tab.open(report / "report.html")
    tab.drawn()
    assert tab.run(shown) == [0, still]
    tab.show(media="print")
    assert tab.run(shown) == [0, 0], "on paper stands a summary, unless all is asked for"
    brief = """Array.from(document.querySelectorAll('main > section')).filter((each) => each.offsetHeight)
      .map((each) => each.id)"""
    assert tab.run(brief) == ["happened", "found"]
    tab.run("document.documentElement.classList.add('print-all')")
    assert tab.run(shown) == [still, 0]
    tab.show(A4, media="print")
    cut = """Array.from(document.querySelectorAll('table, figure')).filter((each) => each.scrollWidth > innerWidth)
      .map((each) => each.id)"""
    assert tab.run(cut) == []
    tab.run("dispatchEvent(new Event('beforeprint'))")
    assert tab.run(cut) == []
    assert tab.run("document.querySelectorAll('details:not([open])').length") == 0
    tab.run("dispatchEvent(new Event('afterprint'))")
    assert tab.run("document.querySelectorAll('details[open]').length") == 0


# --- for everybody -----------------------------------------------------------------------------------------------


def test_axe_finds_nothing_serious(tab: Tab, report: Path, axe: str) -> None:
    for width, dark in ((1280, False), (1280, True), (390, False), (390, True)):
        tab.show(width, dark=dark)
        tab.open(report / "report.html")
        tab.drawn()
        tab.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        tab.run(f"{axe};0")
        found = tab.run("axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)")
        grave = [(each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] in GRAVE]
        assert grave == [], (width, dark)
        assert tab.run("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


GRAVE = {"serious", "critical"}
