"""What Prometheus and programs are given of the tracker's state."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from tracker.scheduling.health import KINDS, Problem

Row = Mapping[str, Any]


def render_metrics(studios: Sequence[Row], problems: Sequence[Problem], free: Mapping[Path, int]) -> str:
    """The state in Prometheus' text format. `studios`: rows of the view coverage."""
    registry = CollectorRegistry()
    prefix = "labor_tracker"

    def add_gauge(name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"{prefix}_{name}", meaning, labels, registry=registry)

    crawled = add_gauge("last_crawl_timestamp_seconds", "When the studio's last crawl ended.", "studio")
    complete = add_gauge("last_complete_timestamp_seconds", "When its last complete crawl ended.", "studio")
    outcome = add_gauge("last_crawl_outcome", "1 for the outcome of the last crawl.", "studio", "outcome")
    listed = add_gauge("postings_listed", "Postings in the state listed.", "studio")
    for row in studios:
        if row["last_crawl_at"]:
            crawled.labels(row["studio"]).set(_to_seconds(row["last_crawl_at"]))
            outcome.labels(row["studio"], row["last_outcome"]).set(1)
            listed.labels(row["studio"]).set(row["postings_listed"])
        if row["last_complete_at"]:
            complete.labels(row["studio"]).set(_to_seconds(row["last_complete_at"]))
    found = add_gauge("problems", "Things to see to, as `status --check` names them.", "kind")
    for kind in KINDS:  # zeros too, so that an alert can tell "none" from "not measured"
        found.labels(kind).set(sum(problem.kind == kind for problem in problems))
    room = add_gauge("disk_free_bytes", "Free bytes where a folder is.", "folder")
    for folder, bytes_free in free.items():
        room.labels(str(folder)).set(bytes_free)
    return generate_latest(registry).decode()


def _to_seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()
