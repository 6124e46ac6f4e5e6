"""Which function answers for a host. Another board family is one function and one row here."""

from tests.fake_boards.amazon import amazon
from tests.fake_boards.apple import apple
from tests.fake_boards.ashby import PAGES_HOST as ASHBY_PAGES_HOST
from tests.fake_boards.ashby import ashby, ashby_pages
from tests.fake_boards.avature import avature
from tests.fake_boards.bamboohr import bamboohr
from tests.fake_boards.eightfold_pcsx import eightfold_pcsx
from tests.fake_boards.gem import PAGES_HOST as GEM_PAGES_HOST
from tests.fake_boards.gem import gem, gem_pages
from tests.fake_boards.greenhouse import PAGES_HOST as GREENHOUSE_PAGES_HOST
from tests.fake_boards.greenhouse import greenhouse, greenhouse_pages
from tests.fake_boards.icims import icims
from tests.fake_boards.jobvite import jobvite
from tests.fake_boards.lever import PAGES_HOST as LEVER_PAGES_HOST
from tests.fake_boards.lever import lever, lever_pages
from tests.fake_boards.oracle import oracle
from tests.fake_boards.personio import personio
from tests.fake_boards.phenom import phenom
from tests.fake_boards.pinpoint import pinpoint
from tests.fake_boards.radancy import radancy
from tests.fake_boards.recruitee import recruitee
from tests.fake_boards.successfactors import successfactors
from tests.fake_boards.teamtailor import teamtailor
from tests.fake_boards.watched import watched
from tests.fake_boards.workable import workable
from tracker.demo.boards import families

FAMILIES: dict[str, families.Answer] = {
    **families.FAMILIES,
    "eightfold_pcsx": eightfold_pcsx,
    "radancy": radancy,
    "amazon": amazon,
    "apple": apple,
    "oracle": oracle,
    "icims": icims,
    "jobvite": jobvite,
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
HOSTS: dict[str, families.Answer] = {
    **families.HOSTS,
    GEM_PAGES_HOST: gem_pages,
    GREENHOUSE_PAGES_HOST: greenhouse_pages,
    LEVER_PAGES_HOST: lever_pages,
    ASHBY_PAGES_HOST: ashby_pages,
}
"""Hosts that answer for postings of another host."""
