"""From a careers page to the board behind it, by what each product leaves in its customers' pages."""

import pytest

from spiders.catalog.careers_page import find_boards, list_further_pages, load_board_marks
from spiders.loader import load_board_families

URL = "https://careers.example.com/us/en"
EMBEDS = {
    "greenhouse": (
        '<div id="grnhse_app"></div><script src="https://boards.greenhouse.io/embed/job_board/js?for=kites"></script>',
        {"token": "kites"},
    ),
    "lever": (
        r'<script>var api = "https:\/\/api.lever.co\/v0\/postings\/kites?mode=json";</script>',
        {"site": "kites"},
    ),
    "ashby": (
        '<div id="ashby_embed"></div><script src="https://jobs.ashbyhq.com/kites/embed?version=2"></script>',
        {"name": "kites"},
    ),
    "workday": (
        '<a href="https://kites.wd5.myworkdayjobs.com/en-US/Kites_Careers?q=art">Openings</a>',
        {"tenant": "kites", "pod": "wd5", "site": "Kites_Careers"},
    ),
    "eightfold": (
        '<script>window._EF_GROUP_ID = "kites.com"; window._EF_PRODUCT = "PCS";</script>',
        {"host": "careers.example.com", "domain": "kites.com"},
    ),
    "eightfold_pcsx": (
        '<a href="https://jobs.example.com/api/pcsx/search?domain=example.com&amp;start=0">feed</a>',
        {"host": "jobs.example.com", "domain": "example.com"},
    ),
    "smartrecruiters": (
        '<a href="https://jobs.smartrecruiters.com/oneclick-ui/company/Kites2/publication/0a1b">Apply</a>',
        {"company": "Kites2"},
    ),
    "icims": (
        '<iframe src="https://careers-kites.icims.com/jobs/search?ss=1&amp;in_iframe=1"></iframe>',
        {"host": "careers-kites.icims.com"},
    ),
    "jobvite": (
        '<iframe id="jv_careersite_iframe_id" src="https://jobs.jobvite.com/careers/kites/jobs?nl=1&amp;fr=false"></iframe>',
        {"company": "kites"},
    ),
    "phenom": (
        '<a href="/us/en/search-results?keywords=">All jobs</a>',
        {"host": "careers.example.com", "path": "us/en"},
    ),
    "radancy": (
        '<link href="//tbcdn.talentbrew.com/company/391/css/a.css" rel="stylesheet">',
        {"host": "careers.example.com"},
    ),
    "personio": ('<a href="https://kites.jobs.personio.de/?language=en">Jobs</a>', {"host": "kites.jobs.personio.de"}),
    "recruitee": ('<iframe src="https://kites.recruitee.com/?jobs-widget=1"></iframe>', {"company": "kites"}),
    "teamtailor": (
        '<script async src="https://kites.teamtailor.com/widgets/eu/jobs.js"></script>',
        {"host": "kites.teamtailor.com"},
    ),
    "workable": (
        '<script src="https://www.workable.com/api/accounts/kites?details=true&amp;callback=show"></script>',
        {"account": "kites"},
    ),
    "bamboohr": (
        '<div id="BambooHR"></div><script src="https://kites.bamboohr.com/js/embed.js"></script>',
        {"company": "kites"},
    ),
    "pinpoint": ('<a href="https://kites.pinpointhq.com/en/postings/0a1b">Rigger</a>', {"company": "kites"}),
    "gem": ('<a href="https://jobs.gem.com/kites-ai">We are hiring</a>', {"board": "kites-ai"}),
    "oracle": (
        '<a href="https://abcd.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1001/requisitions">Jobs</a>',
        {"host": "abcd.fa.us2.oraclecloud.com", "site": "CX_1001"},
    ),
    "successfactors": (
        '<link rel="stylesheet" href="https://rmkcdn.successfactors.com/0a1b/custom.css">',
        {"host": "careers.example.com"},
    ),
    "avature": (
        '<a href="https://jobs.example.com/en_US/careers/SearchJobs/">Search</a>',
        {"host": "jobs.example.com", "section": "en_US/careers"},
    ),
    "amazon": ('<a href="https://www.amazon.jobs/en/teams/studios">Studios</a>', {}),
    "apple": ('<a href="https://jobs.apple.com/en-us/search">Search</a>', {}),
}
"""By family: what stands in a page of a studio's site, and the board that it tells."""
WITHOUT_BOARDS = {"pages", "watched"}


@pytest.mark.parametrize("family", sorted(EMBEDS))
def test_each_product_is_found_in_a_page(family):
    words, board = EMBEDS[family]
    (found,) = find_boards(f"<html><body><h1>Join us</h1>{words}</body></html>", URL)
    assert (found.family, dict(found.board)) == (family, board)
    assert found.by


def test_every_family_has_a_page():
    assert set(EMBEDS) == set(load_board_families()) - WITHOUT_BOARDS


@pytest.mark.parametrize("mark", load_board_marks(), ids=lambda mark: mark.family)
def test_each_mark_s_example_gives_its_board(mark):
    (found,) = find_boards(mark.example, "https://careers.example.com/")
    assert (found.family, dict(found.board)) == (mark.family, dict(mark.board))


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>No openings today.</p>",
        '<a href="https://www.teamtailor.com/">Powered by</a> <a href="https://www.workable.com/">Workable</a>',
        '<a href="https://www.greenhouse.io/">Greenhouse</a> <a href="https://www.lever.co/">Lever</a>',
        '<a href="https://other.example/job/burbank/rigger/391/900001">A friend is hiring</a>',
        '<a href="https://other.example/us/en/search-results">Another house</a>',
        '<a href="https://jobs.ashbyhq.com/api/non-user-graphql">x</a> <a href="http://[::1">broken</a>',
    ],
)
def test_what_leads_to_no_board_of_this_site(page):
    assert find_boards(page, URL) == []


def test_a_board_in_json_ld_and_the_one_that_is_named_most_often():
    page = (
        '<script type="application/ld+json">{"@type": "JobPosting", "url": "https://jobs.lever.co/kites/1"}</script>'
        '<a href="https://jobs.lever.co/kites/2">2</a> <a href="https://jobs.lever.co/friends">friends</a>'
    )
    assert [dict(each.board) for each in find_boards(page, URL)] == [{"site": "kites"}, {"site": "friends"}]


def test_a_page_of_twenty_thousand_links_costs_bounded_time():
    page = "".join(f'<a href="https://jobs.lever.co/kites/{n}">x</a>' for n in range(20_000))
    (found,) = find_boards(page, URL)
    assert found.times <= 5_000


def test_pages_that_speak_of_openings_are_worth_another_request():
    page = (
        '<a href="/about">About</a><a href="/karriere/offene-stellen">Stellen</a><a href="/x">Open positions</a>'
        '<a href="https://elsewhere.example/careers">theirs</a><a href="mailto:jobs@example.com">jobs</a>'
        '<a href="https://www.example.com/jobs#top">Jobs</a>'
    )
    assert list_further_pages(page, "https://www.example.com/about") == [
        "https://www.example.com/karriere/offene-stellen",
        "https://www.example.com/x",
        "https://www.example.com/jobs",
    ]
