"""--via: which addresses it takes, and what leads to this machine alone."""

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from tracker.crawling.scrapy.via import GatewayHandler, check_via
from tracker.errors import SettingsError
from tracker.util.net import is_loopback


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8400", "http://127.9.9.9/", "http://localhost:1/x", "http://[::1]:8400", "https://LOCALHOST"],
)
def test_loopback(url):
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org/",
        "http://example.org/127.0.0.1",
        "http://0.0.0.0:80",
        "http://2130706433/",
        "",
    ],
)
def test_not_loopback(url):
    assert not is_loopback(url)


def test_slashes_at_the_end_say_nothing():
    assert check_via("http://127.0.0.1:8400//") == "http://127.0.0.1:8400"


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8400", "ftp://h.example", "http://", "http://h.example/?q=1", "http://h.example/#x", "x"]
)
def test_what_is_no_address(url):
    with pytest.raises(SettingsError, match="is no address; it should look like http://"):
        check_via(url)


def test_a_password_is_neither_taken_nor_shown():
    with pytest.raises(SettingsError, match="has a user or a password") as refused:
        check_via("http://ida:s3cret@mirror.example")
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("via", "location", "real"),
    [
        ("http://g.example:8400", b"http://g.example:8400/https://h.example/x", b"https://h.example/x"),
        ("http://g.example/web", b"/web/https://h.example/x", b"https://h.example/x"),
        ("http://g.example:8400", b"/https://h.example/x", b"https://h.example/x"),
        ("http://g.example:8400", b"/jobs/x", b"/jobs/x"),
        ("http://g.example:8400", b"https://h.example/x", b"https://h.example/x"),
        ("http://g.example:8400", b"http://g.example:8400/login", b"http://g.example:8400/login"),
    ],
)
def test_a_location_tells_the_real_address(via, location, real):
    handler = GatewayHandler.__new__(GatewayHandler)
    handler.via = via
    assert handler._without_prefix(location) == real


def test_both_schemes_go_through_it():
    settings = Settings()
    settings.setmodule("tracker.settings")
    assert settings.getdict("DOWNLOAD_HANDLERS") == dict.fromkeys(
        ("http", "https"), "tracker.crawling.scrapy.via.GatewayHandler"
    )
    assert load_object("tracker.crawling.scrapy.via.GatewayHandler") is GatewayHandler
