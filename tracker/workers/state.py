"""What an operator asks of the queue: who works, what waits, what is late. It takes no installed Procrastinate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from db.queries import job_queue
from db.queries.crawl_requests import select_due_requests
from tracker.scheduling.health import Problem
from tracker.workers.lanes import LaneMap

SILENT_S = 60.0
"""A worker's heart beats every ten seconds; one that is silent for longer counts for nothing."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue at one moment."""

    workers: Sequence[dict[str, Any]]
    """worker, silent_s, and the locks of the jobs that it has in hand."""
    jobs: Sequence[dict[str, Any]]
    """queue, state, jobs: how many."""
    oldest_waiting: dict[str, Any] | None
    """lock and waiting_s of the job that waits longest."""
    lanes_late: Sequence[dict[str, Any]]
    """lane, late_s and studios: lanes with studios that should have been crawled a while ago."""

    @property
    def working(self) -> int:
        return sum(each["silent_s"] <= SILENT_S for each in self.workers)

    def as_lines(self) -> Iterator[str]:
        """The state as a person reads it."""
        for each in self.workers:
            hand = ", ".join(each["jobs"]) or "nothing in hand"
            yield f"worker {each['worker']}: last heard of {each['silent_s']:.0f} s ago, {hand}"
        if not self.workers:
            yield "no worker is at work"
        for each in self.jobs:
            yield f"jobs of {each['queue']}, {each['state']}: {each['jobs']}"
        if self.oldest_waiting:
            yield f"longest waiting: {self.oldest_waiting['lock']}, {self.oldest_waiting['waiting_s']:.0f} s"
        for each in self.lanes_late:
            yield f"late: {each['lane']}, {each['studios']} studios, {each['late_s'] / 60:.0f} minutes"

    def find_problems(self, grace: timedelta) -> list[Problem]:
        """What somebody has to see to."""
        found = [
            Problem("lane", each["lane"], f"{each['studios']} studios, due for {each['late_s'] / 60:.0f} minutes")
            for each in self.lanes_late
        ]
        waits = self.oldest_waiting["waiting_s"] if self.oldest_waiting else 0.0
        if not self.working and waits > min(grace.total_seconds(), SILENT_S):
            found.append(
                Problem("worker", "", f"jobs have waited for {waits / 60:.0f} minutes, and no worker is at work")
            )
        return found


def read_queue_state(engine: Engine, lanes: LaneMap, grace: timedelta) -> QueueState | None:
    """Read the queue; None where it was never opened."""
    with engine.connect() as connection:
        if not job_queue.has_queue(connection):
            return None
        workers, jobs, oldest = (
            [dict(row) for row in connection.execute(ask).mappings()]
            for ask in (job_queue.select_workers(), job_queue.count_jobs(), job_queue.select_oldest_waiting())
        )
        due = connection.execute(select_due_requests()).all()
    late: dict[str, dict[str, Any]] = {}
    for row in due:
        if row.now - row.due_at > grace:
            lane = lanes.of_studio.get(row.studio, row.studio)
            # those asked for first come first
            entry = late.setdefault(
                lane, {"lane": lane, "late_s": (row.now - row.due_at).total_seconds(), "studios": 0}
            )
            entry["studios"] += 1
    return QueueState(workers, jobs, oldest[0] if oldest else None, list(late.values()))
