"""Old readings go; the first, the last two and those that a published report shows stay, and so does every report."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from db.maintenance.present_check import find_differences
from db.models import Publication, Reading
from db.writes.readings import drop_old_readings, save_reading
from tests.factories import START, make_reading


def test_what_a_published_report_shows_and_the_last_readings_stay(board: Any) -> None:
    board.crawl("1", details={"1": (board.version(), board.reading(reader="pay 1"))})
    with board.write() as session:
        for number in range(2, 8):
            at = START + timedelta(days=number)
            save_reading(session, 1, make_reading(reader=f"pay {number}", read_at=at), [], [])
            if number in (3, 6):
                corrected = session.scalars(select(Reading.id).where(Reading.reader == f"pay {number}")).one()
                copy = make_reading(reader=f"pay {number}, correction 1", read_at=at, corrects=corrected)
                save_reading(session, 1, copy, [], [])
        report = {"corrected": False, "folder": "", "manifest_sha256": "0" * 64, "files": {}, "note": ""}
        shown = START + timedelta(days=4, hours=1)
        session.add(Publication(published_at=shown, as_of=shown, **report))
    with board.write() as session:
        assert drop_old_readings(session) == 4
        assert drop_old_readings(session) == 0
        left = set(session.scalars(select(Reading.reader)))
    assert left == {"pay 1", "pay 4", "pay 6", "pay 6, correction 1", "pay 7"}
    with board.engine.connect() as connection:
        assert list(find_differences(connection)) == []
