"""After a report people are told what changed: once, by each way that they asked for, and by no way in the clear."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from lxml import etree
from sqlalchemy import Engine

from db import models
from db.engine import write_sessions
from db.vocabulary import Origin
from db.writes import crawls, inquiries
from db.writes.reports import last_report, record_report
from reports.digest import Digest
from reports.site.addresses import posting_path
from spiders.posting import Place, Posting
from tests.loopback_server import QuietHandler, run_server
from tracker import settings
from tracker.errors import FeedError, MailError, NotifyError, WebhookError
from tracker.ingest.save_posting import save_posting
from tracker.publishing.notify import email, notifier, webhook
from tracker.publishing.notify.atom import ATOM, KEPT, add_entry
from tracker.publishing.notify.notifier import NotifyConfig

AI, ARTIST, OTHER = "Machine Learning Engineer", "Generative AI Artist", "Gardener"
WORK = {AI: "You train generative models.", ARTIST: "You train generative models.", OTHER: "You water the plants."}
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WAYS = ("e-mail", "webhook", "feed")


class Mailbox:
    """What a real SMTP server took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 taken"


class Served(Controller):
    """On a free port, which the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()

    def who(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        # handled=False: else the server believes that we have answered, and the client waits for its time-out
        return AuthResult(success=(data.login, data.password) == (b"desk", b"s:cret"), handled=False)

    served = Served(box, "127.0.0.1", 0, authenticator=who, auth_require_tls=False)
    served.start()
    yield box, f"smtp://desk:s%3Acret@127.0.0.1:{served.port}"
    served.stop()
    asyncio.set_event_loop(None)


@pytest.fixture
def hook() -> Iterator[tuple[list[Any], str]]:
    """A webhook that takes everything but what goes to /full and /elsewhere."""
    taken: list[Any] = []

    class Hook(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.path, self.headers["Content-Type"], json.loads(body)))
            self.send_response({"/full": 507, "/elsewhere": 302}.get(self.path, 200))
            self.send_header("Location", "/hook")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with run_server(Hook) as server:
        yield taken, f"http://127.0.0.1:{server.server_port}"


def visit(engine: Engine, at: datetime, *titles: str, studio: str = "s") -> None:
    """A complete crawl of a board with these postings, and a report after it."""
    name = "Studio S" if studio == "s" else f"Studio {studio}"
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio=studio, name=name, named_in_article=False)])
        crawl = crawls.open_crawl(session, studio, at, program="test")
        for title in titles:
            posting = Posting(
                studio=studio,
                board_key=title,
                title=title,
                url="https://s.example/1",
                description=f"<p>{WORK[title]} The salary range is $100,000 - $200,000 per year.</p>",
                places=(Place(text="Los Angeles, CA, United States"),),
                posted_on=None,
                posted_on_basis=None,
                fetched_at=at,
            )
            save_posting(session, crawl, posting, Origin.BOARD, read_at=at)
        ended = {"announced": len(titles), "ended": True, "faults": [], "refused": None, "requests": 1}
        crawls.close_crawl(session, crawl, at, listed_keys=list(titles), **ended)
        record_report(session, written_at=at, as_of=at, folder="out", manifest_sha256=f"{at:%Y%m%d}".ljust(64))


@pytest.fixture
def begun(engine: Engine) -> Engine:
    """A board that was walked, and whose first report everybody was told of."""
    visit(engine, NOW - DAY, OTHER)
    with write_sessions(engine).begin() as session:
        report = last_report(session)
        session.add_all(models.Notification(report=report.id, channel=way, told_at=NOW - DAY) for way in WAYS)
    return engine


def told(engine: Engine, how: NotifyConfig, now: datetime = NOW) -> list[tuple[str, bool]]:
    return list(notifier.send_notifications(engine, how, now))


def test_by_e_mail(begun: Engine, mailbox: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch) -> None:
    box, address = mailbox
    monkeypatch.setattr(settings, "SMTP", address)
    visit(begun, NOW, AI, OTHER)
    how = NotifyConfig(email_to=("a@desk.example", "b@desk.example"), email_from="tracker@desk.example")
    assert told(begun, how) == [("e-mail: told", True)]
    [(recipients, message)] = box.taken
    assert recipients == ["a@desk.example", "b@desk.example"]
    assert message["Subject"].startswith("One posting is new (1 of them AI)")
    assert AI in message.get_content()
    assert told(begun, how) == [("e-mail: told before", True)]
    assert len(box.taken) == 1


def test_by_webhook(begun: Engine, hook: tuple[list[Any], str], monkeypatch: pytest.MonkeyPatch) -> None:
    taken, address = hook
    monkeypatch.setattr(settings, "WEBHOOK", f"{address}/hook")
    visit(begun, NOW, AI)
    assert told(begun, NotifyConfig(webhook=True)) == [("webhook: told", True)]
    [(path, kind, body)] = taken
    assert (path, kind, list(body)) == ("/hook", "application/json; charset=utf-8", ["text"])
    assert AI in body["text"]


@pytest.mark.parametrize(("path", "why"), [("/full", "it answered 507"), ("/elsewhere", "it answered 302")])
def test_what_was_not_handed_over_is_in_the_next_message(
    begun: Engine, hook: tuple[list[Any], str], monkeypatch: pytest.MonkeyPatch, path: str, why: str
) -> None:
    taken, address = hook
    monkeypatch.setattr(settings, "WEBHOOK", address + path)
    visit(begun, NOW, AI)
    [(line, well)] = told(begun, NotifyConfig(webhook=True))
    assert (why in line, well) == (True, False)
    assert address not in line
    monkeypatch.setattr(settings, "WEBHOOK", address)
    visit(begun, NOW + DAY, AI, ARTIST)
    assert told(begun, NotifyConfig(webhook=True)) == [("webhook: told", True)]
    assert AI in taken[-1][2]["text"]
    assert ARTIST in taken[-1][2]["text"]


def test_the_first_message_says_what_is_listed(engine: Engine, tmp_path: Path) -> None:
    visit(engine, NOW, AI, OTHER)
    assert told(engine, NotifyConfig(feed=tmp_path / "f")) == [("feed: told", True)]
    assert "First report: of 2 listed, AI postings are 1 (22 November 2026)" in (tmp_path / "f").read_text()


def test_in_a_feed(begun: Engine, tmp_path: Path) -> None:
    feed = tmp_path / "in" / "feed.atom"
    visit(begun, NOW, AI)
    told(begun, NotifyConfig(feed=feed))
    visit(begun, NOW + DAY, AI, ARTIST)
    told(begun, NotifyConfig(feed=feed))
    titles = etree.parse(feed).xpath("//a:entry/a:title/text()", namespaces={"a": ATOM})
    assert len(titles) == 2
    assert titles[0].startswith("One posting is new (1 of them AI)")
    content = etree.parse(feed).xpath("//a:entry/a:content/text()", namespaces={"a": ATOM})
    assert AI not in content[0]
    assert AI in content[1]


def test_a_message_tells_the_weightiest_first_with_before_and_after_and_leads_to_the_page(
    begun: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://news.example/")
    feed = tmp_path / "feed.atom"
    visit(begun, NOW, AI, ARTIST, OTHER)
    told(begun, NotifyConfig(feed=feed))
    monkeypatch.setitem(WORK, ARTIST, "You paint.")
    monkeypatch.setitem(WORK, AI, "You train generative models, and nothing else.")
    visit(begun, NOW + DAY, AI, ARTIST)
    told(begun, NotifyConfig(feed=feed))
    tree, names = etree.parse(feed), {"a": ATOM}
    lines = [
        line for line in tree.xpath("//a:entry/a:content/text()", namespaces=names)[0].splitlines() if line[0] == "-"
    ]
    assert lines[0].startswith(f"- Studio S dropped a sentence on AI from “{ARTIST}”.")
    assert "“You train generative models." in lines[0]
    assert "You paint." in lines[0]
    assert lines[1].startswith(f"- Studio S edited a sentence on AI in “{AI}”.")
    assert [line.rpartition(" ")[2] for line in lines[:2]] == [
        f"<https://news.example/{posting_path(f's:{title}')}>" for title in (ARTIST, AI)
    ]
    links = tree.xpath("//a:entry/a:link/@href", namespaces=names)
    assert links == ["https://news.example/"] * 2
    assert len(set(tree.xpath("//a:entry/a:id/text()", namespaces=names))) == 2


def test_a_new_board_is_announced_and_nothing_is_not_all_that_changed(begun: Engine, tmp_path: Path) -> None:
    feed = tmp_path / "feed.atom"
    told(begun, NotifyConfig(feed=feed, always=True))
    visit(begun, NOW, *([OTHER] * 1), studio="new")
    assert told(begun, NotifyConfig(feed=feed)) == [("feed: told", True)]
    text = feed.read_text(encoding="utf-8")
    assert "Studio new is new here (22 November 2026)" in text
    assert "its board was read whole for the first time, with one posting listed" in text
    assert "Nothing changed" not in text


def test_where_nothing_changed_nobody_is_told_unless_asked(begun: Engine, tmp_path: Path) -> None:
    feed = tmp_path / "feed.atom"
    visit(begun, NOW, AI, OTHER)
    told(begun, NotifyConfig(feed=feed))
    visit(begun, NOW + DAY, AI, OTHER)
    before = feed.read_bytes()
    assert told(begun, NotifyConfig(feed=feed)) == [("feed: nothing changed, nobody is told", True)]
    assert feed.read_bytes() == before
    assert told(begun, NotifyConfig(feed=feed, always=True)) == [("feed: told", True)]
    assert b"Nothing changed (23 November 2026)" in feed.read_bytes()


def test_under_an_embargo_nobody_is_told_and_afterwards_all_is(begun: Engine, tmp_path: Path) -> None:
    feed = tmp_path / "feed.atom"
    visit(begun, NOW, AI)
    with write_sessions(begun).begin() as session:
        inquiries.record_inquiry(
            session,
            f"s:{AI}",
            models.Inquiry(
                asked_at=NOW, asked_by="Ida", deadline_at=NOW, embargo_until=NOW + DAY, sheet="", sheet_sha256="0" * 64
            ),
        )
    [(line, well)] = told(begun, NotifyConfig(feed=feed))
    assert "under embargo until 2026-11-23 09:00 UTC" in line
    assert well
    assert not feed.exists()
    later = NOW + DAY + timedelta(seconds=1)
    [(line, _)] = notifier.send_notifications(begun, NotifyConfig(feed=feed), NOW + DAY, embargo_until=later)
    assert line == "nobody is told: the embargo ends on 2026-11-23 09:00 UTC"
    assert not feed.exists()
    assert told(begun, NotifyConfig(feed=feed), NOW + DAY) == [("feed: told", True)]


def test_a_way_that_is_not_set_up_is_named_and_stops_no_other(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SMTP", None)
    with pytest.raises(NotifyError, match="no report was written yet"):
        told(engine, NotifyConfig(feed=tmp_path / "f"))
    visit(engine, NOW, AI)
    how = NotifyConfig(email_to=("a@desk.example",), email_from="t@desk.example", feed=tmp_path / "f")
    assert told(engine, how) == [
        ("e-mail: not told: e-mail is asked for, and LABOR_TRACKER_SMTP is not set", False),
        ("feed: told", True),
    ]


@pytest.mark.parametrize("address", ["http://10.0.0.7/hook", "ftp://h/", "file:///etc/passwd"])
def test_a_webhook_off_this_machine_is_asked_over_https_alone(address: str) -> None:
    with pytest.raises(WebhookError, match="no https:// address"):
        webhook.post_message(address, Digest("t", ("l",), changed=True))


@pytest.mark.parametrize("address", ["mail.example.org", "http://h:25", "smtp://"])
def test_an_address_that_is_no_mail_server_is_refused(address: str) -> None:
    with pytest.raises(MailError, match="LABOR_TRACKER_SMTP is not an address like"):
        email.send_email(address, sender="a@b", to=["c@d"], said=Digest("t", ("l",), changed=True), key="0" * 64)


@pytest.mark.parametrize("password", ["s3cr/et", "s3cr#et", "s3cr?et", "s3cr/et@more"])
def test_a_password_that_breaks_its_address_is_not_shown(password: str) -> None:
    server = f"smtp://desk:{password}@mail.example.org:587"
    with pytest.raises(MailError, match="is written %2F") as raised:
        email.send_email(server, sender="a@b", to=["c@d"], said=Digest("t", ("l",), changed=True), key="0" * 64)
    assert "s3cr" not in str(raised.value)


def test_a_webhook_s_address_is_not_shown_where_it_cannot_be_asked() -> None:
    for address in ("https://hooks.example/s3cr et", "http://127.0.0.1:s3cret/x"):
        with pytest.raises(WebhookError, match="LABOR_TRACKER_WEBHOOK is no") as raised:
            webhook.post_message(address, Digest("t", ("l",), changed=True))
        assert "s3cr" not in str(raised.value)


def test_a_wrong_password_is_said_in_a_sentence(
    begun: Engine, mailbox: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SMTP", mailbox[1].replace("cret", "ecret"))
    visit(begun, NOW, AI)
    [(line, well)] = told(begun, NotifyConfig(email_to=("a@desk.example",), email_from="t@desk.example"))
    assert line.startswith("e-mail: not told: 127.0.0.1 did not take it: ")
    assert not well
    assert "ecret" not in line


def test_a_file_that_is_no_feed_is_left_as_it_is(tmp_path: Path) -> None:
    for words in ("notes of mine", "<html/>"):
        (tmp_path / "f").write_text(words)
        with pytest.raises(FeedError, match="is no Atom feed"):
            add_entry(tmp_path / "f", Digest("t", (), changed=True), key="a", at=NOW)
        assert (tmp_path / "f").read_text() == words


def test_a_feed_keeps_each_report_once_and_the_newest_of_them(tmp_path: Path) -> None:
    for number in [*range(KEPT + 3), KEPT + 2]:
        add_entry(tmp_path / "f", Digest(f"<b>{number}", (), changed=True), key=str(number), at=NOW + number * DAY)
    titles = etree.parse(tmp_path / "f").xpath("//a:entry/a:title/text()", namespaces={"a": ATOM})
    assert titles == [f"<b>{number}" for number in reversed(range(3, KEPT + 3))]


HOSTILE_TITLES = [
    "<!channel> look", "<!here|x>", "<https://evil.example|https://good.example>", "@channel", "@HERE", "@all",
    "@jane.doe", "[https://good.example](https://evil.example)", "[a][b]", "&lt;!channel&gt;", "\x1b[31m\x00",
    "\u202egnp.exe", "a\r\nBcc: x@y.example", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_a_title_is_no_command_to_a_chat(title: str) -> None:
    said = webhook.chat_text(f"- Acme: “{title}” arrived <https://b.example/1>\n")
    assert "<" not in said
    assert ">" not in said
    assert "](" not in said
    assert not re.search(r"@\w", said), "nobody is called by a title"
    assert all(each.isprintable() or each in "\n\u200b" for each in said)
    assert "https://b.example/1" in said


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_a_title_is_no_header_of_a_mail_and_breaks_no_feed(title: str, mailbox, tmp_path: Path) -> None:
    box, server = mailbox
    said = Digest(title, (title, "From here on", f"> {title}"), changed=True)
    email.send_email(server, sender="a@b.example", to=["c@d.example"], said=said, key="k" * 32)
    [(_, message)] = box.taken
    assert message["Bcc"] is None
    assert b"\n>From" not in message.as_bytes()
    assert "\nFrom here on\n" in message.get_content().replace("\r\n", "\n")
    add_entry(tmp_path / "feed.atom", said, key="k", at=NOW)
    assert len(etree.parse(tmp_path / "feed.atom").findall(f"{{{ATOM}}}entry")) == 1
