"""Word the banners over a report, and under its pictures, when its words are not a board's own."""

from collections.abc import Mapping, Sequence


def origin_banners(origins: Mapping[str, int], via: Sequence[str], *, corrected: bool = False) -> list[dict[str, str]]:
    """List the banners: where the words come from, when they are not a board's own."""
    total = sum(origins.values())
    found = [
        {"kind": kind, "text": all_ if origins[kind] == total else f"{origins[kind]:,} of {total:,} postings {some}"}
        for kind, (all_, some) in _ORIGIN_BANNERS.items()
        if origins.get(kind)
    ]
    if corrected:
        found.append({"kind": "corrected", "text": _AMENDED_BANNER})
    if via:
        found.append({"kind": "via", "text": f"Visits went through {', '.join(via)}, not to the boards themselves."})
    return found


_AMENDED_BANNER = "This is the amended report: corrections made after its date are applied. corrections.csv names each."
_ORIGIN_BANNERS = {
    "reconstructed": (
        "These postings are reconstructed: our own words around known facts, not any studio’s.",
        "reconstructed: our own words around known facts, not any studio’s.",
    ),
    "supplied": (
        "These postings come from pages that people supplied, not from a board.",
        "from pages that people supplied, not from a board.",
    ),
    "press": (
        "These postings are given as the press has them, not as a board had them.",
        "as the press has them, not as a board had them.",
    ),
}
