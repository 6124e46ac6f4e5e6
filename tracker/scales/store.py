"""Store the scales, and which of them are compared with which postings, in the database.

Apart from tracker.publishing: whatever opens a database stores the scales, and only a report needs pandas.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import models
from db.engine import write_sessions
from db.vocabulary import Covers
from db.writes.job_coverage import read_unanswered_jobs, replace_coverage
from db.writes.scales import (
    find_files,
    note_files,
    replace_basket_rules,
    replace_comparisons,
    replace_price_index,
    replace_scales,
    replace_signatories,
)
from tracker import settings
from tracker.errors import NoSuchBasketError
from tracker.scales import comparisons, load
from tracker.scales.applicability import BasketLimits, find_occupation, load_applicability
from tracker.scales.coverage import Coverage, Job, decide_coverage
from tracker.scales.coverage_table import CoverageTable
from tracker.scales.file_digest import digest_files
from tracker.scales.model import ComparisonRow
from tracker.scales.prices import load_price_index

Row = TypeVar("Row", models.UnionScale, models.Comparison, models.Signatory, models.BasketRule)


BATCH = 500
"""Versions whose words are held in memory at a time."""


def store_scales(engine: Engine, baskets: Sequence[str] = ()) -> None:
    """Replace the stored scales, comparisons and signatories by today's tables; equal ones are left alone.

    Of the comparisons those of `baskets`, or all; then decide the coverage of the versions that today's rules have not
    answered for. Where the files are those that were stored last, nothing is read.
    Raises NoSuchBasketError, ScalesError.
    """
    sha256 = digest_files(baskets)
    with Session(engine) as session:
        if find_files(session) == sha256:
            return
    figures = [_to_model(models.UnionScale, scale.model_dump()) for scale in load.load_scales(settings.SCALES_FILES)]
    rows = [_to_model(models.Comparison, row.model_dump()) for row in choose_comparisons(baskets)]
    members = [
        _to_model(models.Signatory, {"id": n, **row.model_dump()}) for n, row in enumerate(load.load_signatories(), 1)
    ]
    with write_sessions(engine).begin() as session:
        replace_scales(session, figures)
        replace_comparisons(session, rows)
        replace_basket_rules(session, _make_basket_rules(baskets))
        replace_price_index(
            session, [models.PriceIndex(month=month, value=value) for month, value in load_price_index().items()]
        )
        replace_signatories(session, members)
    store_coverage(engine, comparisons.with_own_rules(settings.COMPARISON_FILES))
    with write_sessions(engine).begin() as session:  # last of all: a stop in between is no reason to pass over the rest
        note_files(session, sha256)


def cover_versions(session: Session, versions: Collection[int]) -> None:
    """Decide the coverage of versions, and of what people corrected in them, in the transaction that reads them.

    Raises ScalesError.
    """
    table, rules_sha256 = _read_rules(tuple(settings.COMPARISON_FILES))
    keys = sorted(versions)
    for at in range(0, len(keys), BATCH):
        some = keys[at : at + BATCH]
        while _cover_some(session, table, rules_sha256, some) == BATCH:
            pass


@cache
def _read_rules(files: tuple[Path, ...]) -> tuple[CoverageTable, str]:
    """The rules of one run and their digest: a crawl asks for them with every posting."""
    table = comparisons.with_own_rules(files)
    return table, digest_rules(table)


def digest_rules(table: CoverageTable) -> str:
    """Digest what decides a job's coverage and its occupation: answers of other rules are decided again."""
    return hashlib.sha256(f"{table.sha256} {load_applicability().sha256}".encode()).hexdigest()


def store_coverage(engine: Engine, table: CoverageTable) -> int:
    """Decide the coverage of every version that these rules have not answered for; give their number.

    In batches, each a transaction: whatever is stopped in between goes on with the versions that are left.
    """
    count, rules_sha256 = 0, digest_rules(table)
    while True:
        with write_sessions(engine).begin() as session:
            done = _cover_some(session, table, rules_sha256)
        count += done
        if done < BATCH:
            return count


def _cover_some(
    session: Session, table: CoverageTable, rules_sha256: str, versions: Collection[int] | None = None
) -> int:
    jobs = read_unanswered_jobs(session, rules_sha256, BATCH, versions)
    answers = [(job, _decide_rows(Job(**job.facts), table)) for job in jobs]
    replace_coverage(session, rules_sha256, answers)
    return len(jobs)


def choose_comparisons(baskets: Sequence[str]) -> list[ComparisonRow]:
    """Choose the comparisons of these baskets; all where none is named. Raises NoSuchBasketError."""
    rows = comparisons.load_all_comparisons(settings.COMPARISON_FILES)
    known = list(dict.fromkeys(row.basket for row in rows))
    if unknown := [name for name in baskets if name not in known]:
        raise NoSuchBasketError(f"no basket is called {unknown[0]!r}; there are {', '.join(known)}")
    return [row for row in rows if not baskets or row.basket in baskets]


def _make_basket_rules(baskets: Sequence[str]) -> list[models.BasketRule]:
    """Make the rows that say to which postings a basket applies.

    None where baskets are asked for by name: these stand beside every posting, as their limits are defaults.
    """
    rows = [] if baskets else load_applicability().applies
    return [_to_model(models.BasketRule, {"id": n, **_join_words(limits)}) for n, limits in enumerate(rows, 1)]


def _join_words(limits: BasketLimits) -> dict[str, Any]:
    """Lists as words with blanks between, as the database matches them."""
    values = limits.model_dump()
    return {name: " ".join(value) if isinstance(value, tuple) else value or "" for name, value in values.items()} | {
        "union": limits.union
    }


def _decide_rows(job: Job, table: CoverageTable) -> list[dict[str, Any]]:
    """Give the answers for a job, and a row without a rule that says its occupation."""
    nothing = {"rule": None, "covers": Covers.NO, "reason": "", "quote": None}
    return [*map(_to_row, decide_coverage(job, table)), {**nothing, "occupation": find_occupation(job.title)}]


def _to_row(answer: Coverage) -> dict[str, Any]:
    return {"rule": answer.rule, "covers": answer.covers, "reason": answer.reason, "quote": answer.quote}


def _to_model(model: type[Row], values: Mapping[str, Any]) -> Row:
    names = {column.key for column in model.__table__.columns}
    return model(**{name: value for name, value in values.items() if name in names})
