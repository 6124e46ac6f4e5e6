"""Oracle Recruiting Cloud's careers sites, by the API that their own pages use.

Field notes: docs/boards/oracle.md.
"""

from typing import Any, ClassVar

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import NoPostingError, ShapeError
from spiders.parsing.json_fields import optional, parse_iso_date, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting

AT_ONCE = 200
WINDOW = 10_000
"""Past this offset a board announces 0 postings."""
SECTIONS = (
    ("ExternalDescriptionStr", "Job Description"),
    ("ExternalResponsibilitiesStr", "Responsibilities"),
    ("ExternalQualificationsStr", "Qualifications"),
    ("CorporateDescriptionStr", "About Us"),
    ("OrganizationDescriptionStr", "Organization"),
)


class OracleSpider(BoardSpider):
    """Set `board = { host = "abcd.fa.us2.oraclecloud.com", site = "CX_1" }`."""

    family = "oracle"
    needs = ("host", "site")
    takes = ("page_site",)
    """`page_site`: the site's name in the addresses of its pages, if it is not its number."""
    volatile = frozenset({"Distance", "TrendingFlag", "BeFirstToApplyFlag", "HotJobFlag", "Relevancy", "MediaThumbURL"})
    status_means: ClassVar = {400: "no such site on this host", 404: "no such interface on this host"}

    @property
    def root(self) -> str:
        return f"https://{self.board['host']}/hcmRestApi/resources/latest"

    def first_request(self) -> Request:
        return self._list_page_request(0)

    def _list_page_request(self, offset: int) -> Request:
        # The commas of the finder must not be percent-encoded: the board then finds nothing.
        finder = f"findReqs;siteNumber={self.board['site']},limit={AT_ONCE},offset={offset},sortBy=POSTING_DATES_DESC"
        expand = "requisitionList.secondaryLocations"
        url = f"{self.root}/recruitingCEJobRequisitions?onlyData=true&expand={expand}&finder={finder}"
        return self.list_request(url, meta={"offset": offset})

    def parse_page(self, response: Response) -> Page:
        items = require(read_json(response.body), "items", list)
        if not items:
            raise ShapeError("'items' is empty, where the search's own record belongs")
        total, rows = require(items[0], "TotalJobsCount", int), require(items[0], "requisitionList", list)
        offset = response.meta["offset"]
        after = offset + len(rows)
        if total > WINDOW:
            self.add_fault(f"the board announces {total}, and shows no more than {WINDOW}")
        more = rows and after < min(total, WINDOW)
        # A page past the window announces 0, which is not the board's number.
        announced = total if total or not offset else self.walk.announced
        return Page(rows=rows, announced=announced, following=self._list_page_request(after) if more else None)

    def parse_row(self, raw: Any) -> Row:
        key = str(require(raw, "Id"))
        finder = f'ById;Id="{key}",siteNumber={self.board["site"]}'
        url = f"{self.root}/recruitingCEJobRequisitionDetails?expand=all&onlyData=true&finder={finder}"
        return Row(key=key, raw=raw, detail=self.detail_request(url))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        items = require(read_json(response.body), "items", list)
        if not items:
            raise NoPostingError
        detail = items[0]
        if str(require(detail, "Id")) != row.key:
            raise ShapeError(f"the detail of {row.key} is that of {detail['Id']}")
        on = parse_iso_date(row.raw.get("PostedDate")) or parse_iso_date(detail.get("ExternalPostedStartDate"))
        site = self.board.get("page_site", self.board["site"])
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(detail, "Title", str),
            url=f"https://{self.board['host']}/hcmUI/CandidateExperience/en/sites/{site}/job/{row.key}",
            description=_join_requisition_sections(detail),
            places=_parse_coded_locations(detail, row.raw),
            requisition=row.key,
            hiring_organization=optional(detail, "LegalEmployer") or optional(row.raw, "LegalEmployer"),
            department=optional(detail, "Department") or optional(row.raw, "Department"),
            employment_type=optional(detail, "JobSchedule") or optional(row.raw, "JobSchedule"),
            posted_on=on,
            posted_on_basis="published" if on else None,
            valid_through=parse_iso_date(detail.get("ExternalPostedEndDate") or row.raw.get("PostingEndDate")),
        )


def _join_requisition_sections(detail: dict[str, Any]) -> str:
    parts = [f"<h3>{title}</h3>\n{detail[name]}" for name, title in SECTIONS if optional(detail, name)]
    if not parts:
        raise ShapeError("'ExternalDescriptionStr' is missing, and what else holds a posting's text")
    return "\n".join(parts)


def _parse_coded_locations(detail: dict[str, Any], raw: dict[str, Any]) -> tuple[Place, ...]:
    """Read every place with the country code that the board gives beside it."""
    main = optional(detail, "PrimaryLocation") or optional(raw, "PrimaryLocation")
    code = optional(detail, "PrimaryLocationCountry") or optional(raw, "PrimaryLocationCountry")
    remote = (optional(detail, "WorkplaceType") or optional(raw, "WorkplaceType") or "").casefold() == "remote"
    others = detail.get("secondaryLocations") or raw.get("secondaryLocations") or []
    named = [(main, code), *((optional(each, "Name"), optional(each, "CountryCode")) for each in others)]
    read = [parse_place(words, country=find_country_code(its)) for words, its in named if words]
    return unique_places(
        Place(text=p.text, locality=p.locality, region=p.region, country=p.country, remote=p.remote or remote)
        for p in read
    )
