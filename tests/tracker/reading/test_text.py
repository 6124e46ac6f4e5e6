"""A description becomes plain text whose blocks are exact, whatever the markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reading.text import LONGEST, BlockKind, from_description

CASES = [
    ("paragraphs", "<p>One</p><p>Two</p>", ["paragraph One", "paragraph Two"]),
    ("a break ends a block", "One<br>Two<br/>Three", ["paragraph One", "paragraph Two", "paragraph Three"]),
    ("entities are read once", "<p>R&amp;D &lt;b&gt; $1&ndash;2</p>", ["paragraph R&D <b> $1–2"]),
    ("white space collapses", "<p> a\n\t&nbsp; b </p>", ["paragraph a b"]),
    ("headings", "<h2>Duties</h2><p>Do</p>", ["heading Duties", "paragraph Do"]),
    ("a bold line is a heading", "<p><strong>The Role</strong></p><p>Do</p>", ["heading The Role", "paragraph Do"]),
    ("a bold sentence is not", "<p><b>We build it.</b></p>", ["paragraph We build it."]),
    ("bold inside a line is not", "<p>We <b>build</b> it</p>", ["paragraph We build it"]),
    ("list items", "<ul><li>One</li><li><p>Two</p></li></ul>", ["item One", "item Two"]),
    ("nested lists", "<ul><li>A<ul><li>B</li></ul></li></ul>", ["item A", "item B"]),
    ("table cells", "<table><tr><td>NY</td><td>$5</td></tr></table>", ["paragraph NY", "paragraph $5"]),
    ("scripts and styles are silent", "<p>a</p><script>x()</script><style>y</style>b", ["paragraph a", "paragraph b"]),
    ("comments are silent", "a<!-- not this -->b", ["paragraph ab"]),
    ("escaped HTML", "&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", ["paragraph One", "paragraph Two"]),
    ("plain text", "One\nTwo\n\nThree", ["paragraph One", "paragraph Two", "paragraph Three"]),
    (
        "Markdown",
        "# Duties\n* write\\-up **now**\n**Pay**\n$5",
        ["heading Duties", "item write-up now", "heading Pay", "paragraph $5"],
    ),
    (
        "an address in angle brackets is no tag",
        "Write to <someone@example.org> now",
        ["paragraph Write to <someone@example.org> now"],
    ),
    ("less and more are no tags", "if a < b and b > c", ["paragraph if a < b and b > c"]),
    ("nothing", "", []),
    ("only markup", "<div><br></div>", []),
]


@pytest.mark.parametrize(("description", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_blocks(description: str, expected: list[str]) -> None:
    read = from_description(description)
    assert [f"{block.kind} {read.text[block.start : block.end]}" for block in read.blocks] == expected


@given(st.text(alphabet=st.sampled_from(list("ab <>/&;pliubr#*-\n\t\u00a0$1,")), max_size=200))
def test_blocks_tile_the_text_whatever_the_input(description: str) -> None:
    read = from_description(description)
    assert "\n".join(read.text[block.start : block.end] for block in read.blocks) == read.text
    assert all(read.text[block.start : block.end].strip() for block in read.blocks)


def test_markup_noise_changes_no_word() -> None:
    plain = from_description("<p>We build models.</p><ul><li>Train</li></ul>").text
    noisy = from_description(
        "<div class='x'>\n<p>We  <span>build</span>&nbsp;models.</p>\n<ul>\n<li><div>Train</div></li></ul></div>"
    ).text
    assert plain == noisy == "We build models.\nTrain"


def test_what_lies_beyond_the_bound_is_not_read() -> None:
    assert len(from_description("a " * LONGEST).text) <= LONGEST


@pytest.mark.parametrize("hostile", ["<div>" * 50_000, "<" * 100_000, "<b" * 100_000, "&" * 100_000, "**" * 50_000])
def test_hostile_markup_is_read_without_error(hostile: str) -> None:
    assert from_description(hostile).text is not None


def test_items_and_headings_are_told_apart() -> None:
    kinds = [block.kind for block in from_description("<h1>A</h1><li>B</li><p>C</p>").blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.ITEM, BlockKind.PARAGRAPH]
