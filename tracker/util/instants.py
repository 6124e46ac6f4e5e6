"""Read the points in time that people give."""

from datetime import UTC, date, datetime, time


def parse_instant(text: str) -> datetime:
    """Read a date, which means its end in UTC, or an instant with its time zone. Raises ValueError, which names it."""
    try:
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    except ValueError:
        pass
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is neither a date (2026-11-22) nor an instant (2026-11-22T09:00:00Z)") from None
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; write 2026-11-22T09:00:00Z or +00:00")
    return instant
