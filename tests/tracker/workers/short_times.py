"""Imported by a worker and by what it forks: leases last HOLD_S seconds, as a test waits for their end."""

import os
from datetime import timedelta
from typing import Any

from tracker.crawling import host_lease
from tracker.scheduling import runner

HOLD = timedelta(seconds=float(os.environ["HOLD_S"]))

defaults: Any = host_lease.HostLease.__init__.__kwdefaults__
defaults["hold"] = host_lease.HOLD = runner.HOLD = HOLD  # type: ignore[misc]
host_lease.RENEW_S = runner.RENEW_S = HOLD.total_seconds() / 8
host_lease.ASK_AGAIN_S = 0.2


def shorten_worker() -> None:
    """Likewise what the worker alone waits for."""
    from tracker.workers import child_process, worker

    child_process.PRELOADED.append(__name__)
    worker.POLL_S, worker.HEARTBEAT_S, worker.MAINTENANCE_S = 0.2, 0.5, 0.5
    worker.STALLED_S = HOLD.total_seconds() + 1
