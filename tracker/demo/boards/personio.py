"""Personio: a careers site's XML feed of positions."""

import re
from xml.sax.saxutils import escape

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_xml
from tracker.demo.boards.pages import posting_page


def personio(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    jobs = today.listed(ask.host)
    if ask.path == "/xml":
        rows = "\n".join(_position(job) for job in jobs)
        return as_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n<workzag-jobs>\n{rows}\n</workzag-jobs>\n')
    if found := re.fullmatch(r"/job/([^/]+)", ask.path):
        return posting_page(jobs, found[1])
    return None


def _position(job: FakePosting) -> str:
    first, *others = job.locations or [""]
    more = "".join(f"<office>{escape(each)}</office>" for each in others)
    words = job.description_html.replace("]]>", "]]&gt;")
    return (
        f"<position><id>{job.key}</id><subcompany>{escape(job.organization or job.studio)}</subcompany>"
        f"<office>{escape(first)}</office><additionalOffices>{more}</additionalOffices>"
        f"<department>{escape(job.department or '')}</department><name>{escape(job.title)}</name>"
        f"<jobDescriptions><jobDescription><name>The work</name><value><![CDATA[{words}]]></value></jobDescription>"
        "</jobDescriptions><employmentType>permanent</employmentType><schedule>full-time</schedule>"
        f"{f'<createdAt>{job.posted_on}T08:00:00+00:00</createdAt>' if job.posted_on else ''}{_pay(job)}</position>"
    )


def _pay(job: FakePosting) -> str:
    if not job.pay:
        return ""
    pay = job.pay[0]
    unit = {"day": "daily"}.get(pay["unit"], f"{pay['unit']}ly")
    return (
        f"<salaryInformation><min>{pay['minimum']}</min><max>{pay['maximum']}</max>"
        f"<currencyCode>{pay['currency']}</currencyCode><type>{unit}</type></salaryInformation>"
    )
