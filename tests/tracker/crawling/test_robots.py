"""What a robots.txt says to us, and that one which cannot be read says no."""

from datetime import date

import pytest
from scrapy.http import Response

from spiders.catalog.terms_of_use import DocumentedInterface, Terms, find_documented_interface
from spiders.loader import make_spider_class, read_studios
from tracker.crawling.scrapy.robots import read_robots

URL = "https://h.example/robots.txt"


def rules(status: int = 200, body: bytes = b""):
    return read_robots(Response(URL, status=status, body=body), "h.example")


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503, 504, 301, 304])
def test_statuses_that_stop_the_crawl(status):
    assert rules(status).unreadable == f"robots.txt of h.example answered {status}"


@pytest.mark.parametrize("status", [400, 404, 410])
def test_no_robots_txt_allows(status):
    assert rules(status).unreadable is None
    assert rules(status, b"User-agent: *\nDisallow: /").allows("https://h.example/x")


@pytest.mark.parametrize("body", [b"<!doctype html>", b"\xef\xbb\xbf  <html>", b"\n\n<?xml"])
def test_a_web_page_is_no_robots_txt(body):
    assert rules(200, body).unreadable == "robots.txt of h.example is a web page"


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nAllow: /api/", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: labor-tracker\nDisallow: /api/", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Labor-Tracker\nAllow: /", True),
        ("User-agent: *\nDisallow: /*?start=", False),
        ("User-agent: other-bot\nDisallow: /", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: *\r\nDisallow: /\r\n", False),
        ("User-agent: *\nDisallow: /api\n" + "# \n" * 400_000 + "Allow: /api", False),
    ],
)
def test_rules(body, allowed):
    assert rules(200, body.encode()).allows("https://h.example/api/jobs?start=0") is allowed


def test_bytes_that_are_no_text_are_no_reason_to_go_on():
    assert not rules(200, b"User-agent: *\nDisallow: /\n# \xff\xfe").allows("https://h.example/x")


RULE = "User-agent: *\nDisallow: /"


@pytest.mark.parametrize(
    "body",
    [
        RULE.encode("utf-16"),
        RULE.encode("utf-16-le"),
        RULE.encode("utf-16-be"),
        b"\xfe\xff" + RULE.encode("utf-16-be"),
        ("# ä\n" + RULE).encode("latin-1"),
    ],
)
def test_a_robots_txt_in_another_encoding_is_obeyed(body):
    found = rules(200, body)
    assert found.unreadable is None
    assert not found.allows("https://h.example/x")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"error": "not found"}', "is JSON"),
        (b'[{"User-agent": "*"}]', "is JSON"),
        (b"User-agent: *\nDisallow: /\n\x00\x00", "is no text"),
        (b"\x00\x01\x02\x03garbage", "is no"),
        (b"Please wait while we check your browser", "is no robots.txt"),
        (b"Error: no such page", "is no robots.txt"),
        (b"\r\n <!DOCTYPE html>", "is a web page"),
        ("<html>".encode("utf-16"), "is a web page"),
    ],
)
def test_what_is_no_robots_txt_is_not_read_as_one(body, says):
    assert says in (rules(200, body).unreadable or "")


@pytest.mark.parametrize("body", [b"", b"  \n", b"# nothing is barred", b"Sitemap: https://h.example/s.xml"])
def test_a_robots_txt_without_a_group_allows(body):
    assert rules(200, body).allows("https://h.example/x")


DOCUMENT = DocumentedInterface(
    host="h.example", source_url="https://h.example/docs", read_on=date(2026, 11, 30), words="'for everyone'"
)


@pytest.mark.parametrize("status", [401, 403])
def test_a_documented_interface_is_read_where_its_robots_txt_is_closed(status):
    found = read_robots(Response(URL, status=status), "h.example", DOCUMENT)
    assert found.unreadable is None
    assert found.allows("https://h.example/x")
    assert found.remark == (
        f"robots.txt of h.example answered {status}, which counts as unavailable (RFC 9309, 2.3.1.3), as its interface"
        " is documented for the public: https://h.example/docs, read on 2026-11-30"
    )


@pytest.mark.parametrize("status", [429, 500, 503, 301])
def test_a_document_opens_no_host_that_is_out_of_order(status):
    assert read_robots(Response(URL, status=status), "h.example", DOCUMENT).unreadable


def test_a_document_lifts_no_rule():
    body = b"User-agent: *\nDisallow: /"
    assert not read_robots(Response(URL, body=body), "h.example", DOCUMENT).allows("https://h.example/x")


def test_a_document_counts_for_its_own_host_alone():
    (ashby,) = (studio for studio in read_studios() if studio.name == "openai")
    spider = make_spider_class(ashby)
    assert spider.find_documented_interface("api.ashbyhq.com").words
    assert spider.find_documented_interface("jobs.ashbyhq.com") is None
    assert spider.find_documented_interface("api.lever.co") is None
    terms = Terms(read_on=date(2026, 11, 30), says="-", decision="crawl", documented=DOCUMENT)
    assert find_documented_interface("h.example", [None, terms]) == DOCUMENT
    assert find_documented_interface("other.example", [None, terms]) is None
