"""Declare the view `levels`: the level and the kind of employment by which ai_vs_other.csv groups postings.

It has no file: each of its rows follows from a posting's title and the board's words, by seniority.toml.
"""

from pandas import DataFrame

from db.queries.postings import select_level_words
from reports.frames.frames import read_frame
from reports.frames.values import map_column
from reports.tables.seniority import NOT_STATED, classify_employment, find_level
from reports.tables.table import ReportTable, Snapshot

READ = "posting_id studio state words_read_on ai_label title employment_type".split()
ORDER = ("studio", "posting_id")


def read_levels(snapshot: Snapshot) -> DataFrame:
    """Find the level and the kind of employment of every posting, listed or not."""
    rows = read_frame(snapshot.connection, select_level_words(snapshot.as_of), READ, ORDER)
    return rows.assign(
        level=map_column(find_level, rows["title"], NOT_STATED),
        employment_kind=[classify_employment(words) for words in rows["employment_type"]],
    )


LEVELS = ReportTable(
    name="levels",
    title="Every posting's level and kind of employment, by which ai_vs_other.csv groups postings",
    row_text="a posting's level, from its title, and its kind of employment, from the board's words",
    columns=[*READ, "level", "employment_kind"],
    key=("posting_id",),
    order=ORDER,
    build=read_levels,
    view="levels",
)
