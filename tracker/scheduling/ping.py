"""Tell a dead-man's switch that all is well; it raises the alarm when it hears nothing."""

import logging
from collections.abc import Callable
from http.client import HTTPException
from urllib.request import Request, urlopen

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tracker.scheduling.health import Watched, find_problems

log = logging.getLogger(__name__)

TIMEOUT_S = 30


def make_ping(address: str, engine: Engine, watched: Watched) -> Callable[[], None]:
    """A function that asks the address where nothing is wrong, and never raises."""

    def ping() -> None:
        try:
            problems = find_problems(engine, watched)
        # Silence raises the alarm, which is right where nobody can say that all is well.
        except SQLAlchemyError as error:
            log.warning("what is wrong cannot be read now, so health_url was not asked: %s", error)
            return
        for problem in problems:
            log.warning("%s: %s %s", problem.kind, problem.about, problem.message)
        if not problems:
            _send_ping(address)

    return ping


def _send_ping(address: str) -> None:
    try:
        with urlopen(Request(address, headers={"User-Agent": "labor-tracker"}), timeout=TIMEOUT_S):  # noqa: S310 - an operator's own address, checked by the configuration
            pass
    except (OSError, HTTPException, ValueError) as error:
        # without the address, which is a secret: who knows it can silence the alarm
        log.warning("health_url could not be asked: %s", type(error).__name__)
