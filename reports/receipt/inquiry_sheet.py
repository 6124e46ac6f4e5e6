"""Render the sheet that a reporter sends to a studio before publishing: each point, the posting's words, our
arithmetic.
"""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime

from reports.prose import wording
from reports.receipt.claims import list_claims
from reports.receipt.entries import Entry, receipt_sections
from reports.receipt.receipt import Receipt

WIDE = 96


def render_inquiry_sheet(found: Receipt, *, asked_at: datetime, deadline_at: datetime) -> str:
    """`found`: the posting's receipt. Plain text in Markdown's form, the same for the same arguments."""
    return "".join(f"{line}\n" for line in _sheet_lines(found, asked_at, deadline_at))


def _sheet_lines(found: Receipt, asked_at: datetime, deadline_at: datetime) -> Iterator[str]:
    words = wording.load_sentences()["inquiry"]
    parts = {section.heading: section.entries for section in receipt_sections(found)}
    names = {"title": found.posting["title"], "studio": found.studio_name}
    yield f"# {words['heading'].format(**names)}"
    yield ""
    yield words["asked"].format(asked=wording.format_date(asked_at.date()))
    yield words["deadline"].format(deadline=f"{wording.format_date(deadline_at.date())}, {deadline_at:%H:%M %Z}")
    yield ""
    whence = words["whence"][found.posting["origin"]].format(**names)
    yield from textwrap.wrap(words["opening"].format(whence=whence, **names), WIDE)
    yield from _render_part(words["posting"], parts["The posting"], "-")
    yield from _render_part(words["points"], list(list_claims(found)), "1")
    yield from _render_part(words["rests_on"], parts["Versions"], "-")
    yield from ("", f"## {words['questions']}", "")
    for question in ("question_pay", "question_ai", "question_union", "question_more"):
        yield from textwrap.wrap(words[question], WIDE, initial_indent="- ", subsequent_indent="  ")


def _render_part(heading: str, entries: Sequence[Entry], mark: str) -> Iterator[str]:
    yield from ("", f"## {heading}", "")
    for number, entry in enumerate(entries, 1):
        before = f"{number}. " if mark == "1" else f"{mark} "
        indent = " " * len(before)
        yield from textwrap.wrap(entry.line, WIDE, initial_indent=before, subsequent_indent=indent)
        for name, value in entry.pairs:
            yield from textwrap.wrap(
                f"{name}: {value}",
                WIDE,
                initial_indent=f"{indent}- ",
                subsequent_indent=f"{indent}  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
