"""Mark what an edit changed word by word, and quote it before and after: the one way of page, site and messages.

`row` is one of changes.csv: event, before, after.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db.vocabulary import Event
from reports.frames.text_diff import ADDED, KEPT, REMOVED, Run, diff_words
from reports.prose import wording

Row = Mapping[str, Any]

CONTEXT = 90
"""Characters of unchanged words that stand beside a marked change."""
LONGEST_RUN = 1_200
"""Characters of one removed or added passage; a description written anew fills ten screens, and the file has all."""
STORY_LENGTH = 600
"""Characters of a marked edit where it is told in words; the table of all changes has more of it, the file all."""
WRITTEN_ANEW = 0.4
"""Where less than this part of the words stayed, a passage was written anew: marks between single words that happen to
stand in both would make it unreadable."""
QUOTE_LENGTH = 160


def mark_change(row: Row, context: int = CONTEXT) -> list[Run]:
    """Mark word by word what an edit removed and added; what is unchanged is cut to the words around it."""
    before, after = _sides(row)
    marked = mark_words(before, after)
    last = len(marked) - 1
    return [
        Run(KEPT, _cut_kept(run.words, context, at > 0, at < last))
        if run.fate == KEPT
        else Run(run.fate, _cut_middle(run.words))
        for at, run in enumerate(marked)
    ]


def shorten_marks(runs: Sequence[Run]) -> list[Run]:
    """Keep of a marked edit so much as stands in a story: of a passage taken out or put in its beginning."""
    room, found = STORY_LENGTH, list[Run]()
    for run in runs:
        # one side of a passage written anew must not take the room of the other
        most = min(room, STORY_LENGTH // 2) if run.fate != KEPT else room
        if len(run.words) > most:
            found.append(Run(run.fate, f"{run.words[:most].rpartition(' ')[0]} […]"))
        else:
            found.append(run)
        room -= min(len(run.words), most)
        if room <= 0:
            break
    return found


def mark_words(before: str, after: str) -> list[Run]:
    """Mark two texts word by word, uncut; empty where they are the same."""
    if not before and not after:
        return []
    marked = _join_runs(list(diff_words(before, after)))
    if all(run.fate == KEPT for run in marked):
        return []
    stayed = sum(len(run.words) for run in marked if run.fate == KEPT)
    long = min(len(before), len(after)) > CONTEXT
    if long and stayed < WRITTEN_ANEW * max(len(before), len(after)):
        return [Run(REMOVED, before), Run(ADDED, after)]
    return marked


def quote_change(row: Row) -> str:
    """Quote before and after in plain words: “$100,000 a year” → “$120,000 a year”; empty where nothing was edited.

    Of an edit that removed or added a whole passage, that passage alone.
    """
    before, after = (_shorten(side) for side in _sides(row))
    words = wording.load_sentences()["happened"]["quote"]
    if before and after:
        return str(words["both"].format(before=before, after=after))
    known = "before" if before else "after" if after else ""
    return str(words[known].format(before=before, after=after)) if known else ""


def name_event(row: Row) -> str:
    """Name what happened in a word or two: pay changed."""
    return str(wording.load_sentences()["event"][row["event"]])


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_LENGTH else f"{line[: QUOTE_LENGTH - 1].rstrip()}…"


def _join_runs(runs: Sequence[Run]) -> list[Run]:
    """Join changes between which no word stands: of "a b" made "c d" the whole was replaced, not each word."""
    joined: list[Run] = []
    sides = {REMOVED: "", ADDED: ""}

    def close() -> None:
        joined.extend(Run(fate, words) for fate, words in sides.items() if words)
        sides.update(dict.fromkeys(sides, ""))

    for at, run in enumerate(runs):
        if run.fate != KEPT:
            sides[run.fate] += run.words
        elif any(sides.values()) and at < len(runs) - 1 and not _has_word(run.words):
            sides[REMOVED] += run.words
            sides[ADDED] += run.words
        else:
            close()
            joined.append(run)
    close()
    return joined


def _has_word(signs: Iterable[str]) -> bool:
    return any(sign.isalnum() for sign in signs)


def _sides(row: Row) -> tuple[str, str]:
    sides = [row["before"] or "", row["after"] or ""]
    if row["event"] == str(Event.PAY_CHANGED):
        # what kind of pay it is and whose stands in the file; where it is the same it is no part of the change
        tails = [side.partition("; ")[2] for side in sides]
        sides = [side.partition("; ")[0] for side in sides] if tails[0] == tails[1] else sides
    return sides[0], sides[1]


def _cut_kept(text: str, context: int, after_change: bool, before_change: bool) -> str:
    """Keep of unchanged words those beside a change."""
    room = context * (after_change + before_change)
    if len(text) <= room + 3:
        return text
    head = text[:context].rpartition(" ")[0] if after_change else ""
    tail = text[-context:].partition(" ")[2] if before_change else ""
    return f"{head} … {tail}"


def _cut_middle(text: str) -> str:
    if len(text) <= LONGEST_RUN:
        return text
    half = LONGEST_RUN // 2
    return f"{text[:half].rpartition(' ')[0]} […] {text[-half:].partition(' ')[2]}"
