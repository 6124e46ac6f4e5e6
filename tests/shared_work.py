"""What the processes of a run do once for all: compile statements, and draw pictures.

Most of what a short test or command costs is neither the database's work nor ours: SQLAlchemy compiles each statement
anew for each engine, and what draws starts a JavaScript engine for each report.
"""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

STATEMENTS = 4_000
Draw = Callable[[Sequence[tuple[str, list[Any]]]], list[Any]]


def share_statements() -> None:
    """Let the engines of a process share what they compile, each kind of database its own.

    SQLAlchemy keeps compiled statements by engine, and within it by dialect; all our engines of one kind have dialects
    with the same options.
    """
    caches: dict[type, LRUCache[Any, Any]] = {}
    make_engine = Engine.__init__

    def make_sharing_engine(engine: Engine, *given: Any, **options: Any) -> None:
        make_engine(engine, *given, **options)
        kind = type(engine.dialect)
        engine._compiled_cache = caches.setdefault(kind, LRUCache(STATEMENTS))

    Engine.__init__ = make_sharing_engine  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]


def draw_once(anew: Draw) -> Draw:
    """Keep what `anew` draws in the run's folder, for every process of the run."""
    folder = Path(tempfile.gettempdir()) / "drawings"

    def draw(tasks: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        folder.mkdir(exist_ok=True)
        files = [folder / sha256(json.dumps(task).encode()).hexdigest() for task in tasks]
        lacking = {file: task for file, task in zip(files, tasks, strict=True) if not file.exists()}
        for file, drawing in zip(lacking, anew(list(lacking.values())), strict=True):
            partial = file.with_suffix(f".{os.getpid()}")
            partial.write_text(json.dumps(drawing), encoding="utf-8")
            partial.replace(file)
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]

    return draw
