"""The errors of this room; each message is one sentence for the person at the terminal.

DbError
├── DatabaseError      the database cannot be opened, is not ours, or is of another version
├── ClockError         this machine's clock stands before what is stored
├── OtherOriginError   a clip of a posting whose stored words have another origin
└── InquiryError       an inquiry or an answer that cannot be recorded as given
"""


class DbError(Exception):
    """The database cannot do what was asked; the command line prints the message and exits with 1."""


class DatabaseError(DbError):
    """The database cannot be opened, is not ours, or is of another version."""


class ClockError(DbError, ValueError):
    """This machine's clock stands before what is stored."""


class OtherOriginError(DbError, ValueError):
    """A clip of a posting whose stored words have another origin."""


class InquiryError(DbError, ValueError):
    """An inquiry or an answer that cannot be recorded as given."""
