"""Base class of this room's errors: what the database, or the program beside it, refuses, as a sentence."""


class DbError(Exception):
    """The command line prints the message and exits with 1."""
