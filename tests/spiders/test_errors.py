"""What a board says when it refuses is quoted, on one short line."""

import pytest
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from spiders.errors import (
    REFUSAL_QUOTED,
    HostUnreachableError,
    OfflineError,
    RobotsDisallowError,
    RobotsRefusedError,
    RobotsUnreadableError,
    describe_failure,
    is_refusal,
    quote_refusal,
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            b'{"message": "This interface is not enabled for this user."}',
            "This interface is not enabled for this user.",
        ),
        (b'{"error": {"message": "No such site", "code": 7}}', "No such site"),
        (b'{"error": "invalid token", "status": 401}', "invalid token"),
        (b'{"errorCode": "S22", "httpStatus": 403}', None),
        (b'{"message": "", "detail": "closed\\n for\\u001b[31m now"}', "closed for [31m now"),
        (b'"maintenance"', "maintenance"),
        (b"Too many requests\n", "Too many requests"),
        (b"<html><head><title>Access &amp; more denied</title></head></html>", "Access & more denied"),
        (b"<html><body>no title</body></html>", None),
        (b'{"error": [{"message": "x"}]}', "x"),
        (b'{"data": null, "errors": [{"message": "No such board"}, {"message": "y"}]}', "No such board"),
        (b'{"error": {"code": 7}, "errors": []}', None),
        (b"", None),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 90_000, "[" * (REFUSAL_QUOTED - 1) + "…"),
        (b"x" * 200_000, None),
    ],
)
def test_a_refusal_is_quoted_in_its_own_words(body: bytes, words: str | None) -> None:
    assert quote_refusal(body) == words


def test_offline_a_missing_name_and_a_refusal_are_three_sentences() -> None:
    said = {
        describe_failure(error, "https://jobs.example.org/list")
        for error in (
            OfflineError("x"),
            CannotResolveHostError("x"),
            RobotsDisallowError("robots.txt of jobs.example.org disallows /list"),
        )
    }
    assert said == {
        "you seem to be offline: neither jobs.example.org nor any other name resolves",
        "jobs.example.org has no address in the DNS",
        "robots.txt of jobs.example.org disallows /list",
    }


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_host_that_is_down_has_refused_nothing(status: int) -> None:
    assert is_refusal(HttpError(Response("https://x.example", status=status))) is (status in (401, 403))


def test_a_robots_txt_that_is_closed_is_a_refusal_and_one_that_cannot_be_asked_is_none() -> None:
    refusals = [is_refusal(error("x")) for error in (RobotsDisallowError, RobotsRefusedError)]
    others = [is_refusal(error("x")) for error in (RobotsUnreadableError, HostUnreachableError, OfflineError)]
    assert (refusals, others) == ([True, True], [False, False, False])
