"""Every error of this room.

    TrackerError                 whatever this room refuses; its message is a sentence for a person
    ├── SettingsError            a setting or an option that cannot be used
    │   └── ConfigFileError      a configuration file with mistakes, all of them named
    ├── CsvError                 a CSV file with mistakes, all of them named
    │   ├── ScalesError          a table of union scales, or its check
    │   └── CorrectionsError     a file of corrections
    ├── SelectionError           a studio that is named and cannot be visited
    ├── AddStudioError           a studio that could not be added
    ├── ArchiveError             an archive that cannot be written or replayed
    ├── StorageError             a folder or a storage that cannot be read or written
    ├── LakeError                a lake that cannot be written or asked
    ├── DamagedError             a record of an archive that cannot be read
    │   └── TruncatedError       a record that ends too early
    ├── WordsError               words that cannot be looked for in an archive
    ├── ClipError                a page that cannot be kept
    │   └── PdfError             a PDF whose words cannot be read
    ├── BadRecordError           a line of JSON that is not a posting
    ├── AnswerError              an answer in a review that is not one of those offered
    ├── QueryError               a SQL statement that was refused
    ├── BrowseError              a database that Datasette cannot open
    ├── EmbargoError             a report asked for before an embargo ends
    ├── SinceError               changes asked for from after the report's end
    ├── NoSuchBasketError        a basket of scales that does not exist
    ├── NotifyError              a message that was not sent
    │   ├── MailError            … by e-mail
    │   ├── WebhookError         … to a webhook
    │   └── FeedError            … to an Atom feed
    ├── WorkersError             workers that cannot be had here, or a step of theirs that failed
    └── DemoError                a step of the demo that failed

Request failures while crawling are kinds of `spiders.errors.NotAskedError`.
"""

from spiders.file_validation import join_mistakes


class TrackerError(Exception):
    """Base class of this room's errors. The command line prints the message and exits with 1."""


class SettingsError(TrackerError, ValueError):
    """A setting or an option that cannot be used; names it, its value and why."""


class ConfigFileError(SettingsError):
    """A configuration file with mistakes. `mistakes`: a sentence each, naming file, key and value."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(join_mistakes(mistakes))
        self.mistakes = mistakes


class CsvError(TrackerError, ValueError):
    """A CSV file with mistakes. `mistakes`: a sentence each, naming file, line and value. Nothing was stored."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(join_mistakes(mistakes))
        self.mistakes = mistakes


class ScalesError(CsvError):
    """A table of union scales that cannot be read, or that its check refuses."""


class CorrectionsError(CsvError):
    """A file of corrections that was not taken. Nothing was stored."""


class SelectionError(TrackerError, ValueError):
    """A studio that cannot be visited though it was named; says which, and why."""


class AddStudioError(TrackerError):
    """A studio that could not be added; says why. Nothing was written."""


class ArchiveError(TrackerError):
    """An archive that cannot be written, or not be replayed: which file, and why."""


class StorageError(TrackerError):
    """A folder, or a storage behind an address, that cannot be read or written; says which file, and why."""


class LakeError(TrackerError):
    """A lake that cannot be written or asked: where, and why."""


class DamagedError(TrackerError):
    """A record that cannot be read; says what is wrong with it."""


class TruncatedError(DamagedError):
    """A record whose end is missing."""


class WordsError(TrackerError, ValueError):
    """Words that cannot be looked for."""


class ClipError(TrackerError, ValueError):
    """A page that cannot be kept: which, and why. Nothing was stored."""


class PdfError(ClipError):
    """A PDF whose words cannot be read: which, and why."""


class BadRecordError(TrackerError, ValueError):
    """A line that is not a record; says which line and what is wrong with it."""


class AnswerError(TrackerError, ValueError):
    """An answer that is not one of those offered; says which are."""


class QueryError(TrackerError, ValueError):
    """A query that the database refused; says why."""


class BrowseError(TrackerError):
    """A database that cannot be browsed; says why, and what to do instead."""


class EmbargoError(TrackerError):
    """Nothing can be written before an embargo ends."""


class AsOfError(TrackerError, ValueError):
    """A report is asked for as of an instant of which nothing is known yet."""


class SinceError(TrackerError, ValueError):
    """Changes are asked for that begin where the report has ended."""


class NoSuchBasketError(TrackerError, ValueError):
    """A basket that the table of comparisons does not have."""


class NotifyError(TrackerError, ValueError):
    """A message that is asked for and not set up, or that could not be sent; says which and why."""


class MailError(NotifyError):
    """A mail server that cannot be used as given, or that refused."""


class WebhookError(NotifyError):
    """A webhook that cannot be used as given, or that refused. Its address is a secret and is not shown."""


class FeedError(NotifyError):
    """A file that exists and is not a feed of ours; it is left as it is."""


class WorkersError(TrackerError, RuntimeError):
    """Workers that cannot be had with this database or installation, or a step of theirs that failed; says which."""


class DemoError(TrackerError, RuntimeError):
    """A step of the demo that failed; says which."""
