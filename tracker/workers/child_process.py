"""Commands in processes of their own, forked off one that has imported the program, which die with their worker.

Starting Python and importing Scrapy costs more computing time than a small crawl; a fork costs a hundredth of it.
"""

import multiprocessing
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from multiprocessing.connection import wait
from typing import Any

from tracker import settings

PRELOADED = ["tracker.crawling.pipeline", "tracker.crawling.runner", "tracker.crawling.summaries"]
"""What a crawl imports beside the program. None of it opens a connection or starts a thread: a fork keeps neither."""


class ForkedCommand:
    """A program with these arguments, as subprocess.Popen has it.

    `program`: the module whose `main` is its command line. Workers know none by themselves: it stands above them.
    """

    def __init__(self, program: str, command: Sequence[str]) -> None:
        self.command = list(command)
        arguments = (program, self.command, settings.LOG_STYLE)
        self._process = _make_context(program).Process(target=_run_command, args=arguments)
        self._process.start()

    @property
    def pid(self) -> int:
        return int(self._process.pid)

    def wait(self, timeout: float | None = None) -> int:
        """Give the exit code; negative for a signal. Raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self.command, timeout or 0.0)
        return code

    def poll(self) -> int | None:
        code: int | None = self._process.exitcode
        return code

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@cache
def _make_context(program: str) -> Any:
    # on systems without it each command starts Python anew
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([program, *PRELOADED])
    return context


def _run_command(program: str, command: list[str], log_style: str) -> None:
    threading.Thread(target=_die_with_parent, daemon=True).start()
    import_module(program).main(["--log-format", log_style, *command], prog_name="labor-tracker")


def _die_with_parent() -> None:
    """Kill this process when the one that asked for it has died, however: its pipe is closed then.

    Linux' own signal for this comes from the process that forked, which is another one.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)
