"""Which function speaks for a host. Another protocol is one function and one row here."""

from collections.abc import Callable

from tracker.demo.boards.amazon import amazon
from tracker.demo.boards.apple import apple
from tracker.demo.boards.ashby import PAGES_HOST as ASHBY_PAGES_HOST
from tracker.demo.boards.ashby import ashby, ashby_pages
from tracker.demo.boards.avature import avature
from tracker.demo.boards.bamboohr import bamboohr
from tracker.demo.boards.eightfold import eightfold
from tracker.demo.boards.eightfold_pcsx import eightfold_pcsx
from tracker.demo.boards.gem import PAGES_HOST as GEM_PAGES_HOST
from tracker.demo.boards.gem import gem, gem_pages
from tracker.demo.boards.greenhouse import PAGES_HOST as GREENHOUSE_PAGES_HOST
from tracker.demo.boards.greenhouse import greenhouse, greenhouse_pages
from tracker.demo.boards.icims import icims
from tracker.demo.boards.lever import PAGES_HOST as LEVER_PAGES_HOST
from tracker.demo.boards.lever import lever, lever_pages
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot
from tracker.demo.boards.oracle import oracle
from tracker.demo.boards.pages import pages
from tracker.demo.boards.personio import personio
from tracker.demo.boards.phenom import phenom
from tracker.demo.boards.pinpoint import pinpoint
from tracker.demo.boards.radancy import radancy
from tracker.demo.boards.recruitee import recruitee
from tracker.demo.boards.smartrecruiters import GROUPS_HOST, PAGES_HOST, groups, posting_pages, smartrecruiters
from tracker.demo.boards.successfactors import successfactors
from tracker.demo.boards.teamtailor import teamtailor
from tracker.demo.boards.watched import watched
from tracker.demo.boards.workable import workable
from tracker.demo.boards.workday import workday

Speak = Callable[[DaySnapshot, BoardRequest], BoardResponse | None]
"""The town today and a question -> the board's answer; None for an address that the board does not know."""

FAMILIES: dict[str, Speak] = {
    "eightfold": eightfold,
    "eightfold_pcsx": eightfold_pcsx,
    "workday": workday,
    "smartrecruiters": smartrecruiters,
    "pages": pages,
    "radancy": radancy,
    "amazon": amazon,
    "apple": apple,
    "oracle": oracle,
    "icims": icims,
    "phenom": phenom,
    "successfactors": successfactors,
    "avature": avature,
    "watched": watched,
    "workable": workable,
    "teamtailor": teamtailor,
    "personio": personio,
    "recruitee": recruitee,
    "bamboohr": bamboohr,
    "pinpoint": pinpoint,
    "gem": gem,
    "greenhouse": greenhouse,
    "lever": lever,
    "ashby": ashby,
}
HOSTS: dict[str, Speak] = {
    GROUPS_HOST: groups,
    PAGES_HOST: posting_pages,
    GEM_PAGES_HOST: gem_pages,
    GREENHOUSE_PAGES_HOST: greenhouse_pages,
    LEVER_PAGES_HOST: lever_pages,
    ASHBY_PAGES_HOST: ashby_pages,
}
"""Hosts that speak for postings of another host."""
