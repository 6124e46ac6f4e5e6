"""What is only ever added to: each reading of each version, and each run of crawls that saw a posting."""

from typing import Any

from sqlalchemy import Select, case
from sqlalchemy.orm import aliased

from db.dialects.sql import as_int, as_text, iso_date, iso_instant, number, select_any
from db.models import Crawl, Posting, Reading, Version
from db.queries.as_of import AsOf, sightings, version_known
from db.queries.history import pay_columns


def select_readings(as_of: AsOf | None = None) -> Select[Any]:
    """Every reading of every known version, by whichever readers, and what people corrected of one beside it."""
    rows = (
        select_any(
            Posting.posting_id,
            Posting.studio,
            Version.number.label("version"),
            Reading.reader,
            iso_instant(Reading.read_at).label("read_at"),
            case((Reading.corrects.is_not(None), 1), else_=0).label("corrected"),
            as_text(Reading.ai_label).label("ai_label"),
            Reading.ai_kinds,
            Reading.ai_confidence,
            as_int(Reading.mentions_ai_in_hiring).label("mentions_ai_in_hiring"),
            as_int(Reading.any_keyword).label("any_keyword"),
            *pay_columns("minimum", "maximum", "currency", "unit", "hours", "kind", "scope"),
            *pay_columns("year_minimum", "year_maximum", "year_basis", "hour_minimum", "hour_maximum", "hour_basis"),
            *pay_columns("usd_year_minimum", "usd_year_maximum"),
            number(Reading.fx_rate).label("fx_rate"),
            iso_date(Reading.fx_on).label("fx_on"),
            *pay_columns("quote", "flags"),
        )
        .select_from(Reading)
        .join(Version, Version.id == Reading.version)
        .join(Posting, Posting.id == Version.posting)
        .outerjoin(Crawl, Crawl.id == Version.crawl)
        .where(version_known(as_of))
    )
    return rows if as_of is None else rows.where(Reading.read_at <= as_of.instant)


def select_sightings(as_of: AsOf | None = None) -> Select[Any]:
    """Every unbroken run of a studio's crawls that saw a posting on its board."""
    runs, first, last = sightings(as_of).subquery("runs"), aliased(Crawl), aliased(Crawl)
    return (
        select_any(
            Posting.posting_id,
            Posting.studio,
            runs.c.first_crawl.label("first_crawl_id"),
            runs.c.last_crawl.label("last_crawl_id"),
            iso_instant(first.started_at).label("first_seen_at"),
            iso_instant(last.started_at).label("last_seen_at"),
        )
        .join(runs, runs.c.posting == Posting.id)
        .join(first, first.id == runs.c.first_crawl)
        .join(last, last.id == runs.c.last_crawl)
    )
