"""Eightfold, the v2 interface, as Netflix runs it. Field notes: docs/boards/eightfold.md."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.json_fields import ShapeError, epoch_date, may, must, read_json
from spiders.parsing.places import from_text, unique
from spiders.posting import Posting


class EightfoldSpider(BoardSpider):
    """Set `board = { host = "explore.jobs.netflix.net", domain = "netflix.com" }`."""

    family = "eightfold"
    needs = ("host", "domain")
    # t_update stays in the fingerprint: it moves without an edit now and then, but an edited description moves it too.
    volatile = frozenset({"hot", "stars", "medallionProgram", "solrScore"})
    status_means: ClassVar = {
        403: "the board may have moved to the newer interface, family eightfold_pcsx, or refuse us",
        405: "a challenge for browsers",
    }

    def first(self) -> Request:
        return self._list_from(0)

    def _list_from(self, start: int) -> Request:
        asked = {"domain": self.board["domain"], "start": start, "num": 10, "sort_by": "relevance"}
        url = f"https://{self.board['host']}/api/apply/v2/jobs?{urlencode(asked)}"
        return self.ask_list(url, meta={"start": start})

    def page(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows, count = must(answer, "positions", list), must(answer, "count", int)
        if (domain := may(answer, "domain")) and domain != self.board["domain"]:
            raise ShapeError(f"the board answers for {domain!r}, asked for {self.board['domain']!r}")
        # Ten rows come whatever is asked, so the next page begins after what came.
        after = response.meta["start"] + len(rows)
        return Page(rows=rows, announced=count, following=self._list_from(after) if rows and after < count else None)

    def row(self, raw: Any) -> Row:
        key = str(must(raw, "id"))
        url = f"https://{self.board['host']}/api/apply/v2/jobs/{key}?{urlencode({'domain': self.board['domain']})}"
        return Row(key=key, raw=raw, ask=self.ask_detail(url), hidden=raw.get("isPrivate") is True)

    def posting(self, response: Response, row: Row) -> Posting:
        detail = read_json(response.body)
        if str(must(detail, "id")) != row.key:
            raise ShapeError(f"the detail of {row.key} is that of {detail['id']}")
        created = epoch_date(detail.get("t_create"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(detail, "name", str),
            url=may(detail, "canonicalPositionUrl") or f"https://{self.board['host']}/careers/job/{row.key}",
            description=must(detail, "job_description", str),
            places=unique(from_text(words) for words in _locations(detail)),
            requisition=may(detail, "display_job_id") or may(detail, "ats_job_id"),
            department=may(detail, "department"),
            language=(may(detail, "locale") or "")[:2] or None,
            posted_on=created,
            posted_on_basis="created" if created else None,
        )


def _locations(detail: dict[str, Any]) -> list[str]:
    named = [words for words in detail.get("locations") or [] if isinstance(words, str)]
    return named or [words for words in [may(detail, "location")] if words]
