"""The configuration: labor-tracker.toml and the environment, checked by models; the environment wins.

Each key of the file is also an environment variable: LABOR_TRACKER_ and the key's path in capitals, so that `at` in
[crawl] is LABOR_TRACKER_CRAWL_AT. A variable that is empty counts as not set. The lines below the fields are what
`labor-tracker config init` writes beside the keys.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo

from spiders.file_validation import StrictModel, Texts, describe_mistakes
from tracker.errors import ConfigFileError

FILE = "labor-tracker.toml"
"""Read in the current folder where LABOR_TRACKER_CONFIG names no other."""
FILE_VARIABLE = "LABOR_TRACKER_CONFIG"
PREFIX = "LABOR_TRACKER_"
Tables = TypeVar("Tables", bound="ConfigTable")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
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


def _require_address(address: str) -> str:
    if "@" not in address:
        raise ValueError("not an e-mail address")
    return address


ClockTime = Annotated[time, BeforeValidator(_parse_clock)]
Minutes = Annotated[int, Field(ge=1)]
FilePath = Annotated[Path, PlainValidator(_parse_path)]
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
    archive: FilePath | None = Field(default=None, examples=["archive"])
    """store every answer in this folder"""
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
    query_seconds: float = Field(default=120.0, gt=0, le=100_000)
    """how long one query may take"""


SECRETS = frozenset({"database_url", "smtp", "webhook", "health_url"})
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


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """A configuration, and where each key was set that is not a default."""

    config: Config
    sources: Mapping[str, str]
    """By key: the file's name, or the environment variable."""
    file: Path | None
    """None: there is no file."""


def load_config(environment: Mapping[str, str]) -> LoadedConfig:
    """Read labor-tracker.toml, or the file that LABOR_TRACKER_CONFIG names, and the environment.

    Raises ConfigFileError with every mistake.
    """
    named = environment.get(FILE_VARIABLE)
    file = Path(named or FILE)
    present = bool(named) or file.is_file()
    data = read_toml(file) if present else {}
    config, sources = validate_config(Config, data, str(file), environment)
    return LoadedConfig(config, sources, file if present else None)


def read_schedule_file(file: Path, environment: Mapping[str, str]) -> ScheduleTables:
    """Read a file with the schedule's part of the configuration alone. Raises ConfigFileError."""
    return validate_config(ScheduleTables, read_toml(file), str(file), environment)[0]


def read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigFileError(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigFileError(f"{file} is not TOML: {error}") from error


def validate_config(
    model: type[Tables], data: Mapping[str, Any], where: str, environment: Mapping[str, str]
) -> tuple[Tables, dict[str, str]]:
    """Put the environment's values over the file's, and check all. Gives the sources of what was set, by key."""
    merged, sources = dict(data), dict.fromkeys(_list_keys_of(data), where)
    for setting in list_settings(model):
        if text := environment.get(setting.variable):
            _set_key(merged, setting.key, _convert_text(text, setting.field))
            sources[setting.key] = setting.variable
    try:
        return model.model_validate(merged), sources
    except ValidationError as error:
        variables = {key: source for key, source in sources.items() if source.startswith(PREFIX)}
        raise ConfigFileError(*describe_mistakes(error, where, model, variables)) from error


def _list_keys_of(data: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _list_keys_of(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def _set_key(data: dict[str, Any], key: str, value: Any) -> None:
    *tables, last = key.split(".")
    for table in tables:
        inner = data.get(table, {})
        data[table] = data = dict(inner) if isinstance(inner, dict) else {}
    data[last] = value


def _convert_text(text: str, field: FieldInfo) -> Any:
    """A variable's text as the type that the file would have; as it is where it does not fit, for the check to name."""
    kind = field.annotation
    try:
        if kind in (int, float):
            return float(text) if kind is float else int(text)
        if kind is bool:
            return _BOOLEANS.get(text.lower(), text)
        if "datetime" in str(kind).lower():
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    if "tuple" in str(kind) and text not in ("named", "all"):
        return [each.strip() for each in text.split(",") if each.strip()]
    return text


# ---- shown to people


def render_template() -> str:
    """A labor-tracker.toml with every key commented out: what it means, and its default or an example."""
    lines = [
        "# The configuration of labor-tracker. To set a key, remove the # before it; unset keys have the value shown.",
        "# Each key is also an environment variable, which wins: `at` in [crawl] is LABOR_TRACKER_CRAWL_AT.",
        "",
    ]
    table = ""
    for setting in list_settings():
        *above, name = setting.key.split(".")
        if above and above[0] != table:
            table = above[0]
            lines += ["", f"[{table}]"]
        shown, note = setting.field.default, ""
        if shown is None:
            shown, note = (setting.field.examples or [""])[0], "    # an example: by default there is none"
        lines += [f"# {setting.meaning}", f"# {name} = {to_toml(shown)}{note}"]
    return "\n".join(lines) + "\n"


def describe_config(loaded: LoadedConfig) -> Iterator[tuple[str, str, str]]:
    """Key, value and source (the file, the variable or "default") of every key. Passwords are masked."""
    for setting in list_settings():
        value: Any = loaded.config
        for part in setting.key.split("."):
            value = getattr(value, part)
        shown = "" if value is None else mask_secret(str(value)) if setting.key in SECRETS else to_toml(value)
        yield setting.key, shown, loaded.sources.get(setting.key, "default")


def find_unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Variables that look like settings of ours and are none, most likely mistyped."""
    known = {setting.variable for setting in list_settings()} | {FILE_VARIABLE}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def mask_secret(address: str) -> str:
    """An address without its password, also where one with a / # or @ in it ends the address early; of a webhook, whose
    path is its secret, the host alone."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return "***"
    if scheme in ("http", "https"):
        host = rest.partition("/")[0]
        return f"{scheme}://***" if "@" in rest else f"{scheme}://{host}/***"
    from db.engine import display_url  # here, as most commands read their settings and ask no database

    return display_url(address)


def to_toml(value: Any) -> str:
    """A value as it is written in the file."""
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else f"{value:g}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(to_toml, value))}]"
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(f"{value:%H:%M}" if isinstance(value, time) else str(value), ensure_ascii=False)
