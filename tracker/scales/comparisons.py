"""Load the comparisons: which scale is set beside which postings, packaged, a user's own, and those of coverage."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources.abc import Traversable
from itertools import product
from pathlib import Path

from pydantic import ValidationError

from db.vocabulary import Covers, Measure
from spiders.file_validation import describe_mistakes
from tracker.errors import ScalesError
from tracker.scales.coverage_table import CoverageRule, CoverageTable, load_coverage
from tracker.scales.load import packaged_file
from tracker.scales.model import ARTICLES, ComparisonRow

CONVERTED = {"hour": Measure.HOURLY_RATIO, "month": Measure.MONTHLY_RATIO}
"""What pay in another unit than the rule's figure is compared by; a week or a session is made into nothing else."""
COVERED, CONTEXT, FURTHER_CONTEXT = 0, 2, 8
"""Ranks of what an agreement's rule sets beside a job, of a law or statistic, and of a statistic's other points."""


@cache
def load_comparisons() -> list[ComparisonRow]:
    """Load the packaged baskets, in the order of printing."""
    return _number_rows(_read_baskets(packaged_file("baskets.toml")))


def load_all_comparisons(extra: Sequence[Path] = ()) -> list[ComparisonRow]:
    """Load the packaged baskets, the user's own ones and the comparisons of coverage. Raises ScalesError."""
    own = [row for path in extra for row in _read_baskets(path)]
    rules = [row for rule in with_own_rules(extra).rule for row in _compare_by_rule(rule)]
    return _number_rows([*load_comparisons(), *(row for row in own if not is_for_some_postings(row)), *rules])


def with_own_rules(extra: Sequence[Path] = ()) -> CoverageTable:
    """Give the table of coverage with a rule for each of the user's comparisons that names a studio or a title."""
    table = load_coverage()
    own = [row for path in extra for row in _read_baskets(path) if is_for_some_postings(row)]
    if not own:
        return table
    rules = tuple(_make_rule(number, row) for number, row in enumerate(own, 1))
    return table.model_copy(update={"rule": (*table.rule, *rules)})


def is_for_some_postings(row: ComparisonRow) -> bool:
    """Whether titles or studios decide, which coverage matches; the database matches countries and kinds alone."""
    return row.studio is not None or row.title is not None


def _make_rule(number: int, row: ComparisonRow) -> CoverageRule:
    return CoverageRule(
        # "own-" lets each of a user's rules answer, where an agreement's rules answer once (decide_coverage).
        rule=f"own-{number}-{re.sub('[^a-z0-9]+', '-', str(row.measure))}",
        union=row.union,
        agreement=row.agreement,
        role=row.role,
        unit=(row.unit,),
        best=row.covers,
        countries=(row.country,) if row.country else (),
        titles=(row.title or "",),
        studios=(row.studio,) if row.studio else (),
        unknown=row.covers_reason,
        words=row.words,
        measure=row.measure,
        source_title="",
        source_url="",
    )


def _compare_by_rule(rule: CoverageRule) -> Iterator[ComparisonRow]:
    for unit, (number, figure) in product(rule.unit, enumerate(rule.figures)):
        converted = [CONVERTED[unit]] if unit in CONVERTED else []
        for measure in [rule.measure] if rule.measure else [Measure.SAME_UNIT_RATIO, *converted]:
            yield ComparisonRow(
                basket="coverage",
                union=rule.union,
                agreement=rule.agreement,
                role=figure.role,
                unit=unit,
                measure=measure,
                covers=Covers.UNKNOWN if rule.signatory else rule.best,
                covers_reason=rule.unknown,
                words=figure.words.replace("{unit}", ARTICLES.get(unit, f"a {unit}")),
                rule=rule.rule,
                percentile=figure.percentile,
                rank=COVERED if not rule.is_context else CONTEXT if number == 0 else FURTHER_CONTEXT,
            )


def _read_baskets(path: Path | Traversable) -> list[ComparisonRow]:
    """Read a table of comparisons. Raises ScalesError naming every fault with its row."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScalesError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScalesError(f"{path.name} is not TOML: {error}") from error
    ranks = table.get("ranks", {})
    faults = [f"{path.name}: unknown key {key!r}" for key in table if key not in ("ranks", "comparison")]
    rows: list[ComparisonRow] = []
    for number, row in enumerate(table.get("comparison", []), 1):
        rank = {"rank": ranks[row["basket"]]} if isinstance(row, dict) and row.get("basket") in ranks else {}
        try:
            rows.append(ComparisonRow.model_validate({**rank, **row}))
        except ValidationError as error:
            faults += describe_mistakes(error, f"{path.name}, comparison {number}", ComparisonRow)
    if faults:
        raise ScalesError(*faults)
    return rows


def _number_rows(rows: Sequence[ComparisonRow]) -> list[ComparisonRow]:
    return [row.model_copy(update={"position": position}) for position, row in enumerate(rows, 1)]
