"""Wrong answers, on purpose: what boards and networks do on bad days."""

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from tracker.demo.boards.messages import BoardRequest, BoardResponse, as_html, empty_response

ROWS = ("positions", "jobPostings", "content", "jobs", "requisitionList", "results", "offers", "result", "data")
"""Names under which boards list postings."""
TOTALS = ("count", "total", "totalFound", "hits", "TotalJobsCount", "totalCount")


@dataclass(slots=True)
class Fault:
    """One way to answer wrongly. Requests that match host, path and body are counted, and every nth one is struck."""

    host: str = "*"
    path: str = "*"
    """A regular expression, searched in the path, and in the path with what follows the question mark."""
    kind: str = "500"
    """A status (429, 500, 503, 403, 404, …), AGAIN, or a key of INSTEAD or TWISTS."""
    every: int = 1
    until: int | None = None
    """How many matching requests it lasts; None: all."""
    robots: bool = False
    """Whether robots.txt is struck too."""
    retry_after: int | str = 1
    """Sent with 429 and 503."""
    to: str = "http://169.254.169.254/latest/meta-data/"
    """Where a redirect leads: by default where no crawler should let itself be sent."""
    seconds: float = 30
    """How long a hang lasts."""
    megabytes: int = 200
    """What a bomb inflates to."""
    body: str = "*"
    """A regular expression, searched in the request's body: Workday's lists name their page there."""
    met: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        known = ", ".join([*INSTEAD, AGAIN, *TWISTS])
        if not (re.fullmatch(r"[345]\d\d", self.kind) or self.kind in known.split(", ")):
            raise ValueError(f"No such kind of fault: {self.kind!r}; known are a status of three digits, {known}.")

    def strikes(self, request: BoardRequest) -> bool:
        """Whether this request is answered wrongly; counts it where it matches."""
        if not self._matches(request):
            return False
        self.met += 1
        return self.met % self.every == 0 and (self.until is None or self.met <= self.until)

    def _matches(self, request: BoardRequest) -> bool:
        if request.path == "/robots.txt" and not self.robots:
            return False
        return (
            self.host in ("*", request.host)
            and (self.path == "*" or any(re.search(self.path, words) for words in (request.path, request.target)))
            and (self.body == "*" or bool(re.search(self.body, request.body.decode("utf-8", "replace"))))
        )


def instead(fault: Fault) -> BoardResponse | None:
    """What is answered in the place of the right answer; None where the right one is only twisted."""
    if make := INSTEAD.get(fault.kind):
        return make(fault)
    return _status(fault) if fault.kind.isdigit() else None


def twist(kind: str, right: BoardResponse) -> BoardResponse:
    """A right answer made subtly wrong."""
    make = TWISTS.get(kind)
    return make(right) if make else right


def _status(fault: Fault) -> BoardResponse:
    answer = as_html(f"<html><body><h1>{fault.kind}</h1></body></html>", int(fault.kind))
    after = {"Retry-After": str(fault.retry_after)} if fault.kind in ("429", "503") else {}
    return replace(answer, headers=after)


def _bomb(fault: Fault) -> BoardResponse:
    return BoardResponse(_blanks(fault.megabytes), headers={"Content-Encoding": "gzip"})


@cache
def _blanks(megabytes: int) -> bytes:
    """So many million blanks, as one gzip member."""
    squeeze = zlib.compressobj(level=1, wbits=31)
    return b"".join(squeeze.compress(b" " * 1_000_000) for _ in range(megabytes)) + squeeze.flush()


INSTEAD: dict[str, Callable[[Fault], BoardResponse]] = {
    "html": lambda _: as_html("<!doctype html><title>One moment</title><p>We are checking that you are a person.</p>"),
    "empty": lambda _: empty_response(200),
    "redirect": lambda fault: BoardResponse(b"", 302, headers={"Location": fault.to}),
    "bomb": _bomb,
    "drop": lambda _: BoardResponse(b'{"positions": [{"id": ', cut=True),
    "hang": lambda fault: BoardResponse(b"", 504, wait=fault.seconds),
}
AGAIN = "again"
"""The host's answer to the question before, whatever is asked now."""


def _is_json(answer: BoardResponse) -> bool:
    return answer.content_type.startswith("application/json")


def _with_rows(
    change: Callable[[list[Any]], list[Any]], markup: Callable[[bytes], bytes], totals: bool = False
) -> Callable[[BoardResponse], BoardResponse]:
    """A twist of what a list lists, whether it is written in JSON or in markup; answers without a list stay right."""

    def make(right: BoardResponse) -> BoardResponse:
        if not _is_json(right):
            return replace(right, body=markup(right.body))
        data = json.loads(right.body)
        if isinstance(data, dict) and isinstance(data.get("results"), str):  # markup within JSON
            data["results"] = markup(data["results"].encode()).decode()
        elif record := _with_list(data):
            name = next(n for n in ROWS if isinstance(record.get(n), list))
            record[name] = change(record[name])
            for counted in (record, data.get("meta")):
                if totals and isinstance(counted, dict):
                    counted.update({n: 0 for n in TOTALS if n in counted})
        elif isinstance(data, list):
            data = change(data)
        elif isinstance(data, dict) and isinstance(data.get("items"), list):  # a feed's
            data["items"] = change(data["items"])
        else:
            return right
        return replace(right, body=json.dumps(data).encode())

    return make


def _with_list(data: Any) -> dict[str, Any] | None:
    """The record that holds the list: the answer itself, the first of its items, or one deeper in its data."""
    if not isinstance(data, dict):
        return None
    items, inner = data.get("items"), data.get("data")
    deeper = inner.get("oatsExternalJobPostings") if isinstance(inner, dict) else None
    for record in (data, items[0] if isinstance(items, list) and items else None, deeper, inner):
        if isinstance(record, dict) and any(isinstance(record.get(name), list) for name in ROWS):
            return record
    return None


def _first_null(rows: list[Any]) -> list[Any]:
    return [dict.fromkeys(rows[0]), *rows[1:]] if rows else rows


def _first_link_emptied(markup: bytes) -> bytes:
    emptied = re.sub(
        rb'(<(?:li|td)[^>]*><a href=")[^"]*|(<loc>)[^<]*/job/[^<]*|(<id>|<ReqId>)[^<]*', rb"\1\2\3", markup, count=1
    )
    return re.sub(rb'(\\?"(?:jobId|id)\\?": )\\?"[^"]*"', rb"\1null", emptied, count=1)  # in a script's own data


def _last_left_out(markup: bytes) -> bytes:
    *_, last = [None, *re.finditer(rb"(?s)<li.*?</li>|<tr>.*?</tr>|<url>.*?</url>|<position>.*?</position>", markup)]
    return markup if last is None else markup[: last.start()] + markup[last.end() :]


def _renamed(right: BoardResponse) -> BoardResponse:
    """As after the board has become another product: the same things under other names."""
    if _is_json(right):
        return replace(right, body=json.dumps(_other_keys(json.loads(right.body))).encode())
    body = right.body
    for old, new in OTHER_NAMES:
        body = body.replace(old, new)
    return replace(right, body=body)


OTHER_NAMES = (
    (b"opening-job", b"vacancy"),
    (b"<url>", b"<entry>"),
    (b"</url>", b"</entry>"),
    (b"<loc>", b"<at>"),
    (b"</loc>", b"</at>"),
    (b"<position>", b"<vacancy>"),
    (b"</position>", b"</vacancy>"),
    (b"Job-Listing", b"Vacancies"),
    (b"application/ld+json", b"application/octet-stream"),
    (b' class="', b' kind="'),
    (b' itemprop="', b' property="'),
    (b"__staticRouterHydrationData", b"__loaded"),
    (b"window.__appData", b"window.__state"),
    (b"eagerLoadRefineSearch", b"lazySearch"),
    (b"data-total-job-results", b"data-hits"),
)
"""What marks a board's product in its pages, and what might stand there after it was replaced."""


def _other_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {f"{name}V3": _other_keys(inner) for name, inner in value.items()}
    return [_other_keys(inner) for inner in value] if isinstance(value, list) else value


TWISTS: dict[str, Callable[[BoardResponse], BoardResponse]] = {
    "truncate": lambda right: replace(right, body=right.body[: len(right.body) // 2]),
    "latin1": lambda right: replace(right, body=right.body + b"\xe9\xff"),
    "shape": _renamed,
    "nulls": _with_rows(_first_null, _first_link_emptied),
    "none_listed": _with_rows(
        lambda rows: [],
        lambda m: re.sub(
            rb"(?s)<section(?! id=.search).*</section>|<url>.*</url>|<li.*</li>|<tr>.*</tr>|<position>.*</position>"
            rb"|<Job>.*</Job>"
            rb'|(?<="jobPostings": \[).*(?=\]\}\})',
            b"",
            m,
        ),
        totals=True,
    ),
    "short": _with_rows(lambda rows: rows[:-1], _last_left_out),
}
