"""Answers in the shape of each family's -> postings, field by field. One folder of boards/<family>/ is one example."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Request, TextResponse, XmlResponse

from spiders.boards.base import BoardSpider
from spiders.catalog.studios import Studio
from spiders.loader import make_spider_class, read_studios
from spiders.posting import Posting

BOARDS = Path(__file__).parent / "boards"
EXAMPLES = sorted(path.parent for path in BOARDS.glob("*/*/expected.json"))
KINDS = {".json": TextResponse, ".html": HtmlResponse, ".xml": XmlResponse}


def answer(request: Request, file: Path) -> TextResponse:
    return KINDS[file.suffix](request.url, body=file.read_bytes(), encoding="utf-8", request=request)


def spider_of(family: str, expected: dict[str, Any]) -> BoardSpider:
    row: dict[str, Any] = {"name": "example", "title": "Example", "source_url": "-", "confidence": "low"}
    if "studio" in expected:
        (known,) = (studio for studio in read_studios() if studio.name == expected["studio"])
        row |= {"brand": known.brand, "expect_company": known.expect_company}
    spider = make_spider_class(Studio(**row, family=family, board=expected["board"]))()
    if expected.get("uses_pages"):
        spider.uses_pages = True
    return spider


def walks_groups(spider: BoardSpider) -> bool:
    return getattr(spider, "uses_pages", False) and hasattr(spider, "_groups_request")


def walk(spider: BoardSpider, folder: Path) -> list[Posting]:
    """The example's list and details through the spider, without a network."""
    first = spider._groups_request(1) if walks_groups(spider) else spider.first_request()
    yielded = list(spider.read_page(answer(first, next(folder.glob("list.*")))))
    postings = []
    for each in yielded:
        if isinstance(each, Posting):  # the list carried it
            postings.append(each)
            continue
        row = each.cb_kwargs.get("row")
        if row is None:  # the page after the last, which is empty
            assert not list(spider.read_page(HtmlResponse(each.url, body=b"", request=each)))
        else:
            postings += list(spider.read_detail(answer(each, next(folder.glob(f"{row.key}.*"))), **each.cb_kwargs))
    return postings


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_example(folder):
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    spider = spider_of(folder.parent.name, expected)
    postings = [plain(posting) for posting in walk(spider, folder)]
    seen = plain(spider.walk)
    assert {name: seen[name] for name in expected["walk"]} == expected["walk"]
    assert len(postings) == len(expected["postings"])
    for posting, wanted in zip(postings, expected["postings"], strict=True):
        assert {name: posting[name] for name in wanted} == wanted
        assert posting["studio"] == "example"
        assert posting["list_fingerprint"]
        assert posting["response_sha256"]


def plain(record: Any) -> dict[str, Any]:
    return json.loads(
        json.dumps(dataclasses.asdict(record), default=lambda x: sorted(x) if isinstance(x, set) else str(x))
    )


def test_every_family_has_an_example():
    from spiders.loader import load_board_families

    assert set(load_board_families()) == {folder.parent.name for folder in EXAMPLES}
