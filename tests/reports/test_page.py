"""The page says what the files say, asks nothing of anybody, and lets nothing of a posting run."""

import base64
import hashlib
import html
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from report_town import FACTS, Job, Town, article, clerks, product_manager, studio
from sqlalchemy import Engine

from db.vocabulary import AiLabel, Origin
from reports import shown
from reports.page import safe_link
from reports.write import write

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
        write(connection, folder, program="0.1.0", facts=FACTS)
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture
def hostile(sqlite: Engine, tmp_path: Path) -> str:
    town = article(sqlite)
    town.crawl("netflix", HOSTILE, product_manager(), *clerks(5))
    return page(sqlite, tmp_path)


# --- what stands in it -------------------------------------------------------------------------------------------


def test_nothing_of_a_posting_is_markup(hostile: str) -> None:
    tree = lxml_html.fromstring(hostile)
    assert [element.tag for element in tree.iter("script", "img", "svg", "iframe", "object", "link", "form")] == [
        "script"
    ]
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in ("src", "style", "srcdoc", "action"), (element.tag, name)
            if name == "href":
                assert value.startswith(("#", "http://", "https://")), value
                assert value.startswith("#") or "noopener" in element.get("rel"), value
    assert "</title><script>" in tree.text_content()
    assert "{{ 7*7 }}" in tree.text_content()
    assert "jane.doe" not in hostile
    assert "\u202e" not in hostile
    assert "[e-mail removed]" in hostile


def test_the_csv_carries_no_formula(hostile: str, tmp_path: Path) -> None:
    text = (tmp_path / "postings.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK" in text
    assert "'=1+1" in text
    assert not re.search(r"(^|,)\"?[=+@-]", text, re.MULTILINE)


def test_its_policy_knows_its_own_style_and_script_and_nothing_else(hostile: str) -> None:
    tree = lxml_html.fromstring(hostile)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (own,) = re.findall(rf"<{tag}>(.*?)</{tag}>", hostile, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_it_can_be_read_by_machine_and_ear(hostile: str) -> None:
    tree = lxml_html.fromstring(hostile)
    assert tree.get("lang") == "en"
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for reference in tree.xpath("//@aria-labelledby | //label/@for | //@data-filters"):
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
    town = article(sqlite)
    town.settle(studio("acme", "Acme"))
    town.crawl("acme", Job("one"), origin=Origin.RECONSTRUCTED)
    assert "1 of 10 postings reconstructed: our own words around known facts" in page(sqlite, tmp_path)


def test_a_large_table_is_cut_and_says_where_the_rest_is(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "ROWS_AT_MOST", 2)
    article(sqlite)
    text = page(sqlite, tmp_path)
    assert "The first 2 of 3 rows; all are in <code>studios.csv</code>." in text
    assert len(lxml_html.fromstring(text).xpath("//table[@id='studios-table']/tbody/tr")) == 2


def test_receipts_carry_the_words_and_the_digests(town: Town, tmp_path: Path) -> None:
    tree = lxml_html.fromstring(page(town.engine, tmp_path))
    receipt = next(part for part in tree.xpath("//article") if "netflix:pm" in part.text_content()).text_content()
    assert "Across the market, pay for this kind of work runs from $300,000 to $900,000." in receipt
    assert "The employer’s words, on its own board" in receipt
    assert "read by rule range" in receipt
    assert hashlib.sha256(b"pm").hexdigest() in receipt
    assert "https://jobs.example/api/pm" in receipt
    assert "netflix/1.warc.gz" in receipt
    assert "<urn:uuid:pm>" in receipt


# --- in a browser ------------------------------------------------------------------------------------------------

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --virtual-time-budget=2000"
).split()
in_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: the page was not opened in a browser"
)


def opened(text: str, folder: Path) -> str:
    """The document as it stands after the browser has run what it would run."""
    file = folder / "opened.html"
    file.write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "--dump-dom", file.as_uri()]
        done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return done.stdout.decode()


def without_policy(text: str) -> str:
    return re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", text)


@in_browser
def test_no_script_of_a_posting_runs_and_ours_does(hostile: str, tmp_path: Path) -> None:
    found = opened(hostile, tmp_path)
    assert "data-ran" not in found
    assert '<button type="button">Posting</button>' in found
    assert "data-ran" not in opened(without_policy(hostile), tmp_path), "it rests on the policy alone"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback, and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@in_browser
def test_were_markup_to_slip_in_the_policy_would_stop_it(
    hostile: str, tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    address, asked = listener
    slipped = (
        f"<script>{MARK}</script><img src='{address}/pixel' onerror=\"{MARK}\"><link rel=stylesheet href='{address}/s'>"
    )
    text = hostile.replace("</main>", f"{slipped}</main>")
    assert "data-ran" not in opened(text, tmp_path)
    assert asked == []
    assert "data-ran" in opened(without_policy(text), tmp_path), "the test itself sees nothing"
    assert "/pixel" in asked


DRIVER = """
<script>
const out = {};
const column = (name) => {
  const table = document.getElementById("studios-table");
  const at = Array.from(table.tHead.rows[0].cells).findIndex((cell) => cell.textContent === name);
  return { button: table.tHead.rows[0].cells[at].querySelector("button"), head: table.tHead.rows[0].cells[at] };
};
const names = () => Array.from(document.getElementById("studios-table").tBodies[0].rows)
  .filter((row) => !row.hidden).map((row) => row.cells[0].querySelector("bdi").textContent);
out.before = names();
const median = column("Other: median high");
median.button.click(); out.up = names(); out.upSort = median.head.getAttribute("aria-sort");
median.button.click(); out.down = names(); out.downSort = median.head.getAttribute("aria-sort");
const filter = document.getElementById("studios-table-filter");
filter.value = "REAL"; filter.dispatchEvent(new Event("input")); out.filtered = names();
out.count = document.querySelector('[data-count="studios-table"]').textContent;
filter.value = ""; filter.dispatchEvent(new Event("input")); out.all = names();
dispatchEvent(new Event("beforeprint")); out.closed = document.querySelectorAll("details:not([open])").length;
dispatchEvent(new Event("afterprint")); out.open = document.querySelectorAll("details[open]").length;
document.body.insertAdjacentHTML("beforeend", "<pre id=out></pre>");
document.getElementById("out").textContent = JSON.stringify(out);
</script>
"""


@in_browser
def test_tables_sort_and_filter(sqlite: Engine, tmp_path: Path) -> None:
    town = article(sqlite)
    town.settle(studio("acme", "Acme"))
    town.crawl("acme", *clerks(6, start=90000))
    text = without_policy(page(sqlite, tmp_path)).replace("</body>", f"{DRIVER}</body>")
    found = lxml_html.fromstring(opened(text, tmp_path)).get_element_by_id("out").text
    out = json.loads(html.unescape(found or ""))
    assert out["before"] == ["Acme", "LAION", "Netflix", "Realeyes"]
    assert out["up"] == ["Netflix", "Acme", "LAION", "Realeyes"], "unknown stays at the end"
    assert out["down"] == ["Acme", "Netflix", "LAION", "Realeyes"], "in either direction"
    assert (out["upSort"], out["downSort"]) == ("ascending", "descending")
    assert (out["filtered"], out["count"]) == (["Realeyes"], "1 of 4 rows")
    assert out["all"] == out["down"]
    assert (out["closed"], out["open"]) == (0, 0), "all open for print, and closed again"
