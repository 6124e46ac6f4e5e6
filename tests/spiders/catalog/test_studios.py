"""Studios files: the packaged one is whole, and a wrong one is named with its row and value."""

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from spiders.catalog.studios import Studio
from spiders.errors import StudiosError
from spiders.loader import (
    PACKAGED,
    StudioLoader,
    find_board_family,
    find_board_mistakes,
    load_board_families,
    make_spider_class,
    read_studios,
)

ROOT = Path(__file__).resolve().parents[3]
STUDIOS = read_studios()


@pytest.mark.parametrize("studio", STUDIOS, ids=lambda studio: studio.name)
def test_every_packaged_row(studio):
    assert studio.source_url.startswith("https://")
    assert studio.note or studio.family
    assert studio.parent is None or studio.parent in {other.name for other in STUDIOS}
    assert studio.confidence != "low" or studio.note, "what is not sure has to say why"
    if studio.family:
        spider = make_spider_class(studio)()
        assert spider.name == studio.name
        assert spider.first_request().url.startswith("https://")
        assert all("/" not in host and "." in host for host in spider.hosts())


def test_names_are_unique():
    names = [studio.name for studio in STUDIOS]
    assert len(names) == len(set(names))


def test_no_two_rows_walk_one_board():
    boards = [(studio.family, studio.board_text()) for studio in STUDIOS if studio.family]
    assert len(boards) == len(set(boards))


def test_the_studios_of_the_article_are_there():
    named = {studio.name for studio in STUDIOS if studio.named_in_article}
    assert named == {"netflix", "disney", "pixar", "ubisoft", "realeyes", "openai", "laion"}


ELSEWHERE = {
    "Disney (front)": "disney",  # a front shows what the board behind it has, and gets no row
    "Paramount": "paramount",  # those who asked the host read another product there: the row's note says so
    "Ubisoft China": "ubisoft",
    "Realeyes": "realeyes",
    "LAION": "laion",
}
"""Rows of the list of boards whose family and board no row here has, and the row that speaks of them."""
BOARD_OF_CONFIG = {
    "workday": r"(?P<tenant>\w+)/(?P<pod>wd\d+)/(?P<site>\w+)",
    "eightfold": r"host=(?P<host>\S+) domain=(?P<domain>\S+)",
    "greenhouse": r"(?P<token>\S+)",
    "lever": r"(?P<site>\S+)",
    "ashby": r"(?P<name>\S+)",
    "gem": r"(?P<board>\S+)",
    "smartrecruiters": r"(?P<company>\S+)",
    "recruitee": r"(?P<company>\S+)",
    "workable": r"(?P<account>\S+)",
    "successfactors": r"(?P<host>\S+)",
    "icims": r"(?P<host>\S+)",
    "jobvite": r"(?P<company>\S+)",
    "avature": r"(?P<host>\S+) \(sitemap\).*",
    "teamtailor": r"(?P<slug>\S+)",
    "amazon": ".*",
    "apple": ".*",
}
"""The words of the list's third column as fields of a board."""


@pytest.mark.shared
def test_every_row_of_the_list_of_boards_is_there(shared):
    with (shared / "reference" / "studio_boards.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) > 70
    wrong = [words for given in listed for words in missing(given)]
    assert not wrong, "\n".join(wrong)


def missing(given: dict[str, str]) -> Iterator[str]:
    """What a row of the list has that ours have not."""
    if given["studio"] in ELSEWHERE:
        name = ELSEWHERE[given["studio"]]
        known = next((studio for studio in STUDIOS if studio.name == name), None)
        if name and not (known and known.note):
            yield f"{given['studio']}: {name} does not say why its board is another"
        return
    for config in given["config"].split("; "):
        found = [studio for studio in STUDIOS if studio.family == given["family"] and has(studio, config)]
        if not found:
            yield f"{given['studio']}: no row has {given['family']} {config}"
        for studio in found:
            if studio.confidence != given["confidence"] or not studio.group:
                yield f"{given['studio']}: {studio.name} says {studio.confidence}, group {studio.group}"


def has(studio: Studio, config: str) -> bool:
    wanted = re.fullmatch(BOARD_OF_CONFIG[studio.family], config)
    assert wanted, config
    fields = wanted.groupdict()
    if slug := fields.pop("slug", None):
        fields["host"] = f"{slug}.teamtailor.com"
    return all(studio.board[name] == value for name, value in fields.items())


def test_traps_of_the_list_of_boards_are_heeded():
    boards = {(studio.family, str(value)) for studio in STUDIOS for value in studio.board.values()}
    others = {("ashby", "runway"), ("greenhouse", "disney"), ("greenhouse", "fox"), ("smartrecruiters", "ubisoft")}
    assert not boards & others
    naming = ("greenhouse", "smartrecruiters", "recruitee", "workable")
    assert not [studio.name for studio in STUDIOS if studio.family in naming and not studio.expect_company]


MEMBERS = {
    *("amazon", "apple", "disney", "nbcuniversal", "netflix", "paramount", "sony-pictures", "warner-bros-discovery"),
}
"""The companies by which the Alliance of Motion Picture and Television Producers introduces itself."""


def test_the_world_that_is_known():
    rows = [studio for studio in STUDIOS if not studio.second_board_of]
    assert len(rows) >= 150
    assert {studio.name for studio in rows} >= MEMBERS
    assert all(studio.country and studio.group and studio.source_url.startswith("https://") for studio in rows)
    assert sum(studio.country != "US" for studio in rows) * 3 >= len(rows)


def test_a_board_that_names_no_company_says_so_or_is_not_sure():
    unnamed = [studio for studio in STUDIOS if studio.family == "bamboohr"]
    assert unnamed
    assert all(studio.confidence == "low" and studio.note for studio in unnamed)


def row(**more: str) -> str:
    fields = {"name": '"x"', "title": '"X"', "source_url": '"https://x.example"', "confidence": '"low"', "note": '"n"'}
    return "[[studio]]\n" + "".join(f"{name} = {value}\n" for name, value in (fields | more).items() if value)


EIGHTFOLD = {"family": '"eightfold"', "board": '{ host = "h.example", domain = "d" }'}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (row(family='"nosuch"'), "x: no board family is named 'nosuch'; known are .*eightfold"),
        (row(family='"eightfold"', board='{ host = "h.example" }'), "x: .* eightfold needs 'domain'"),
        (row(**EIGHTFOLD | {"board": '{ host = "h", domain = "d", hots = "h" }'}), "x: .* eightfold has no 'hots'"),
        (row(title=""), r"mine.toml, row 1 \(x\): the key 'title' is missing"),
        (row(confidence='"sure"'), "confidence is 'sure', not one of high, medium or low"),
        (row(name='"My Studio"'), "name is 'My Studio', which is not of small letters"),
        (row(colour='"red"'), "no key is named 'colour'; known are board, brand, confidence,"),
        (row(expect_company='"("'), r"expect_company is '\(', which is not a regular expression"),
        (row(terms='{ says = "no" }'), "the key 'terms.read_on' is missing"),
        (row(brand="{ lables = [] }"), "no key in brand is named 'lables'; known are from, labels, too_wide"),
        (row(brand='{ labels = "Segment" }'), "brand.labels is 'Segment', not a list"),
        (row(country='"usa"'), "country is 'usa', which is not a country's code of two capitals"),
        (row(named_in_article='"yes"'), "named_in_article is 'yes', not true or false"),
        (row(source_url='""'), "source_url is '', which is empty"),
        (row(title='" "'), "title is ' ', which is empty"),
        (row(second_board_of='"nosuch"'), "x: second_board_of 'nosuch' is no studio with a first board"),
        (row(second_board_of='"netflix-workday"'), "x: second_board_of 'netflix-workday' is no studio with a first"),
        (row(second_board_of='"weta-fx"'), "x: second_board_of 'weta-fx' is no studio with a first board of its own"),
        (row() + row(), "mine.toml, row 2: a studio named 'x' is already there"),
        (row(name='"netflix"'), "mine.toml, row 1: a studio named 'netflix' is already there"),
        ("studio = 3", "has something other than"),
        ("[[studios]]", "has something other than"),
        ("[[studio", "mine.toml is not TOML: "),
    ],
)
def test_a_wrong_file_is_named_with_row_and_value(tmp_path, text, why):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StudiosError, match=why):
        read_studios([file])


def test_every_mistake_of_a_file_is_named_at_once(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(row(title="", confidence='"sure"', colour='"red"') + row(name='"X Y"'), encoding="utf-8")
    with pytest.raises(StudiosError) as refused:
        read_studios([file])
    places = [mistake.partition(": ")[0] for mistake in refused.value.mistakes]
    assert places == ["mine.toml, row 1 (x)"] * 3 + ["mine.toml, row 2 (X Y)"]
    assert str(refused.value).splitlines() == list(refused.value.mistakes)


def test_every_board_that_lacks_something_is_named_at_once(tmp_path):
    file = tmp_path / "mine.toml"
    boards = [row(name=f'"{name}"', family='"lever"', board="{ hots = 1 }") for name in ("a", "b")]
    file.write_text("".join(boards), encoding="utf-8")
    with pytest.raises(StudiosError) as refused:
        read_studios([file])
    assert [mistake[:2] for mistake in refused.value.mistakes] == ["a:", "a:", "b:", "b:"]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(StudiosError, match=r"gone\.toml cannot be read: No such file"):
        read_studios([tmp_path / "gone.toml"])


def test_the_users_own_studios_stand_beside_the_packaged(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(row(**EIGHTFOLD), encoding="utf-8")
    loader = get_spider_loader(Settings({"SPIDER_LOADER_CLASS": StudioLoader, "STUDIOS_FILES": [str(file)]}))
    assert {"netflix", "x"} <= set(loader.list())
    assert loader.load("x").studio.board["domain"] == "d"


def test_a_studio_without_a_board_says_why():
    loader = StudioLoader()
    assert "weta-fx" not in loader.list()
    with pytest.raises(KeyError, match="Wētā FX has no board that can be crawled: Its board is a product of its own"):
        loader.load("weta-fx")
    with pytest.raises(KeyError, match="no studio is named 'nosuch'"):
        loader.load("nosuch")


def test_scrapy_finds_the_project():
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == sorted(studio.name for studio in STUDIOS if studio.family)


@pytest.mark.parametrize(
    ("expected", "answered", "well"),
    [
        (None, "Anyone", True),
        ("Runway|Runway AI", None, True),
        ("Runway|Runway AI", " runway ai", True),
        ("Runway|Runway AI", "Runway Financial", False),
        ("Ubisoft.*", "Ubisoft Montréal", True),
    ],
)
def test_expected_company(expected, answered, well):
    studio = Studio(name="x", title="X", source_url="-", confidence="low", expect_company=expected)
    assert studio.expects(answered) is well


def test_the_packaged_boards_have_what_their_families_need():
    assert find_board_mistakes(STUDIOS, STUDIOS) == []


def test_a_family_is_found_alone_as_among_all():
    assert {name: find_board_family(name) for name in load_board_families()} == load_board_families()
    assert find_board_family("base") is None


def test_a_family_is_one_file():
    for name, family in load_board_families().items():
        assert family.__module__.startswith("spiders.boards."), name
        assert family.__doc__, f"{name} says no example of its board"
        assert (ROOT / "docs" / "boards" / f"{name}.md").is_file(), f"{name} has no field notes"
    assert PACKAGED.name == "studios.toml"
