"""Which function speaks for a host. Another protocol is one function and one row here."""

from collections.abc import Callable

from tracker.town.amazon import amazon
from tracker.town.apple import apple
from tracker.town.ashby import PAGES_HOST as ASHBY_PAGES_HOST
from tracker.town.ashby import ashby, ashby_pages
from tracker.town.avature import avature
from tracker.town.bamboohr import bamboohr
from tracker.town.eightfold import eightfold
from tracker.town.eightfold_pcsx import eightfold_pcsx
from tracker.town.exchange import Answer, Ask, Today
from tracker.town.gem import PAGES_HOST as GEM_PAGES_HOST
from tracker.town.gem import gem, gem_pages
from tracker.town.greenhouse import PAGES_HOST as GREENHOUSE_PAGES_HOST
from tracker.town.greenhouse import greenhouse, greenhouse_pages
from tracker.town.icims import icims
from tracker.town.lever import PAGES_HOST as LEVER_PAGES_HOST
from tracker.town.lever import lever, lever_pages
from tracker.town.oracle import oracle
from tracker.town.pages import pages
from tracker.town.personio import personio
from tracker.town.phenom import phenom
from tracker.town.pinpoint import pinpoint
from tracker.town.radancy import radancy
from tracker.town.recruitee import recruitee
from tracker.town.smartrecruiters import GROUPS_HOST, PAGES_HOST, groups, posting_pages, smartrecruiters
from tracker.town.successfactors import successfactors
from tracker.town.teamtailor import teamtailor
from tracker.town.watched import watched
from tracker.town.workable import workable
from tracker.town.workday import workday

Speak = Callable[[Today, Ask], Answer | None]
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
