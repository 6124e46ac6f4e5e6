"""Load the configuration: labor-tracker.toml and the environment, which wins. Every mistake is named at once.

A variable that is empty counts as not set.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from spiders.file_validation import describe_mistakes
from tracker.config.model import PREFIX, Config, ConfigTable, ScheduleTables, list_settings
from tracker.errors import ConfigFileError

FILE = "labor-tracker.toml"
"""Read in the current folder where LABOR_TRACKER_CONFIG names no other."""
FILE_VARIABLE = "LABOR_TRACKER_CONFIG"
Tables = TypeVar("Tables", bound=ConfigTable)
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


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
