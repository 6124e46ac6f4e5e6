"""Print the configuration: a file with every key explained, and what is set, without passwords."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any

from tracker.config.load import FILE_VARIABLE, LoadedConfig
from tracker.config.model import PREFIX, SECRETS, list_settings
from tracker.util.place import is_address


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
        shown = (
            ""
            if value is None
            else mask_secret(str(value))
            if setting.key in SECRETS and (setting.key != "archive" or is_address(value))
            else to_toml(value)
        )
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
