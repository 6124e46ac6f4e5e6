"""iCIMS' classic site: pages of cards that say which page of how many they are."""

import re
from html import escape

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html
from tracker.demo.boards.pages import posting_page

ROWS_A_PAGE = 10


def icims(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if request.path == "/jobs/search":
        return _list(today.listed(request.host), request)
    if found := re.fullmatch(r"/jobs/(\d+)/[^/]+/job", request.path):
        return posting_page(today.listed(request.host), found[1])
    return None


def _list(postings: list[FakePosting], request: BoardRequest) -> BoardResponse:
    """Past the end the page is there all the same, without cards."""
    number, last = int(request.query.get("pr") or 0), max(1, -(-len(postings) // ROWS_A_PAGE))
    cards = "\n".join(
        _card(posting, request.host) for posting in postings[number * ROWS_A_PAGE : (number + 1) * ROWS_A_PAGE]
    )
    return as_html(
        '<!doctype html><html><head><title>Jobs</title></head><body>\n<div class="iCIMS_ListingsPage">'
        f'<h2 class="iCIMS_SubHeader">Search Results\nPage {number + 1} of {last} \n</h2>\n'
        f'<ul class="container-fluid iCIMS_JobsTable">\n{cards}\n</ul></div></body></html>\n'
    )


def _card(posting: FakePosting, host: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", posting.address_title.lower()).strip("-")
    address = f"https://{host}/jobs/{posting.key}/{slug}/job?in_iframe=1"
    return (
        f'<li class="iCIMS_JobCardItem"><a href="{address}" class="iCIMS_Anchor" title="{posting.key}">'
        f"<h3 >\n{escape(posting.title)}</h3></a>"
        '<div class="iCIMS_JobHeaderTag"><dt class="iCIMS_JobHeaderField">ID</dt>'
        f'<dd class="iCIMS_JobHeaderData"><span >\n{escape(posting.requisition or posting.key)}</span></dd></div></li>'
    )
