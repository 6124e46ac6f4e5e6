"""Render a receipt for a terminal."""

import textwrap
from collections.abc import Iterator

from reports.receipt.entries import receipt_heading, receipt_sections
from reports.receipt.receipt import Receipt

WIDE = 96
"""Characters of a line."""


def render_text(found: Receipt) -> Iterator[str]:
    """Give the receipt for a terminal, a line each."""
    yield receipt_heading(found)
    for section in receipt_sections(found):
        yield ""
        yield section.heading.upper()
        for entry in section.entries:
            yield from textwrap.wrap(entry.line, WIDE, initial_indent="  ", subsequent_indent="    ")
            for name, words in entry.pairs:
                # ids and addresses stay whole, so that they can be copied
                yield from textwrap.wrap(
                    f"{name}: {words}", WIDE, initial_indent="    ", subsequent_indent="      ",
                    break_long_words=False, break_on_hyphens=False,
                )  # fmt: skip
