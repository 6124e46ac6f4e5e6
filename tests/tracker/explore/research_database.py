"""A small database in which every query of the cookbook finds something. All its words are ours."""

from decimal import Decimal

from sqlalchemy import Engine, select

from db.models import AiClause, Comparison, JobCoverage, Posting, PostingNow, Repost
from db.vocabulary import AiClauseKind, AiLabel, Covers
from db.writes.scales import replace_comparisons
from tests.reports.report_database import (
    Job,
    ReportDatabase,
    actor,
    basket,
    clerks,
    comparison,
    product_manager,
    studio,
    technical_director,
)

REPLICA = "We may make a digital replica of your likeness."
PAY = "The range for this role is 90,000 to {} dollars."


def editor(high: str) -> Job:
    return Job("editor", "Film Editor", low="90000", high=high, quote=PAY.format(high))


def fill_research_database(engine: Engine) -> ReportDatabase:
    """Three boards over two visits: an edit with more pay, an AI job gone, a repost, clauses, coverage, a failure."""
    database = ReportDatabase(engine)
    database.settle(
        studio("netflix", "Netflix"), studio("realeyes", "Realeyes"), studio("laion", "LAION", family=None, board=None)
    )
    scan = Job("scan", "Performer for Scans", quote=REPLICA, label=AiLabel.CORE)
    why = product_manager(on_ai=("You decide where machine learning is used.",))
    database.crawl("netflix", why, *clerks(5), technical_director(), editor("120000"))
    for _ in range(2):  # absent twice, the director is no longer listed
        database.crawl("netflix", why, *clerks(5), editor("150000"), Job("rig-2", "Rigger"))
    database.crawl("realeyes", actor(), scan)
    database.crawl("realeyes", fails="robots.txt answers 503")
    with database.write() as session:
        replace_comparisons(session, [*basket(), _rule()])
        now = {
            key: row
            for key, *row in session.execute(
                select(Posting.board_key, Posting.id, PostingNow.version, PostingNow.reading).join(
                    PostingNow, PostingNow.posting == Posting.id
                )
            )
        }
        words = {"field": "description", "quote": REPLICA, "quote_start": 0, "quote_end": len(REPLICA)}
        session.add(AiClause(reading=now["scan"][2], position=1, kind=AiClauseKind.DIGITAL_REPLICA, rule="r", **words))
        session.add(
            JobCoverage(
                version=now["editor"][1], rules_sha256="4" * 64, rule="ruled", covers=Covers.LIKELY, reason="An editor."
            )
        )
        session.add(
            Repost(
                posting=now["rig-2"][0],
                earlier=now["td"][0],
                crawl=2,
                score=Decimal("0.9231"),
                reasons="same_title",
                rule="repost 1",
            )
        )
    return database


def _rule() -> Comparison:
    row = comparison(9, "Day performer", "day", "same_unit_ratio")
    row.rule = "ruled"
    return row
