"""Say on a posting's page how sure its label and its pay are: what was measured of the readers, and the pay's flags."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.prose import wording
from reports.prose.accuracy_sentences import SHIPPED
from reports.receipt.phrases import list_routine_flags, list_warnings

Row = Mapping[str, Any]


def describe_certainty(posting: Row, accuracy: Sequence[Row]) -> list[str]:
    """`posting`: with ai_label and pay as postings.csv has them; `accuracy`: rows of accuracy.csv."""
    words = wording.load_sentences()["site"]["sure"]
    measured = describe_measured(accuracy)
    found = [words["label"][posting["ai_label"]], measured.get("ai_core", "")]
    if posting["pay_minimum"] is None and posting["pay_maximum"] is None:
        found.append(words["no_pay"])
    else:
        warnings, routine = (each(posting["pay_flags"]) for each in (list_warnings, list_routine_flags))
        found += [measured.get("pay", ""), words["flags"].format(flags=warnings) if warnings else words["no_flags"]]
        found += [words["routine"].format(flags=routine)] if routine else []
    return [said for said in found if said]


def describe_measured(accuracy: Sequence[Row]) -> dict[str, str]:
    """Say by subject how often the readers are right, in one sentence each."""
    words = wording.load_sentences()["site"]["sure"]
    rows = {
        row["subject"]: row
        for row in accuracy
        if row["group_by"] == "all" and row["measured_by"] == SHIPPED and row["part"] == "left_out"
    }
    return {
        name: words[sentence].format(
            right=wording.format_percent(row["both_so"], row["read_so"]),
            found=wording.format_percent(row["both_so"], row["judged_so"]),
        )
        for name, sentence in (("pay", "pay"), ("ai_core", "ai"))
        if (row := rows.get(name)) and row["read_so"] and row["judged_so"]
    }
