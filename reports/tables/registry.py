"""The tables of the report, in the order in which files, sheets and lists name them."""

from reports.tables.accuracy import ACCURACY
from reports.tables.ai_clauses import AI_CLAUSES
from reports.tables.ai_vs_other import AI_VS_OTHER
from reports.tables.answers import ANSWERS
from reports.tables.changes import CHANGES
from reports.tables.corrections import CORRECTIONS
from reports.tables.coverage import COVERAGE
from reports.tables.covered_jobs import COVERED_JOBS
from reports.tables.labor_events import LABOR_EVENTS
from reports.tables.leads import LEADS
from reports.tables.levels import LEVELS
from reports.tables.pay_history import PAY_HISTORY
from reports.tables.pay_vs_scale import PAY_VS_SCALE
from reports.tables.postings import POSTINGS
from reports.tables.scales_used import SCALES_USED
from reports.tables.studios import STUDIOS
from reports.tables.table import ReportTable
from reports.tables.trend import TREND

TABLES: tuple[ReportTable, ...] = (
    POSTINGS,
    PAY_VS_SCALE,
    COVERED_JOBS,
    STUDIOS,
    AI_VS_OTHER,
    AI_CLAUSES,
    LEADS,
    TREND,
    LABOR_EVENTS,
    COVERAGE,
    SCALES_USED,
    PAY_HISTORY,
    CHANGES,
    ACCURACY,
    ANSWERS,
    CORRECTIONS,
)

VIEWED_TABLES: tuple[ReportTable, ...] = (*TABLES, LEVELS)
"""Those with a view: the report's, and what stands behind one of them without a file of its own."""
