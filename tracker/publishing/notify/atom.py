"""An Atom feed (RFC 4287) in one file, an entry a report."""

from datetime import datetime
from pathlib import Path

from lxml import etree

from reports.digest import Digest
from tracker.errors import FeedError
from tracker.util.atomic_file import atomic_replace
from tracker.util.terminal import terminal_text

ATOM = "http://www.w3.org/2005/Atom"
KEPT = 50
"""Entries; the oldest go."""


def add_entry(file: Path, said: Digest, *, key: str, at: datetime) -> None:
    """Put the news first in the feed, which is made where it is not there; once, however often it is said."""
    ident = f"urn:sha256:{key}"
    entries = [each for each in _read_entries(file) if each.findtext(f"{{{ATOM}}}id") != ident]
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    entry = _make_element("entry", id=ident, title=said.title, updated=moment, content=said.text())
    if address := safe_address(said.link):
        etree.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=address)
    feed = _make_element("feed", id="urn:labor-tracker:reports", title="labor-tracker: what changed", updated=moment)
    author = _make_element("author", name="labor-tracker")
    feed.extend([author, entry, *entries[: KEPT - 1]])
    etree.indent(feed)
    file.parent.mkdir(parents=True, exist_ok=True)
    with atomic_replace(file, etree.tostring(feed, xml_declaration=True, encoding="utf-8")):
        pass


def safe_address(link: str) -> str:
    """The address, where it is one of the web; empty otherwise: a board may give any words as one."""
    plain = terminal_text(link).strip()
    return plain if plain.startswith(("https://", "http://")) and not any(sign.isspace() for sign in plain) else ""


def _make_element(kind: str, **texts: str) -> etree._Element:
    made = etree.Element(f"{{{ATOM}}}{kind}", nsmap={None: ATOM})  # type: ignore[dict-item]
    for child, text in texts.items():
        # XML has no form for control characters, and lxml refuses a text that holds one
        etree.SubElement(made, f"{{{ATOM}}}{child}").text = terminal_text(text)
    return made


def _read_entries(file: Path) -> list[etree._Element]:
    if not file.exists():
        return []
    try:
        root = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except etree.XMLSyntaxError as error:
        raise FeedError(f"{file} is no Atom feed ({error.msg}); it is left as it is") from error
    if root.tag != f"{{{ATOM}}}feed":
        raise FeedError(f"{file} is no Atom feed; it is left as it is")
    return list(root.findall(f"{{{ATOM}}}entry"))
