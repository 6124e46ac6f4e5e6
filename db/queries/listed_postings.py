"""The postings in the state listed: what shares and medians are counted of."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select

from db.models import Posting, Reading, Version
from db.queries.as_of import CurrentPostings
from db.sql import as_int, as_text, number
from db.vocabulary import State


def listed_postings(as_of: datetime | None = None) -> Select[Any]:
    known = CurrentPostings(as_of)
    return known.rows(
        Posting.posting_id,
        Posting.studio,
        Version.title,
        Version.locations,
        Version.country,
        Version.employment_type,
        as_text(Reading.ai_label).label("ai_label"),
        as_int(Reading.any_keyword).label("any_keyword"),
        number(Reading.pay_minimum).label("pay_minimum"),
        number(Reading.pay_maximum).label("pay_maximum"),
        as_text(Reading.pay_kind).label("pay_kind"),
        as_text(Reading.pay_scope).label("pay_scope"),
        Reading.pay_flags,
        number(Reading.pay_usd_year_minimum).label("pay_usd_year_minimum"),
        number(Reading.pay_usd_year_maximum).label("pay_usd_year_maximum"),
    ).where(known.state == str(State.LISTED))
