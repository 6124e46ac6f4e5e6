"""Short names for keys and files, made from titles."""

import re
import unicodedata

LONGEST = 80


def make_slug(title: str) -> str:
    """Turn a title into small ASCII letters, digits and hyphens, at most LONGEST; empty where nothing is left of it."""
    # "é" becomes "e" and a mark, which is then dropped; without it the letter would go, too.
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].rstrip("-")
