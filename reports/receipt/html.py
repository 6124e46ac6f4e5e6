"""Render a receipt as a page of its own, which can be sent to an editor: it loads nothing from elsewhere."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from reports.receipt.entries import receipt_heading, receipt_sections
from reports.receipt.receipt import Receipt


def render_html(found: Receipt) -> str:
    """Render one posting's receipt as an HTML document."""
    style = files(__package__).joinpath("templates", "receipt.css").read_text(encoding="utf-8")
    return load_template("reports.receipt", "receipt.html.j2").render(
        heading=receipt_heading(found),
        sections=receipt_sections(found),
        style=Markup(style),  # noqa: S704 (our own file, nothing of a posting)
        style_sha256=hash_inline(style),
    )


def safe_link(url: str | None) -> str:
    """Give the address where it is one of the web's; otherwise nothing, and its words stand unlinked."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in ("http", "https") and parts.netloc else ""


def hash_inline(text: str) -> str:
    """Give the digest by which a page's content security policy knows its own style or script."""
    return b64encode(sha256(text.encode()).digest()).decode()


@cache
def load_template(package: str, name: str) -> Template:
    """Load a template of one of our packages; every value is escaped, and a name that is not given is an error."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["safe_link"] = safe_link
    return environment.get_template(name)
