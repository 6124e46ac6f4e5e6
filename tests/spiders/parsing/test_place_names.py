"""Place words are read as far as they go, and never further."""

import pytest

from spiders.parsing.place_names import read_place


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Los Angeles,California,United States of America", "US"),
        ("Burbank, CA", "US"),
        ("Remote, United States", "US"),
        ("USA - Remote", "US"),
        ("US-Remote", "US"),
        ("Remote (US Only)", "US"),
        ("Washington, D.C.", "US"),
        ("Cambridge, MA", "US"),
        ("Atlanta, Georgia", "US"),
        ("Dublin, CA, US", "US"),
        ("Vancouver,Canada", "CA"),
        ("Toronto, ON", "CA"),
        ("Toronto, CA", "CA"),
        ("Montréal, QC", "CA"),
        ("London, ON", "CA"),
        ("Victoria, BC", "CA"),
        ("London, UK", "GB"),
        ("London, Hybrid", "GB"),
        ("Paris", "FR"),
        ("Paris, TX", "US"),
        ("Berlin, DE", "DE"),
        ("Bengaluru, Karnataka, IND", "IN"),
        ("Pune, IN", "IN"),
        ("Tallinn, EE", "EE"),
        ("Göteborg", "SE"),
        ("remote,Portugal - Remote", "PT"),
        ("Singapore", "SG"),
        ("Adelaide, SA, Australia", "AU"),
        ("Adelaide, SA", "AU"),
        ("Riyadh, SA", "SA"),
        ("Johannesburg, SA", "ZA"),
        ("Perth, WA", "AU"),
        ("Perth, WA, Australia", "AU"),
        ("Tacoma, WA", "US"),
        ("Seattle, WA", "US"),
        ("Darwin, NT", "AU"),
        ("Pune, MH, India", "IN"),
        ("Chennai, TN, India", "IN"),
        ("Bergamo, BG, Italia", "IT"),
        ("Porto Alegre, RS, Brazil", "BR"),
        ("Bern, BE, Switzerland", "CH"),
        ("New York, US, Canada", None),
        ("Austin, US; Toronto, Canada", None),
        ("東京", "JP"),
    ],
)
def test_names_the_country_that_the_words_name(words: str, country: str) -> None:
    assert read_place(words).country == country


@pytest.mark.parametrize(
    "words",
    ["CA", "IN", "Georgia", "Remote", "", "  ", "Worldwide", "USA, Canada", "Springfield, DE", "UK & EMEA | US"],
)
def test_leaves_the_country_empty_where_the_words_do_not_decide(words: str) -> None:
    assert read_place(words).country is None


def test_a_place_keeps_its_words_and_gives_its_parts() -> None:
    place = read_place(" Burbank,\u00a0 CA ")
    assert (place.text, place.locality, place.region, place.country, place.remote) == (
        "Burbank, CA",
        "Burbank",
        "CA",
        "US",
        False,
    )
    assert read_place("Remote, United States").remote
    assert read_place("Remote, United States").locality is None
