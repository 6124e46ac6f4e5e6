"""What the grammar of pay reads, form by form; every line is our own words in a shape that boards print."""

from decimal import Decimal

import pytest

from db.vocabulary import NotPayKind, PayFlag, PayKind, PayScope, PaySource, Unit
from spiders.parsing.place_names import read_place
from spiders.posting import StatedPay
from tracker.reading.pay.currencies import currencies
from tracker.reading.pay.model import PayRange, PayReading
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

ROWS = {
    "Portland, Oregon": "$210,000 - $240,000",
    "Seattle, Washington": "$230,000 - $260,000",
    "Anywhere else": "$190,000 - $220,000",
}


def of(words: str, country: str | None = "US", **more: object) -> PayReading:
    return read("", from_description(words), country=country, **more)  # type: ignore[arg-type]


def only(words: str, country: str | None = "US") -> PayRange:
    reading = of(words, country)
    assert len(reading.ranges) == 1, reading.ranges
    assert reading.headline == reading.ranges[0]
    return reading.ranges[0]


def brief(words: str, country: str | None = "US") -> str:
    pay = only(words, country)
    low, high = (f"{each.normalize():f}" if each is not None else "…" for each in (pay.minimum, pay.maximum))
    amount = low if low == high else f"{low}-{high}"
    return f"{amount} {pay.currency} {pay.unit}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # ranges, dashes and thousands
        ("The salary range is $120,000 - $150,000 a year.", "120000-150000 USD year"),
        ("Salary: $120,000—$150,000 USD", "120000-150000 USD year"),
        ("Salary: $ 250K - $515K", "250000-515000 USD year"),
        ("The range for this role is $200-700k.", "200000-700000 USD year"),
        ("The range for this role is $310k-$1.8M.", "310000-1800000 USD year"),
        ("The range for this role is $$60,000 - $290,000.", "60000-290000 USD year"),
        ("The range for this role is$190,000-250,000.", "190000-250000 USD year"),
        ("Salary range: $190,000-235,000", "190000-235000 USD year"),
        ("The base salary is 184,000 USD - 287,500 USD for this level.", "184000-287500 USD year"),
        ("The base salary is between $[137,500 - 161,500] a year.", "137500-161500 USD year"),
        ("Pay Range\n$137,000$200,000 USD", "137000-200000 USD year"),
        ("We pay between $90,000 and $110,000 annually.", "90000-110000 USD year"),
        ("Base pay ranges from $120.000 to $180.000 per year.", "120000-180000 USD year"),
        ("Salary: $147000 - $210000 (USD)", "147000-210000 USD year"),
        ("The target salary is 130,000.00 - 170,000.00 annually.", "130000-170000 USD year"),
        ("Minimum:\n$80,000.00\nMaximum:\n$120,000.00", "80000-120000 USD year"),
        ("Base pay\nMin: $105,300\nMid: $131,600\nMax: $157,900", "105300-157900 USD year"),
        ("Salary range: low $80,000, high $95,000", "80000-95000 USD year"),
        ("The range is\n$120,000\n$140,000", "120000-140000 USD year"),
        (
            "Minimum Salary\n98000.000\nMid Range Salary\n107000.000\nMaximum Salary\n116000.000",
            "98000-116000 USD year",
        ),
        ("The pay range of this post is US$ 80,000 or US$ 120,000 a year.", "80000-120000 USD year"),
        ("Clerk, third grade:\n$6,100 - $7,400\nper month", "6100-7400 USD month"),
        # one figure, and open ends
        ("Expected salary\n$61,500.00 to Negotiable", "61500-… USD year"),
        ("The pay will not be lower than $60,000 a year.", "60000-… USD year"),
        ("Salary: $95,000 per year", "95000 USD year"),
        ("Pay for this role can reach up to $650,000 a year.", "…-650000 USD year"),
        ("Salary from $60,000", "60000-… USD year"),
        ("The maximum base pay for this position is $210,000.", "…-210000 USD year"),
        ("Starting at $85,000 per year", "85000-… USD year"),
        ("Salary: $90,000+ per year", "90000-… USD year"),
        # units
        ("Interns are paid $40/hour - $110/hour.", "40-110 USD hour"),
        ("Pay is $16.25 per hour plus commission.", "16.25 USD hour"),
        ("Hourly rate: $38- $43.00hr", "38-43 USD hour"),
        ("The weekly rate is $2,350 - $2,900 per week. We are a union shop.", "2350-2900 USD week"),
        ("Performers earn $1,204 per day.", "1204 USD day"),
        ("Background: rate $216/8 hrs", "216 USD day"),
        ("The session takes two hours and pays $300.", "300 USD session"),
        ("Voice performers receive $956.75 per 4-hour session.", "956.75 USD session"),
        ("Staff writers are paid $5,000 per episode.", "5000 USD episode"),
        ("You will be paid $12,000 per script.", "12000 USD script"),
        ("A flat fee of $2,500 for the project.", "2500 USD project"),
        ("Compensation: $1,500 per project", "1500 USD project"),
        ("Translators earn $0.12 per word.", "0.12 USD word"),
        ("Crew are paid $180 per shift.", "180 USD shift"),
        ("Salary: $4,418.00 - $6,035.00 per Month", "4418-6035 USD month"),
        # other currencies
        ("Salary: £45-55k per year", "45000-55000 GBP year"),
        ("Salary: $204k - 279k CAD", "204000-279000 CAD year"),
        ("The salary range is CA$ 73,000 - CA$ 119,000.", "73000-119000 CAD year"),
        ("The salary is between PLN 181 000 and 271 000 gross/year.", "181000-271000 PLN year"),
        ("Salary: R$327,000-$385,000", "327000-385000 BRL year"),
        ("CTC 18-25 LPA", "1800000-2500000 INR year"),
        ("Salary: INR 1,00,000 per month", "100000 INR month"),
        ("Salary: 110'000 - 130'000 CHF per year", "110000-130000 CHF year"),
    ],
)
def test_reads_english(words: str, expected: str) -> None:
    assert brief(words) == expected


@pytest.mark.parametrize(
    ("words", "country", "expected"),
    [
        ("Salaire annuel : entre 60 000 $ et 90 000 $ selon expérience.", "CA", "60000-90000 CAD year"),
        ("Gratification : 1 300 € brut / mois, tickets restaurant 9,50 € par jour.", "FR", "1300 EUR month"),
        ("Rémunération : 55-70K€ brut annuel selon profil.", "FR", "55000-70000 EUR year"),
        ("Salaire : de 40 000 € à 42 000 € bruts annuels", "FR", "40000-42000 EUR year"),
        ("Salaire fixe à partir de 34 000 €", "FR", "34000-… EUR year"),
        ("Salaire : 75 K$ à 90 K$ par an", "CA", "75000-90000 CAD year"),
        ("Salaire : entre 60 000 $ et 75 000 $", "CA", "60000-75000 CAD year"),
        ("Cachet : 350 € par jour", "FR", "350 EUR day"),
        ("Gehalt: 50.000 – 65.000 € brutto pro Jahr", "DE", "50000-65000 EUR year"),
        ("Bruttomonatsgehalt zwischen € 3.900,- und € 4.600,-", "AT", "3900-4600 EUR month"),
        ("Stundenlohn: 14,50 € bis 17,00 €", "DE", "14.5-17 EUR hour"),
        ("Salario: 30.000 € - 35.000 € brutos anuales", "ES", "30000-35000 EUR year"),
        ("Sueldo entre 1.500 € y 1.800 € al mes", "ES", "1500-1800 EUR month"),
        ("RAL 35.000 - 40.000 euro", "IT", "35000-40000 EUR year"),
        ("Stipendio da 1.400 € a 1.700 € al mese", "IT", "1400-1700 EUR month"),
        ("Salário de R$ 5.000,00 a R$ 7.500,00 por mês", "BR", "5000-7500 BRL month"),
        ("Salaris tussen € 3.000 en € 4.200 bruto per maand", "NL", "3000-4200 EUR month"),
        ("Wynagrodzenie: 12 000 - 16 000 zł brutto miesięcznie", "PL", "12000-16000 PLN month"),
        ("Stawka: 120 - 150 zł/godz.", "PL", "120-150 PLN hour"),
        ("Lön 38 000 - 45 000 kr i månaden", "SE", "38000-45000 SEK month"),
        ("Bruttó fizetés: 600 000 - 800 000 Ft/hó", "HU", "600000-800000 HUF month"),
        ("年収450万円～600万円", "JP", "4500000-6000000 JPY year"),
        ("時給1,500円", "JP", "1500 JPY hour"),
        ("月給３００，０００円", "JP", "300000 JPY month"),
    ],
)
def test_reads_other_languages(words: str, country: str, expected: str) -> None:
    assert brief(words, country) == expected


@pytest.mark.parametrize(
    "words",
    [
        "We offer a 401(k) with matching, and 401k advice.",
        "We raised $50 - $75 million in our Series B.",
        "The studio spends $15 billion a year on content.",
        "You will manage a budget of $500,000 - $2,000,000.",
        "You will own a $3M quota and deals of $100K+.",
        "Part-time, 10-15 hours a week.",
        "A sign-on bonus of $5,000 - $10,000.",
        "We give each of us $1,500 a year for education.",
        "A $1,000 home office stipend and a $50 monthly phone allowance.",
        "Life insurance up to $250,000.",
        "Tuition reimbursement of up to $5,250 per year.",
        "Refer a friend and earn a referral bonus of $2,000.",
        "Serving 100,000 customers since 1998 with 2,500 staff in 36 countries.",
        "Call us on 202-833-8390 or 0800 123 456.",
        "Req ID: 383771. Job code 41979. Posted 2024-06-12.",
        "Oakland, CA 94601",
        "Knowledge of 4K and HDR workflows, 60 fps, 10+ years.",
        "Our games cost $59.99 and sold 30,000 copies.",
        "Der Jahresumsatz liegt bei 20.000.000 €.",
        "We're growing 1 - 5k employees a year.",
        "A market worth $100B+ a year.",
        "The minimum wage of the city is $20.76 per hour, whoever works here.",
        "Der gesetzliche Mindestlohn beträgt 12,82 € pro Stunde.",
        "A non-compete clause binds only those whose earnings are above $120,559.99 a year.",
        "Competitive salary, no figure.",
    ],
)
def test_other_money_and_other_numbers_are_not_pay(words: str) -> None:
    assert of(words).ranges == ()


@pytest.mark.parametrize(
    ("words", "kind", "amount"),
    [
        ("Sign-on bonus: $5,000", NotPayKind.BONUS, "5000"),
        ("A home office stipend of $1,000", NotPayKind.STIPEND, "1000"),
        ("Meal allowance of 9,60 € per day", NotPayKind.ALLOWANCE, "9.60"),
        ("Stock options worth $20,000", NotPayKind.EQUITY, "20000"),
    ],
)
def test_what_stands_beside_pay_is_kept_apart(words: str, kind: NotPayKind, amount: str) -> None:
    other = of(words).not_pay
    assert [(each.kind, each.minimum) for each in other] == [(kind, Decimal(amount))]


def test_a_bonus_beside_a_salary_leaves_the_salary_alone() -> None:
    reading = of("Base salary: $120,000 - $140,000 plus an annual bonus of $10,000.")
    assert [(each.minimum, each.maximum, each.kind) for each in reading.ranges] == [
        (Decimal(120000), Decimal(140000), PayKind.BASE)
    ]
    assert [each.kind for each in reading.not_pay] == [NotPayKind.BONUS]


def test_a_market_range_of_total_compensation_is_called_one() -> None:
    pay = only(
        "The overall market range for such roles here is typically $190,000 - $920,000.\n"
        "This market range rests on total compensation, not base salary alone."
    )
    assert (pay.kind, pay.scope) == (PayKind.TOTAL, PayScope.MARKET_RANGE)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("The hiring range for this position in Burbank, CA is $115,500 - $154,800 per year.", PayKind.BASE),
        ("Base salary $100,000 - $120,000", PayKind.BASE),
        ("OTE $150,000 - $180,000", PayKind.ON_TARGET),
        ("$150,000 OTE", PayKind.ON_TARGET),
        ("Total compensation: $150,000 - $180,000", PayKind.TOTAL),
        ("Salary $100,000 - $120,000", PayKind.UNSTATED),
    ],
)
def test_says_what_the_figure_covers(words: str, kind: PayKind) -> None:
    pay = only(words)
    assert (pay.kind, pay.scope) == (kind, PayScope.THIS_POST)


def test_two_places_with_two_ranges_stay_two_with_their_places() -> None:
    reading = of(
        "The hiring range for this position in Burbank, CA is $141,900 to $190,300 per year "
        "and in San Francisco, CA is $155,500 to $208,400 per year."
    )
    assert [(each.place, each.minimum, each.maximum) for each in reading.ranges] == [
        ("Burbank, CA", Decimal(141900), Decimal(190300)),
        ("San Francisco, CA", Decimal(155500), Decimal(208400)),
    ]
    assert reading.headline is not None
    assert (reading.headline.minimum, reading.headline.maximum) == (Decimal(141900), Decimal(208400))
    assert PayFlag.SEVERAL_RANGES in reading.flags


def test_a_place_named_after_its_range_is_the_range_s() -> None:
    reading = of("Yearly pay: USD 90,000 - 120,000 in Oregon // 80,000 - 110,000 in Idaho & Utah")
    assert [(each.place, each.minimum) for each in reading.ranges] == [("Oregon", 90_000), ("Idaho & Utah", 80_000)]
    assert only("Salary: $90,000 - $120,000 in Base Pay").place is None


def test_zones_keep_their_labels() -> None:
    reading = of("Zone A: $118,000 - $176,000\nZone B: $112,000 - $167,000")
    assert [each.label for each in reading.ranges] == ["Zone A", "Zone B"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pay is $20 or $25 an hour.", [("20", "USD", Unit.HOUR), ("25", "USD", Unit.HOUR)]),
        ("Die Tagesgage beträgt 300 oder 350 €.", [("300", "EUR", Unit.DAY), ("350", "EUR", Unit.DAY)]),
        (
            "Grade C: £40,000 (elsewhere) or £45,000 (in London).",
            [("40000", "GBP", Unit.YEAR), ("45000", "GBP", Unit.YEAR)],
        ),
    ],
)
def test_alternatives_stay_two_figures_of_one_unit(words: str, expected: list[tuple[str, str, Unit]]) -> None:
    ranges = of(words).ranges
    assert [(f"{each.minimum:f}", each.currency, each.unit) for each in ranges] == expected
    assert all(each.minimum == each.maximum for each in ranges)


@pytest.mark.parametrize(
    "words",
    [
        "Base pay is aimed at £90-110 GBP (Leeds) / €100-120k EUR (Lyon).",
        "Base pay is aimed at £90-110k GBP (Leeds) / €100-120 EUR (Lyon).",
    ],
)
def test_thousands_printed_once_hold_for_the_range_beside(words: str) -> None:
    assert [(each.minimum, each.maximum, each.currency, each.unit) for each in of(words).ranges] == [
        (90_000, 110_000, "GBP", Unit.YEAR),
        (100_000, 120_000, "EUR", Unit.YEAR),
    ]


def test_a_length_of_time_is_no_unit_and_no_pay() -> None:
    assert brief("Pay: $18.00 - $19.00 per hour\n12 hour shift\n10 hour shift") == "18-19 USD hour"


def test_a_lower_bound_without_a_unit_is_by_the_country_s_custom() -> None:
    pay = only("The base salary will not be lower than 1150 € gross.", "SK")
    assert (pay.minimum, pay.maximum, pay.unit) == (Decimal(1150), None, Unit.MONTH)
    assert PayFlag.UNIT_INFERRED in pay.flags
    pay = only("The base salary will not be lower than $500.", "US")
    assert (pay.minimum, pay.maximum, pay.unit) == (Decimal(500), None, None)
    assert PayFlag.UNIT_UNKNOWN in pay.flags


def test_a_pay_grade_is_a_label() -> None:
    assert only("Grade 7: £55,000", "GB").label == "Grade 7"


@pytest.mark.parametrize(("country", "currency"), [(None, None), ("CA", None), ("US", "USD"), ("GB", "GBP")])
def test_of_two_currencies_the_headline_is_in_that_of_the_post_s_own_country(
    country: str | None, currency: str | None
) -> None:
    reading = of("At home: US$108,000-US$194,400/year\nAbroad: £89,600-£134,400/year", country)
    assert len(reading.ranges) == 2
    assert PayFlag.SEVERAL_RANGES in reading.flags
    assert (reading.headline and reading.headline.currency) == currency


def test_a_bare_dollar_is_what_a_code_calls_the_same_range_elsewhere() -> None:
    assert brief("The salary is $90,000 - $110,000.\nPay: CAD 90,000 - CAD 110,000 yearly") == "90000-110000 CAD year"
    reading = of("The salary is $90,000 - $110,000.\nPay: EUR 90,000 - EUR 110,000 yearly")
    assert [each.currency for each in reading.ranges] == ["USD", "EUR"]


@pytest.mark.parametrize("region", [True, False])
@pytest.mark.parametrize(
    ("places", "low", "high"),
    [
        (("Los Angeles, CA", "New York, NY", "Austin, TX"), 90000, 160000),
        (("Los Angeles, CA", "New York, NY"), 100000, 160000),
        (("New York, NY", "Austin, TX"), 90000, 160000),
        (("New York, NY",), 110000, 160000),
        (("Los Angeles, CA",), 100000, 150000),
    ],
)
def test_the_headline_spans_the_ranges_of_all_the_posting_s_places(
    places: tuple[str, ...], low: int, high: int, region: bool
) -> None:
    """New York is a region to the reader of places, and its range belongs to the hull beside those of cities."""
    ranges = {
        "Los Angeles, CA": "$100,000 - $150,000",
        "New York, NY": "$110,000 - $160,000",
        "Austin, TX": "$90,000 - $140,000",
    }
    words = " ".join(
        f"The salary range in {place if region else place[:-4]} is {amount} per year."
        for place, amount in ranges.items()
    )
    headline = of(words, places=tuple(map(read_place, places))).headline
    assert headline is not None
    assert (headline.minimum, headline.maximum) == (low, high)


def test_the_same_amounts_in_two_currencies_have_no_headline() -> None:
    reading = of("The salary is US$90,000 - US$110,000.\nPay: CAD 90,000 - CAD 110,000 yearly")
    assert len(reading.ranges) == 2
    assert reading.headline is None


def test_a_row_below_a_row_of_pay_is_pay_however_much_it_says() -> None:
    rows = [
        f"{town} (on site three days, at home two): {pay} for a head of lighting and rigging"
        for town, pay in ROWS.items()
    ]
    head = f"{'We plan, we build and we light what others dream of. ' * 3}The yearly salary by town:"
    assert [each.minimum for each in of("\n".join([head, *rows])).ranges] == [210_000, 230_000, 190_000]
    assert of(rows[0]).ranges == (), "no row above, no word of pay"
    other = rows[0].replace("$210,000 - $240,000", "$20,000 - $25,000")
    assert len(of("\n".join([head, other, *rows[1:]])).ranges) == 1, "of another size"


PRINTED = [
    (currency.code, mark)
    for currency in currencies().values()
    for mark in sorted(currency.marks | currency.local_marks | {currency.code})
]


@pytest.mark.parametrize(("code", "mark"), PRINTED, ids=lambda each: str(each))
def test_every_mark_of_money_is_read_in_its_own_country(code: str, mark: str) -> None:
    country = min(currencies()[code].countries, default=None)
    forms = ["{1} {0}"] if mark[0].isalpha() and len(mark) > 4 else ["{0} {1}", "{1} {0}"]
    forms = ["{0} {1}"] if mark == "K" else forms  # behind a figure it is a thousand
    for form in forms if mark[-1] < "\u0e00" or not mark[-1].isalpha() else ["{1}{0}"]:
        amount = 5 * currencies()[code].size
        figure = f"{amount * 40:,}"
        words = f"Pay: {form.format(mark, figure) if form != '{1}{0}' else figure + mark} per day"
        found = [(each.minimum, each.currency) for each in of(words, country).ranges]
        assert found == [(amount * 40, code)], words


@pytest.mark.parametrize(
    ("words", "country", "flags"),
    [
        ("Salary: $120,000 - $150,000 USD a year", "US", set()),
        ("Salary: $120,000 - $150,000 a year", "US", {PayFlag.CURRENCY_INFERRED}),
        ("Salary: $120,000 - $150,000 USD", "US", {PayFlag.UNIT_INFERRED}),
        ("Salary: 38 000 - 45 000 kr per month", None, {PayFlag.CURRENCY_UNKNOWN}),
        ("Salary: up to $650,000 USD a year", "US", {PayFlag.MINIMUM_NOT_STATED}),
        ("Salary: from $65,000 USD a year", "US", {PayFlag.MAXIMUM_NOT_STATED}),
        ("Salary: $100,000K - $464,000 USD a year", "US", {PayFlag.LIKELY_MISPRINT}),
        ("Salary: $100,00 - $720,000 USD a year", "US", {PayFlag.LIKELY_MISPRINT}),
        ("Salary: $300 - $900 USD", "US", {PayFlag.UNIT_UNKNOWN}),
        ("Salary: USD 90,000 - USD 110,000 / month", "US", {PayFlag.IMPLAUSIBLE}),
        ("Salary: KES 90,000 - KES 150,000 per month", "KE", set()),
    ],
)
def test_says_what_a_reader_has_to_know(words: str, country: str | None, flags: set[PayFlag]) -> None:
    assert set(only(words, country).flags) == flags


def test_a_misprinted_group_or_a_stray_k_does_not_change_the_order_of_magnitude() -> None:
    assert brief("Salary: $100,000K - $464,000 a year") == "100000-464000 USD year"
    assert brief("Salary: $100,00 - $720,000 a year") == "100000-720000 USD year"


@pytest.mark.parametrize(
    ("country", "currency"), [("US", "USD"), ("CA", "CAD"), ("AU", "AUD"), ("DE", "USD"), (None, "USD")]
)
def test_a_bare_dollar_is_the_country_s_and_always_marked(country: str | None, currency: str) -> None:
    pay = only("Salary: $90,000 - $100,000 a year", country)
    assert pay.currency == currency
    assert PayFlag.CURRENCY_INFERRED in pay.flags


@pytest.mark.parametrize(
    ("law", "country", "currency"),
    [
        ("FLSA: exempt", None, "USD"),
        ("We pay into your RRSP.", None, "CAD"),
        ("FLSA: exempt", "GB", "GBP"),
        ("We pay into a 401(k) or an RRSP.", None, None),
        ("We pay on time.", None, None),
    ],
)
def test_figures_without_a_mark_are_in_the_currency_of_the_place_or_else_of_the_law_that_is_named(
    law: str, country: str | None, currency: str | None
) -> None:
    pay = only(f"{law}\nSalary range:\n61,000 - 78,000", country)
    assert pay.currency == currency
    assert (PayFlag.CURRENCY_INFERRED in pay.flags) == (currency is not None)
    assert (PayFlag.CURRENCY_UNKNOWN in pay.flags) == (currency is None)


@pytest.mark.parametrize(
    ("words", "hours", "week"),
    [
        ("The session takes two hours and pays $300.", "2", None),
        ("Performers receive $956.75 per 4-hour session.", "4", None),
        ("Salary: $134,200 to $180,000 per year based on a 40 hour work week.", None, "40"),
        ("Salary: £40,000 a year, 37.5 hours per week.", None, "37.5"),
        ("Salaire : 2 000 € par mois, 35 h/semaine", None, "35"),
        ("Pay: $20 per hour, 15 to 20 hours a week.", None, None),
        ("The pay is £13.80 to £16.50 per hour for twenty hours a week.", None, "20"),
        ("Pay: $20 per hour, thirty-seven and a half hours per week.", None, "37.5"),
        ("Pay: $20 per hour, fifteen to twenty hours a week.", None, None),
        ("Pay: $20 per hour, with two hours a week for a mentor.", None, None),
        ("Pay: $20 per hour, twenty hours a week in term, thirty hours a week in summer.", None, None),
    ],
)
def test_reads_the_hours_that_a_posting_states(words: str, hours: str | None, week: str | None) -> None:
    pay = only(words)
    assert (pay.hours, pay.week_hours) == (hours and Decimal(hours), week and Decimal(week))


def test_data_and_prose_that_agree_are_both_kept() -> None:
    stated = StatedPay(minimum=Decimal(120000), maximum=Decimal(150000), currency="USD", unit="year", text="{…}")
    reading = of("Salary: $120,000 - $150,000 a year", stated=[stated])
    assert [each.source for each in reading.ranges] == [PaySource.STATED, PaySource.TEXT]
    assert reading.flags == ()
    assert reading.headline is not None


def test_data_and_prose_that_disagree_are_flagged() -> None:
    stated = StatedPay(minimum=Decimal(100000), maximum=Decimal(110000), currency="USD", unit="year", text="{…}")
    reading = of("Salary: $120,000 - $150,000 a year", stated=[stated])
    assert len(reading.ranges) == 2
    assert PayFlag.SOURCES_DISAGREE in reading.flags


def test_stated_equity_is_not_pay_and_stated_nonsense_is_nothing() -> None:
    equity = StatedPay(minimum=Decimal(5000), currency="USD", kind="equity")
    nonsense = [StatedPay(), StatedPay(minimum=Decimal("NaN")), StatedPay(maximum=Decimal("1e40"))]
    reading = of("", stated=[equity, *nonsense])
    assert reading.ranges == ()
    assert [each.kind for each in reading.not_pay] == [NotPayKind.EQUITY]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Camera operator - $45/hr", (45, 45, Unit.HOUR)),
        ("Editor ($80,000 - $95,000 a year)", (80_000, 95_000, Unit.YEAR)),
        ("Runner, $5,000 sign-on bonus", None),
        ("Account lead for a $20M studio", None),
        ("Level 4 artist, 2026", None),
    ],
)
def test_a_title_is_read_where_nothing_else_states_pay(title: str, expected: tuple[int, int, Unit] | None) -> None:
    ranges = read(title, from_description("A post without figures."), country="US").ranges
    assert [(each.minimum, each.maximum, each.unit) for each in ranges] == ([expected] if expected else [])
    assert all((each.quote, each.start, each.end, each.source) == (title, None, None, "text") for each in ranges)
    assert all(each.rule.startswith("title:") for each in ranges)
    stated = read(title, from_description("Pay: $30 an hour"), country="US").ranges
    assert [each.minimum for each in stated] == [30]


def test_a_quote_is_the_sentence_and_never_long() -> None:
    words = (
        "We make films. "
        + "Plain words without end " * 60
        + "and the salary is $120,000 - $150,000 a year "
        + "and more " * 80
    )
    pay = only(words)
    text = from_description(words).text
    assert pay.start is not None
    assert text[pay.start : pay.end] == pay.quote
    assert "$120,000 - $150,000 a year" in pay.quote
    assert len(pay.quote) <= 300


def test_a_figure_for_many_pieces_keeps_their_number_and_warns() -> None:
    pay = only("We pay $20 for every 100 images that you label.")
    assert (pay.maximum, pay.unit, pay.quantity) == (Decimal(20), Unit.PIECE, 100)
    assert PayFlag.SEVERAL_PIECES in pay.flags
    assert PayFlag.SEVERAL_PIECES not in only("We pay $2 for each image that you label.").flags
