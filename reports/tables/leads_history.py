"""What a lead's past says: what its newest version no longer says, and what the posting that it is claimed to repeat
said. Pay is compared where one pay reader read both, labels where the same readers did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from pandas import DataFrame, Series
from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.repost_claims import select_reposts_read
from db.queries.version_changes import select_removed_ai_sentences, select_versions_read
from db.vocabulary import AiLabel
from reports.frames.values import to_amount
from reports.prose import wording
from reports.prose.pay_range import format_pay
from reports.tables.pay_before_after import PAY_COLUMNS, read_side

Row = Mapping[str, Any]

CHANGES = (
    "pay_removed ai_removed ai_sentence_gone reposted repost_pay_lower repost_pay_higher repost_pay_other"
    " repost_pay_removed repost_ai_removed repost_ai_sentence_gone"
).split()
AI_LABELS = (str(AiLabel.CORE), str(AiLabel.ADJACENT))
_ENDS, _TERMS = PAY_COLUMNS[:2], PAY_COLUMNS[2:]


@dataclass
class PostingHistory:
    changed_at: dict[str, datetime] = field(default_factory=dict)
    """When the crawl ended that brought the newest of several versions."""
    claimed_at: dict[str, datetime] = field(default_factory=dict)
    """When the crawl ended after which the posting was claimed to be an earlier one put up again."""
    changes: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in CHANGES})
    """Of each, the postings of which it holds."""
    claims: dict[str, dict[str, str]] = field(default_factory=dict)
    """The words of a claim: the earlier posting, the score, the rule, and the earlier posting's pay."""

    def beside(self, candidates: DataFrame) -> DataFrame:
        """Join all this to the candidates, in columns."""
        ids = candidates["posting_id"]
        given: Mapping[str, Mapping[str, Any]] = {
            "changed_at": self.changed_at,
            "claimed_at": self.claimed_at,
            "claim": self.claims,
        }
        told = {name: Series(list(map(of.get, ids)), index=ids.index, dtype=object) for name, of in given.items()}
        return candidates.assign(**told, **{name: ids.isin(keys) for name, keys in self.changes.items()})


def read_posting_history(connection: Connection, as_of: AsOf) -> PostingHistory:
    found = PostingHistory()
    rows = connection.execute(select_versions_read(as_of)).mappings()
    for posting_id, versions in groupby(rows, lambda row: str(row["posting_id"])):
        _add_edits(found, posting_id, versions)
    found.changes["ai_sentence_gone"].update(connection.execute(select_removed_ai_sentences(as_of)).scalars())
    for row in connection.execute(select_reposts_read(as_of)):
        _add_repost(found, row._asdict())
    return found


def _add_edits(found: PostingHistory, posting_id: str, versions: Iterable[Mapping[Any, Any]]) -> None:
    *earlier, newest = versions
    found.changed_at[posting_id] = newest["finished_at"]
    if not newest["paid"] and any(row["paid"] for row in earlier if row["pay_reader"] == newest["pay_reader"]):
        found.changes["pay_removed"].add(posting_id)
    if newest["ai_label"] not in AI_LABELS and any(
        row["ai_label"] in AI_LABELS for row in earlier if row["reader"] == newest["reader"]
    ):
        found.changes["ai_removed"].add(posting_id)


def _add_repost(found: PostingHistory, row: Row) -> None:
    posting_id = row["posting_id"]
    found.claimed_at[posting_id] = row["claimed_at"]
    found.claims[posting_id] = {
        "earlier": row["earlier_posting_id"],
        "score": wording.format_multiple(to_amount(row["score"])),
        "rule": row["rule"],
        "before": _format_earlier_pay(row),
    }
    held = ["reposted", _classify_pay_change(row) if row["pay_reader"] == row["before_pay_reader"] else ""]
    if (
        row["reader"] == row["before_reader"]
        and row["ai_label"] not in AI_LABELS
        and row["before_ai_label"] in AI_LABELS
    ):
        held.append("repost_ai_removed")
    held += ["repost_ai_sentence_gone"] if row["ai_sentence_gone"] else []
    for name in filter(None, held):
        found.changes[name].add(posting_id)


def _format_earlier_pay(row: Row) -> str:
    """Print the pay that the earlier posting stated last; empty where it stated none."""
    before = read_side(row, "before_")
    return format_pay(before) if before else ""


def _classify_pay_change(row: Row) -> str:
    """Name how the pay differs from the earlier posting's; empty where it does not, or the earlier one stated none."""
    now, before = ([row[f"{side}{name}"] for name in _ENDS] for side in ("", "before_"))
    if before == [None, None]:
        return ""
    if now == [None, None]:
        return "repost_pay_removed"
    if _comparable_terms(row, "") != _comparable_terms(row, "before_"):
        return "repost_pay_other"
    ways = {(end > was) - (end < was) for end, was in zip(now, before, strict=True) if end is not None} - {0}
    if len(ways) > 1:
        return "repost_pay_other"
    return {1: "repost_pay_higher", -1: "repost_pay_lower", 0: ""}[sum(ways)]


def _comparable_terms(row: Row, side: str) -> list[Any]:
    """List what has to be alike for two amounts to be more or less than each other."""
    return [*(row[f"{side}{name}"] is None for name in _ENDS), *(row[f"{side}{name}"] for name in _TERMS)]
