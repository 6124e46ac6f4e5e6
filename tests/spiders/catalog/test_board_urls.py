"""Addresses of boards and postings tell the family and the board; others tell nothing."""

import pytest

from spiders.catalog.board_urls import load_url_forms, parse_board_url
from spiders.catalog.studios import Studio
from spiders.errors import AddressError
from spiders.loader import load_board_families, make_spider_class, read_studios

UNRECOGNISABLE = {"pages", "watched"}
"""Families without a form of address of their own."""


@pytest.mark.parametrize("form", load_url_forms(), ids=lambda form: form.example)
def test_each_form_s_example_gives_its_board(form):
    family, board = parse_board_url(form.example)
    assert (family, board) == (form.family, dict(form.board))
    kind = load_board_families()[family]
    assert set(kind.needs) <= set(board) <= {*kind.needs, *kind.takes}
    studio = Studio(name="x", title="X", family=family, board=board, source_url=form.example, confidence="low")
    assert make_spider_class(studio)().first_request().url.startswith("https://")


def test_every_family_that_has_a_form_of_address_is_recognised():
    assert {form.family for form in load_url_forms()} == set(load_board_families()) - UNRECOGNISABLE


@pytest.mark.parametrize(
    ("address", "family", "board"),
    [
        ("jobs.lever.co/spotify", "lever", {"site": "spotify"}),
        ("HTTPS://Jobs.Lever.co/spotify?team=Content#top", "lever", {"site": "spotify"}),
        ("https://job-boards.eu.greenhouse.io/example", "greenhouse", {"token": "example"}),
        (
            "https://disney.wd5.myworkdayjobs.com/disneycareer",
            "workday",
            {"tenant": "disney", "pod": "wd5", "site": "disneycareer"},
        ),
        (
            "https://explore.jobs.netflix.net/careers?domain=netflix.com",
            "eightfold",
            {"host": "explore.jobs.netflix.net", "domain": "netflix.com"},
        ),
        (
            "https://example.eightfold.ai/careers?start=0&domain=example.com",
            "eightfold",
            {"host": "example.eightfold.ai", "domain": "example.com"},
        ),
        ("https://jobs.disneycareers.com/search-jobs/burbank", "radancy", {"host": "jobs.disneycareers.com"}),
        (
            "https://jobs.ea.com/en_US/careers/SearchJobs/",
            "avature",
            {"host": "jobs.ea.com", "section": "en_US/careers"},
        ),
        ("https://boards.greenhouse.io/embed/job_board/js?for=2k&b=1", "greenhouse", {"token": "2k"}),
    ],
)
def test_addresses_as_people_copy_them(address, family, board):
    assert parse_board_url(address) == (family, board)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org/careers",
        "https://jobs.lever.co/",
        "https://jobs.lever.co.evil.example/spotify",
        "https://evil.example/jobs.lever.co/spotify",
        "https://boards.greenhouse.io/embed/job_board",
        "https://www.teamtailor.com/jobs",
    ],
)
def test_another_address_is_answered_with_what_is_known(address):
    with pytest.raises(
        AddressError, match="not like the address of a board that can be read; those known are of amazon, "
    ):
        parse_board_url(address)


@pytest.mark.parametrize(
    "address",
    ["", "careers", "ftp://jobs.lever.co/x", "https://[::1", "https://jobs.lever.co:8080/x", "javascript:alert(1)"],
)
def test_what_is_no_web_address_is_said_to_be_none(address):
    with pytest.raises(AddressError, match="is not a web address"):
        parse_board_url(address)


def test_no_two_packaged_boards_would_be_told_as_one():
    told = [
        (studio.family, {name: studio.board.get(name) for name in load_board_families()[studio.family].needs})
        for studio in read_studios()
        if studio.family and load_board_families()[studio.family].needs
    ]
    assert all(told.count(each) == 1 for each in told)
