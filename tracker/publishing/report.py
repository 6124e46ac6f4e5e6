"""Write a report of the database, and record what was made public."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from tqdm import tqdm

from db.engine import connect_snapshot, display_url, durable_sessions, is_read_only, write_sessions
from db.errors import DatabaseError
from db.queries.editorial import select_last_report
from db.writes.reports import record_publication, record_report
from reports import report as write
from reports.formats import registry
from reports.formats.manifest import FILE as MANIFEST
from reports.formats.manifest import Manifest
from reports.prose.findings import terminal_summary
from reports.tables.corrections import count_later_corrections
from tracker import settings
from tracker.editorial.as_of_check import check_as_of
from tracker.editorial.inquiries import embargo_reason
from tracker.errors import EmbargoError, SinceError
from tracker.scales import load
from tracker.scales.store import store_scales
from tracker.util.process import private_files


def publish_report(
    engine: Engine,
    folder: Path,
    as_of: datetime | None,
    baskets: Sequence[str] = (),
    *,
    since: datetime | None = None,
    forms: Sequence[str] = registry.DEFAULT,
    excel: bool = False,
    embargo_until: datetime | None = None,
    corrected: bool = False,
    published: str | None = None,
) -> Iterator[str]:
    """Write the report; give what was found and where the files are, a line each.

    `since`: without one, the moment of the last report before this one, by its as-of, whose page was not held back.
    `corrected`: with corrections made after its as-of. `published`: it is made public; a note, which may be empty.
    Under an embargo the tables are written, for their owner's eyes, and no page. Raises EmbargoError where nothing but
    a page was asked for, or where it is said to be published; AsOfError; SinceError.
    """
    secret = embargo_reason(engine, embargo_until, datetime.now(UTC))
    held = secret if "html" in forms or published is not None else None
    if held and published is not None:
        raise EmbargoError(f"nothing was written, as what is under embargo is not published: {held}")
    if held:
        yield f"report.html is held back: {held}"
        forms = [form for form in forms if form != "html"]
        if not forms:
            raise EmbargoError("nothing was written, as only the page was asked for")
    sealed = is_read_only(engine)
    if sealed and (baskets or published is not None):
        raise DatabaseError(
            f"{display_url(engine.url)} may not be written: a choice of comparisons, or a publication, is stored in it"
        )
    if sealed:
        yield "The database may not be written: the report uses the union scales stored in it, and is not recorded."
    else:
        # Before the snapshot: a report has to see the figures that this program ships.
        store_scales(engine, baskets)
    with connect_snapshot(engine) as connection:
        check_as_of(connection, as_of)
        moment = write.resolve_as_of(connection, as_of)
        if since and since >= moment:
            raise SinceError(
                f"nothing was written: what changed after {since.isoformat()} is in no report as of "
                f"{moment.isoformat()}; a date means its end, so name the day before"
            )
        # Where the last page ended, not where tables were written in between: what was held back is told later.
        begin = since or connection.execute(select_last_report(moment)).scalar()
        # the folder itself stays as readable as its owner likes: the next report may be for everybody
        folder.mkdir(parents=True, exist_ok=True)
        with _bar() as progress, private_files() if secret else nullcontext():
            manifest = write.write_report(
                connection, folder, as_of=moment, since=begin, program=settings.VERSION,
                facts=load.load_article_facts(), forms=forms, excel=excel, corrected=corrected, progress=progress,
            )  # fmt: skip
        missed = 0 if corrected else count_later_corrections(connection, manifest.as_of)
    if baskets:
        store_scales(engine)  # a choice for one report is none for whoever asks the views afterwards
    if not sealed:
        with write_sessions(engine).begin() as session:
            record_report(
                session,
                written_at=datetime.now(UTC),
                as_of=manifest.as_of,
                folder=str(folder),
                manifest_sha256=hashlib.sha256(manifest.to_json().encode()).hexdigest(),
                held_back=bool(held),
                named_postings=sorted({each.posting_id for each in manifest.findings.postings}),
            )
    if missed:
        yield f"Corrections made since, and not in this report: {missed}. --corrected applies them."
    if published is not None:
        yield _publish(engine, manifest, str(folder), published)
    yield terminal_summary(manifest.findings, str(folder), page="html" in forms)


def _publish(engine: Engine, made: Manifest, folder: str, note: str) -> str:
    """Record what was made public, so that a correction can name it; gives a line that says so."""
    digest = hashlib.sha256(made.to_json().encode()).hexdigest()
    files = {file.name: file.sha256 for file in made.files} | {MANIFEST: digest}
    with durable_sessions(engine).begin() as session:
        record_publication(
            session,
            published_at=datetime.now(UTC),
            as_of=made.as_of,
            corrected=made.corrected,
            folder=folder,
            manifest_sha256=digest,
            files=files,
            note=note,
        )
    return f"Recorded as published: as of {made.as_of.isoformat()}, manifest SHA-256 {digest}."


@contextmanager
def _bar() -> Iterator[Callable[[str, int], None]]:
    """Rows written, on a terminal only."""
    with tqdm(unit=" rows", disable=None, leave=False) as bar:

        def told(table: str, rows: int) -> None:
            bar.set_description(table, refresh=False)
            bar.update(rows)

        yield told
