"""One list of hostile words, and every medium that they leave by."""

import csv
import html
import io
import json
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml import etree

from reports.digest import Digest
from reports.formats.csv_writer import keep_as_text
from reports.frames.values import CONVERTERS, format_csv
from reports.redact import redact, redact_reference, redact_url
from reports.site.addresses import posting_path
from reports.site.feed import render_feed
from reports.site.site_context import SiteContext
from tracker.explore.row_formats import FORMATS
from tracker.publishing.notify.atom import ATOM, add_entry
from tracker.publishing.notify.email import one_header_line
from tracker.publishing.notify.webhook import chat_text
from tracker.util.slug import make_slug
from tracker.util.terminal import terminal_text

HOSTILE = [
    "=1+1",
    "Grip;=1+1",
    "Grip|@SUM(A1)",
    "Grip\t+1+1",
    "Grip\n-2+3",
    '"=HYPERLINK(""http://x"")',
    "＝1+1",
    "@SUM(1)",
    "\x1b]0;owned\x07\x1b[31mGrip\x1b[2J",
    "\x9b31mGrip",
    "Grip\u202egnp.exe",
    "\u2066Grip\u2069",
    "Grip\x00\x08\ufeff",
    "Grip\ud800",
    "<!channel> Grip",
    "@here @channel Grip",
    "[Grip](https://evil.example)",
    "<https://evil.example|Grip>",
    "Grip\r\nBcc: all@example.com",
    "Grip\n\n.\nFrom me",
    "</title><script>alert(1)</script>",
    "]]><!--",
    "'\"`;--",
    "../../etc/passwd",
    "C:\\nul",
    "{{7*7}}{% x %}",
    "%s%n{0}",
    "\\u001b[2J",
    "G" * 20_000,
]


def is_harmless_cell(cell: str) -> bool:
    return not re.match(r"[\t\n ]*[=+\-@＝＋－＠]", cell)


def has_steering(words: str, kept: str = "\n\t") -> bool:
    return any(unicodedata.category(each) in ("Cc", "Cf", "Cs") for each in words if each not in kept + "\u200b")


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
class TestHostileWords:
    @pytest.mark.parametrize("kind", ["text", "words", "reference", "url"])
    def test_no_cell_of_a_spreadsheet_is_a_formula(self, words: str, kind: str) -> None:
        written = format_csv(CONVERTERS[kind](words))
        answered = list(csv.reader(io.StringIO("\n".join(FORMATS["csv"](["a"], [(words,)])))))[1][0]
        for cell in (written, answered):
            # whatever this country's Excel takes for the end of a cell
            assert all(map(is_harmless_cell, re.split(r"[;|\t\n]", cell))), cell
            assert not has_steering(cell)
        assert keep_as_text(written) == written

    def test_a_terminal_is_not_steered(self, words: str) -> None:
        table = "\n".join(FORMATS["table"](["a"], [(words,)]))
        [line] = FORMATS["jsonl"](["a"], [(words,)])
        for shown in (terminal_text(words), table, line):
            assert not has_steering(shown)
        assert json.loads(line) == {"a": words}

    def test_a_chat_gets_no_command_mention_or_hidden_link(self, words: str) -> None:
        said = chat_text(words)
        assert "<" not in said
        assert "](" not in said
        assert not re.search(r"@(channel|here)", said)
        assert not has_steering(said)

    def test_a_mail_has_no_header_of_theirs(self, words: str) -> None:
        message = EmailMessage()
        message["Subject"] = one_header_line(words)
        message.set_content(terminal_text(words), cte="base64")
        assert message_from_bytes(bytes(message)).keys() == [
            "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"
        ]  # fmt: skip

    def test_a_feed_stays_xml_and_holds_them_as_words(self, words: str, tmp_path: Path) -> None:
        said = Digest(title=words, lines=(words,), changed=True)
        add_entry(tmp_path / "feed.atom", said, key="k", at=datetime(2026, 11, 1, tzinfo=UTC))
        [title] = etree.parse(tmp_path / "feed.atom").findall(f"{{{ATOM}}}entry/{{{ATOM}}}title")
        assert len(title) == 0
        assert not has_steering(title.text or "")

    def test_a_file_s_name_leads_nowhere(self, words: str) -> None:
        assert re.fullmatch(r"[a-z0-9-]{0,80}", make_slug(words))
        assert re.fullmatch(r"postings/netflix/[a-z0-9-]{1,80}\.html", posting_path(f"netflix:{words}"))

    def test_a_site_s_feed_stays_xml_and_holds_them_as_words(self, words: str) -> None:
        title, at = CONVERTERS["words"](words), datetime(2026, 11, 1, tzinfo=UTC)
        row = {"posting_id": "s:1", "studio": "s", "event": "arrived", "noted_at": at, "field": None, "note": title}
        site = SiteContext(as_of=at, public_url="", program="0", names={})
        change = {**row, "before": title, "after": title}
        feed = etree.fromstring(render_feed(site, "S", "s", [change], {"s:1": {"title": title, "origin": "board"}}))
        [entry] = feed.findall(f"{{{ATOM}}}entry")
        assert [len(each) for each in entry] == [0] * len(entry)
        assert not has_steering("".join(entry.itertext()))

    @pytest.mark.parametrize("take_out", [redact, redact_reference, redact_url])
    def test_taking_people_out_makes_nothing_worse(self, words: str, take_out: Callable[[str], str]) -> None:
        assert html.escape(take_out(words)) == html.escape(words) or "removed" in take_out(words)
