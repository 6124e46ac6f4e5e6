"""How this process ends, and who may read what it writes."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TERMINATED = 128 + signal.SIGTERM
"""The exit code that a shell gives a program which SIGTERM ended."""


@contextmanager
def unwind_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as an exception does, so that it removes and closes what it made.

    A command that ends in its own way, as a crawl does, sets its own handler.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: Any) -> None:
        raise SystemExit(TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def private_files() -> Iterator[None]:
    """Let only their owner read the files and folders that the block makes."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
