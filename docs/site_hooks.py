"""Pages of the documentation's site that do not stand in docs/: the root's documents, and one for each union.

Hooks of MkDocs (https://www.mkdocs.org/dev-guide/plugins/#events).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from tracker.scales.load import load_scales
from tracker.scales.model import Scale
from tracker.util.slug import make_slug

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tracker" / "scales" / "data"
ELSEWHERE = {
    "README.md": ROOT / "README.md",
    "CHANGELOG.md": ROOT / "CHANGELOG.md",
    "CONTRIBUTING.md": ROOT / "CONTRIBUTING.md",
    "scales/README.md": DATA / "union_scales.README.md",
    "scales/CHANGELOG.md": DATA / "CHANGELOG.md",
}
"""Documents that live beside what they are about, by their address on the site."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Fill in the parts of the menu that name a folder."""
    boards = sorted(f"boards/{file.name}" for file in (ROOT / "docs" / "boards").glob("*.md"))
    config.nav = _fill_menu(config.nav, {"boards/": boards, "unions/": sorted(_list_unions())})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the documents from elsewhere and the unions' pages."""
    for address, file in ELSEWHERE.items():
        files.append(File.generated(config, address, abs_src_path=str(file)))
    for address, scales in _list_unions().items():
        files.append(File.generated(config, address, content=_write_union(scales)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """Make links between documents lead to their addresses on the site."""
    source = Path(page.file.abs_src_path or ROOT / "docs" / page.file.src_uri).parent
    places = {file: address for address, file in ELSEWHERE.items()}
    depth = page.file.src_uri.count("/")

    def relink(found: re.Match[str]) -> str:
        file = (source / found[1]).resolve()
        if file in places:
            address = places[file]
        elif file.is_relative_to(ROOT / "docs"):
            address = str(file.relative_to(ROOT / "docs"))
        else:
            return found[0]
        return f"]({'../' * depth}{address}{found[2] or ''})"

    return re.sub(r"\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)", relink, markdown)


def _fill_menu(menu: Any, folders: dict[str, list[str]]) -> Any:
    if isinstance(menu, list):
        return [_fill_menu(each, folders) for each in menu]
    if isinstance(menu, dict):
        return {title: _fill_menu(inside, folders) for title, inside in menu.items()}
    return folders.get(menu, menu)


def _list_unions() -> dict[str, list[Scale]]:
    """The figures of each union, by its page's address."""
    by_union: dict[str, list[Scale]] = defaultdict(list)
    for scale in load_scales():
        by_union[f"unions/{make_slug(scale.union)}.md"].append(scale)
    return by_union


def _write_union(scales: Iterable[Scale]) -> str:
    """Every figure of a union: by agreement, the newest first of each role."""
    by_agreement: dict[str, list[Scale]] = defaultdict(list)
    for scale in scales:
        by_agreement[scale.agreement].append(scale)
    lines = [f"# {next(iter(by_agreement.values()))[0].union}", ""]
    lines += ["What each figure is, and how it was checked: [the union figures](../union-figures.md).", ""]
    for agreement, rows in sorted(by_agreement.items()):
        lines += [
            f"## {agreement}",
            "",
            "| role | amount | unit | from | to | kind | source |",
            "|---|--:|---|---|---|---|---|",
        ]
        for row in sorted(rows, key=lambda each: (each.role, each.unit, -each.effective_from.toordinal())):
            source = f"[{_cell(row.source_title)}]({row.source_url})"
            cells = (
                row.role,
                f"{row.amount:,} {row.currency}",
                row.unit,
                row.effective_from,
                row.effective_to,
                row.kind,
            )
            lines.append("| " + " | ".join([*(_cell(str(cell)) for cell in cells), source]) + " |")
        lines.append("")
    return "\n".join(lines)


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "/").replace("[", "(").replace("]", ")").split())
