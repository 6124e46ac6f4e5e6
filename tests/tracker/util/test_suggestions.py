"""A name that is nearly right leads to the right one."""

import pytest

from spiders.catalog.studios import Studio
from tracker.crawling.selection import select_by_name
from tracker.errors import SelectionError
from tracker.util.suggestions import ask_whether_meant, normalize_name, suggest_names

STUDIOS = [
    Studio(name="netflix", title="Netflix", family="lever", source_url="-", confidence="high"),
    Studio(name="disney", title="The Walt Disney Company", family="lever", source_url="-", confidence="high"),
    Studio(name="weta", title="Wētā Workshop", family="lever", source_url="-", confidence="high"),
    Studio(name="disney-parks", title="Netflix", family="lever", source_url="-", confidence="high"),
]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("netflix", "netflix"),
        ("Netflix", "netflix"),
        ("NETFLIX ", "netflix"),
        ("The Walt Disney Company", "disney"),
        ("Walt Disney Company", "disney"),
        ("Weta Workshop", "weta"),
        ("Disney Parks", "disney-parks"),
    ],
)
def test_a_studio_is_found_by_name_or_title_however_it_is_spelled(word: str, name: str) -> None:
    assert [studio.name for studio in select_by_name(STUDIOS, [word])] == [name]


@pytest.mark.parametrize(
    ("word", "names"), [("netflx", ["netflix"]), ("disny", ["disney"]), ("walt disney", ["disney"]), ("xyzzy", [])]
)
def test_a_mistyped_studio_is_refused_with_the_one_that_was_meant(word: str, names: list[str]) -> None:
    with pytest.raises(SelectionError) as caught:
        select_by_name(STUDIOS, [word])
    assert repr(word) in str(caught.value)
    assert all(f"did you mean {name}" in str(caught.value) for name in names)
    assert ("did you mean" in str(caught.value)) == bool(names)


def test_names_are_compared_without_what_people_vary() -> None:
    assert normalize_name("The Walt-Disney Co.") == normalize_name("walt disney co")
    assert suggest_names("posting", ["postings", "versions"]) == ["postings"]
    assert suggest_names("field", ["field", "fields"]) == ["fields"]  # the word itself was no answer
    assert ask_whether_meant(["a", "b"]) == "; did you mean a or b?"
    assert ask_whether_meant([]) == ""
