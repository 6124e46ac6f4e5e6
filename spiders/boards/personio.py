"""Personio: a careers site's XML feed of positions. Field notes: docs/boards/personio.md."""

import re
from html import escape
from html.entities import html5
from typing import Any, ClassVar

from lxml import etree
from scrapy.http import Request, Response, TextResponse

from spiders.boards import jsonld
from spiders.boards.base import BoardSpider, Page, Row
from spiders.boards.parts import sections, stated
from spiders.boards.places import from_text, unique
from spiders.boards.shape import ShapeError, iso_date, may, must
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

    def first(self) -> Request:
        language = self.board.get("language", "en")
        # A careers site that is gone leads to the vendor's own: that is an answer, and not followed.
        return self.ask_list(f"https://{self.board['host']}/xml?language={language}", meta={"dont_redirect": True})

    def page(self, response: Response) -> Page:
        root = _xml(response.body)
        rows = [_position(each) for each in root if _name(each) == "position"]
        if len(root) and not rows:
            raise ShapeError("'position' is missing")
        return Page(rows=rows)

    def row(self, raw: Any) -> Row:
        key = must(raw, "id", str)
        # What is published in another language alone has no words here; its own page has them.
        ask = None if raw["blocks"] else self.ask_detail(self._address(key))
        return Row(key=key, raw=raw, ask=ask)

    def _address(self, key: str) -> str:
        return f"https://{self.board['host']}/job/{key}"

    def posting(self, response: Response, row: Row) -> Posting:
        job, pay = row.raw, row.raw["salary"]
        on = iso_date(job.get("createdAt"))
        if row.ask is None:
            words = sections((escape(name) if name else None, text) for name, text in job["blocks"])
        else:
            found = jsonld.find(response.text if isinstance(response, TextResponse) else "")
            words = jsonld.read(found[0], studio=self.name, board_key=row.key, url=response.url).description
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(job, "name", str),
            url=self._address(row.key),
            description=words,
            places=unique(from_text(office) for office in job["offices"]),
            hiring_organization=may(job, "subcompany"),
            department=may(job, "department"),
            employment_type=", ".join(filter(None, (may(job, "employmentType"), may(job, "schedule")))) or None,
            posted_on=on,
            posted_on_basis="created" if on else None,
            stated_pay=stated(pay, pay.get("min"), pay.get("max"), pay.get("currencyCode"), pay.get("type")),
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
