"""Personio: a careers site's XML feed of positions. Field notes: docs/boards/personio.md."""

import re
from html import escape
from html.entities import html5
from typing import Any, ClassVar

from lxml import etree
from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.compose import join_sections, make_stated_pay
from spiders.parsing.json_fields import ShapeError, optional, parse_iso_date, require
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Posting

GONE = "there is no such careers site, or its feed is switched off"
_OF_XML = (b"amp", b"lt", b"gt", b"quot", b"apos")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")


class PersonioSpider(BoardSpider):
    """Set `board = { host = "acme.jobs.personio.de" }`; `language` asks for another rendering than the English one."""

    family = "personio"
    needs = ("host",)
    takes = ("language",)
    status_means: ClassVar = {301: GONE, 302: GONE, 307: GONE, 308: GONE, 404: GONE}
    wordless: dict[str, dict[str, Any]] | None = None
    """Positions, by id, that the language asked for has no words of; None before that feed was read."""

    def first_request(self) -> Request:
        return self._feed(f"?language={self.board.get('language', 'en')}")

    def _feed(self, search: str) -> Request:
        # A careers site that is gone leads to the vendor's own: that is an answer, and not followed.
        return self.list_request(f"https://{self.board['host']}/xml{search}", meta={"dont_redirect": True})

    def parse_page(self, response: Response) -> Page:
        root = _xml(response.body)
        rows = [_position(each) for each in root if _name(each) == "position"]
        if len(root) and not rows:
            raise ShapeError("'position' is missing")
        if self.wordless is not None:
            return Page(rows=self._worded(rows), may_be_empty=True)
        worded = {row["id"] for row in rows if row["blocks"]}
        self.wordless = {row["id"]: row for row in rows if row["id"] and row["id"] not in worded}
        # Words are kept apart by language: those of a position in another one stand in the feed of the site's own.
        following = self._feed("") if self.wordless else None
        return Page(
            rows=[row for row in rows if row["id"] not in self.wordless], following=following, may_be_empty=True
        )

    def _worded(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The wordless positions, with what words the other feed has of them."""
        words = {row["id"]: row["blocks"] for row in rows}
        found = [row | {"blocks": words.get(key) or []} for key, row in (self.wordless or {}).items()]
        if not self.seen_keys and not any(row["blocks"] for row in found):
            self.add_fault("no position of the feed has words")
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


def _xml(body: bytes) -> etree._Element:
    if not body.strip():
        raise ShapeError("an empty answer where a list of positions belongs")
    try:
        root = etree.fromstring(
            _ENTITY.sub(_known, body), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        )
    except etree.XMLSyntaxError as error:
        raise ShapeError(f"something that is not XML where a list of positions belongs ({error.msg})") from error
    if _name(root) != "workzag-jobs":
        raise ShapeError(f"<{_name(root)}> where a list of positions belongs")
    return root


def _known(found: re.Match[bytes]) -> bytes:
    """An entity of HTML that XML does not know, as its characters: editors leave them in."""
    if found[1] in _OF_XML:
        return found[0]
    return html5.get(f"{found[1].decode()};", found[0].decode()).encode()


def _position(element: etree._Element) -> dict[str, Any]:
    """What is read of one <position>: texts by name, with its offices, blocks of words and pay."""
    texts = {_name(each): (each.text or "").strip() or None for each in element if not len(each)}
    offices = [texts.get("office"), *(each.text for each in element.iterfind("{*}additionalOffices/{*}office"))]
    blocks = [
        (_text(each, "name"), _text(each, "value")) for each in element.iterfind("{*}jobDescriptions/{*}jobDescription")
    ]
    salary = {_name(each): (each.text or "").strip() for each in element.iterfind("{*}salaryInformation/{*}*")}
    kept = ("id", "name", "subcompany", "department", "employmentType", "schedule", "createdAt")
    return {name: texts.get(name) for name in kept} | {
        "offices": [office for office in offices if office],
        "blocks": [(name, value) for name, value in blocks if value],
        "salary": salary,
    }


def _text(element: etree._Element, name: str) -> str | None:
    return (element.findtext(f"{{*}}{name}") or "").strip() or None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
