"""People name a posting by what they have at hand: its id, the board's key, or an address."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.models import Posting, Studio
from db.vocabulary import Origin
from tests.factories import make_version
from tracker.errors import SelectionError
from tracker.explore.find_posting import find_posting

POSTINGS = {
    "netflix:790298014263": "https://explore.jobs.netflix.net/careers/job/790298014263",
    "disney:10050101": "https://disney.wd5.myworkdayjobs.com/disneycareer/job/Glendale/Animator_10050101",
    "open:4321987": "https://boards.example/open/jobs/4321987",
    "other:4321987": "https://boards.example/other/jobs/4321987",
}


@pytest.fixture
def stored(engine: Engine) -> Engine:
    with Session(engine) as session, session.begin():
        for posting_id, url in POSTINGS.items():
            studio, key = posting_id.split(":")
            session.add(Studio(studio=studio, name=studio.title(), named_in_article=False))
            session.flush()
            posting = Posting(posting_id=posting_id, studio=studio, board_key=key, origin=Origin.BOARD)
            session.add(posting)
            session.flush()
            session.add(make_version(posting=posting.id, number=1, url=url))
    return engine


@pytest.mark.parametrize(
    ("word", "posting_id"),
    [
        ("netflix:790298014263", "netflix:790298014263"),
        ("790298014263", "netflix:790298014263"),
        (POSTINGS["netflix:790298014263"], "netflix:790298014263"),
        ("https://explore.jobs.netflix.net/careers?pid=790298014263&sort=new", "netflix:790298014263"),
        ("https://disney.wd5.myworkdayjobs.com/en-US/disneycareer/job/Animator_10050101/apply", "disney:10050101"),
        (POSTINGS["other:4321987"], "other:4321987"),
        ("nobody:1", "nobody:1"),
        ("https://elsewhere.example/en/jobs", "https://elsewhere.example/en/jobs"),
    ],
)
def test_a_posting_is_found_by_id_key_or_address(stored: Engine, word: str, posting_id: str) -> None:
    with stored.connect() as connection:
        assert find_posting(connection, word) == posting_id


def test_what_fits_several_postings_is_never_guessed(stored: Engine) -> None:
    with stored.connect() as connection, pytest.raises(SelectionError, match="open:4321987, other:4321987"):
        find_posting(connection, "4321987")
