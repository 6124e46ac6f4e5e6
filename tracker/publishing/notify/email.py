"""One message by e-mail."""

import smtplib
import ssl
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from urllib.parse import SplitResult, unquote, urlsplit

from reports.digest import Digest
from tracker.errors import MailError
from tracker.util.net import is_loopback
from tracker.util.terminal import terminal_text

TIMEOUT_S = 30


def send_email(server: str, *, sender: str, to: Sequence[str], said: Digest, key: str) -> None:
    """`server`: smtp://[user:password@]host[:587], where STARTTLS is spoken, or smtps://…; off this machine nothing
    goes in the clear. `key` makes the Message-ID, so that the same message is known as such. Raises MailError."""
    parts = _split_server(server)
    # the library's policy for the wire puts no ">" before a line that begins with "From"
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, ", ".join(to), one_header_line(said.title)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = f"<{key[:32]}@labor-tracker.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    # encoded, so that no server on the way changes a line that begins with "From"
    message.set_content(terminal_text(said.text()), cte="base64")
    try:
        with _connect_smtp(parts) as smtp:
            if parts.username:
                smtp.login(unquote(parts.username), unquote(parts.password or ""))
            smtp.send_message(message)
    except smtplib.SMTPException as error:
        raise MailError(f"{parts.hostname} did not take it: {error}") from error


def one_header_line(words: str) -> str:
    return " ".join(terminal_text(words).split())


def _split_server(server: str) -> SplitResult:
    """A password with a / or # in it ends the address early, and what is wrong with it would be shown: so it is not."""
    parts = urlsplit(server)
    try:
        usable = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.path.strip("/") or parts.query or parts.fragment:
        raise MailError(
            "LABOR_TRACKER_SMTP is not an address like smtp://user:password@mail.example.org:587 "
            "(in a password, / is written %2F, # %23, ? %3F and @ %40)"
        )
    return parts


def _connect_smtp(parts: SplitResult) -> smtplib.SMTP:
    host, secure = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=secure)
    smtp = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_S)
    smtp.ehlo()
    # Off this machine nothing goes in the clear: a digest may stand under an embargo, and the password goes with it.
    if smtp.has_extn("starttls"):
        smtp.starttls(context=secure)
        smtp.ehlo()
    elif not is_loopback(f"http://{host}"):
        smtp.close()
        raise MailError(f"{host} does not speak STARTTLS, and nothing is sent in the clear")
    return smtp
