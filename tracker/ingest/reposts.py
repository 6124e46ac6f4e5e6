"""Claims that a posting is an earlier one of its studio put up again, made after complete crawls.

A posting that came since the complete crawl before is set beside those that had left the board before it came. Where a
posting like it was listed all along, it is one more place or copy of an opening, and no repost.
"""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Engine, Row
from sqlalchemy.orm import Session

from db import models
from db.queries.outcome import last_crawl
from db.queries.reposts import select_newest_versions, select_sighting_spans
from db.vocabulary import Outcome, RepostReason
from tracker.ingest import boilerplate as learning
from tracker.ingest.texts import in_batches, read_description
from tracker.reading.ai.boilerplate import canonicals
from tracker.reading.text import collapse

AT_ONCE = 500
"""Descriptions held in memory at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """tracker/ingest/reposts.toml says what each is."""

    version: str
    same_title: float
    other_title: float
    sentences_at_least: int
    within_days: int
    few: int


@cache
def load_rule() -> Rule:
    return Rule(**tomllib.loads(files(__package__).joinpath("reposts.toml").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingFingerprint:
    """What is compared of a posting: its newest version."""

    posting: int
    posting_id: str
    title: str
    """In lower case."""
    requisition: str
    places: str
    sentences: frozenset[str]
    """Its own, in canonical form."""
    first: int
    last: int
    """The first and the last crawl that saw it."""
    listed: bool
    """Whether the crawl that has just ended saw it."""


@dataclass(frozen=True, slots=True)
class Claim:
    earlier: PostingFingerprint
    score: Decimal
    reasons: frozenset[RepostReason]

    @property
    def rank(self) -> tuple[bool, bool, Decimal, int, str]:
        """The best of several earlier postings is the one with the same requisition, in the same places, most alike,
        seen last."""
        same = (RepostReason.SAME_REQUISITION in self.reasons, RepostReason.SAME_PLACES in self.reasons)
        return (*same, self.score, self.earlier.last, self.earlier.posting_id)


Found = Sequence[tuple[int, "Claim"]]
"""Postings, by their keys in the database, and what is claimed of each."""


def find_reposts(engine: Engine, crawl_id: int, studio: str, listed: Collection[str]) -> Found:
    """Find what a crawl that is to be complete gives rise to claim; `listed`: the board keys that it saw."""
    with Session(engine) as session:
        crawl = session.get_one(models.Crawl, crawl_id)
        before = last_crawl(session, crawl, [Outcome.COMPLETE])
        # What a board's first complete crawl finds did not arrive: it was there before anyone looked (decision 33).
        if before is None:
            return []
        since = crawl.started_at - timedelta(days=load_rule().within_days)
        seen = session.execute(select_sighting_spans(studio, since)).all()
        if not any(row.first > before.id and row.board_key in listed for row in seen):
            return []
        adverts = list(_iter_fingerprints(session, studio, seen, listed))
    came = [advert for advert in adverts if advert.listed and advert.first > before.id]
    return list(match_reposts(came, [advert for advert in adverts if advert.first <= before.id]))


def save_reposts(session: Session, crawl_id: int, found: Found) -> None:
    """Store claims beside the postings: a claim, never a merge."""
    session.add_all(
        models.Repost(
            posting=posting,
            earlier=claim.earlier.posting,
            crawl=crawl_id,
            score=claim.score,
            reasons=" ".join(sorted(claim.reasons)),
            rule=load_rule().version,
        )
        for posting, claim in found
    )


def match_reposts(
    came: Iterable[PostingFingerprint], before: Sequence[PostingFingerprint]
) -> Iterator[tuple[int, Claim]]:
    """For each posting that came, the best claim, if there is one; in the order of their ids, however they arrived."""
    index = _Index(before)
    # In one order, so that the same crawl claims the same, on either database and in a replay.
    for advert in sorted(came, key=lambda advert: advert.posting_id):
        alike = [claim for earlier in index.candidates(advert) if (claim := compare_postings(advert, earlier))]
        left = [claim for claim in alike if claim.earlier.last < advert.first]
        # Where one like it is listed, the new one is a further place or copy of the same opening.
        if left and not any(claim.earlier.listed for claim in alike):
            yield advert.posting, max(left, key=lambda claim: claim.rank)


def compare_postings(advert: PostingFingerprint, earlier: PostingFingerprint) -> Claim | None:
    """The claim that one posting is the other put up again; None where too little speaks for it."""
    either = advert.sentences | earlier.sentences
    shared = len(advert.sentences & earlier.sentences)
    score = Decimal(shared) / len(either) if either else Decimal(0)
    reasons = {
        RepostReason.SAME_REQUISITION: _has_number(advert.requisition) and advert.requisition == earlier.requisition,
        RepostReason.SAME_TITLE: advert.title == earlier.title,
        RepostReason.SAME_PLACES: bool(advert.places) and advert.places == earlier.places,
    }
    enough = min(len(advert.sentences), len(earlier.sentences)) >= load_rule().sentences_at_least
    least = load_rule().same_title if reasons[RepostReason.SAME_TITLE] else load_rule().other_title
    reasons[RepostReason.NEAR_IDENTICAL_TEXT] = enough and score >= least
    if not (reasons[RepostReason.SAME_REQUISITION] or reasons[RepostReason.NEAR_IDENTICAL_TEXT]):
        return None
    # The column keeps four places exactly, and refuses an amount that has more.
    rounded = score.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return Claim(earlier, rounded, frozenset(reason for reason, holds in reasons.items() if holds))


class _Index:
    """Which earlier postings are worth comparing: those with the same requisition, or with a sentence that few hold."""

    def __init__(self, adverts: Sequence[PostingFingerprint]) -> None:
        self.holders: dict[str, list[PostingFingerprint]] = defaultdict(list)
        self.same_requisition: dict[str, list[PostingFingerprint]] = defaultdict(list)
        for advert in adverts:
            self.same_requisition[advert.requisition].append(advert)
            for sentence in advert.sentences:
                self.holders[sentence].append(advert)

    def candidates(self, advert: PostingFingerprint) -> Iterable[PostingFingerprint]:
        held = [self.holders.get(sentence, []) for sentence in advert.sentences]
        # A sentence that many postings hold is the studio's, or a form's: by it everything would be compared with
        # everything.
        rare = [each for some in held if len(some) <= load_rule().few for each in some]
        same = self.same_requisition.get(advert.requisition, []) if _has_number(advert.requisition) else []
        return {each.posting: each for each in [*same, *rare]}.values()


def _has_number(requisition: str) -> bool:
    """Whether it is a number of one opening, and no word such as "general"."""
    return any(character.isdigit() for character in requisition)


# ---- what is stored


def _iter_fingerprints(
    session: Session, studio: str, seen: Sequence[Row[Any]], listed: Collection[str]
) -> Iterator[PostingFingerprint]:
    boilerplate = learning.latest_boilerplate(session, studio)
    common = boilerplate.sentences if boilerplate else frozenset[str]()
    spans = {row.id: row for row in seen}
    for some in in_batches(sorted(row.board_key for row in seen), AT_ONCE):
        for row in session.execute(select_newest_versions(studio, some)):
            span = spans[row.posting]
            yield PostingFingerprint(
                posting=row.posting,
                posting_id=row.posting_id,
                title=collapse(row.title).casefold(),
                requisition=row.requisition or "",
                places=row.locations,
                # By their own sentences: what a studio says of itself in each posting would make any two of them alike.
                sentences=frozenset(canonicals(read_description(row.description_html))) - common,
                first=span.first,
                last=span.last,
                listed=span.board_key in listed,
            )
