"""What a robots.txt says to us, and that one which cannot be read says no."""

import pytest
from scrapy.http import Response

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
