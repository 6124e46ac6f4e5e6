"""What a board says when it refuses is quoted, on one short line."""

import pytest

from spiders.errors import REFUSAL_QUOTED, quote_refusal


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
        (b'{"error": [{"message": "x"}]}', None),
        (b"", None),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 90_000, "[" * (REFUSAL_QUOTED - 1) + "…"),
        (b"x" * 200_000, None),
    ],
)
def test_a_refusal_is_quoted_in_its_own_words(body: bytes, words: str | None) -> None:
    assert quote_refusal(body) == words
