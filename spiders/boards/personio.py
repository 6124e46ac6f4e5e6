"""Personio: a careers site's XML feed of positions. Field notes: docs/boards/personio.md."""

import re
from html import escape
from html.entities import html5
from typing import Any, ClassVar

from lxml import etree
from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.compose import join_sections, make_stated_pay
from spiders.parsing.json_fields import optional, parse_iso_date, require
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Posting

GONE = "there is no such careers site, or its feed is switched off"
_OF_XML = (b"amp", b"lt", b"gt", b"quot", b"apos")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")


class PersonioSpider(BoardSpider):
    """Set `board = { host = "acme.jobs.personio.de" }`; `language` asks for another language than English."""

    family = "personio"
    needs = ("host",)
    takes = ("language",)
    status_means: ClassVar = {301: GONE, 302: GONE, 307: GONE, 308: GONE, 404: GONE}
    without_text: dict[str, dict[str, Any]] | None = None
    """Positions without text in the language asked for, by id; None before that feed was read."""

    def first_request(self) -> Request:
        return self._feed_request(f"?language={self.board.get('language', 'en')}")

    def _feed_request(self, search: str) -> Request:
        # A careers site that is gone redirects to the vendor's own: that is the answer, so it is not followed.
        return self.list_request(f"https://{self.board['host']}/xml{search}", meta={"dont_redirect": True})

    def parse_page(self, response: Response) -> Page:
        root = _parse_feed(response.body)
        rows = [_read_position(each) for each in root if _local_name(each) == "position"]
        if len(root) and not rows:
            raise ShapeError("'position' is missing")
        if self.without_text is not None:
            return Page(rows=self._add_other_language(rows), may_be_empty=True)
        worded = {row["id"] for row in rows if row["blocks"]}
        self.without_text = {row["id"]: row for row in rows if row["id"] and row["id"] not in worded}
        # Each language has a feed of its own; a position in another language has its text in the site's default feed.
        following = self._feed_request("") if self.without_text else None
        return Page(
            rows=[row for row in rows if row["id"] not in self.without_text], following=following, may_be_empty=True
        )

    def _add_other_language(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give the positions without text, with the text that the default feed has of them."""
        words = {row["id"]: row["blocks"] for row in rows}
        found = [row | {"blocks": words.get(key) or []} for key, row in (self.without_text or {}).items()]
        if not self.seen_keys and not any(row["blocks"] for row in found):
            self.add_fault("no position of the feed has any text")
        return found

    def parse_row(self, raw: Any) -> Row:
        return Row(key=require(raw, "id", str), raw=raw)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        job, pay = row.raw, row.raw["salary"]
        on = parse_iso_date(job.get("createdAt"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "name", str),
            url=f"https://{self.board['host']}/job/{row.key}",
            description=join_sections((escape(name) if name else None, text) for name, text in job["blocks"]),
            places=unique_places(parse_place(office) for office in job["offices"]),
            hiring_organization=optional(job, "subcompany"),
            department=optional(job, "department"),
            employment_type=", ".join(filter(None, (optional(job, "employmentType"), optional(job, "schedule"))))
            or None,
            posted_on=on,
            posted_on_basis="created" if on else None,
            stated_pay=make_stated_pay(pay, pay.get("min"), pay.get("max"), pay.get("currencyCode"), pay.get("type")),
        )


def _parse_feed(body: bytes) -> etree._Element:
    if not body.strip():
        raise ShapeError("an empty answer where a list of positions belongs")
    try:
        root = etree.fromstring(
            _ENTITY.sub(_replace_html_entity, body),
            etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False),
        )
    except etree.XMLSyntaxError as error:
        raise ShapeError(f"something that is not XML where a list of positions belongs ({error.msg})") from error
    if _local_name(root) != "workzag-jobs":
        raise ShapeError(f"<{_local_name(root)}> where a list of positions belongs")
    return root


def _replace_html_entity(found: re.Match[bytes]) -> bytes:
    """Replace an HTML entity that XML does not know by its characters: text editors leave them in."""
    if found[1] in _OF_XML:
        return found[0]
    return html5.get(f"{found[1].decode()};", found[0].decode()).encode()


def _read_position(element: etree._Element) -> dict[str, Any]:
    """Read one <position>: texts by name, its offices, its blocks of text and its pay."""
    texts = {_local_name(each): (each.text or "").strip() or None for each in element if not len(each)}
    offices = [texts.get("office"), *(each.text for each in element.iterfind("{*}additionalOffices/{*}office"))]
    blocks = [
        (_read_child_text(each, "name"), _read_child_text(each, "value"))
        for each in element.iterfind("{*}jobDescriptions/{*}jobDescription")
    ]
    salary = {_local_name(each): (each.text or "").strip() for each in element.iterfind("{*}salaryInformation/{*}*")}
    kept = ("id", "name", "subcompany", "department", "employmentType", "schedule", "createdAt")
    return {name: texts.get(name) for name in kept} | {
        "offices": [office for office in offices if office],
        "blocks": [(name, value) for name, value in blocks if value],
        "salary": salary,
    }


def _read_child_text(element: etree._Element, name: str) -> str | None:
    return (element.findtext(f"{{*}}{name}") or "").strip() or None


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
