"""The schedule where workers do the work: what is due is put into the queue, once for each time that it is due."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.engine import write_sessions
from db.queries.crawl_requests import select_due_requests, select_request_instants
from db.queries.crawls import select_last_starts
from db.writes.crawl_requests import request_crawls
from db.writes.leases import held_leases
from tracker.errors import WorkersError
from tracker.scheduling.jobs import Job
from tracker.scheduling.runner import CLAIM
from tracker.workers.lanes import LaneMap
from tracker.workers.queue import JobQueue

log = logging.getLogger(__name__)


class QueueScheduler:
    """Looks at what is due. Any number of them may look at once: the database takes each request once."""

    def __init__(
        self,
        queue: JobQueue,
        lanes: LaneMap,
        jobs: Sequence[Job],
        grace: timedelta,
        ping: Callable[[], None] | None = None,
    ) -> None:
        self.queue, self.lanes, self.grace, self.ping = queue, lanes, grace, ping
        self.crawls = [job for job in jobs if job.studio]
        self.others = [job for job in jobs if not job.studio]
        self.asked: dict[str, datetime] = {}
        """For each report the time that it was put into the queue for here."""
        self._seen: dict[tuple[str, datetime], datetime] = {}
        """For each report and its time, when it was first found due here."""
        self._next: dict[str, datetime] = {}
        """When each crawl falls due next: of ten thousand, few do in half a minute."""

    def __call__(self) -> None:
        try:
            names = self.defer_due_jobs()
        except (SQLAlchemyError, WorkersError) as error:
            log.warning("what is due cannot be put into the queue now: %s", error)
            return
        for name in names:
            log.info("%s: left to a worker", name)
        if names and self.ping:
            self.ping()

    def defer_due_jobs(self) -> list[str]:
        """Put what is due into the queue; gives the names of what was not asked for before."""
        now = datetime.now(UTC)
        studios = self._request_crawls(now)
        # all lanes of which a studio is due: also what failed a while ago, and what a lost job left
        self.queue.defer_due_lanes(self.lanes)
        return [f"crawl {studio}" for studio in studios] + self._defer_others(now)

    def _request_crawls(self, now: datetime) -> list[str]:
        looked_at = [job for job in self.crawls if now >= self._next.get(job.studio, now)]
        if not looked_at:
            return []
        with Session(self.queue.engine) as session:
            asked = {row.studio: row.due_at for row in session.execute(select_request_instants())}
            begun = {row.studio: row.begun_at for row in session.execute(select_last_starts())}
        requested = []
        with write_sessions(self.queue.engine).begin() as session:
            for job in looked_at:
                due = job.at.find_latest(now)
                earlier = [each[job.studio] for each in (asked, begun) if job.studio in each]
                if due and all(instant < due for instant in earlier) and request_crawls(session, [job.studio], due):
                    requested.append(job.studio)
        self._next |= {job.studio: job.at.find_next(now) for job in looked_at}
        return requested

    def _defer_others(self, now: datetime) -> list[str]:
        done = []
        for job in self.others:
            with Session(self.queue.engine) as session:
                due = job.due_at(session, now)
                if due is None or self.asked.get(job.name) == due:
                    continue
                # a report tells of crawls that have ended; but a board that never ends holds up none for ever
                if now - self._seen.setdefault((job.name, due), now) <= self.grace and _is_crawling(session):
                    continue
            # where another scheduler has put it there, the second finds a report written since, and writes none
            if self.queue.request_report([list(words) for words in job.commands(now)], due):
                done.append(job.name)
            self.asked[job.name] = due
        return done


def _is_crawling(session: Session) -> bool:
    return bool(session.execute(select_due_requests().limit(1)).first() or held_leases(session, f"{CLAIM}crawl "))
