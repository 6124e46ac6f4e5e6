"""Render a studio's changes as an Atom feed (RFC 4287)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lxml import etree

from reports.frames.values import clean_text
from reports.prose.marked_edit import name_event
from reports.site.addresses import posting_path, studio_path
from reports.site.posting_rows import describe_origin
from reports.site.site_context import SiteContext
from reports.site.site_data import Row

ATOM = "http://www.w3.org/2005/Atom"
FEED_ENTRIES = 50


def render_feed(
    site: SiteContext, name: str, studio: str, changes: Sequence[Row], postings: Mapping[str, Row]
) -> bytes:
    """A studio's changes as an Atom feed (RFC 4287)."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    page = f"{site.public_url}{studio_path(studio)}"
    _add(feed, "id", f"urn:labor-tracker:studio:{studio}")
    _add(feed, "title", f"{name}: what changed")
    _add(feed, "updated", _instant(changes[0]["noted_at"] if changes else site.as_of))
    _add(_add(feed, "author", ""), "name", "labor-tracker")
    if site.public_url:
        _add(feed, "link", "", href=page)
    for row in changes:
        entry = _add(feed, "entry", "")
        parts = (row["posting_id"], _instant(row["noted_at"]), row["event"], row["field"] or "")
        _add(entry, "id", "urn:labor-tracker:change:" + ":".join(parts))
        posting = postings[row["posting_id"]]
        origin = describe_origin(posting)
        title = f"{posting['title']}: {name_event(row)}"
        _add(entry, "title", f"{title} ({origin})" if origin else title)
        _add(entry, "updated", _instant(row["noted_at"]))
        before, after = (clean_text(row[side] or "") for side in ("before", "after"))
        _add(entry, "content", f"Before: {before}\n\nAfter: {after}" if before or after else row["note"] or "")
        if site.public_url:
            _add(entry, "link", "", href=f"{site.public_url}{posting_path(row['posting_id'])}")
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text or None
    return child


def _instant(value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
