"""The week that a posting states: no full-time year is reckoned from an hour without full-time hours."""

from datetime import date
from decimal import Decimal

import pytest

from db.vocabulary import PayFlag
from spiders.posting import StatedPay
from tracker.reading.pay.annualize import annualize_pay
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

WAGE = "Pay: $20 per hour."
ON = date(2026, 10, 1)


def read_one(words: str, title: str = "Annotator", employment_type: str | None = None) -> PayRange:
    found = read(title, from_description(words), country="US", employment_type=employment_type).headline
    assert found is not None
    return found


OPEN = [
    "Hours: 15 to 20 hours a week.",
    "You work up to 20 hours weekly.",
    "Approximately 10-15 hrs/wk.",
    "Schedule: Part-time - 10+ hours per week.",
    "About 20 hours a week, remote.",
    "20+ hrs/week.",
    "at least 20 hours per week",
    "less than 20 hours/week (<20 hrs/week)",
    "fifteen to twenty hours a week",
    "Hours per week: 15–20",
    "Weekly hours: 20-25",
    "Umfang: 15–20 Stunden pro Woche",
    "bis zu 20 Std./Woche",
    "mindestens 15, maximal 20 Stunden pro Woche",
    "ab 8 - 15 Stunden / Woche",
    "10 à 15 heures par semaine",
    "de 15 a 20 horas semanales",
    "Carga: 20 a 30 horas semanais",
    "15-20 ore settimanali",
    "16 tot 24 uur per week",
    "20–30 godzin tygodniowo",
    "10-20 timmar i veckan",
    "15-20 timer om ugen",
    "15–20 tuntia viikossa",
    "20-25 hodin týdně",
    "heti 20-30 óra",
    "20-30 часов в неделю",
    "haftada 15-20 saat",
    "週20〜30時間",
    "每周15-20小时",
    "주 15~20시간",
    "15-20 jam per minggu",
    "15-20 giờ mỗi tuần",
    "This is a part-time role.",
    "Job type: Part-time",
    "Part-time, remote",
    "Anstellung in Teilzeit",
    "Poste à temps partiel",
    "Jornada parcial",
    "アルバイト募集",
    "Zero-hours contract.",
    "Twenty hours a week in term, thirty hours a week in summer.",
]


@pytest.mark.parametrize("words", OPEN)
def test_no_year_is_reckoned_where_nobody_knows_the_hours(words: str) -> None:
    pay = read_one(f"<p>{WAGE}</p><p>{words}</p>")
    assert PayFlag.PART_TIME in pay.flags
    assert pay.week_hours is None
    normal = annualize_pay(pay, ON, "US")
    assert (normal.usd_year_minimum, normal.year_minimum) == (None, None)
    assert normal.hour_minimum == 20


@pytest.mark.parametrize(
    ("words", "week"),
    [
        ("20 hours per week", "20"),
        ("Weekly hours: 25", "25"),
        ("30 h/Woche", "30"),
        ("20 Wochenstunden", "20"),
        ("35-Stunden-Woche", "35"),
        ("25 heures par semaine", "25"),
        ("30 horas semanais", "30"),
        ("週20時間", "20"),
        ("32 uur per week", "32"),
        ("a 37.5-hour working week", "37.5"),
        ("part-time (25 hours per week)", "25"),
        ("Full-time, 40 hours/week. Insurance for employees who work at least 20 hours per week.", "40"),
        ("Hours: Part-time (0.6 FTE), 22.5 hours per week", "22.5"),
        ("32 hours per week, of which up to 6.5 hours each week from home", "32"),
        ("Full-time, 40 hours/week, with 6 hours a week of learning.", "40"),
    ],
)
def test_one_stated_week_makes_the_year(words: str, week: str) -> None:
    pay = read_one(f"<p>{WAGE}</p><p>{words}</p>")
    assert pay.week_hours == Decimal(week)
    assert PayFlag.PART_TIME not in pay.flags
    assert annualize_pay(pay, ON, "US").usd_year_minimum == 20 * 52 * Decimal(week)


@pytest.mark.parametrize(
    "words",
    [
        "Full-time, 35-40 hours per week.",
        "Permanent, full time, hourly; 30-40 hours/week.",
        "Full-time (30+ hours per week)",
        "If you prefer to work part-time, we make it happen.",
        "At least 40 hours a week.",
        "Benefits for all staff who work at least 20 hours per week.",
        "Part-time employees working 30+ hours per week are eligible for insurance.",
        "Full-time or part-time, as you like.",
        "You get four hours a week to learn.",
        "You lead a team of part-time and full-time editors.",
        "Interviews: 2 hours over 2 weeks.",
    ],
)
def test_a_full_time_job_keeps_the_year_of_its_country(words: str) -> None:
    pay = read_one(f"<p>{WAGE}</p><p>{words}</p>")
    assert pay.week_hours is None
    assert PayFlag.PART_TIME not in pay.flags
    assert annualize_pay(pay, ON, "US").usd_year_minimum == 20 * 2080


@pytest.mark.parametrize(
    ("title", "employment_type", "is_open"),
    [
        ("Annotator", "PART_TIME", True),
        ("Annotator", "Part time", True),
        ("Annotator", "part-time, temporary", True),
        ("Annotator", "FULL_TIME, PART_TIME", False),
        ("Annotator", "FULL_TIME", False),
        ("Annotator (part-time)", None, True),
        ("Annotator, part-time", "FULL_TIME", True),
        ("Annotator, full-time or part-time", None, False),
        ("Werkstudent (m/w/d) Annotation", None, True),
    ],
)
def test_title_and_board_say_whether_the_job_is_part_time(
    title: str, employment_type: str | None, is_open: bool
) -> None:
    pay = read_one(WAGE, title, employment_type)
    assert (PayFlag.PART_TIME in pay.flags) == is_open


def test_a_board_s_part_time_is_no_full_time_week_of_the_house() -> None:
    assert PayFlag.PART_TIME in read_one(f"{WAGE} 39 hours per week for a full post.", "Annotator", "PART_TIME").flags
    assert read_one(f"{WAGE} 20 hours per week.", "Annotator", "PART_TIME").week_hours == 20


def test_a_board_s_own_pay_keeps_the_hours_that_the_words_state() -> None:
    stated = [StatedPay(minimum=Decimal(20), maximum=Decimal(25), currency="USD", unit="hour", text="{…}")]
    for words, week, is_open in (("20 hours a week.", Decimal(20), False), ("15 to 20 hours a week.", None, True)):
        pay = read("Annotator", from_description(words), country="US", stated=stated).headline
        assert pay is not None
        assert (pay.week_hours, PayFlag.PART_TIME in pay.flags) == (week, is_open)


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("Salary: $26,000 a year. 20 hours per week.", 25),
        ("Salary: $52,000 a year pro rata. 20 hours per week.", 25),
        ("Salary: $52,000 a year. 15-20 hours per week.", None),
        ("Salary: $52,000 a year pro rata. 15-20 hours per week.", 25),
    ],
)
def test_an_hour_of_a_part_time_year_needs_its_hours(words: str, hour: int | None) -> None:
    assert annualize_pay(read_one(words), ON, "US").hour_minimum == hour
