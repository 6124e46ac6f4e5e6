"""One request to be forgotten: the archives first, then the database, so that a stop in between is made good by asking
again."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db.engine import durable_sessions
from db.writes import redaction
from db.writes.redaction import RedactionOrder
from tracker.archive.check import warc_files
from tracker.archive.masking import Mask
from tracker.archive.redaction import redact_archives
from tracker.archive.warc_reader import iter_records
from tracker.archive.warc_records import parse_original, parse_redacted_digests


def erase_words(
    engine: Engine,
    paths: Sequence[Path],
    words: Sequence[str],
    *,
    by: str,
    reason: str,
    unfinished: bool,
    after_archives: Callable[[], object] = lambda: None,
) -> Iterator[str]:
    """Mask the words in archives and database; a line on each file, and on the database.

    `after_archives` is called between the two, to put copies of archives back to where they came from.
    """
    mask = Mask(words)
    order = RedactionOrder(by=_mask_line(mask, by), reason=_mask_line(mask, reason), at=datetime.now(UTC))
    count = 0
    for made in redact_archives(paths, mask, order, unfinished=unfinished):
        count += 1
        yield f"{made.file}: {len(made.records)} records rewritten; sha256 {made.sha256_before} to {made.sha256_after}"
    after_archives()
    with durable_sessions(engine).begin() as session:
        rows = redaction.apply_mask(session, mask.value, order)
        answers = redaction.note_archived(session, _read_digests(paths), order)
        held = sum(row.version is not None for row in rows)
    if rows:
        redaction.purge_pages(engine)
    yield f"{count} archives rewritten; {held} versions held the words, and {answers} were read from a rewritten answer"


def _mask_line(mask: Mask, words: str) -> str:
    """The log shall not keep what it says was taken out."""
    return mask.text(" ".join(words.split()))


def _read_digests(paths: Sequence[Path]) -> dict[str, tuple[str, str]]:
    """The digests before and after of every record that was ever rewritten, by its id."""
    found, repeated = {}, {}
    for file in warc_files(paths):
        for _, record in iter_records(file):
            if digests := parse_redacted_digests(record):
                found[record.fields["warc-record-id"]] = (digests[0][0], digests[-1][1])
            if original := parse_original(record):
                repeated[record.fields["warc-record-id"]] = original.record_id
    # what repeats a rewritten answer has no other words than that one
    return found | {one: found[other] for one, other in repeated.items() if other in found}
