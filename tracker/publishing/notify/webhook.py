"""One message to a webhook, in the form that Slack and Mattermost both take: {"text": "…"}."""

import json
import re
from http.client import HTTPException, InvalidURL
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from reports.digest import Digest
from tracker.errors import WebhookError
from tracker.util.net import is_loopback
from tracker.util.terminal import terminal_text

TIMEOUT_S = 30


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_MENTION = re.compile(r"@(?=\w)")
"""Of a channel, and of any member: a name in a title calls nobody."""
_GAP = "\u200b"
"""A blank without width, which ends what a chat would take for a command or a link of another name."""


def chat_text(words: str) -> str:
    """Words of boards as a chat may be given them: no command of Slack's, no mention of Mattermost's, no link that
    hides behind other words."""
    plain = terminal_text(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MENTION.sub(f"@{_GAP}", plain).replace("](", f"]{_GAP}(").replace("][", f"]{_GAP}[")


def post_message(address: str, said: Digest) -> None:
    """Raises WebhookError, OSError."""
    if not (address.startswith("https://") or (address.startswith("http://") and is_loopback(address))):
        raise WebhookError("LABOR_TRACKER_WEBHOOK is no https:// address")
    body = json.dumps({"text": chat_text(said.text())}, ensure_ascii=False).encode()
    request = Request(address, data=body, headers={"Content-Type": "application/json; charset=utf-8"})  # noqa: S310 - checked above
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S):
            pass
    except HTTPError as error:
        raise WebhookError(f"it answered {error.code} {error.reason}") from error
    except InvalidURL as error:
        raise WebhookError("LABOR_TRACKER_WEBHOOK is no address that can be asked") from error
    except HTTPException as error:
        raise WebhookError(f"it gave no answer that can be read ({type(error).__name__})") from error
