"""Tell an address of a storage from a path."""

import re

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+::?//", re.IGNORECASE)


def is_address(place: str) -> bool:
    """Whether a place is an address that fsspec reaches, as s3://bucket/folder, and no path."""
    return bool(_ADDRESS.match(place)) and not place.lower().startswith("file://")


def display_address(address: str) -> str:
    """The address without a user and a password in it."""
    return re.sub(r"//[^/@]*@", "//***@", address)
