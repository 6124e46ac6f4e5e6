"""Avature: search pages that count, and postings as labelled fields. The board is the site's section."""

import re
from html import escape

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html

ROWS_A_PAGE = 12
WINDOW = 2_000


def avature(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    found = re.fullmatch(r"/(.+)/(SearchJobs/?|JobDetail/[^/]+/(\d+))", request.path)
    if not found:
        return None
    postings = today.listed(request.host, found[1])
    if found[3]:
        return _page(postings, found[3])
    return _list(postings, found[1], int(request.query.get("jobOffset") or 0), request.host)


def _list(postings: list[FakePosting], section: str, start: int, host: str) -> BoardResponse:
    shown = postings[start : start + ROWS_A_PAGE]
    if start > WINDOW:
        return as_html("<!doctype html><html><title>Oops</title><p>Something went wrong.</p></html>")
    # Past the end, the way onward leads back to the beginning.
    onward = start + ROWS_A_PAGE if start + ROWS_A_PAGE < len(postings) else (6 if not shown and postings else None)
    link = f'<a class="paginationNextLink" href="?jobOffset={onward}">Next</a>' if onward else ""
    rows = "\n".join(_row(posting, section, host) for posting in shown) or "<p>No jobs found</p>"
    return as_html(
        '<!doctype html><html><head><title>Search jobs</title></head><body>\n<div class="list-controls__text__legend" '
        f'aria-label="{len(postings)} results"> {start + 1}-{start + len(shown)} of {len(postings)} results </div>\n'
        f"<ul>{rows}</ul>{link}</body></html>\n"
    )


def _row(posting: FakePosting, section: str, host: str) -> str:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", posting.address_title).strip("-")
    address = f"https://{host}/{section}/JobDetail/{slug}/{posting.key}"
    return (
        f'<li class="article--result"><a href="{address}">{escape(posting.title)}</a>'
        f'<a href="mailto:?body={address}">Share</a></li>'
    )


def _page(postings: list[FakePosting], key: str) -> BoardResponse:
    for posting in postings:
        if posting.key == key:
            posted = f"{posting.posted_on.day}-{posting.posted_on:%b-%Y}" if posting.posted_on else ""
            fields = (("Role ID", key), ("Posted since", posted), ("Location", "; ".join(posting.locations)))
            return as_html(
                f'<!doctype html><html><head><title>{escape(posting.title)}</title><meta property="og:title" '
                f'content="{escape(posting.title, quote=True)}"><meta property="og:site_name" '
                f'content="{escape(posting.organization or posting.studio, quote=True)}"></head><body>\n'
                f"{''.join(_field(*each) for each in fields)}{_field('', posting.description_html)}</body></html>\n"
            )
    return as_html("<!doctype html><html><title>Not found</title></html>", 404)


def _field(label: str, markup: str) -> str:
    name = "article__content__view__field"
    head = f'<div class="{name}__label">{label}</div>' if label else ""
    return (
        f'<div class="{name}">{head}<div class="{name}__value">{markup if not label else escape(markup)}</div></div>\n'
    )
