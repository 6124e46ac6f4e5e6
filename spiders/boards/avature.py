"""Avature's careers sites, whose pages are rendered on the server. Field notes: docs/boards/avature.md."""

import re
from html import escape
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.dates import parse_written_date
from spiders.parsing.html_fields import extract_inner_html, parse_whole_page, select_text, unique_rows_by_url
from spiders.parsing.json_fields import collapse_spaces, require
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Place, Posting

WINDOW = 2_000
"""Past this offset a site answers 200 with an apology and no list."""
_LEGEND = ".list-controls__text__legend, .pagination__legend"
_COUNT = re.compile(r"(\d[\d,.]*)(\+?)\s+results?", re.IGNORECASE)
_POSTING_PATH = re.compile(r"/JobDetail/(?:[^/]+/)?(?P<key>\d+)/?$")
_FIELD, _LABEL, _VALUE = (f".article__content__view__field{part}" for part in ("", "__label", "__value"))
_PLACES = re.compile(r"^(?:Job )?Locations?(?:\(s\))?$", re.IGNORECASE)
_INLINE_LABEL = re.compile(r"^\s*<(strong|b)>\s*([^<>]{1,30}?)\s*:?\s*</\1>\s*:?\s*(.*)$", re.DOTALL)


class AvatureSpider(BoardSpider):
    """Set `board = { host = "jobs.example.com", section = "en_US/careers" }`."""

    family = "avature"
    needs = ("host", "section")
    status_means: ClassVar = {406: "too many requests for this site"}

    def first_request(self) -> Request:
        return self._list_page_request(0)

    def _list_page_request(self, offset: int) -> Request:
        url = f"https://{self.board['host']}/{self.board['section'].strip('/')}/SearchJobs/?jobOffset={offset}"
        return self.list_request(url, meta={"offset": offset})

    def parse_page(self, response: Response) -> Page:
        page, offset = parse_whole_page(response), response.meta["offset"]
        total, exact = _parse_results_legend(page)
        rows = unique_rows_by_url(_list_posting_links(page, response.url))
        if not rows and offset < total:
            raise ShapeError(f"links to postings are missing where {total} are announced")
        after = offset + len(rows)
        onward = rows and page.css(".paginationNextLink") and (after < total or not exact)
        if onward and after > WINDOW:
            self.add_fault(f"the board announces {total}, and shows no more than {WINDOW}")
        following = self._list_page_request(after) if onward and after <= WINDOW else None
        return Page(rows=rows, announced=total if exact else None, following=following)

    def parse_row(self, raw: Any) -> Row:
        found = _POSTING_PATH.search(urlsplit(require(raw, "address", str)).path)
        if not found:
            raise ShapeError(f"{raw['address']!r} is not the address of a posting")
        return Row(key=found["key"], raw=raw, detail=self.detail_request(raw["address"]))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        page = parse_whole_page(response)
        if not page.css(_FIELD):
            raise ShapeError("'article__content__view__field' is missing")
        fields, markup = _extract_labelled_fields(page)
        on = parse_written_date(next((v for k, v in fields.items() if k.casefold().startswith("posted")), None))
        named = next((v for k, v in fields.items() if _PLACES.match(k)), None) or row.raw["place"]
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=page.css("meta[property='og:title']::attr(content)").get() or require(row.raw, "title", str),
            url=response.url,
            description="\n".join(markup),
            places=unique_places(_parse_first_location(named or "")),
            requisition=next((fields[k] for k in ("Requisition ID", "Req ID", "Ref #") if k in fields), None),
            hiring_organization=page.css("meta[property='og:site_name']::attr(content)").get(),
            department=fields.get("Department"),
            employment_type=fields.get("Worker Type") or fields.get("Job Type"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _parse_results_legend(page: Selector) -> tuple[int, bool]:
    """Read how many postings the list announces, and whether the number is exact: "999+ results" is not."""
    for legend in page.css(_LEGEND):
        for words in (legend.attrib.get("aria-label", ""), collapse_spaces(legend.xpath("string()").get() or "")):
            if found := _COUNT.search(words):
                return int(re.sub(r"\D", "", found[1])), not found[2]
    raise ShapeError("'list-controls__text__legend' is missing, and with it how many postings there are")


def _list_posting_links(page: Selector, url: str) -> list[dict[str, Any]]:
    """List the links to postings: all that the rows of different sites have in common."""
    links = page.xpath("//a[contains(@href, '/JobDetail/') and not(contains(@href, 'mailto:'))]")
    return [
        {
            "address": urljoin(url, link.attrib["href"]).partition("?")[0],
            "title": collapse_spaces(link.xpath("string()").get() or ""),
            "place": next((select_text(box, ".list-item-location") for box in link.xpath("ancestor::article")), None),
        }
        for link in links
    ]


def _extract_labelled_fields(page: Selector) -> tuple[dict[str, str], list[str]]:
    """Give the fields by label, and the markup of all in the page's order: the posting's text is one of the fields."""
    fields, parts = {}, []
    for field in page.css(_FIELD):
        label, values = select_text(field, _LABEL), field.css(_VALUE)
        markup = extract_inner_html(values[0]) if values else ""
        if label:
            fields[label.rstrip(":")] = select_text(field, _VALUE) or ""
            parts.append(f"<p><b>{escape(label.rstrip(':'))}</b>: {markup}</p>")
        elif inline := _INLINE_LABEL.match(markup):
            fields[inline[2]] = collapse_spaces(Selector(text=inline[3] or "-").xpath("string()").get() or "")
        parts += [markup] if markup and not label else []
    return fields, parts


def _parse_first_location(words: str) -> list[Place]:
    """Read the first of several places. The others follow it with a label on each part, and are not read."""
    return [parse_place(each) for each in re.split(r"\s*(?:;|\bLocation:)\s*", words)[:1] if each]
