"""Base class of this room's errors: what a report cannot show, as a sentence."""


class ReportsError(Exception):
    """The command line prints the message and exits with 1."""
