"""The places of fake postings, taken apart for boards that give them in fields of their own."""

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.pages import COUNTRIES


def parts(place: str) -> dict[str, str | None]:
    """ "Town, Region, Country" -> city, region, country and its code, each perhaps None."""
    words = [part.strip() for part in place.split(",")]
    code = COUNTRIES.get(words[-1])
    country = words.pop() if code else None
    city, region = (*words, None, None)[:2]
    return {"city": city, "region": region, "country": country, "code": code}


def is_remote(posting: FakePosting) -> bool:
    return "remote" in " ".join(posting.locations).lower()
