"""The public views: their columns, the same on both databases, and the same for a day whenever they are asked."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from db.engine import open_engine
from db.models import (
    AiClause,
    AiEvidence,
    Clip,
    Comparison,
    Correction,
    Inquiry,
    JobCoverage,
    PayRange,
    Posting,
    Publication,
    Redaction,
    Repost,
    Signatory,
    Studio,
    UnionScale,
    Version,
)
from db.queries import views
from db.queries.as_of import AsOf
from db.queries.stored_tables import AS_OF, STORED
from db.vocabulary import Origin
from db.writes import crawls, inquiries
from db.writes.postings import save_clip
from db.writes.readings import latest_reading_of, save_reading
from db.writes.scales import replace_comparisons, replace_scales

START = datetime(2023, 7, 1, 6, tzinfo=UTC)
COLUMNS = {
    "boards": "studio name parent studio_group family board named_in_article terms source_url",
    "crawls": "crawl_id studio started_at finished_at outcome reason announced listed arrived changed"
    " unchanged not_seen requests archive",
    "postings": "posting_id studio brand board_key requisition origin title locations country url posted_on"
    " posted_on_basis first_seen_at last_seen_at state words_read_on version_count version"
    " description_text ai_label ai_kinds mentions_ai_in_hiring any_keyword pay_minimum pay_maximum"
    " pay_currency pay_unit pay_hours pay_kind pay_scope pay_usd_year_minimum pay_usd_year_maximum"
    " pay_year_basis fx_rate fx_on pay_quote pay_flags reader",
    "union_scales": "scale_id union_name agreement role kind amount currency unit hours effective_from effective_to"
    " confidence tier source_title source_url second_source_title second_source_url second_source_tier note",
    "pay_vs_scale": "posting_id studio brand origin title url place posted_on posted_on_basis state words_read_on"
    " ai_label ai_kinds occupation pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope pay_quote"
    " fx_rate fx_on scale_id union_name agreement role scale_kind scale_amount scale_currency scale_unit"
    " scale_effective_from scale_effective_to scale_status scale_confidence scale_tier scale_source_url"
    " scale_second_source_url scale_second_source_tier agreement_covers_job measure low middle high basis"
    " coverage_reason coverage_quote"
    " comparison_reason low_percentiles high_percentiles rank_for_posting"
    " pay_minimum_real pay_maximum_real scale_amount_real real_basis",
    "readings": "posting_id studio version reader read_at corrected ai_label ai_kinds ai_confidence"
    " mentions_ai_in_hiring any_keyword pay_minimum pay_maximum pay_currency pay_unit pay_hours pay_kind pay_scope"
    " pay_year_minimum pay_year_maximum pay_year_basis pay_hour_minimum pay_hour_maximum pay_hour_basis"
    " pay_usd_year_minimum pay_usd_year_maximum fx_rate fx_on pay_quote pay_flags",
    "sightings": "posting_id studio first_crawl_id last_crawl_id first_seen_at last_seen_at",
    "signatories": "studio entity agreement standing as_of source_title source_url note",
    "events": "event_id event_kind event union_name jurisdiction begins_on ends_on source_title source_url note",
    "coverage": "studio name family board last_crawl_at last_outcome last_reason last_complete_at announced"
    " listed postings_listed with_pay with_description crawls_complete crawls_suspect"
    " crawls_incomplete crawls_failed words_not_reread words_unseen_since",
    "versions": "posting_id studio number crawl_id first_seen_at title brand hiring_organization requisition"
    " department employment_type language locations country url posted_on posted_on_basis"
    " valid_through description_text content_sha256 source_url response_sha256 fetched_at archive"
    " archive_record",
    "pay_ranges": "posting_id studio state words_read_on version position label place kind scope minimum"
    " maximum currency unit hours months pay_basis source quote quote_start quote_end rule flags confidence"
    " reader",
    "pay_history": "posting_id studio state words_read_on version first_seen_at until_at title pay_minimum"
    " pay_maximum pay_currency pay_unit pay_hours pay_kind pay_scope pay_usd_year_minimum"
    " pay_usd_year_maximum pay_year_basis pay_quote reader reader_changed",
    "reposts": "posting_id studio earlier_posting_id title earlier_title url first_seen_at"
    " earlier_last_seen_at claimed_at score reasons rule",
    "answers": "posting_id studio state words_read_on inquiry_id asked_at deadline_at answer answered_on"
    " answer_text sheet_sha256",
    "clips": "posting_id studio version origin supplied_by supplied_on clipped_at given url captured_at"
    " sha256 archive archive_record",
    "corrections": "correction_id posting_id studio state words_read_on corrected_version corrected_field old_value"
    " new_value reason corrected_by corrected_on added_at",
    "published": "published_id published_at as_of corrected folder manifest_sha256 note",
    "redactions": "redaction_id posting_id version redacted_at redacted_by reason fields archive_record sha256_before"
    " sha256_after",
    "covered_jobs": "posting_id studio brand origin title url place posted_on posted_on_basis state words_read_on"
    " agreement_covers_job coverage_reason coverage_quote coverage_rule union_name agreement role"
    " scale_unit scale_id scale_kind scale_amount scale_currency scale_effective_from"
    " scale_effective_to scale_status scale_confidence scale_source_url pay_minimum pay_maximum"
    " pay_currency pay_unit pay_kind pay_scope",
    "ai_evidence": "posting_id studio state words_read_on version ai_label position term field section quote"
    " quote_start quote_end weight rule reader",
    "ai_clauses": "posting_id studio brand origin title url state words_read_on version position kind field"
    " quote quote_start quote_end rule reader",
}


@cache
def make_query(name: str, as_of: datetime | None) -> Any:
    """A view's query: putting one together takes longer than asking so small a database."""
    return views.VIEWS[name](AsOf.plain(as_of) if as_of else None)


def asked(engine: Engine, name: str, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """The query's rows, sorted."""
    with engine.connect() as connection:
        found = connection.execute(make_query(name, as_of))
        rows = [dict(zip(views.list_view_columns()[name], row, strict=True)) for row in found]
    return sorted(rows, key=repr)


def viewed(engine: Engine, name: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return sorted((dict(row) for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()), key=repr)


def everything(engine: Engine, as_of: datetime | None = None) -> dict[str, list[dict[str, Any]]]:
    # events begin by the calendar, not by what was crawled
    return {name: asked(engine, name, as_of) for name in views.VIEWS if name != "events"}


def test_a_view_has_the_documented_columns_in_their_order(engine: Engine) -> None:
    documented = {name: columns.split() for name, columns in COLUMNS.items()}
    documented |= {name: [*columns, AS_OF] for name, columns in STORED.items()}
    with engine.connect() as connection:
        found = {name: list(connection.execute(text(f"SELECT * FROM {name}")).keys()) for name in documented}
    assert found == documented
    assert {name: list(columns) for name, columns in views.list_view_columns().items()} == documented


def test_no_column_of_a_view_needs_quotation_marks(engine: Engine) -> None:
    with engine.connect() as connection:
        for name, columns in views.list_view_columns().items():
            connection.execute(text(f"SELECT {', '.join(columns)} FROM {name}"))
            for column in columns:  # as a name of a row's own, too
                connection.execute(text(f"SELECT v.{column} AS {column} FROM {name} v WHERE false ORDER BY {column}"))


def paid(board: Any, low: int, high: int, **columns: Any) -> Any:
    amounts = {"pay_minimum": Decimal(low), "pay_maximum": Decimal(high), "pay_currency": "USD", "pay_unit": "year"}
    years = {"pay_year_minimum": Decimal(low), "pay_year_maximum": Decimal(high), "pay_year_basis": "as posted"}
    return board.reading(**amounts, **years, **columns)


def a_history(board: Any, after: Callable[[], None] = lambda: None) -> None:
    """Arrivals, edits, dates that a board refreshes, an incomplete, a failed and a suspect crawl, a change of pay."""
    for changed, ending in _plan(board):
        fillers = {f"filler {n}": (board.version(f"Clerk {n}"), board.reading()) for n in range(6)}
        details = {} if "refused" in ending else {**fillers, **changed}
        board.crawl(*details, details=details, **ending)
        after()
    board.crawl("1", details={"1": (board.version("Writer"), board.reading())})
    after()
    board.crawl(*(f"filler {n}" for n in range(6)))
    after()


def _plan(board: Any) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    june, july = date(2023, 6, 20), date(2023, 7, 2)
    writer = board.version("Writer", posted_on=june, posted_on_basis="published")
    edited = board.version("Writer, AI", posted_on=july, posted_on_basis="created")
    return [
        ({"1": (writer, board.reading())}, {}),
        ({"1": (edited, board.reading())}, {}),
        ({"2": (board.version("Engineer"), paid(board, 100, 300))}, {"faults": ["page 2 did not come"]}),
        ({}, {"refused": "503"}),
        ({"2": (board.version("Engineer, AI"), paid(board, 100, 400))}, {}),
        ({"1": (board.version("Writer"), board.reading()), "2": (board.version("ML"), paid(board, 100, 400))}, {}),
    ]


def finished(board: Any) -> datetime:
    """The end of the board's last crawl."""
    moment: datetime = datetime(2023, 7, 1, 6, 1, tzinfo=UTC) + timedelta(days=board.day - 1)
    return moment


def test_a_day_is_answered_the_same_whenever_it_is_asked(board: Any) -> None:
    days: dict[datetime, dict[str, list[dict[str, Any]]]] = {}

    def note() -> None:
        days[finished(board)] = everything(board.engine, finished(board))
        assert everything(board.engine) == days[finished(board)]

    a_history(board, note)
    read_again(board, finished(board) + timedelta(hours=1))
    assert len({repr(rows) for rows in days.values()}) == len(days)
    for as_of, rows in days.items():
        assert everything(board.engine, as_of) == rows
        assert everything(board.engine, as_of + timedelta(hours=5)) == rows or as_of == finished(board)


def read_again(board: Any, at: datetime) -> None:
    with board.write() as session:
        for version_id in session.scalars(select(Version.id)).all():
            save_reading(session, version_id, board.reading(reader="pay 2", read_at=at, ai_label="core"), [], [])


def test_a_crawl_that_goes_on_is_not_known_yet(board: Any) -> None:
    board.crawl("1")
    before = everything(board.engine)
    crawl_id = board.open()
    board.keep(crawl_id, "1", board.version("Chief clerk"), board.reading())
    board.keep(crawl_id, "2", board.version(), board.reading())
    assert everything(board.engine) == before
    board.close(crawl_id, ["1", "2"])
    assert [row["title"] for row in asked(board.engine, "postings")] == ["Chief clerk", "Clerk"]


def test_the_latest_reading_by_then_counts(board: Any) -> None:
    board.crawl("1")
    reread_at = datetime(2023, 8, 1, tzinfo=UTC)
    read_again(board, reread_at)
    assert asked(board.engine, "postings")[0]["ai_label"] == "core"
    assert asked(board.engine, "postings", reread_at)[0]["ai_label"] == "core"
    assert asked(board.engine, "postings", reread_at - timedelta(seconds=1))[0]["ai_label"] == "none"


def test_a_posting_keeps_its_earliest_date(board: Any) -> None:
    dates = [
        (None, None),
        (date(2023, 6, 28), "relative"),
        (date(2023, 6, 20), "published"),
        (date(2023, 7, 9), "text"),
    ]
    seen = []
    for number, (posted_on, basis) in enumerate(dates):
        board.crawl(
            "1",
            details={"1": (board.version(f"{number}", posted_on=posted_on, posted_on_basis=basis), board.reading())},
        )
        row = asked(board.engine, "postings")[0]
        seen.append((row["posted_on"], row["posted_on_basis"]))
    assert seen == [
        ("2023-07-01", "first_seen"),
        ("2023-06-28", "relative"),
        ("2023-06-20", "published"),
        ("2023-06-20", "published"),
    ]


def test_first_and_last_sight_and_the_count_of_versions(board: Any) -> None:
    for title in ("Clerk", "Chief clerk"):
        board.crawl("1", "2", details={"1": (board.version(title), board.reading())})
    board.crawl("2")
    row = asked(board.engine, "postings")[0]
    assert (row["first_seen_at"], row["last_seen_at"], row["version_count"], row["state"]) == (
        "2023-07-01T06:00:00.000000Z",
        "2023-07-02T06:00:00.000000Z",
        2,
        "not_seen",
    )


def test_pay_history_tells_when_pay_was_stated_changed_and_taken_out(board: Any) -> None:
    readings = [board.reading(), paid(board, 1, 2), paid(board, 1, 2), paid(board, 1, 3), board.reading()]
    for number, read in enumerate(readings):
        board.crawl("1", details={"1": (board.version(f"{number}"), read)})
    history = [(row["version"], row["pay_minimum"], row["pay_maximum"]) for row in asked(board.engine, "pay_history")]
    assert sorted(history) == [(2, 1, 2), (4, 1, 3), (5, None, None)]


def test_money_beside_pay_is_no_pay_range(board: Any) -> None:
    crawl_id = board.open()
    board.keep(crawl_id, "1", board.version(), board.reading(), *about("10.5"))
    board.close(crawl_id, ["1"])
    assert [(row["position"], row["minimum"]) for row in asked(board.engine, "pay_ranges")] == [(1, 10.5)]
    assert [(row["position"], row["weight"]) for row in asked(board.engine, "ai_evidence")] == [(1, 0.5)]


def about(minimum: str) -> tuple[list[PayRange], list[AiEvidence]]:
    """A range of pay with a bonus beside it, and a sentence."""
    one = {"source": "text", "quote": "q", "rule": "r", "minimum": Decimal(minimum), "currency": "USD"}
    ranges = [PayRange(unit="hour", kind="base", start=0, end=1, **one), PayRange(not_pay="bonus", **one)]
    evidence = AiEvidence(term="t", field="title", section="s", quote="q", start=0, end=1, weight=0.5, rule="r")
    return ranges, [evidence]


def test_coverage_counts_postings_and_crawls(board: Any, boards: Callable[..., Any]) -> None:
    a_history(board)
    boards(board.engine, "unvisited")
    coverage = {row["studio"]: row for row in asked(board.engine, "coverage")}
    visited, other = coverage["acme"], coverage["unvisited"]
    assert visited["last_outcome"] == "complete"
    assert (visited["announced"], visited["listed"], visited["postings_listed"]) == (6, 6, 6)
    assert (visited["with_pay"], visited["with_description"]) == (0, 6)
    assert [visited[f"crawls_{word}"] for word in ("complete", "suspect", "incomplete", "failed")] == [5, 1, 1, 1]
    assert (other["last_outcome"], other["postings_listed"], other["crawls_complete"]) == (None, 0, 0)


def fill(engine: Engine, boards: Callable[..., Any]) -> None:
    board = boards(engine)
    a_history(board)
    with board.write() as session:
        crawls.upsert_studios(session, [Studio(studio="acme", name="Acme", named_in_article=True, group="g")])
    details = various(board)
    board.crawl(*details, details=details)
    crawl_id = board.open()
    clause = AiClause(position=1, kind="trains_ai", field="title", quote="q", quote_start=0, quote_end=1, rule="r")
    board.keep(crawl_id, "4", board.version(), board.reading(ai_clauses=[clause]), *about("1234.5"))
    board.close(crawl_id, [*details, "4"])
    with board.write() as session:
        claim(session, crawl_id, "4", "filler 0")
        replace_scales(session, [scale("day", "8"), scale("week", None), scale("hour", None)])
        replace_comparisons(session, [comparison(n, *row) for n, row in enumerate(BASKET)] + [ruled(99)])
        by_people(session, board)


def by_people(session: Session, board: Any) -> None:
    """A page that a person gave, a correction of it, a report made public, and a name taken out."""
    at, on = START + timedelta(days=90), date(2023, 9, 29)
    given = {"given": "a.html", "sha256": "1" * 64, "archive": "c", "archive_record": "r"}
    file = Clip(clipped_at=at, supplied_by="w", supplied_on=on, **given)
    version, read = board.version("Given", posted_on=None), paid(board, 5, 9)
    save_clip(session, "acme", "given", Origin.SUPPLIED, version, read, [], [], file)
    words = {"field": "title", "old_value": "Given", "new_value": "Gave", "reason": "r", "by": "w"}
    session.add(Correction(version=version.id, **words, corrected_on=on, added_at=at))
    # readings are stored as rows, and the objects get no ids
    values = {
        "corrects": latest_reading_of(session, version.id).id,
        "corrected_title": "Gave",
        "corrected_posted_on": on,
    }
    corrected = board.reading(reader="c", read_at=at, **values)
    save_reading(session, version.id, corrected, [], [])
    answer = {"version": version.id, "rules_sha256": "4" * 64, "rule": "ruled"}
    session.add(JobCoverage(**answer, covers="likely", reason="As published."))
    session.add(
        JobCoverage(**answer, reading=latest_reading_of(session, version.id).id, covers="yes", reason="As corrected.")
    )
    session.add(Publication(published_at=at, as_of=at, corrected=False, folder="f", manifest_sha256="2" * 64, files={}))
    asked = {"asked_at": at, "asked_by": "w", "deadline_at": at, "sheet": "?", "sheet_sha256": "3" * 64}
    inquiries.record_inquiry(session, "acme:given", Inquiry(**asked))
    source = {"source_title": "t", "source_url": "https://u.example", "note": "n"}
    session.add(Signatory(id=1, studio="acme", entity="E", agreement="A", standing="signatory", as_of=on, **source))
    session.add(Redaction(version=version.id, redacted_at=at, by="w", reason="r", fields="title"))


def claim(session: Session, crawl_id: int, later: str, earlier: str) -> None:
    ids = dict(session.execute(select(Posting.board_key, Posting.id)).all())
    session.add(
        Repost(
            posting=ids[later],
            earlier=ids[earlier],
            crawl=crawl_id,
            score=Decimal("0.8125"),
            reasons="near_identical_text same_title",
            rule="repost 0",
        )
    )


def various(board: Any) -> dict[str, Any]:
    hours = {"pay_hour_minimum": Decimal("50.25"), "pay_hour_basis": "÷ 2,080 hours"}
    dollars = {"pay_usd_year_minimum": Decimal("110560.1234"), "fx_rate": Decimal("1.1056"), "fx_on": date(2023, 7, 25)}
    euros = {"pay_currency": "EUR", "pay_unit": "month", "pay_year_minimum": Decimal("100000.1234")}
    abroad = board.reading(**euros, pay_year_basis="× 12", **hours, **dollars)
    odd = {str(n): (board.version(), paid(board, 10_007 * n, 30_011 * n)) for n in range(10, 40)}
    return odd | {
        "1": (board.version("Ünïcode — ß", country="US"), paid(board, 300_000, 900_000, ai_kinds="research", **hours)),
        "2": (board.version("Only a minimum"), abroad),
        "3": (board.version("Odd", country="FR"), paid(board, 123_457, 1_234_567)),
    }


BASKET = [
    ("day", "scale_days"),
    ("day", "hourly_ratio"),
    ("week", "scale_weeks"),
    ("week", "full_year_ratio"),
    ("hour", "hourly_ratio"),
]


def scale(unit: str, hours: str | None) -> UnionScale:
    return UnionScale(
        scale_id=unit,
        union="U",
        agreement="A",
        role="r",
        kind="minimum",
        amount=Decimal("1082.37"),
        currency="USD",
        unit=unit,
        hours=None if hours is None else Decimal(hours),
        effective_from=date(2022, 7, 1),
        effective_to=date(2023, 7, 1),
        confidence="verified",
        tier="primary",
        source_title="t",
        source_url="https://u.example",
    )


def comparison(position: int, unit: str, measure: str) -> Comparison:
    row = {"position": position, "basket": "b", "union": "U", "agreement": "A", "role": "r", "unit": unit}
    return Comparison(**row, measure=measure, covers="no", covers_reason="staff", words=f"a {unit} of play")


def ruled(position: int) -> Comparison:
    row = comparison(position, "day", "same_unit_ratio")
    row.rule = "ruled"
    return row


def test_both_databases_answer_alike_row_for_row(
    sqlite_databases: Any, postgresql_databases: Any, boards: Callable[..., Any]
) -> None:
    engines = [open_engine(new(upgraded=True)) for new in (sqlite_databases, postgresql_databases)]
    for engine in engines:
        fill(engine, boards)
    for name in views.VIEWS:
        sqlite, postgresql = ([exact(row) for row in viewed(engine, name)] for engine in engines)
        assert sqlite == postgresql, name
        assert sqlite, f"{name} is empty"
        for engine in engines:
            assert [exact(row) for row in asked(engine, name)] == sqlite, name
    assert len(viewed(engines[0], "pay_vs_scale")) > 100
    # what a person corrected decides, once they have: before, the posting answered as it was published
    assert [row["coverage_reason"] for row in viewed(engines[0], "covered_jobs")] == ["As corrected."]
    assert not asked(engines[0], "covered_jobs", START + timedelta(days=89))
    for engine in engines:
        engine.dispose()


def exact(row: dict[str, Any]) -> dict[str, str]:
    """With the type of each value: 1 is not True, and 1 is not 1.0."""
    return {name: repr(value) for name, value in row.items()}


def test_a_query_as_of_now_and_its_view_are_the_same(board: Any) -> None:
    a_history(board)
    with Session(board.engine) as session:
        assert session.execute(text("SELECT count(*) FROM postings")).scalar() == 8
    for name in views.VIEWS:
        assert viewed(board.engine, name) == asked(board.engine, name)
