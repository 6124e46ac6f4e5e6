"""Say how often the readers are right, in sentences for print. Rows are those of accuracy.csv."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from reports.prose import wording

Row = Mapping[str, Any]

SHIPPED, OWN = "shipped", "own_verdicts"
"""The values of measured_by."""
_SIDES = (("recall", "judged_so"), ("precision", "read_so"))


def describe_accuracy(rows: Sequence[Row], readers: Iterable[str], fewest: int) -> list[str]:
    """`readers`: of the report's readings; `fewest`: verdicts below which nothing of the user's own is said."""
    words = wording.load_sentences()["accuracy"]
    whole = [row for row in rows if row["group_by"] == "all"]
    shipped = [row for row in whole if row["measured_by"] == SHIPPED and row["part"] == "left_out"]
    shipped.sort(key=lambda row: list(words["subject"]).index(row["subject"]))
    found = [words["shipped"][row["subject"]].format_map(_list_words(row)) for row in shipped]
    found += [words["shipped"]["note"]] if shipped else []
    found += _name_other_readers({row["reader"] for row in shipped}, set(map(code_of_reader, readers)))
    own = [row for row in whole if row["measured_by"] == OWN]
    found += [said for row in own for said in _describe_own(row)]
    return found if own else [*found, words["own"]["not_yet"].format(fewest=fewest)]


def code_of_reader(reader: str) -> str:
    """Leave out of a reader's name the boilerplate it knew, which is learned without anybody's verdict."""
    return reader.partition(", boilerplate ")[0]


def _list_words(row: Row) -> dict[str, str]:
    found = {name: f"{row[name]:,}" for name in ("verdicts", "read_so", "judged_so", "both_so")}
    for share, whole in _SIDES:
        if row[whole]:
            found[share] = wording.format_percent(row["both_so"], row[whole])
            for end in ("low", "high"):
                bound = row[f"{share}_{end}"]
                found[f"{share}_{end}"] = wording.format_percent(int(bound * 10_000), 10_000)
    if row["measured_on"]:
        found |= {"reader": row["reader"], "measured_on": wording.format_date(row["measured_on"])}
    return found


def _name_other_readers(measured: Collection[str], used: Collection[str]) -> list[str]:
    """Say so where readings of the report are by readers that were not the ones measured."""
    others = sorted(code for code in used if any(each not in code for each in measured))
    template = wording.load_sentences()["accuracy"]["shipped"]["other_readers"]
    return [template.format(readers="; ".join(others), measured="; ".join(sorted(measured)))] if others else []


def _describe_own(row: Row) -> Iterator[str]:
    words = wording.load_sentences()["accuracy"]["own"]
    said = _list_words(row) | {"labels": row["ai_labels"].replace(" ", " or ")}
    for share, whole in reversed(_SIDES):
        yield words[share if row[whole] else f"no_{share}"].format_map(said)
