"""A daily or weekly time on a local clock, as UTC instants: one on every local day, or in every week, none twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SEARCHED_DAYS = 10
"""More than a week, so that a weekly time is always found, also where a day was left out of the calendar."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A time of day in a time zone, on every day or on one day of the week."""

    zone: ZoneInfo
    hour: int
    minute: int
    weekday: int | None = None
    """0 is Monday; None: every day."""

    def find_latest(self, now: datetime) -> datetime | None:
        """The last such instant up to `now`, in UTC."""
        return max((at for at in self._iter_instants(now, -1) if at <= now), default=None)

    def find_next(self, now: datetime) -> datetime:
        """The first such instant after `now`, in UTC."""
        return min(at for at in self._iter_instants(now, 1) if at > now)

    def on_day(self, day: date) -> datetime | None:
        """The instant of a local day, in UTC; None for a day that the zone's calendar left out.

        A time that comes twice, as clocks are set back, means the first. A time that is skipped, as clocks are set
        forward, means as long after the change as it would have come after it; or before, where that is the next day.
        """
        for fold in (0, 1):
            # Reckoned in UTC: arithmetic on local times loses `fold`, and comes to the same instant again for ever.
            instant = datetime.combine(day, time(self.hour, self.minute, fold=fold), self.zone).astimezone(UTC)
            if instant.astimezone(self.zone).date() == day:
                return instant
        return None

    def _iter_instants(self, now: datetime, step: int) -> Iterator[datetime]:
        today = now.astimezone(self.zone).date()
        for days in range(-1, _SEARCHED_DAYS):
            day = today + step * days * _DAY
            if self.weekday not in (None, day.weekday()):
                continue
            # A week keeps its report where its day was left out: it is the next day's.
            at = self.on_day(day) or (self.on_day(day + _DAY) if self.weekday is not None else None)
            if at:
                yield at
