"""Whatever clocks do, each local day has one crawl and each week one report."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tracker.scheduling.local_time import LocalTime

FIRST, YEARS = datetime(2017, 1, 1, tzinfo=UTC), 10
TIMES = [(0, 0), (0, 30), (1, 15), (1, 30), (2, 15), (2, 30), (3, 0), (23, 30)]


def changes(zone: ZoneInfo) -> list[datetime]:
    """The instants, to the hour, after which a zone's offset is another, in ten years."""
    days = [FIRST + timedelta(days=n) for n in range(366 * YEARS)]
    found = []
    for before, after in itertools.pairwise(days):
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            hours = [before + timedelta(hours=n) for n in range(25)]
            found += [
                one
                for one, other in itertools.pairwise(hours)
                if one.astimezone(zone).utcoffset() != other.astimezone(zone).utcoffset()
            ]
    return found


def zones() -> list[str]:
    """One zone of each group whose clocks have changed alike in ten years."""
    alike: dict[tuple[object, ...], str] = {}
    sample = [FIRST + timedelta(days=7 * n) for n in range(53 * YEARS)]
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        offsets = tuple(at.astimezone(zone).utcoffset() for at in sample)
        if len(set(offsets)) > 1:
            alike.setdefault(offsets, name)
    return sorted(alike.values())


def fires(time: LocalTime, begin: datetime, end: datetime) -> list[datetime]:
    found, at = [], time.find_next(begin)
    while at <= end:
        found.append(at)
        later = time.find_next(at)
        assert later > at
        at = later
    return found


@pytest.mark.parametrize("name", zones())
def test_each_local_day_has_one_crawl_and_each_week_one_report(name: str) -> None:
    zone = ZoneInfo(name)
    for change in changes(zone):
        begin, end = change - timedelta(days=9), change + timedelta(days=9)
        for hour, minute in TIMES:
            daily = LocalTime(zone, hour, minute)
            found = fires(daily, begin, end)
            days = [at.astimezone(zone).date() for at in found]
            first, last = days[0], days[-1]
            assert days == [first + timedelta(days=n) for n in range((last - first).days + 1)], (name, change)
            assert all(
                daily.find_latest(at) == at and daily.find_latest(at + timedelta(minutes=59)) == at for at in found
            )
        for weekday in (5, 6, 0):  # clocks change at weekends
            weekly = LocalTime(zone, 1, 30, weekday)
            weeks = Counter(at.astimezone(zone).isocalendar()[:2] for at in fires(weekly, begin, end))
            assert set(weeks.values()) == {1}, (name, change)


@pytest.mark.parametrize(
    ("zone", "hour", "minute"),
    [
        ("Europe/Athens", 3, 30),
        ("America/New_York", 1, 30),
        ("Europe/Berlin", 2, 15),
        ("Europe/London", 1, 15),
        ("Australia/Lord_Howe", 1, 45),
    ],
)
def test_in_the_weeks_after_clocks_are_set_back_the_latest_time_is_found(zone: str, hour: int, minute: int) -> None:
    place = ZoneInfo(zone)
    for change in changes(place):
        for hours in range(0, 9 * 24, 5):
            now = change + timedelta(hours=hours)
            latest = LocalTime(place, hour, minute).find_latest(now)
            assert latest is not None
            assert timedelta(0) <= now - latest <= timedelta(hours=25, minutes=1)


def test_a_time_that_is_skipped_comes_as_long_after_the_change() -> None:
    on = LocalTime(ZoneInfo("Europe/Berlin"), 2, 15).on_day(date(2026, 3, 29))
    assert on == datetime(2026, 3, 29, 1, 15, tzinfo=UTC)  # 03:15 in summer time


def test_a_time_skipped_at_midnight_stays_on_its_day() -> None:
    """Greenland's clocks go from 23:00 to 00:00 of the next day."""
    on = LocalTime(ZoneInfo("America/Nuuk"), 23, 30).on_day(date(2024, 3, 30))
    assert on is not None
    assert on.astimezone(ZoneInfo("America/Nuuk")).date() == date(2024, 3, 30)


def test_a_day_left_out_of_the_calendar_has_no_time_and_its_week_a_report_the_day_after() -> None:
    """Samoa had no 30 December 2011, a Friday."""
    zone = ZoneInfo("Pacific/Apia")
    assert LocalTime(zone, 9, 0).on_day(date(2011, 12, 30)) is None
    weekly = LocalTime(zone, 9, 0, weekday=4)
    saturday = datetime(2011, 12, 31, 9, 0, tzinfo=zone).astimezone(UTC)
    assert weekly.find_next(datetime(2011, 12, 28, tzinfo=UTC)) == saturday
    assert weekly.find_latest(saturday + timedelta(days=2)) == saturday
