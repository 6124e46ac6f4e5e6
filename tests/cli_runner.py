"""Run commands in processes forked off one that has imported everything already.

Starting Python and importing Scrapy, SQLAlchemy and pandas costs one to three seconds of computing time, and the tests
run several hundred commands. A fork costs some hundredths of a second, and what it runs is a process of its own as
before: its arguments, environment, folder, files, signals and exit code. tests/tracker/test_cold_start.py starts
commands the long way.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from struct import Struct
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
NUMBER = Struct("!i")
"""How lengths, process ids and exit statuses travel."""

IMPORTED = """
alembic.command protego reports.brief.brief reports.report reports.site.site
scrapy.core.downloader.handlers.http11 scrapy.core.downloader.handlers.s3 scrapy.downloadermiddlewares.defaultheaders
scrapy.downloadermiddlewares.downloadtimeout scrapy.downloadermiddlewares.httpcompression
scrapy.downloadermiddlewares.httpproxy scrapy.downloadermiddlewares.redirect scrapy.downloadermiddlewares.retry
scrapy.downloadermiddlewares.stats scrapy.downloadermiddlewares.useragent scrapy.extensions.closespider
scrapy.extensions.logcount scrapy.extensions.logstats scrapy.extensions.memusage scrapy.extensions.throttle
scrapy.pqueues scrapy.resolver scrapy.spidermiddlewares.depth scrapy.spidermiddlewares.metacopy
scrapy.spidermiddlewares.referer scrapy.spidermiddlewares.start scrapy.spidermiddlewares.urllength scrapy.squeues
tracker.archive.recorder tracker.archive.replay tracker.cli tracker.clip.save tracker.commands.report
tracker.crawling.pipeline tracker.crawling.runner tracker.crawling.scrapy.offsite tracker.crawling.scrapy.retry
tracker.crawling.scrapy.robots tracker.crawling.scrapy.throttle tracker.crawling.scrapy.via tracker.crawling.selection
tracker.crawling.summaries tracker.editorial.corrections tracker.editorial.inquiries tracker.editorial.review
tracker.explore.sql_console tracker.ingest.reread tracker.publishing.brief tracker.publishing.notify.notifier
tracker.publishing.report tracker.publishing.site tracker.scheduling.runner
"""
"""What most commands import: loading Scrapy's downloader alone costs more than what most crawls of the tests do."""

MAIN = "from tracker.cli import main; main(sys.argv[1:], prog_name='labor-tracker')"


@dataclass
class Command:
    """A command that was started, as subprocess.Popen has it."""

    args: list[str]
    pid: int
    _status: socket.socket
    _stdout: IO[bytes]
    _stderr: IO[bytes]
    returncode: int | None = None
    _written: tuple[str, str] | None = None

    def wait(self, timeout: float = 120) -> int:
        """Give the exit code; negative for a signal. Raises TimeoutError, after killing the command."""
        if self.returncode is None:
            self._status.settimeout(timeout)
            try:
                self.returncode = os.waitstatus_to_exitcode(_read_number(self._status))
            except TimeoutError:
                self.kill()
                raise TimeoutError(f"{self.args} took longer than {timeout} seconds: {self.output()}") from None
            finally:
                self._status.close()
                self._written = self.output()
                self._stdout.close()
                self._stderr.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def output(self) -> tuple[str, str]:
        """What it has written to stdout and stderr so far."""
        if self._written is not None:
            return self._written
        texts = []
        for file in (self._stdout, self._stderr):
            file.seek(0)
            texts.append(file.read().decode())
        return texts[0], texts[1]

    def complete(self, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        code = self.wait(timeout)
        return subprocess.CompletedProcess(self.args, code, *self.output())


class ForkServer:
    """The process that commands are forked off. Usable from several threads."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._lock = threading.Lock()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.cli_runner", str(theirs.fileno())]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )
        theirs.close()

    def close(self) -> None:
        self._socket.close()
        self._process.wait()

    def start(
        self,
        arguments: Sequence[object],
        *,
        folder: Path,
        environment: Mapping[str, str],
        code: str = MAIN,
        stdin: str = "",
    ) -> Command:
        """Start labor-tracker with these arguments, or other Python code that finds them in sys.argv."""
        args = [str(each) for each in arguments]
        request = {"args": args, "folder": str(folder), "environment": dict(environment), "code": code}
        message = json.dumps(request).encode()
        given, stdout, stderr = (tempfile.TemporaryFile() for _ in range(3))  # noqa: SIM115
        given.write(stdin.encode())
        given.seek(0)
        ours, theirs = socket.socketpair()
        with given, theirs:
            files = [given.fileno(), stdout.fileno(), stderr.fileno(), theirs.fileno()]
            with self._lock:
                socket.send_fds(self._socket, [NUMBER.pack(len(message))], files)
                self._socket.sendall(message)
        return Command(args, _read_number(ours), ours, stdout, stderr)

    def run(self, arguments: Sequence[object], **more: Any) -> "subprocess.CompletedProcess[str]":
        return self.start(arguments, **more).complete()


def _read_number(connection: socket.socket) -> int:
    words = b""
    while len(words) < NUMBER.size:
        more = connection.recv(NUMBER.size - len(words))
        if not more:
            raise EOFError("the fork server has ended")
        words += more
    number: int = NUMBER.unpack(words)[0]
    return number


# ---- in the server's process


def serve(connection: socket.socket) -> None:
    """Fork for each request until the other end is closed."""
    statuses: dict[int, socket.socket] = {}
    finished, wake = socket.socketpair()
    finished.setblocking(False)
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    import selectors

    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        selector.register(finished, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is finished:
                    finished.recv(4096)
                    _report_finished(statuses)
                    continue
                header, files, _, _ = socket.recv_fds(connection, NUMBER.size, 4)
                if not header:
                    return
                request = json.loads(_read_bytes(connection, NUMBER.unpack(header)[0]))
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    for each in (connection, finished, wake, *statuses.values()):
                        each.close()
                    _run_request(request, files)
                for file in files[:3]:
                    os.close(file)
                statuses[pid] = socket.socket(fileno=files[3])
                statuses[pid].sendall(NUMBER.pack(pid))


def _read_bytes(connection: socket.socket, count: int) -> bytes:
    words = b""
    while len(words) < count:
        words += connection.recv(count - len(words))
    return words


def _report_finished(statuses: dict[int, socket.socket]) -> None:
    while statuses:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with statuses.pop(pid) as waiting, suppress(BrokenPipeError):  # of a test that ended without waiting
            waiting.sendall(NUMBER.pack(status))


def _run_request(request: dict[str, Any], files: Sequence[int]) -> None:
    """Become the command. Ends the process."""
    import atexit
    import gc
    import random
    import traceback

    code: Any = 1
    try:
        for number, file in enumerate(files[:3]):
            os.dup2(file, number)
        for file in files:
            os.close(file)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        sys.argv = ["labor-tracker", *request["args"]]
        random.seed()  # or all would draw the same
        _read_environment()
        exec(compile(request["code"], "<command>", "exec"), {"__name__": "__main__", "sys": sys})
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if isinstance(end.code, str):
            sys.stderr.write(end.code + "\n")
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            threading._shutdown()
            atexit._run_exitfuncs()
            gc.collect()  # as an interpreter that ends closes its connections, upon which SQLite empties its log
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


def _read_environment() -> None:
    """Give tracker.settings the values of this environment: it reads them when it is imported, once a process."""
    import runpy

    import tracker
    from tracker import settings
    from tracker.errors import SettingsError

    try:
        values = runpy.run_path(str(settings.__file__), run_name=settings.__name__)
    except SettingsError:  # the command shall meet it where it imports them
        del sys.modules[settings.__name__], tracker.settings
        return
    for name, value in values.items():
        if name.isupper():
            setattr(settings, name, value)


def _import_everything() -> None:
    import gc
    import importlib

    for name in IMPORTED.split():
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules  # each command installs its own
    from sqlalchemy.orm import configure_mappers

    from reports.charts import render_process
    from tests.shared_work import draw_once, share_statements
    from tracker.reading.ai import rules

    configure_mappers()
    rules.table()
    share_statements()
    render_process._run_tasks = draw_once(render_process._run_tasks)
    _warm_up()
    gc.collect()
    gc.freeze()  # collecting in a child would copy every page that it shares with this process


def _warm_up() -> None:
    """Do once what most commands do: it loads tables, and compiles patterns and statements, for all of them."""
    from db.engine import open_engine, write_sessions
    from db.maintenance.migrate import upgrade
    from db.vocabulary import Origin
    from db.writes import crawls
    from reports import report
    from reports.receipt.receipt import read_receipt
    from spiders.loader import read_studios
    from spiders.posting import Posting
    from tests.reports.report_database import FACTS, article
    from tracker.demo.boards.fixtures import demo_postings
    from tracker.ingest.save_posting import save_posting
    from tracker.scales.store import store_scales

    read_studios()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/warm.db")
        upgrade(engine)
        now = article(engine).at + timedelta(days=1)
        store_scales(engine)
        with write_sessions(engine).begin() as session:
            crawl_id = crawls.open_crawl(session, "netflix", now, program="0")
            for job in demo_postings():
                words = {"title": job.title, "description": job.description_html, "url": "https://jobs.example"}
                posting = Posting(studio="netflix", board_key=job.key, fetched_at=now, **words)
                save_posting(session, crawl_id, posting, Origin.BOARD)
        with engine.connect() as connection:
            report.write_report(connection, Path(folder, "report"), program="0", facts=FACTS, forms=("csv",))
            read_receipt(connection, "netflix:pm")
        engine.dispose()  # those that are forked off shall share no connection


if __name__ == "__main__":
    _import_everything()
    serve(socket.socket(fileno=int(sys.argv[1])))
