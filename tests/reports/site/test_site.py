"""The site says what the report says, keeps its addresses, writes what changed alone, and asks no other host."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree
from lxml import html as lxml_html
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from db.engine import open_engine
from db.models import Answer, Inquiry, JobCoverage, Posting, PostingNow, Repost, Studio
from db.vocabulary import AiLabel, Covers, Origin
from db.writes.redaction import RedactionOrder, apply_mask
from db.writes.scales import replace_scales
from reports.errors import SiteError
from reports.report import resolve_as_of, write_report
from reports.site.addresses import posting_path
from reports.site.search_index import split_words
from reports.site.site import SiteSummary, write_site
from tests.loopback_server import QuietHandler, run_server
from tests.reports.chromium import Tab
from tests.reports.report_database import FACTS, Job, article, clerks, product_manager, scales
from tests.tracker.explore.research_database import fill_research_database
from tracker.archive.masking import Mask

MARK = "document.documentElement.dataset.ran='yes'"
HOSTILE = Job(
    "x/../../Ünï code",
    f'</title><script>{MARK}</script><img src=x onerror="{MARK}">',
    low="100000",
    high="950000",
    quote=f"<svg onload={MARK}> $100,000 to $950,000, ask jane.doe@example.com about 生成AI",
    label=AiLabel.CORE,
    url=f"javascript:{MARK}//https://jobs.example",
)
EDITED = product_manager(quote="Pay for this kind of work runs from $300,000 to $900,000. You train models.")
PAGE_BYTES = 100_000
Step = Callable[[Session, PostingNow], object]
"""Changes something that the page of a posting follows from."""


def write(engine: Engine, folder: Path, data_folder: Path | None = None, **options: Any) -> SiteSummary:
    with engine.connect() as connection:
        as_of = resolve_as_of(connection, None)

        def write_data() -> Path:
            assert data_folder
            write_report(connection, data_folder, as_of=as_of, program="0.1.0", facts=FACTS, forms=("csv",))
            return data_folder

        given = write_data if data_folder else None
        return write_site(connection, folder, as_of=as_of, program="0.1.0", write_data=given, **options)


@pytest.fixture(scope="module")
def site(sqlite_databases: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of three studios in which one posting is hostile, one was edited, and one changed its pay."""
    engine, folder = open_engine(sqlite_databases(upgraded=True)), tmp_path_factory.mktemp("site")
    database = article(engine)
    raised = Job("clerk-00001", "Clerk 1", low="70000", high="90000", quote="another range")
    database.crawl("netflix", HOSTILE, EDITED, raised, *clerks(5)[2:])
    write(engine, folder, tmp_path_factory.mktemp("data"), public_url="https://postings.example")
    engine.dispose()
    return folder


def parse(file: Path) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(file.read_bytes())


def page_of(site: Path, posting_id: str) -> lxml_html.HtmlElement:
    return parse(site / posting_path(posting_id))


def test_every_link_inside_the_site_leads_to_a_file(site: Path) -> None:
    links = 0
    for file in site.rglob("*.html"):
        for link in parse(file).xpath("//@href | //script/@src"):
            parts = urlsplit(link)
            if parts.scheme or not parts.path:  # another site's, or a place on the page
                continue
            assert (file.parent / unquote(parts.path)).resolve().is_file(), (file.name, link)
            links += 1
    assert links > 100


def test_no_page_is_larger_than_a_telephone_likes(site: Path) -> None:
    assert max(file.stat().st_size for file in site.rglob("*.html")) < PAGE_BYTES


def test_nothing_of_a_posting_is_markup_or_leads_to_a_person(site: Path) -> None:
    file = site / posting_path("netflix:" + HOSTILE.key)
    assert file.resolve().is_relative_to(site.resolve())
    for page in [file, *(site / "studios").glob("*.html"), site / "index.html"]:
        tree = parse(page)
        assert not list(tree.iter("img", "iframe", "object", "form"))
        assert not tree.xpath("//@onload | //@onerror | //@onmouseover | //@style")
        assert all(urlsplit(link).scheme in ("", "http", "https", "data") for link in tree.xpath("//@href"))
    assert f"</title><script>{MARK}" in page_of(site, "netflix:" + HOSTILE.key).text_content()
    assert not [file.name for file in site.rglob("*") if file.is_file() and b"jane.doe" in file.read_bytes()]


def test_a_posting_s_page_has_its_receipt_and_marks_what_was_edited(site: Path) -> None:
    page = page_of(site, "netflix:pm")
    assert "$300,000–$900,000 a year" in page.text_content()
    assert "scale_id" not in page.text_content()
    assert [each.text_content() for each in page.xpath("//section[@aria-labelledby='changes']//del")]
    assert "You train models." in " ".join(
        each.text_content() for each in page.xpath("//section[@aria-labelledby='changes']//ins")
    )
    assert [each.text_content() for each in page_of(site, "netflix:clerk-00001").xpath("//figure//li")]


def test_pages_say_how_sure_the_readers_are_and_charts_stand_alone(site: Path) -> None:
    sure = page_of(site, "netflix:pm").xpath("string(//section[@aria-labelledby='sure'])")
    assert "a program’s reading of the title and duties" in sure
    assert "of the pay it read was right" in sure
    assert "95% interval" in parse(site / "method.html").text_content()
    heading = parse(site / "index.html").xpath("string(//figure[@id='chart-shares']/p)")
    picture = etree.parse(site / "index-shares.svg").getroot()
    drawn = " ".join(picture.xpath("//*[local-name()='text']/text()"))
    assert heading in drawn
    assert "Netflix: 2 of " in drawn
    assert "as read by a program" in drawn
    assert "Source: studios’ careers boards as read by labor-tracker, as of 25 July 2023." in drawn


def test_words_that_are_no_board_s_are_marked_wherever_they_stand(sqlite: Engine, tmp_path: Path) -> None:
    database = article(sqlite, origin=Origin.RECONSTRUCTED)
    database.crawl("netflix", product_manager(), Job("fresh", "Animator"), *clerks(5), origin=Origin.RECONSTRUCTED)
    write(sqlite, tmp_path)
    for file in (tmp_path / "postings").rglob("*.html"):
        assert "Reconstructed" in parse(file).xpath("string(//*[@class='banner'])")
    lists = [file for name in ("studios", "weeks") for file in (tmp_path / name).glob("*.html")]
    rows = [row for file in lists for row in parse(file).xpath("//tbody/tr | //ul[@class='changes']/li")]
    assert len(rows) > 5
    assert all("Reconstructed" in row.text_content() for row in rows)
    feed = etree.parse(tmp_path / "studios" / "netflix.atom")
    titles = feed.xpath("//*[local-name()='entry']/*[local-name()='title']")
    assert titles
    assert all("Reconstructed" in title.text for title in titles)
    results = json.loads((tmp_path / "search" / "postings.json").read_text())
    assert all("Reconstructed" in row[-1] for row in results)


def test_a_market_range_is_called_one_in_a_list(site: Path) -> None:
    assert "$300,000–$900,000 a year, market range" in parse(site / "studios" / "netflix.html").text_content()


def test_a_site_brought_up_to_date_has_the_bytes_of_one_written_anew(sqlite: Engine, tmp_path: Path) -> None:
    """Whatever a page follows from: its words, what people recorded, whom agreements cover, union figures, claims."""
    database = article(sqlite)
    first = write(sqlite, tmp_path / "a", tmp_path / "data")
    assert first.written == first.pages
    again = write(sqlite, tmp_path / "a", tmp_path / "data")
    assert (again.written, again.removed, again.pages) == (0, 0, first.pages)
    write(sqlite, tmp_path / "b", tmp_path / "data")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    before = json.loads((tmp_path / "a" / "site.json").read_text())["inputs"]
    database.crawl("netflix", EDITED, *clerks(5))
    made = write(sqlite, tmp_path / "a")
    after = json.loads((tmp_path / "a" / "site.json").read_text())["inputs"]
    changed = {path for path in after if after[path] != before.get(path)}
    assert posting_path("netflix:pm") in changed
    assert posting_path("realeyes:actor") not in changed, "what another board shows changes no page of this one"
    assert 0 < made.written < made.pages
    of_one: list[Step] = [
        lambda session, pm: session.add(
            Inquiry(
                posting=pm.posting, asked_at=database.at, asked_by="x", deadline_at=database.at, sheet="?",
                sheet_sha256="3" * 64,
            )
        ),
        lambda session, _: session.add(
            Answer(inquiry=1, recorded_at=database.at, recorded_by="x", kind="declined", answered_on=database.at.date())
        ),
        lambda session, pm: session.add(
            JobCoverage(version=pm.version, rules_sha256="4" * 64, rule="r", covers=Covers.YES, reason="So it says.")
        ),
        lambda session, pm: session.add(
            Repost(
                posting=pm.posting, earlier=1 if pm.posting != 1 else 2, crawl=1, score=Decimal("0.9"),
                reasons="title", rule="r",
            )
        ),
    ]  # fmt: skip
    of_all: list[Step] = [
        lambda session, _: replace_scales(session, scales()[1:]),
        lambda session, _: session.execute(update(Studio).values(name=Studio.name + " Ltd")),
        lambda session, _: apply_mask(
            session, Mask(["train"]).value, RedactionOrder(by="x", reason="asked", at=database.at)
        ),
    ]
    for steps in (of_one, of_all[:1], of_all[1:]):
        written = 0
        for step in steps:
            with database.write() as session:
                of_pm = select(PostingNow).join(Posting, PostingNow.posting == Posting.id)
                step(session, session.scalars(of_pm.where(Posting.posting_id == "netflix:pm")).one())
            written += write(sqlite, tmp_path / "a").written
        assert written >= len(steps) // 2
        write(sqlite, tmp_path / "b")
        assert contents(tmp_path / "a") == contents(tmp_path / "b")
    page = tmp_path / "a" / posting_path("realeyes:actor")
    page.write_bytes(page.read_bytes()[:-9])  # a disk that was full, or a hand
    assert write(sqlite, tmp_path / "a").written == 1
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_posting_under_embargo_has_no_page_and_stands_nowhere(sqlite: Engine, tmp_path: Path) -> None:
    database = article(sqlite)
    write(database.engine, tmp_path)
    assert (tmp_path / posting_path("netflix:pm")).is_file()
    made = write(database.engine, tmp_path, hidden={"netflix:pm"})
    assert made.removed >= 1
    assert not (tmp_path / posting_path("netflix:pm")).exists()
    found = [
        name
        for name, data in contents(tmp_path).items()
        if b"Product Manager, Machine" in data or b"netflix:pm" in data
    ]
    assert found == []


def test_a_folder_of_somebody_s_files_is_not_filled(sqlite: Engine, tmp_path: Path) -> None:
    database = article(sqlite)
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(SiteError, match="no site of ours"):
        write(database.engine, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_first_run_that_was_stopped_is_gone_on_with_and_leaves_nothing_behind(sqlite: Engine, tmp_path: Path) -> None:
    article(sqlite)
    write(sqlite, tmp_path / "whole")
    folder, blocked = tmp_path / "site", tmp_path / "site" / posting_path("netflix:pm")
    blocked.mkdir(parents=True)  # a folder where a page is to be written fails as a full disk does
    (folder / "site.json").write_text('{"files": {}}')
    (folder / "postings" / "netflix" / "embargoed.html").write_text("of a run before")
    (folder / "CNAME").write_text("postings.example")
    with pytest.raises(SiteError, match=r"cannot be written: .*the next run goes on"):
        write(sqlite, folder)
    blocked.rmdir()
    write(sqlite, folder)
    assert contents(folder) == contents(tmp_path / "whole") | {"CNAME": b"postings.example"}


def test_feeds_are_atom_with_links_and_ids(site: Path) -> None:
    feed = etree.parse(site / "studios" / "netflix.atom").getroot()
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    ids = feed.xpath("a:entry/a:id/text()", namespaces=spaces)
    assert ids
    assert len(set(ids)) == len(ids)
    assert feed.xpath("a:entry/a:link/@href", namespaces=spaces)[0].startswith("https://postings.example/postings/")


def test_a_union_s_page_says_whom_its_agreements_cover_and_who_stands_beside(sqlite: Engine, tmp_path: Path) -> None:
    """Covered jobs stand there whether or not they state pay."""
    database = fill_research_database(sqlite)
    database.crawl(
        "laion", Job("paid", "Film Editor", low="90000", high="99000", quote="90,000 to 99,000"), Job("unpaid")
    )
    with database.write() as session:
        keys = {"laion:paid": Covers.YES, "laion:unpaid": Covers.LIKELY}
        rows = session.execute(
            select(Posting.posting_id, PostingNow.version).join(PostingNow, PostingNow.posting == Posting.id)
        )
        for posting_id, version in rows.all():
            if posting_id in keys:
                session.add(
                    JobCoverage(
                        version=version,
                        rules_sha256="4" * 64,
                        rule="ruled",
                        covers=keys[posting_id],
                        reason="By its title.",
                    )
                )
    write(sqlite, tmp_path)
    page = parse(tmp_path / "unions" / "sag-aftra.html")
    covered = {
        row.get("id"): row.text_content() for row in page.xpath("//section[@aria-labelledby='covered']//tbody/tr")
    }
    assert set(covered) == {"laion:paid", "laion:unpaid", "netflix:editor"}
    assert "not stated" in covered["laion:unpaid"]
    assert "By its title." in covered["laion:unpaid"]
    beside = page.xpath("//section[@aria-labelledby='beside']//tbody/tr/@id")
    assert "netflix:pm" in beside
    assert not set(beside) & set(covered)


def test_search_engines_are_told_what_it_is(site: Path) -> None:
    index = parse(site / "index.html")
    assert index.xpath("//link[@rel='canonical']/@href") == ["https://postings.example/index.html"]
    dataset = json.loads(index.xpath("string(//script[@type='application/ld+json'])"))
    assert dataset["@type"] == "Dataset"
    assert "https://postings.example/data/postings.csv" in [each["contentUrl"] for each in dataset["distribution"]]
    assert "https://postings.example/index.html" in (site / "sitemap.txt").read_text().split()


# --- in a browser ------------------------------------------------------------------------------------------------


class FolderHandler(QuietHandler, SimpleHTTPRequestHandler):
    """Answers with the files of a folder."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with run_server(partial(FolderHandler, directory=str(site))) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


SEARCHED = """new Promise((tell) => {
  const count = document.getElementById("count");
  const titles = () => [...document.querySelectorAll("#results a")].map((a) => a.textContent);
  const seen = () => /^\\d+ posting/.test(count.textContent) && tell(titles());
  new MutationObserver(seen).observe(count, {childList: true, characterData: true, subtree: true});
  const words = document.getElementById("words");
  words.value = %s;
  words.dispatchEvent(new Event("input"));
})"""


def test_all_postings_can_be_searched_and_nobody_else_is_asked(tab: Tab, address: str) -> None:
    tab.open(f"{address}search.html")
    assert tab.run(SEARCHED % json.dumps("train MODELS")) == ["Product Manager, Machine Learning Platform"]
    assert tab.run(SEARCHED % json.dumps("生成AI"))[0].startswith("</title><script>")
    assert tab.run(SEARCHED % json.dumps("nobodysaidthis")) == []
    assert tab.complaints == []
    assert all(each.startswith(address) for each in tab.asked)
    assert tab.run("document.documentElement.dataset.ran") is None


def test_it_can_be_read_from_its_folder(tab: Tab, site: Path) -> None:
    tab.open(site / posting_path("netflix:pm"))
    assert tab.run("getComputedStyle(document.querySelector('.line')).fontWeight") == "600", "the style is not applied"
    assert tab.complaints == []


def test_axe_finds_nothing_serious(tab: Tab, address: str, axe: str) -> None:
    for page in (
        "index.html",
        "search.html",
        "studios/netflix.html",
        posting_path("netflix:pm"),
        "unions/sag-aftra.html",
    ):
        for width, dark in ((1280, False), (390, True)):
            tab.show(width, dark=dark)
            tab.open(f"{address}{page}")
            tab.run(f"{axe};0")
            found = tab.run("axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)")
            grave = [
                (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")
            ]
            assert grave == [], (page, width)
            assert tab.run("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Generative-AI  Artist", {"generative", "ai", "artist"}),
        ("Wētā, Montréal", {"weta", "montreal"}),
        ("生成AI", {"生成", "ai"}),
        ("動画編集者", {"動画", "画編", "編集", "集者"}),
        ("a I 2D", {"2d"}),
    ],
)
def test_words_are_split_as_people_look_for_them(text: str, words: set[str]) -> None:
    assert split_words(text) == words
