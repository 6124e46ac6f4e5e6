"""Errors of this room, as one tree. The command line prints the message of each and exits with 1.

ReportsError
├── NothingToReportError   no crawl had finished by the date asked for
├── NoSuchPostingError     no posting of that id was known by then
├── SiteError              a folder that cannot hold the site
├── TooManyRowsError       a table has more rows than an Excel sheet can hold
└── DrawingError           a chart could not be drawn
    └── UnexpectedMarkupError   a drawn chart holds an element or attribute that no chart of ours needs
"""


class ReportsError(Exception):
    """What a report cannot show, as a sentence."""


class NothingToReportError(ReportsError):
    """No crawl has finished and no page was given, or none had by the date asked for."""


class NoSuchPostingError(ReportsError, LookupError):
    """No posting of that id is known, or none was by the date asked for."""


class SiteError(ReportsError):
    """A folder that cannot hold the site, or two pages of one address."""


class TooManyRowsError(ReportsError):
    """A table has more rows than an Excel sheet can hold."""


class DrawingError(ReportsError):
    """The program that draws charts gave up; its own last words."""


class UnexpectedMarkupError(DrawingError):
    """A picture holds an element or attribute that no chart of ours needs."""
