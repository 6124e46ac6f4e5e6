"""Query the agreements that cover advertised jobs, with or without pay."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_

from db.models import JobCoverage, Reading, Version

Condition = ColumnElement[bool]


def is_corrected_job(reading: Any = Reading) -> Condition:
    """The reading has a person's title, brand or date: its coverage is decided by these."""
    corrected = (reading.corrected_title, reading.corrected_brand, reading.corrected_posted_on)
    return and_(reading.corrects.is_not(None), or_(*(column.is_not(None) for column in corrected)))


def answers_for(version: Any = Version.id, reading: Any = Reading) -> Condition:
    """The answer is of this version, as it was published or as this reading has it corrected."""
    corrected = case((is_corrected_job(reading), reading.id), else_=0)
    return and_(JobCoverage.version == version, func.coalesce(JobCoverage.reading, 0) == corrected)
