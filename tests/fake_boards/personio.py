"""Personio: a careers site's XML feed of positions."""

import re
from xml.sax.saxutils import escape

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_xml
from tracker.demo.boards.pages import posting_page


def personio(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    postings = today.listed(request.host)
    if request.path == "/xml":
        rows = "\n".join(_position(posting) for posting in postings)
        return as_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n<workzag-jobs>\n{rows}\n</workzag-jobs>\n')
    if found := re.fullmatch(r"/job/([^/]+)", request.path):
        return posting_page(postings, found[1])
    return None


def _position(posting: FakePosting) -> str:
    first, *others = posting.locations or [""]
    more = "".join(f"<office>{escape(each)}</office>" for each in others)
    words = posting.description_html.replace("]]>", "]]&gt;")
    return (
        f"<position><id>{posting.key}</id><subcompany>{escape(posting.organization or posting.studio)}</subcompany>"
        f"<office>{escape(first)}</office><additionalOffices>{more}</additionalOffices>"
        f"<department>{escape(posting.department or '')}</department><name>{escape(posting.title)}</name>"
        f"<jobDescriptions><jobDescription><name>The work</name><value><![CDATA[{words}]]></value></jobDescription>"
        "</jobDescriptions><employmentType>permanent</employmentType><schedule>full-time</schedule>"
        f"{f'<createdAt>{posting.posted_on}T08:00:00+00:00</createdAt>' if posting.posted_on else ''}"
        f"{_pay(posting)}</position>"
    )


def _pay(posting: FakePosting) -> str:
    if not posting.pay:
        return ""
    pay = posting.pay[0]
    unit = {"day": "daily"}.get(pay["unit"], f"{pay['unit']}ly")
    return (
        f"<salaryInformation><min>{pay['minimum']}</min><max>{pay['maximum']}</max>"
        f"<currencyCode>{pay['currency']}</currencyCode><type>{unit}</type></salaryInformation>"
    )
