"""schema.org JobPosting in the forms in which sites print it."""

import json
from decimal import Decimal

import pytest

from spiders.errors import ShapeError
from spiders.parsing import jsonld

D = Decimal


def page(script: str, kind: str = "application/ld+json") -> str:
    return f'<!doctype html><html><head><script type="{kind}">{script}</script></head><body></body></html>'


ONE = '{"@type": "JobPosting", "title": "T", "description": "d"}'


@pytest.mark.parametrize(
    "html",
    [
        page(ONE),
        page(ONE, "application/ld&#x2B;json"),
        page(f"[{ONE}]"),
        page(f'{{"@graph": [{{"@type": "Thing"}}, {ONE}]}}'),
        page(f'{{"@type": "WebPage", "mainEntity": {ONE}}}'),
        page(ONE.replace('"JobPosting"', '["JobPosting", "Thing"]')),
        page(ONE.replace("JobPosting", "https://schema.org/JobPosting")),
        page(ONE.replace('"T"', '"T\n\t"')),
        page(f"<!-- {ONE} -->"),
        page(f"//<![CDATA[\n{ONE}\n//]]>"),
        page(f"{ONE};"),
        page(ONE.replace('"', "&quot;")),
        page("{broken") + page(ONE),
        page(ONE.replace("}", ",}")),
        page(ONE.replace("}", " , /* the end */ }")),
        page(f"[{ONE},\n]"),
        page(f"/* job */ {ONE}"),
        page(f"// job\n{ONE} // the end"),
        page(f"\ufeff{ONE}"),
        page(f"  \ufeff {ONE}"),
        page(ONE.replace('"d"', '"\\d"')),
        page(ONE.replace("title", "Title").replace("description", "Description")),
        page(ONE.replace("}", ",}").replace('"', "&quot;")),
        "\x00" + page(ONE),
    ],
    ids=range(24),
)
def test_found_in_any_wrapping(html):
    (data,) = jsonld.find_job_postings(html)
    posting = jsonld.read_job_posting(data, studio="s", board_key="k", url="u")
    assert (posting.title, posting.description) == ("T", "d")


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("VFX &amp; AI Artist", "VFX & AI Artist"),
        ("VFX &amp;amp; AI Artist", "VFX & AI Artist"),
        ("Artist, /* no comment */ //", "Artist, /* no comment */ //"),
        ("Pay is \\$50,000, }", "Pay is $50,000, }"),
        (r"A \"quoted\" \u0041rtist\\", 'A "quoted" Artist\\'),
    ],
)
def test_what_is_forgiven_leaves_the_words_as_they_are(title: str, read: str) -> None:
    (data,) = jsonld.find_job_postings(page(f'{{"@type": "JobPosting", "title": "{title}", "description": "d",}}'))
    assert jsonld.read_job_posting(data, studio="s", board_key="k", url="u").title == read


def test_a_right_name_wins_over_one_in_pascal_case() -> None:
    (data,) = jsonld.find_job_postings(page('{"@type": "JobPosting", "Title": "A", "title": "B", "description": "d"}'))
    assert jsonld.read_job_posting(data, studio="s", board_key="k", url="u").title == "B"


@pytest.mark.parametrize("hostile", ['"' * 400_000, '\\"' * 200_000, "/*" * 200_000, "," * 400_000, '"\\' * 200_000])
def test_hostile_text_costs_linear_time(hostile: str) -> None:
    """Where it did not, the test would take hours."""
    with pytest.raises(ShapeError, match="cannot be read") as refused:
        jsonld.find_job_postings(page("{" + hostile))
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("", "no schema.org JobPosting"),
        (page('{"@type": "Organization"}'), "no schema.org JobPosting"),
        (page(ONE, "application/json"), "no schema.org JobPosting"),
        (page("{broken"), "cannot be read"),
        (page("[" * 100_000), "cannot be read"),
    ],
)
def test_none(html, why):
    with pytest.raises(ShapeError, match=why):
        jsonld.find_job_postings(html)


@pytest.mark.parametrize(
    ("salary", "beside", "expected"),
    [
        (
            {"currency": "usd", "value": {"minValue": 1, "maxValue": 2, "unitText": "HOUR"}},
            {},
            (D(1), D(2), "USD", "hour"),
        ),
        (
            {"currency": "USD", "value": {"value": "52,000.50", "unitText": "year"}},
            {},
            (D("52000.50"), D("52000.50"), "USD", "year"),
        ),
        ({"value": 90000, "unitText": "Annually"}, {"salaryCurrency": "EUR"}, (D(90000), D(90000), "EUR", "year")),
        ({"minValue": 10, "maxValue": 0, "currency": "GBP"}, {}, (D(10), None, "GBP", None)),
        ([{"currency": "CAD", "value": {"minValue": 5, "unitText": "per week"}}], {}, (D(5), None, "CAD", "week")),
        ({"currency": "US dollars", "value": [{"minValue": 5, "unitText": "fortnight"}]}, {}, (D(5), None, None, None)),
        (75000, {}, (D(75000), D(75000), None, None)),
        ({"minValue": "45.000", "maxValue": "60.000", "currency": "EUR"}, {}, (D(45000), D(60000), "EUR", None)),
        (
            {"currency": "$", "value": {"minValue": "$120,000", "unitText": "PER_YEAR"}},
            {},
            (D(120000), None, "$", "year"),
        ),
        ({"value": {"value": 20, "unitText": "Hr."}}, {}, (D(20), D(20), None, "hour")),
        ("$70k to $90k", {}, (None, None, None, None)),
    ],
)
def test_stated_pay(salary, beside, expected):
    (pay,) = jsonld.read_stated_pay({"baseSalary": salary} | beside)
    assert (pay.minimum, pay.maximum, pay.currency, pay.unit) == expected
    assert (pay.kind, pay.text != "") == ("base", True)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"baseSalary": None},
        {"baseSalary": {"currency": "USD", "value": {"minValue": 0, "maxValue": 0}}},
        {"baseSalary": {"value": {"minValue": True}}},
        {"baseSalary": {"value": {"value": 1e300}}},
        {"estimatedSalary": {"currency": "USD", "value": {"minValue": 1}}},
    ],
)
def test_no_stated_pay(data):
    assert jsonld.read_stated_pay(json.loads(json.dumps(data))) == ()
