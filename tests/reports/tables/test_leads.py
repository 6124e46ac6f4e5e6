"""A lead says what is claimed of its past, by whom it can be said, and when it became known."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from db.models import Posting, Repost
from db.vocabulary import AiLabel, Unit
from reports.frames.frames import to_records
from reports.tables.leads import LEADS, load_rules
from tests.reports.report_database import Job, ReportDatabase, read_table, studio

CORE = {"label": AiLabel.CORE}
PAID = {"low": "100000", "high": "150000"}
BEFORE = "($100,000–$150,000 a year)"
CLAIM = "claimed to be netflix:was-{0} put up again (score 0.92, by repost 1)"
CLAIM_OF = "claimed to repeat netflix:was-{0} (score 0.92, by repost 1), which"

LESS, MORE, OTHER = (
    f"states {word} pay than the posting that it is claimed to repeat did {BEFORE}"
    for word in ("less", "more", "other")
)

NOW: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "same": (CORE | PAID, CORE | PAID, ""),
    "lower": (CORE | PAID, CORE | PAID | {"low": "90000"}, LESS),
    "higher": (CORE | PAID, CORE | PAID | {"high": "160000"}, MORE),
    "apart": (CORE | PAID, CORE | PAID | {"low": "90000", "high": "160000"}, OTHER),
    "open": (CORE | PAID, CORE | {"high": "90000"}, OTHER),
    "hours": (CORE | PAID, CORE | {"low": "50", "high": "70", "unit": Unit.HOUR}, OTHER),
    "silent": (CORE | PAID, CORE, f"{CLAIM_OF} stated pay {BEFORE}; states none that can be read now"),
    "stated-now": (CORE, CORE | PAID, ""),
}  # fmt: skip
"""Of AI jobs: as the earlier posting had it, as the later one has it, and what a lead says of the two."""
PLAIN: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "clerk": (PAID, PAID | {"low": "90000"}, ""),
    "clerk-silent": (PAID, {}, f"{CLAIM_OF} stated pay {BEFORE}; states none that can be read now"),
    "no-ai": (CORE | PAID, PAID, f"{CLAIM_OF} was read as AI work; this one is not"),
}
"""Of postings that are no AI jobs now: a lead is only what was lost."""


@pytest.fixture
def put_up_again(engine: Engine) -> ReportDatabase:
    """Every posting leaves, and comes again under another key in a visit that fails; the next visit's end claims it."""
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"))
    both, stay = NOW | PLAIN, [Job(f"grip-{n}") for n in range(12)]
    database.crawl("netflix", *stay, *(Job(f"was-{name}", **was) for name, (was, _, _) in both.items()))
    database.crawl("netflix", *stay)
    again = [Job(f"now-{name}", **now) for name, (_, now, _) in both.items()]
    database.crawl("netflix", *stay, *again, fails="503")
    database.crawl("netflix", *stay, *again)
    with database.write() as session:
        ids = dict(session.execute(select(Posting.board_key, Posting.id)).all())
        for name in both:
            claim = {"posting": ids[f"now-{name}"], "earlier": ids[f"was-{name}"], "crawl": 4}
            session.add(Repost(**claim, score=Decimal("0.9231"), reasons="same_title", rule="repost 1"))
    return database


def found(
    database: ReportDatabase, as_of: datetime | None = None, since: datetime | None = None
) -> dict[str, dict[str, Any]]:
    with database.engine.connect() as connection:
        rows = to_records(read_table(LEADS, connection, as_of or database.at.replace(year=2030), since))
    return {row["posting_id"].removeprefix("netflix:"): row for row in rows}


def test_a_repost_is_a_lead_with_what_differs_from_the_earlier_posting(put_up_again: ReportDatabase) -> None:
    rows = found(put_up_again)
    assert set(rows) == {*(f"now-{name}" for name in NOW), "now-clerk-silent", "now-no-ai"}
    for name, (_, _, said) in NOW.items():
        reasons = rows[f"now-{name}"]["reasons"]
        assert CLAIM.format(name) in reasons
        assert reasons.endswith(f"; {said.format(name)}" if said else "repost 1)"), name
    for name in ("clerk-silent", "no-ai"):
        assert rows[f"now-{name}"]["reasons"] == PLAIN[name][2].format(name)
    assert rows["now-silent"]["points"] > rows["now-same"]["points"] > load_rules()[0].points


def test_a_claim_is_known_from_the_end_of_the_visit_that_made_it(put_up_again: ReportDatabase) -> None:
    came, claimed = (put_up_again.at.replace(hour=hour, minute=10) for hour in (9, 10))
    before, after = found(put_up_again, as_of=came), found(put_up_again, since=came)
    assert set(before) == {f"now-{name}" for name in NOW}
    assert not [row for row in before.values() if "claimed" in row["reasons"]]
    assert {row["news"] for row in after.values()} == {"reposted"}
    assert set(after) == set(found(put_up_again))
    assert found(put_up_again, since=claimed) == {}


def test_a_claim_that_is_claimed_no_more_is_no_reason(put_up_again: ReportDatabase) -> None:
    back = [Job(f"was-{name}", **was) for name, (was, _, _) in NOW.items()]
    put_up_again.crawl("netflix", *back, *(Job(f"now-{name}", **now) for name, (_, now, _) in NOW.items()))
    rows = found(put_up_again)
    assert "now-same" in rows
    assert not [row for row in rows.values() if "claimed" in row["reasons"]]


def test_what_two_readers_read_is_no_difference(put_up_again: ReportDatabase) -> None:
    with put_up_again.write() as session:
        session.execute(text("update reading set reader = 'pay 0, ai 0' where pay_maximum is null"))
    rows = found(put_up_again)
    assert CLAIM.format("silent") in rows["now-silent"]["reasons"]
    assert "stated pay" not in rows["now-silent"]["reasons"]
    assert "now-clerk-silent" not in rows
    with put_up_again.write() as session:
        session.execute(
            text("update reading set pay_flags = 'corrected', reader = 'pay 1, ai 1' where pay_minimum is null")
        )
    assert "stated pay" not in found(put_up_again)["now-silent"]["reasons"]
    with put_up_again.write() as session:
        session.execute(text("update reading set reader = 'pay 1, ai 0' where ai_label = 'none'"))
    assert "now-no-ai" not in found(put_up_again)


def test_pay_that_went_is_seen_though_the_studio_s_boilerplate_was_learned_anew(engine: Engine) -> None:
    """It is a part of the readers' name, and no part of what read the pay; a label may well be its doing."""
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"))
    database.crawl("netflix", Job("one", quote="A range.", **CORE, **PAID), Job("two", quote="Ten machines.", **PAID))
    database.crawl("netflix", Job("one"), Job("two", quote="Two machines."))
    with database.write() as session:
        session.execute(text("update reading set reader = 'pay 1, ai 1, boilerplate netflix 2' where id > 2"))
    assert {key: row["reasons"] for key, row in found(database).items()} == dict.fromkeys(
        ("one", "two"), "stated pay before, and states none that can be read now"
    )


def test_a_sentence_on_ai_work_that_went_is_a_reason(engine: Engine) -> None:
    """Of a posting's own earlier versions, and of the posting that it is claimed to repeat."""
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"))
    said = "Machines choose the films. You mend machines."
    both, one = ("Machines choose the films.", "You mend machines."), ("You mend machines.",)
    before = [Job(key, quote=said, on_ai=both, **CORE) for key in ("cut", "stays", "was")]
    end = database.crawl("netflix", *before, *(Job(f"grip-{n}") for n in range(6)))
    after = [
        Job("cut", quote=one[0], on_ai=one, **CORE),
        Job("stays", "Films", quote=f"Now: {said}", on_ai=both, **CORE),
    ]
    database.crawl("netflix", *after, *(Job(f"grip-{n}") for n in range(6)))
    database.crawl(
        "netflix", *after, Job("now", quote=one[0], on_ai=one, **CORE), *(Job(f"grip-{n}") for n in range(6))
    )
    with database.write() as session:
        ids = dict(session.execute(select(Posting.board_key, Posting.id)).all())
        claim = {"posting": ids["now"], "earlier": ids["was"], "crawl": 3, "score": Decimal("0.5")}
        session.add(Repost(**claim, reasons="same_requisition", rule="repost 1"))
    rows = found(database)
    assert [key for key, row in rows.items() if "that an earlier version had is gone or changed" in row["reasons"]] == [
        "cut"
    ]
    assert rows["now"]["reasons"].endswith("of the posting that it is claimed to repeat is gone or changed")
    assert not [row for row in found(database, as_of=end).values() if "gone" in row["reasons"]]
    with database.write() as session:
        session.execute(text("update evidence set weight = 0"))
    assert not [row for row in found(database).values() if "gone" in row["reasons"]]


def test_what_a_visit_found_that_had_not_ended_then_is_new(engine: Engine) -> None:
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"))
    end = database.crawl("netflix", Job("one", **CORE))
    assert {key: row["news"] for key, row in found(database, since=end - timedelta(minutes=5)).items()} == {
        "one": "new"
    }
    assert found(database, since=end) == {}
