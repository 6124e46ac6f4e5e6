"""A crawl's row, and what a crawl stores: each method is one transaction, to be tried again as a whole."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from db.engine import durable_sessions, write_sessions
from db.queries.outcome import Confirmation
from db.vocabulary import Origin, Outcome
from db.writes import crawls, leases, refetch_state
from db.writes.postings import SeenPosting, save_batch
from db.writes.refetch_state import Detail
from spiders.boards.base import BoardSpider
from tracker import settings
from tracker.archive.scrapy_cache import CrawlRecording
from tracker.ingest.codec import encode_studio

if TYPE_CHECKING:
    from tracker.ingest.reposts import Found


class CrawlRow:
    """The row of a crawl that goes on."""

    def __init__(self, engine: Engine, spider: BoardSpider, recording: CrawlRecording | None, replayed: Any) -> None:
        self.engine, self.spider, self.recording = engine, spider, recording
        self.replayed = replayed
        """The recorded crawl that is replayed, if one is."""
        self.id = 0

    def open(self, via: str | None, tokens: Mapping[str, int]) -> tuple[datetime, dict[str, Detail]]:
        """Make the row, under the tokens of the hosts' leases; gives when the crawl began, and what is stored of the
        studio's postings."""
        spider, recording = self.spider, self.recording
        with write_sessions(self.engine).begin() as session:
            leases.serialize_timestamps(session)
            started_at = recording.begin_crawl(spider.name, refresh=spider.refresh) if recording else datetime.now(UTC)
            crawls.upsert_studios(session, [encode_studio(spider.studio)])
            crawl_id = crawls.open_crawl(
                session,
                spider.name,
                started_at,
                program=settings.VERSION,
                via=via,
                archive=recording.name if recording else None,
            )
            if tokens:
                leases.name_crawl(session, tokens, crawl_id)
            stored = refetch_state.refetch_details(session, spider.name)
        self.id = crawl_id
        return started_at, stored

    def store(self, origin: Origin, seen: Sequence[SeenPosting]) -> None:
        """Save what was seen of some postings."""
        distinct = {each.board_key: each for each in seen}  # a board may list one twice
        with write_sessions(self.engine).begin() as session:
            save_batch(session, self.id, self.spider.name, origin, list(distinct.values()))

    def will_be_complete(self) -> bool:
        """Whether the crawl, if it ended now, would be complete; nothing is stored."""
        if self.replayed and self.replayed.finished_at is None:
            return False
        walk = self.spider.walk
        with write_sessions(self.engine)() as session:
            outcome = crawls.predict_outcome(
                session,
                self.id,
                listed=len(walk.listed - walk.gone),
                ended=walk.ended,
                faults=walk.faults,
                refused=walk.refused,
                confirmation=_make_confirmation(),
            )
            return outcome is Outcome.COMPLETE

    def ended_then(self) -> datetime | None:
        """When the crawl ended that is replayed; None: now, as none is."""
        return self.replayed.finished_at or self.replayed.started_at if self.replayed else None

    def close(self, requests: int, claims: "Found") -> None:
        """Store the crawl's end, and what it gives rise to claim."""
        # with it, everything that the crawl stored before has reached the disk
        with durable_sessions(self.engine).begin() as session:
            leases.serialize_timestamps(session)
            finished_at = self.recording.finish_crawl() if self.recording else datetime.now(UTC)
            if finished_at is None:  # a replayed crawl that was killed stays open, as it did when it was
                return
            walk = self.spider.walk
            crawls.close_crawl(
                session,
                self.id,
                finished_at,
                announced=walk.announced,
                listed_keys=walk.listed,
                gone_keys=walk.gone,
                ended=walk.ended,
                faults=walk.faults,
                remarks=walk.remarks,
                refused=walk.refused,
                requests=requests,
                confirmation=_make_confirmation(),
            )
            if claims:
                from tracker.ingest.reposts import save_reposts

                save_reposts(session, self.id, claims)

    def abandon(self, reason: str) -> None:
        """Close the row with nothing but a reason."""
        with durable_sessions(self.engine).begin() as session:
            crawls.abandon_crawl(session, self.id, datetime.now(UTC), reason)


def _make_confirmation() -> Confirmation:
    return Confirmation(suspect=settings.CONFIRM_AFTER, empty=settings.EMPTY_AFTER, absence=settings.CONFIRM_AFTER)
