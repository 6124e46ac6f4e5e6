"""A posting put up again is claimed, with what speaks for it; nothing is merged, and no order of arrival matters."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import models
from db.engine import write_sessions
from db.queries.repost_claims import select_reposts
from db.vocabulary import Origin
from db.writes import crawls
from spiders.posting import Place, Posting
from tracker.ingest import reposts
from tracker.ingest.reposts import PostingFingerprint, match_reposts
from tracker.ingest.save_posting import save_posting

SENTENCES = [f"The person in this chair will mend the {thing} of the house." for thing in "abcdefghijklmnop"]


def advert(key: str, first: int, last: int, *, listed: bool = False, said: Sequence[str] = SENTENCES[:10], **more: Any):
    given = {"title": "mender", "requisition": "", "places": "Leeds", **more}
    return PostingFingerprint(
        posting=int.from_bytes(key.encode()),
        posting_id=f"acme:{key}",
        sentences=frozenset(said),
        first=first,
        last=last,
        listed=listed,
        **given,
    )


NEW = {"first": 5, "last": 5, "listed": True}
LEFT = advert("a", 1, 3)


def found(came: list[PostingFingerprint], before: list[PostingFingerprint]) -> dict[str, tuple[str, Decimal, str]]:
    names = {each.posting: each.posting_id.removeprefix("acme:") for each in came}
    return {
        names[posting]: (
            claim.earlier.posting_id.removeprefix("acme:"),
            claim.score,
            " ".join(sorted(claim.reasons)),
        )
        for posting, claim in match_reposts(came, before)
    }


ALIKE = "near_identical_text same_places same_title"


@pytest.mark.parametrize(
    ("new", "before", "claim"),
    [
        (advert("b", **NEW), [LEFT], ("a", 1, ALIKE)),
        (advert("b", **NEW, said=SENTENCES[:9]), [LEFT], ("a", Decimal("0.9"), ALIKE)),
        (advert("b", **NEW, said=SENTENCES[:7]), [LEFT], None),
        (advert("b", **NEW, title="carer"), [LEFT], ("a", 1, "near_identical_text same_places")),
        (advert("b", **NEW, title="carer", said=SENTENCES[:8]), [LEFT], None),
        (advert("b", **NEW, places="York"), [LEFT], ("a", 1, "near_identical_text same_title")),
        # too short to tell
        (advert("b", **NEW, said=SENTENCES[:3]), [advert("a", 1, 3, said=SENTENCES[:3])], None),
        # one requisition under another key
        (
            advert("b", **NEW, requisition="R7", said=SENTENCES[10:]),
            [advert("a", 1, 3, requisition="R7")],
            ("a", 0, "same_places same_requisition same_title"),
        ),
        (advert("b", **NEW, requisition="any", said=()), [advert("a", 1, 3, requisition="any")], None),
        # listed at one time: places of one opening, or a posting that overlaps
        (advert("b", **NEW), [advert("a", 1, 5, listed=True)], None),
        (advert("b", **NEW), [LEFT, advert("c", 1, 5, listed=True)], None),
        (advert("b", **NEW), [advert("a", 1, 5)], None),
        # the best of several: same requisition, same places, most alike, seen last
        (advert("b", **NEW), [LEFT, advert("c", 1, 4)], ("c", 1, ALIKE)),
        (
            advert("b", **NEW, said=SENTENCES[:9]),
            [advert("c", 1, 4, said=SENTENCES[:11]), LEFT],
            ("a", Decimal("0.9"), ALIKE),
        ),
        (advert("b", **NEW, places="York"), [advert("c", 1, 2, places="York"), LEFT], ("c", 1, ALIKE)),
    ],
)  # fmt: skip
def test_what_is_claimed(
    new: PostingFingerprint, before: list[PostingFingerprint], claim: tuple[str, Decimal, str] | None
) -> None:
    assert found([new], before) == ({} if claim is None else {"b": claim})


def test_the_order_of_arrival_changes_no_claim() -> None:
    came = [advert(key, **NEW, places=place) for key, place in (("x", "Leeds"), ("y", "York"))]
    before = [LEFT, advert("c", 2, 3, places="York"), *(advert(str(n), 1, 2, said=[str(n)] * 5) for n in range(9))]
    expected = found(came, before)
    assert {key: claim[0] for key, claim in expected.items()} == {"x": "a", "y": "c"}
    assert found(came[::-1], before[::-1]) == expected


def test_sentences_that_many_hold_lead_to_no_comparison() -> None:
    """The work stays bounded where a hundred postings say the same."""
    before = [advert(str(n), 1, 2) for n in range(reposts.load_rule().few + 1)]
    assert found([advert("b", **NEW)], before) == {}


def crawl(engine: Engine, day: int, keys: str, words: Callable[[str], str]) -> list[tuple[str, str, float]]:
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day)
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="acme", name="Acme")])
        crawl_id = crawls.open_crawl(session, "acme", at, program="0")
        for key in keys:
            posting = Posting(
                studio="acme",
                board_key=key,
                title=f"Mender {words(key)[0]}",
                url="https://jobs.example",
                description="".join(f"<p>{words(key)[0]}: {sentence}</p>" for sentence in SENTENCES),
                places=(Place(text="Leeds"),),
                fetched_at=at,
            )
            save_posting(session, crawl_id, posting, Origin.BOARD)
    made = reposts.find_reposts(engine, crawl_id, "acme", list(keys))
    with write_sessions(engine).begin() as session:
        ending = {"announced": None, "ended": True, "faults": [], "refused": None, "requests": 1}
        crawls.close_crawl(session, crawl_id, at + timedelta(minutes=1), listed_keys=list(keys), **ending)
        reposts.save_reposts(session, crawl_id, made)
    with engine.connect() as connection:
        claimed = select_reposts().subquery()
        return sorted(
            map(tuple, connection.execute(select(claimed.c.posting_id, claimed.c.earlier_posting_id, claimed.c.score)))
        )


def test_claims_follow_complete_crawls(engine: Engine) -> None:
    """b is a again, under another key; c and d are others. What the first crawl finds came from nowhere."""
    words = {"a": "wells", "b": "wells", "c": "canals", "d": "drains"}.__getitem__
    assert crawl(engine, 0, "ac", words) == []
    assert crawl(engine, 1, "cd", words) == []
    assert crawl(engine, 2, "cdb", words) == [("acme:b", "acme:a", 1.0)]
    assert crawl(engine, 3, "cdb", words) == [("acme:b", "acme:a", 1.0)]
    with Session(engine) as session:
        assert session.scalar(select(models.Repost.crawl)) == 3
        assert len(session.scalars(select(models.Posting)).all()) == 4


def test_what_left_more_than_a_year_ago_is_not_looked_at(engine: Engine) -> None:
    words = {"a": "wells", "b": "wells", "c": "canals"}.__getitem__
    crawl(engine, 0, "ac", words)
    crawl(engine, 1, "c", words)
    assert crawl(engine, 400, "cb", words) == []
