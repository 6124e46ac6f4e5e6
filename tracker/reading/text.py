"""A posting's description -> the plain text that readers see and quotes index, with its headings and lists kept."""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

from lxml import etree, html

LONGEST = 400_000
"""Characters of a description that are read; what lies beyond is cut off, so that hostile text costs bounded time."""

_TAG = re.compile(
    r"<(?:/?(?:a|abbr|article|b|blockquote|br|button|center|code|col|dd|details|div|dl|dt|em|figure|font|footer|form|h[1-6]"
    r"|header|hr|html|body|i|img|input|li|main|meta|link|ol|p|pre|script|section|small|span|strong|style|sub|sup|svg|table"
    r"|tbody|td|tfoot|th|thead|tr|u|ul|video|iframe|object|title|head|noscript)(?=[\s/>])[^<>]*|!--)",
    re.IGNORECASE,
)
_ESCAPED_TAG = re.compile(r"&lt;(?:p|div|br|ul|li|h[1-6]|strong|b|span)\b[^<>]{0,200}?&gt;")
_NO_WIDTH = re.compile(r"[\u200b\u2060\ufeff]")
"""What Python does not count as white space, and we do."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_ITEM = re.compile(r"^(?:[*+\-–•·▪◦●○‣∙]|\d{1,2}[.)])\s+")
_MAY_BEGIN = frozenset("#*_+-–•·▪◦●○‣∙")
"""How a line's Markdown, or a list's mark, begins; a number may also begin an item."""
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_MARKDOWN_BOLD_LINE = re.compile(r"^(?:\*\*|__)([^*_]{1,120}?):?(?:\*\*|__):?$")
_MARKDOWN_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!&~|<>$])")
_MARKDOWN_STRONG = re.compile(r"\*\*(?=\S)(.{1,2000}?)(?<=\S)\*\*")

_BREAKS = frozenset(
    "address article aside blockquote br button center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 dt summary".split())
_BOLD = frozenset("b strong u".split())
_SILENT = frozenset("script style template noscript head title iframe object svg".split())


class BlockKind(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, list item or paragraph: text[start:end]."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text, its blocks in order, a newline between two of them. White space inside a block is single blanks."""

    text: str
    blocks: tuple[Block, ...]


def from_description(description: str) -> Text:
    """Read a description in HTML, Markdown or plain text. Never fails; markup that cannot be parsed is read as text."""
    words = _CONTROL.sub(" ", description[:LONGEST])
    if not _TAG.search(words) and _ESCAPED_TAG.search(words):
        words = unescape(words)
    if _TAG.search(words):
        try:
            return _assemble_text(_from_html(words))
        except (etree.ParserError, ValueError):
            words = _TAG.sub(" ", words)
    return _assemble_text(_from_lines(unescape(words)))


def collapse(words: str) -> str:
    """White space of every kind as single blanks, none at the ends."""
    return " ".join((words if words.isascii() else _NO_WIDTH.sub(" ", words)).split())


def _assemble_text(pieces: list[tuple[BlockKind, str]]) -> Text:
    blocks, parts, at = [], [], 0
    for kind, raw in pieces:
        words = collapse(raw)
        if words and (words[0] in _MAY_BEGIN or words[0].isdecimal() or "\\" in words or "**" in words):
            kind, words = _read_line(kind, words)
        if not words:
            continue
        blocks.append(Block(kind, at, at + len(words)))
        parts.append(words)
        at += len(words) + 1
    return Text("\n".join(parts), tuple(blocks))


def _read_line(kind: BlockKind, words: str) -> tuple[BlockKind, str]:
    """Take one line's Markdown for what it means: a heading, an item, bold."""
    for _ in range(4):
        if found := _MARKDOWN_HEADING.match(words) or _MARKDOWN_BOLD_LINE.match(words):
            kind, words = (BlockKind.HEADING if kind is BlockKind.PARAGRAPH else kind), found[1]
        elif found := _ITEM.match(words):
            kind, words = BlockKind.ITEM, words[found.end() :]
        else:
            break
    words = _MARKDOWN_ESCAPE.sub(r"\1", words) if "\\" in words else words
    return kind, (_MARKDOWN_STRONG.sub(r"\1", words) if "**" in words else words).strip()


def _from_lines(words: str) -> list[tuple[BlockKind, str]]:
    return [(BlockKind.PARAGRAPH, line) for line in words.splitlines()]


class _Writer:
    """Collects the words of a document block by block."""

    def __init__(self) -> None:
        self.pieces: list[tuple[BlockKind, str]] = []
        self.words: list[str] = []
        self.plain = False
        """Whether words outside bold stand in the block at hand."""
        self.kind = BlockKind.PARAGRAPH
        self.item = False
        """Whether the words belong to a list item that has said nothing yet."""

    def say(self, words: str | None, bold: int) -> None:
        if not words:
            return
        self.words.append(words)
        if not bold and not words.isspace():
            self.plain = True

    def end(self) -> None:
        if self.words:
            words = collapse("".join(self.words))
            kind = BlockKind.ITEM if self.item and words else self.kind
            bold_line = kind is BlockKind.PARAGRAPH and not self.plain and len(words) <= 120
            if bold_line and not words.endswith((".", "!", ";", ",")):
                kind = BlockKind.HEADING
            self.pieces.append((kind, words))
            self.item = self.item and not words
        self.words, self.plain, self.kind = [], False, BlockKind.PARAGRAPH


def _from_html(words: str) -> list[tuple[BlockKind, str]]:
    root = html.fragment_fromstring(words, create_parent="div", parser=html.HTMLParser(huge_tree=False))
    write = _Writer()
    bold = 0
    heading = 0
    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not silent:
                write.say(node.tail, bold)
            continue
        tag = node.tag
        if event == "start":
            if tag in _SILENT:
                silent += 1
            if silent:
                continue
            if tag in _BREAKS:
                write.end()
                if tag in _HEADINGS:
                    heading += 1
                elif tag == "li":
                    write.item = True
            bold += tag in _BOLD
            if heading:
                write.kind = BlockKind.HEADING
            write.say(node.text, bold)
            continue
        if tag in _SILENT:
            silent -= 1
        elif not silent:
            bold -= tag in _BOLD
            if tag in _BREAKS:
                write.end()
                heading -= tag in _HEADINGS
                write.item = write.item and tag != "li"
        if not silent and node is not root:
            write.say(node.tail, bold)
    write.end()
    return write.pieces
