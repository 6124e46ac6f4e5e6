"""What a terminal is given: words of boards, databases and logs without what would steer it."""

import logging
import shutil
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

_KEPT = frozenset("\n\t")
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode's categories of controls, format marks (also those that turn the direction round) and half pairs."""
_JOINERS = frozenset("\u200c\u200d\u00ad")
"""Format marks that words of many scripts need, and that steer nothing."""


def terminal_text(words: str) -> str:
    """The words with a mark in the place of every character that a terminal might obey."""
    if words.isprintable():
        return words
    return "".join(each if _is_harmless(each) else "�" for each in words)


def _is_harmless(character: str) -> bool:
    if character in _KEPT or character in _JOINERS:
        return True
    return unicodedata.category(character) not in _STEERING


def echo_words(words: str, **more: Any) -> None:
    """Print a line that holds words of others."""
    click.echo(terminal_text(words), **more)


def echo_pages(lines: Sequence[str]) -> None:
    """Print lines on a terminal; more than it shows at once by the user's pager."""
    text = "".join(f"{line}\n" for line in lines)
    if len(lines) < shutil.get_terminal_size().lines:
        click.echo(text, nl=False)
    else:
        click.echo_via_pager(text)


class TerminalFilter(logging.Filter):
    """Brings log messages to what a terminal may be given."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = terminal_text(record.getMessage()), ()
        return True
