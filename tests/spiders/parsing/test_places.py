"""Places as boards write them."""

import pytest

from spiders.parsing.places import find_country_code, parse_place


@pytest.mark.parametrize(
    ("words", "locality", "region", "country", "remote"),
    [
        ("Los Angeles,California,United States of America", "Los Angeles", "California", "US", False),
        ("Los Gatos, California", "Los Gatos", "California", "US", False),
        ("Remote, United States", None, None, "US", True),
        ("USA - Remote", None, None, "US", True),
        ("Vancouver,Canada", "Vancouver", None, "CA", False),
        ("Montréal, QC, Canada", "Montréal", "QC", "CA", False),
        ("London, United Kingdom", "London", None, "GB", False),
        ("  London,\n UK ", "London", None, "GB", False),
        ("Burbank, CA", "Burbank", "CA", "US", False),
        ("Toronto, CA", "Toronto", None, "CA", False),
        ("Berlin, DE", "Berlin", None, "DE", False),
        ("Tbilisi, Georgia", None, None, None, False),
        ("New York, NY", "New York", "NY", "US", False),
        ("California", None, "California", "US", False),
        ("3 Locations", None, None, None, False),
        ("Remote", None, None, None, True),
        ("Tokyo", "Tokyo", None, "JP", False),
        ("Canada, United States", None, None, None, False),
        ("Anywhere in France, Belgium, Spain", None, None, None, True),
        ("US, Canada, Remote", None, None, None, True),
        ("London, England, GBR", "London", "England", "GB", False),
        ("Delhi, India", "Delhi", None, "IN", False),
        ("NC, US", None, "NC", "US", False),
    ],
)
def test_from_text(words, locality, region, country, remote):
    place = parse_place(words)
    assert (place.locality, place.region, place.country, place.remote) == (locality, region, country, remote)
    assert place.text == " ".join(words.split())


@pytest.mark.parametrize(
    ("words", "code"), [("USA", "US"), ("us", "US"), ("Korea, Republic of", "KR"), ("Narnia", None), ("", None)]
)
def test_country_code(words, code):
    assert find_country_code(words) == code
