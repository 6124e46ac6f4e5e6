"""The keys of labor-tracker.toml: what each is, its type, its bounds and its default.

Each key of the file is also an environment variable: LABOR_TRACKER_ and the key's path in capitals, so that `at` in
[crawl] is LABOR_TRACKER_CRAWL_AT. The lines below the fields are what `labor-tracker config init` writes beside the
keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo

from spiders.file_validation import StrictModel, Texts
from tracker.util.place import is_address

PREFIX = "LABOR_TRACKER_"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[str, ...] = get_args(Weekday)


def _parse_clock(value: Any) -> time:
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except (TypeError, ValueError) as error:
        raise ValueError('not a time of day like "03:00"') from error


def _parse_timezone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise ValueError('not the name of a time zone such as "America/Los_Angeles"') from error


def _parse_studios(value: Any) -> str | tuple[str, ...]:
    if value in ("named", "all"):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError('not "named", "all" or a list of studios')


def _parse_path(value: Any) -> Path:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("not the path of a file or folder")
    return Path(value)


def _parse_place(value: Any) -> str:
    return value if isinstance(value, str) and is_address(value) else str(_parse_path(value))


def _require_address(address: str) -> str:
    if "@" not in address:
        raise ValueError("not an e-mail address")
    return address


ClockTime = Annotated[time, BeforeValidator(_parse_clock)]
Minutes = Annotated[int, Field(ge=1)]
FilePath = Annotated[Path, PlainValidator(_parse_path)]
Place = Annotated[str, PlainValidator(_parse_place)]
TimeZone = Annotated[ZoneInfo, PlainValidator(_parse_timezone)]
StudioChoice = Annotated[str | tuple[str, ...], PlainValidator(_parse_studios)]


class ConfigTable(StrictModel):
    """A table of labor-tracker.toml."""

    model_config = ConfigDict(use_attribute_docstrings=True, arbitrary_types_allowed=True)


class CrawlTable(ConfigTable):
    """When the schedule crawls, and how long a crawl may take."""

    studios: StudioChoice = "named"
    """"named" (in the article), "all", or a list: ["netflix", "disney"]"""
    at: ClockTime = time(3)
    """daily; each studio has its own minute between here and spread_minutes later, the same every day"""
    spread_minutes: Minutes = 240
    """how many minutes the crawls of a day are spread over"""
    at_once: Minutes = 2
    """crawls that run at the same time"""
    hours: float = Field(default=12.0, gt=0, le=24 * 366)
    """a crawl that takes longer is ended as incomplete; one that waits longer for its host has failed"""


class ReportSchedule(ConfigTable):
    """When the schedule writes the report."""

    weekday: Weekday = "mon"
    """mon … sun"""
    at: ClockTime = time(9)
    """the time of day"""
    folder: FilePath = Path("reports-out")
    """each report goes to a folder in it, named by its date"""
    site: FilePath | None = Field(default=None, examples=["site-out"])
    """a folder in which the site is brought up to date after each report"""
    embargo_until: AwareDatetime | None = Field(default=None, examples=[datetime(2026, 12, 1, 6, tzinfo=UTC)])
    """until then no page is made and nobody is told; the tables are written"""


class TellTable(ConfigTable):
    """Whom the program tells what changed, after a report. Each way is optional."""

    always: bool = False
    """true: also if nothing changed"""
    email_to: Texts = ()
    """a list of e-mail addresses: ["desk@example.org"]"""
    email_from: str = Field(default="", validate_default=True)
    """the sender's e-mail address"""
    webhook: bool = False
    """true: to the webhook of the key `webhook` at the top"""
    feed: FilePath | None = Field(default=None, examples=["reports-out/feed.atom"])
    """the file of an Atom feed"""

    @field_validator("email_to")
    @classmethod
    def _check_recipients(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            _require_address(address)
        return addresses

    @field_validator("email_from")
    @classmethod
    def _check_sender(cls, address: str, info: ValidationInfo) -> str:
        return _require_address(address) if address or info.data.get("email_to") else address


class ScheduleTables(ConfigTable):
    """What a schedule file may hold: the part of the configuration that `--config FILE` replaces."""

    timezone: TimeZone = ZoneInfo("UTC")
    """of the schedule's times, an IANA name: "America/Los_Angeles\""""
    misfire_grace_minutes: Minutes = 60
    """how late a crawl may begin and still count as this one; what is later is made up for once"""
    crawl: CrawlTable = Field(default_factory=lambda: CrawlTable())
    report: ReportSchedule = Field(default_factory=lambda: ReportSchedule())
    tell: TellTable = Field(default_factory=lambda: TellTable())


class Config(ScheduleTables):
    """The whole of labor-tracker.toml."""

    database_url: str = "sqlite:///labor-tracker.db"
    """where postings are stored: SQLite, or postgresql+psycopg://user:password@host/database"""
    contact: str | None = Field(default=None, examples=["desk@example.org"])
    """your e-mail or web address, sent to boards in the user agent"""
    via: str | None = Field(default=None, examples=["http://127.0.0.1:8400"])
    """send every request through this address: a mirror, an archive, a test board"""
    archive: Place | None = Field(default=None, examples=["archive"])
    """store every answer in this folder, or at an address such as s3://bucket/archive"""
    archive_outbox: FilePath = Path("archive-outbox")
    """where answers lie until they are stored at that address"""
    studios: FilePath | None = Field(default=None, examples=["my-studios.toml"])
    """your own studios file, read beside the packaged one"""
    scales: FilePath | None = Field(default=None, examples=["my-scales.csv"])
    """your own file of union scales, read beside the packaged one"""
    comparisons: FilePath | None = Field(default=None, examples=["my-comparisons.toml"])
    """your own comparisons: which scale is set beside which postings"""
    smtp: str | None = Field(default=None, examples=["smtp://user:password@mail.example.org:587"])
    """the mail server for messages: smtp://user:password@host:587, or smtps://…"""
    webhook: str | None = Field(default=None, examples=["https://hooks.example.org/services/…"])
    """the address of a Slack or Mattermost webhook for messages"""
    memory_gb: float = Field(default=4.0, ge=0, le=10_000)
    """how much memory a process that crawls may take; 0: no limit"""
    confirm_hours: float = Field(default=12.0, ge=0, le=10_000)
    """how long a halved board has to stay so to be believed, and an absent posting away to be no longer listed"""
    empty_hours: float = Field(default=48.0, ge=0, le=10_000)
    """how long an empty board has to stay so, over three whole walks, to be believed"""
    log_format: Literal["text", "json"] = "text"
    """how log lines on stderr are written; both have times in UTC"""
    disk_gb: float = Field(default=1.0, ge=0, le=1_000_000)
    """`status --check` complains where less than this is free for the database, the archive or the reports"""
    public_url: str | None = Field(default=None, examples=["https://postings.example.org/"])
    """where the site stands for everybody, for links from messages and feeds to its pages"""
    health_url: str | None = Field(default=None, examples=["https://health.example.org/ping/…"])
    """asked after each scheduled run while nothing is wrong, so that silence is the alarm"""
    workers: bool = False
    """true: the schedule leaves its work to `labor-tracker work`, on PostgreSQL, instead of running it itself"""
    query_seconds: float = Field(default=120.0, gt=0, le=100_000)
    """how long one query may take"""


SECRETS = frozenset({"archive", "database_url", "smtp", "webhook", "health_url"})
"""Keys that may hold a password."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the configuration."""

    key: str
    """Its path: crawl.at."""
    field: FieldInfo

    @property
    def variable(self) -> str:
        """The environment variable of the same meaning."""
        return PREFIX + self.key.replace(".", "_").upper()

    @property
    def meaning(self) -> str:
        return self.field.description or ""


def list_settings(model: type[BaseModel] = Config, prefix: str = "") -> Iterator[Setting]:
    """Every key of a model in the order of the fields, tables after the keys above them."""
    tables = []
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            tables.append((name, field.annotation))
        else:
            yield Setting(prefix + name, field)
    for name, table in tables:
        yield from list_settings(table, f"{prefix}{name}.")
