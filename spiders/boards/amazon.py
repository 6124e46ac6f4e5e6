"""amazon.jobs, by the JSON from which its own search page is built: each row is a whole posting.

Field notes: docs/boards/amazon.md.
"""

import json
from typing import Any
from urllib.parse import urlencode

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.dates import parse_written_date
from spiders.parsing.json_fields import optional, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting

HOST = "www.amazon.jobs"
AT_ONCE = 100
WINDOW = 10_000
"""A search counts and shows no more postings than this."""
SECTIONS = (
    ("description", "Description"),
    ("basic_qualifications", "Basic Qualifications"),
    ("preferred_qualifications", "Preferred Qualifications"),
)


class AmazonSpider(BoardSpider):
    """Set `board = { business_category = ["entertainment"] }`: the whole board is longer than a search shows."""

    family = "amazon"
    takes = ("business_category", "category", "country")
    volatile = frozenset({"updated_time", "display_distance", "description_short"})

    @classmethod
    def hosts(cls) -> list[str]:
        return [HOST]

    def first_request(self) -> Request:
        return self._list_page_request(0)

    def _list_page_request(self, offset: int) -> Request:
        asked = [("base_query", ""), ("result_limit", AT_ONCE), ("offset", offset), ("sort", "recent")]
        # Amazon spells a list of values with []; a country is one value.
        asked += [(f"{name}[]", each) for name in self.takes[:2] for each in self.board.get(name, [])]
        asked += [("country", self.board["country"])] if "country" in self.board else []
        return self.list_request(f"https://{HOST}/en/search.json?{urlencode(asked)}", meta={"offset": offset})

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        # Past the last posting shown, the answer is 200 with an error in words and no list.
        if error := optional(answer, "error"):
            raise ShapeError(f"the board answers with an error: {error}")
        rows, hits = require(answer, "jobs", list), require(answer, "hits", int)
        if hits >= WINDOW:
            self.add_fault(f"the board counts no further than {WINDOW}; what lies beyond was not seen")
        after = response.meta["offset"] + len(rows)
        more = rows and after < hits and after + AT_ONCE <= WINDOW
        return Page(rows=rows, announced=hits, following=self._list_page_request(after) if more else None)

    def parse_row(self, raw: Any) -> Row:
        key, path = str(require(raw, "id_icims")), require(raw, "job_path", str)
        if f"/jobs/{key}/" not in f"{path}/" or not path.startswith("/"):
            raise ShapeError(f"'job_path' is {path!r} where that of posting {key} belongs")
        return Row(key=key, raw=raw)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        on = parse_written_date(optional(row.raw, "posted_date"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(row.raw, "title", str),
            url=f"https://{HOST}{row.raw['job_path']}",
            description=_join_text_fields(row.raw),
            places=_parse_json_locations(row.raw),
            hiring_organization=optional(row.raw, "company_name"),
            department=optional(row.raw, "job_category"),
            employment_type=optional(row.raw, "job_schedule_type"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _join_text_fields(raw: dict[str, Any]) -> str:
    """Join the text fields under the headings of the posting's page. The pay is at the end of the last field."""
    parts = [f"<h2>{title}</h2>\n{raw[name]}" for name, title in SECTIONS if optional(raw, name)]
    if not parts:
        raise ShapeError("'description' is missing, and what else holds a posting's text")
    return "\n".join(parts)


def _parse_json_locations(raw: dict[str, Any]) -> tuple[Place, ...]:
    """Read the places, each of which is a JSON string within the JSON."""
    given = raw.get("locations")
    found = (
        [_parse_json_location(json.loads(each)) for each in given if isinstance(each, str)]
        if isinstance(given, list)
        else []
    )
    if words := (optional(raw, "normalized_location") or optional(raw, "location")) if not found else None:
        # "CA, ON, Toronto": the country's code comes first.
        code = (optional(raw, "location") or "").partition(",")[0]
        place = parse_place(words, country=find_country_code(code))
        found = [
            Place(text=place.text, locality=optional(raw, "city"), region=optional(raw, "state"), country=place.country)
        ]
    return unique_places(found)


def _parse_json_location(given: Any) -> Place:
    words = optional(given, "normalizedLocation") or optional(given, "location") or ""
    return Place(
        text=words,
        locality=optional(given, "normalizedCityName") or optional(given, "city"),
        region=optional(given, "normalizedStateName") or optional(given, "region"),
        country=find_country_code(optional(given, "countryIso2a")),
        remote=parse_place(words).remote,
    )
