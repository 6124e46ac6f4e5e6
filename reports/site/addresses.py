"""Addresses of the site's pages: the same posting has the same address for ever."""

import hashlib
import re

_PLAIN = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def posting_path(posting_id: str) -> str:
    """postings/netflix/790298014263-1a2b3c4d.html: readable, safe as a file name, and no two alike.

    The digest is of the whole id: keys that differ in capitals or marks alone would otherwise share a file.
    """
    studio, _, key = posting_id.partition(":")
    digest = hashlib.sha256(posting_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"postings/{make_file_name(studio)}/{make_file_name(key)}-{digest}.html"


def studio_path(studio: str) -> str:
    return f"studios/{make_file_name(studio)}.html"


def feed_path(studio: str) -> str:
    return f"studios/{make_file_name(studio)}.atom"


def union_path(union: str) -> str:
    return f"unions/{make_file_name(union)}.html"


def week_path(week: str) -> str:
    """`week`: 2026-W48."""
    return f"weeks/{week}.html"


def chart_path(page: str, name: str) -> str:
    """The file of a page's chart: studios/netflix-pay.svg."""
    return f"{page.removesuffix('.html')}-{name}.svg"


def make_file_name(words: str) -> str:
    return _PLAIN.sub("-", words.casefold()).strip("-")[:_LONGEST] or "x"


def root_of(path: str) -> str:
    """How to get from a page to the site's root: "../../" from postings/netflix/1.html."""
    return "../" * path.count("/")
