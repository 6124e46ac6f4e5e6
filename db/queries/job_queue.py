"""Query the queue of the workers: Procrastinate's tables, which are there on PostgreSQL once the queue was opened.

They are asked in SQL, as they are not ours: reading them takes no installed Procrastinate.
"""

from typing import Any

from sqlalchemy import Connection, TextClause, text

_JOBS = "procrastinate.procrastinate_jobs"
_WORKERS = "procrastinate.procrastinate_workers"
_EVENTS = "procrastinate.procrastinate_events"


def has_queue(connection: Connection) -> bool:
    """Whether the queue was ever opened in this database."""
    if connection.dialect.name != "postgresql":
        return False
    return connection.scalar(text("SELECT to_regclass(:name)"), {"name": _JOBS}) is not None


def select_busy_locks() -> TextClause:
    """The locks of the jobs that wait or are in hand."""
    return text(f"SELECT lock FROM {_JOBS} WHERE status IN ('todo', 'doing') AND lock IS NOT NULL")  # noqa: S608


def analyze_jobs() -> TextClause:
    """Renew the statistics by which a fetch is planned."""
    return text(f"ANALYZE {_JOBS}")


def count_jobs() -> TextClause:
    """How many jobs there are of each queue and state: queue, state, jobs."""
    columns = "queue_name AS queue, status::text AS state, count(*) AS jobs"
    return text(f"SELECT {columns} FROM {_JOBS} GROUP BY 1, 2 ORDER BY 1, 2")  # noqa: S608


def select_workers() -> TextClause:
    """Each worker's last heartbeat and what it has in hand: worker, heartbeat_at, silent_s, jobs."""
    jobs = "array_agg(coalesce(j.lock, j.task_name) ORDER BY j.id) FILTER (WHERE j.id IS NOT NULL)"
    return text(
        f"SELECT w.id AS worker, w.last_heartbeat AS heartbeat_at, coalesce({jobs}, '{{}}') AS jobs,"  # noqa: S608
        " extract(epoch FROM now() - w.last_heartbeat)::float AS silent_s"
        f" FROM {_WORKERS} w LEFT JOIN {_JOBS} j ON j.worker_id = w.id AND j.status = 'doing'"
        " GROUP BY w.id ORDER BY w.id"
    )


def select_oldest_waiting() -> TextClause:
    """The job that waits longest: lock, waiting_s; no row where none waits."""
    return text(
        f"SELECT j.lock, extract(epoch FROM now() - min(e.at))::float AS waiting_s FROM {_JOBS} j"  # noqa: S608
        f" JOIN {_EVENTS} e ON e.job_id = j.id WHERE j.status = 'todo' GROUP BY j.id, j.lock"
        " ORDER BY min(e.at), j.id LIMIT 1"
    )


def select_jobs_of_worker(worker_id: int) -> tuple[TextClause, dict[str, Any]]:
    """The ids of the jobs that a worker has in hand, as the database knows."""
    return text(f"SELECT id FROM {_JOBS} WHERE worker_id = :id AND status = 'doing'"), {"id": worker_id}  # noqa: S608
