"""Workable: the list meant for widgets, and a JSON detail for each posting. Field notes: docs/boards/workable.md."""

from typing import Any, ClassVar

from scrapy.http import JsonRequest, Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.compose import join_sections, make_place, make_stated_pay
from spiders.parsing.json_fields import optional, parse_iso_date, read_json, require
from spiders.parsing.places import unique_places
from spiders.posting import Place, Posting

HOST = "apply.workable.com"


class WorkableSpider(BoardSpider):
    """Set `board = { account = "square-enix" }`, as in apply.workable.com/square-enix.

    `list = "v3"` reads the list behind the account's own pages instead; it announces a total and names no company.
    """

    family = "workable"
    needs = ("account",)
    takes = ("list",)
    status_means: ClassVar = {404: "there is no such account"}
    company: str | None = None
    """The company's name, as the widget's list gives it."""

    @classmethod
    def hosts(cls) -> list[str]:
        return [HOST]

    @property
    def account(self) -> str:
        return f"accounts/{self.board['account']}"

    def first_request(self) -> Request:
        if self.board.get("list") == "v3":
            return self._v3_list_request({})
        # With the descriptions, so that an edited description changes the row's fingerprint.
        return self.list_request(f"https://{HOST}/api/v1/widget/{self.account}?details=true")

    def _v3_list_request(self, asked: dict[str, Any]) -> Request:
        return self.list_request(
            f"https://{HOST}/api/v3/{self.account}/jobs", kind=JsonRequest, data=asked, method="POST"
        )

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        if self.board.get("list") == "v3":
            rows, token = require(answer, "results", list), answer.get("nextPage")
            following = self._v3_list_request({"token": token}) if rows and token else None
            return Page(rows=rows, announced=require(answer, "total", int), following=following)
        self.company = optional(answer, "name")
        self.check_company(self.company)
        return Page(rows=_merge_rows_by_shortcode(require(answer, "jobs", list)))

    def parse_row(self, raw: Any) -> Row:
        key = require(raw, "shortcode", str)
        ask = self.detail_request(f"https://{HOST}/api/v2/{self.account}/jobs/{key}")
        return Row(key=key, raw=raw, detail=ask, hidden=raw.get("isInternal") is True)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        detail = read_json(response.body)
        if require(detail, "shortcode", str) != row.key:
            raise ShapeError(f"the detail of {row.key} is that of {detail['shortcode']}")
        on = parse_iso_date(detail.get("published")) or parse_iso_date(row.raw.get("published_on"))
        titles = (("description", None), ("requirements", "Requirements"), ("benefits", "Benefits"))
        require(detail, "description", str)
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(detail, "title", str),
            url=optional(row.raw, "url") or f"https://{HOST}/{self.board['account']}/j/{row.key}/",
            description=join_sections((title, detail.get(name)) for name, title in titles),
            places=_parse_published_places(detail, row.raw),
            requisition=optional(row.raw, "code") or optional(detail, "code"),
            hiring_organization=self.company,
            department=_read_department(detail, row.raw),
            employment_type=optional(row.raw, "employment_type") or optional(detail, "type"),
            language=(optional(detail, "language") or "")[:2].lower() or None,
            posted_on=on,
            posted_on_basis="published" if on else None,
            stated_pay=make_stated_pay(
                {name: value for name, value in detail.items() if name.startswith("salary_")},
                detail.get("salary_from"),
                detail.get("salary_to"),
                optional(detail, "salary_currency_iso_code"),
                optional(detail, "salary_frequency"),
            ),
        )


def _merge_rows_by_shortcode(rows: list[Any]) -> list[Any]:
    """Merge rows of one posting, which the widget lists once for each of its places, into one with all the places."""
    found: dict[Any, Any] = {}
    for number, row in enumerate(rows):
        key = optional(row, "shortcode") or number
        if key in found:
            found[key]["locations"] += _list_row_locations(row)
        else:
            found[key] = {**row, "locations": _list_row_locations(row)} if isinstance(row, dict) else row
    return list(found.values())


def _list_row_locations(row: dict[str, Any]) -> list[Any]:
    """Give `locations`, or the place in the row itself: city, state or region, country."""
    inner = row.get("location")
    own = inner if isinstance(inner, dict) else row
    given = {name: own.get(name) for name in ("city", "region", "country", "countryCode")}
    return list(row.get("locations") or [given | {"region": own.get("region") or own.get("state")}])


def _parse_published_places(detail: dict[str, Any], row: dict[str, Any]) -> tuple[Place, ...]:
    remote = detail.get("workplace") == "remote" or detail.get("remote") is True or row.get("telecommuting") is True
    given = (
        _list_row_locations(detail) if detail.get("locations") or detail.get("location") else _list_row_locations(row)
    )
    return unique_places(_parse_published_place(each, remote=remote) for each in given if isinstance(each, dict))


def _parse_published_place(each: dict[str, Any], *, remote: bool) -> Place:
    """Read a place; of a hidden one the account publishes only the country."""
    hidden = each.get("hidden") is True
    city, region = (None, None) if hidden else (optional(each, "city"), optional(each, "region"))
    code = optional(each, "countryCode") or optional(each, "country_code")
    return make_place(city, region, optional(each, "country"), code=code, remote=remote)


def _read_department(detail: dict[str, Any], row: dict[str, Any]) -> str | None:
    named = detail.get("department")
    if isinstance(named, list):
        return ", ".join(each for each in named if isinstance(each, str)) or None
    return optional(row, "department") or optional(detail, "department")
