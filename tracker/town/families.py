"""Which function speaks for a host. Another protocol is one function and one row here."""

from collections.abc import Callable

from tracker.town.amazon import amazon
from tracker.town.apple import apple
from tracker.town.avature import avature
from tracker.town.eightfold import eightfold
from tracker.town.exchange import Answer, Ask, Today
from tracker.town.icims import icims
from tracker.town.oracle import oracle
from tracker.town.pages import pages
from tracker.town.phenom import phenom
from tracker.town.radancy import radancy
from tracker.town.smartrecruiters import GROUPS_HOST, PAGES_HOST, groups, posting_pages, smartrecruiters
from tracker.town.successfactors import successfactors
from tracker.town.watched import watched
from tracker.town.workday import workday

Speak = Callable[[Today, Ask], Answer | None]
"""The town today and a question -> the board's answer; None for an address that the board does not know."""

FAMILIES: dict[str, Speak] = {
    "eightfold": eightfold,
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
}
HOSTS: dict[str, Speak] = {GROUPS_HOST: groups, PAGES_HOST: posting_pages}
"""Hosts that speak for postings of another host."""
