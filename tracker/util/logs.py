"""Log lines: on stderr, with times in UTC, as text or as JSON, one line each."""

import json
import logging
import sys
from datetime import UTC, datetime

from tracker.util.terminal import TerminalFilter

TEXT_FORMAT = "%(asctime)s %(levelname)s %(message)s"
TALKATIVE = ("apscheduler", "alembic", "procrastinate", "psycopg.pool")
"""Libraries that log each step at the level of information."""


class _Utc(logging.Formatter):
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        # a log without its zone cannot be compared with a crawl's row, whose instants are in UTC
        return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S}Z"


class TextFormatter(_Utc):
    """Time, level, message; a traceback follows on lines of its own."""

    def __init__(self) -> None:
        super().__init__(TEXT_FORMAT)


class JsonFormatter(_Utc):
    """One object a line: at, level, logger, message, and traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def make_formatter(form: str) -> logging.Formatter:
    """`form`: text or json."""
    return JsonFormatter() if form == "json" else TextFormatter()


def configure_logging(form: str, level: int = logging.INFO) -> None:
    """Send log lines of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(make_formatter(form))
    handler.addFilter(TerminalFilter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
