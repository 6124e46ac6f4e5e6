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
        ("https://boards.greenhouse.io/embed/job_app?token=4000001&for=example", "greenhouse", {"token": "example"}),
        ("https://boards.greenhouse.io/example/jobs/4000001?gh_jid=4000001", "greenhouse", {"token": "example"}),
        ("https://boards-api.greenhouse.io/v1/boards/example/jobs?content=true", "greenhouse", {"token": "example"}),
        ("https://jobs.lever.co/example/0a1b2c3d/apply", "lever", {"site": "example"}),
        ("https://api.lever.co/v0/postings/example?mode=json", "lever", {"site": "example"}),
        ("https://jobs.eu.lever.co/example", "lever", {"site": "example", "host": "api.eu.lever.co"}),
        ("https://jobs.ashbyhq.com/Example%20Films/0a1b2c3d", "ashby", {"name": "Example%20Films"}),
        ("https://api.ashbyhq.com/posting-api/job-board/example", "ashby", {"name": "example"}),
        ("https://jobs.ashbyhq.com/example/embed?version=2", "ashby", {"name": "example"}),
        (
            "https://example.wd501.myworkdayjobs.com/fr-CA/Example_External/details/Rigger_R1?q=x",
            "workday",
            {"tenant": "example", "pod": "wd501", "site": "Example_External"},
        ),
        (
            "https://wd3.myworkdaysite.com/recruiting/example/Jobs",
            "workday",
            {"tenant": "example", "pod": "wd3", "site": "Jobs"},
        ),
        ("https://careers.smartrecruiters.com/Example2/api/groups?page=1", "smartrecruiters", {"company": "Example2"}),
        (
            "https://jobs.smartrecruiters.com/oneclick-ui/company/Example/publication/0a1b",
            "smartrecruiters",
            {"company": "Example"},
        ),
        ("https://apply.workable.com/api/v3/accounts/example/jobs", "workable", {"account": "example"}),
        ("https://apply.workable.com/api/v1/widget/accounts/example?details=true", "workable", {"account": "example"}),
        ("https://www.workable.com/api/accounts/example", "workable", {"account": "example"}),
        ("https://example.na.teamtailor.com/jobs", "teamtailor", {"host": "example.na.teamtailor.com"}),
        ("https://example.jobs.personio.com/xml?language=en", "personio", {"host": "example.jobs.personio.com"}),
        ("https://example.recruitee.com/api/offers/", "recruitee", {"company": "example"}),
        ("https://example.bamboohr.com/jobs/embed2.php?version=1.0.0", "bamboohr", {"company": "example"}),
        ("https://example.pinpointhq.com/postings.json", "pinpoint", {"company": "example"}),
        ("https://jobs.gem.com/example", "gem", {"board": "example"}),
        ("https://careers-example.icims.com/", "icims", {"host": "careers-example.icims.com"}),
        ("https://example.icims.com/jobs/intro?hashed=1", "icims", {"host": "example.icims.com"}),
        (
            "https://career5.successfactors.eu/career?career_ns=job_listing_summary&company=example&resultType=XML",
            "successfactors",
            {"host": "career5.successfactors.eu", "company": "example"},
        ),
        (
            "https://jobs.example.com/Example/job/Burbank-Rigger/1000001/",
            "successfactors",
            {"host": "jobs.example.com"},
        ),
        ("https://example.avature.net/careers", "avature", {"host": "example.avature.net", "section": "careers"}),
        (
            "https://careers.example.com/us/en/job/R1001/Rigger",
            "phenom",
            {"host": "careers.example.com", "path": "us/en"},
        ),
        ("https://www.amazon.jobs/en/search?base_query=animation", "amazon", {}),
        ("https://jobs.apple.com/en-us/search?team=x", "apple", {}),
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
