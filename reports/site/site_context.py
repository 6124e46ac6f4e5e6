"""What every page of the site says: no clock, nothing loaded from another host."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from reports.prose import wording
from reports.receipt.html import load_template
from reports.site.addresses import root_of


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteContext:
    """What every page says."""

    as_of: datetime
    public_url: str
    """Where the site stands, with a slash at its end; empty where nobody said."""
    program: str
    names: Mapping[str, str]
    """Of the studios."""

    def render(self, template: str, path: str, **values: Any) -> str:
        return load_template("reports.site", template).render(
            path=path,
            root=root_of(path),
            canonical=f"{self.public_url}{path}" if self.public_url else "",
            as_of=wording.format_instant(self.as_of),
            program=self.program,
            **values,
        )


def load_asset(name: str) -> bytes:
    return files(__package__).joinpath("templates", name).read_bytes()
