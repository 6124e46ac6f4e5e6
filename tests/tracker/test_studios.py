"""The roll of studios: what is known of each, and whether its board is well, found out with two requests."""

import csv
import io
from pathlib import Path

import pytest

from tracker.town.faults import Fault
from tracker.town.jobs import Job
from tracker.town.server import Town

BOARDS = {
    "offers": ("recruitee", 'company = "offers"', "offers.recruitee.com", ""),
    "site": (
        "workday",
        'tenant = "site", pod = "wd5", site = "External"',
        "site.wd5.myworkdayjobs.com",
        "site/External",
    ),
    "cards": ("icims", 'host = "careers-cards.icims.com"', "careers-cards.icims.com", ""),
}
"""One that carries whole postings in its list, and two that ask for each."""


def job(name: str, key: int = 1, **more: object) -> Job:
    family, _, host, board = BOARDS[name]
    return Job(
        **{
            "studio": name.title(),
            "family": family,
            "host": host,
            "board": board,
            "key": str(key),
            "title": f"Rigger {key}",
            "locations": ["Los Angeles, California, United States"],
            "description_html": "<p>Rig creatures.</p>",
            "requisition": f"R{key}",
            **more,
        }
    )


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    rows = [
        f'[[studio]]\nname = "{name}"\ntitle = "{name.title()}"\nfamily = "{family}"\nboard = {{ {board} }}\n'
        f'expect_company = "{name.title()}.*"\nsource_url = "https://x.example"\nconfidence = "high"\n'
        for name, (family, board, _, _) in BOARDS.items()
    ]
    (tmp_path / "mine.toml").write_text("\n".join(rows), encoding="utf-8")
    return {"LABOR_TRACKER_STUDIOS": str(tmp_path / "mine.toml")}


def check(run, own, town, *names):
    done = run("studios", "check", *names, "--via", town.url, **own)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_a_glance_asks_robots_txt_and_the_first_page_alone_and_keeps_nothing(run, own, tmp_path) -> None:
    jobs = [job(name, key) for name in BOARDS for key in range(1, 26)]
    with Town(jobs) as town:
        done = check(run, own, town, *BOARDS)
        for _, _, host, _ in BOARDS.values():
            asked = [request for request in town.requests if request.host == host]
            assert [request.path for request in asked[:1]] == ["/robots.txt"]
            assert len(asked) == 2
            assert asked[1].at - asked[0].at >= 1
    assert done.returncode == 0, done.stdout
    offers, site, cards = done.stdout.splitlines()
    assert offers == "offers: well: 25 on the first page"
    assert site == "site: well: 25 announced, 20 on the first page; its company is not named there"
    assert cards.startswith("cards: well: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.toml"]


AILMENTS = [
    ("offers", {"organization": "Offers Studio"}, [], "", "offers: well: 1 on the first page"),
    (
        "offers",
        {"organization": "Bids"},
        [],
        "",
        "offers: wrong company: the board is 'Bids''s, where 'Offers.*' belongs",
    ),
    ("site", {}, [Fault(path="/jobs$", kind="shape")], "", "site: changed shape: the board changed its shape: "),
    ("cards", {}, [Fault(path="search", kind="html")], "", "cards: changed shape: "),
    ("site", {}, [], "Disallow: /External/", "site: refused by robots.txt: robots.txt of "),
    ("site", {}, [Fault(robots=True, kind="401")], "", "site: refused by robots.txt: robots.txt of site.wd5"),
    ("site", {}, [Fault(path="/jobs$", kind="503")], "", "site: unreachable: site.wd5.myworkdayjobs.com answered 503"),
    ("site", {}, [Fault(path="/jobs$", kind="422")], "", "no such tenant on this pod, or the pod is under maintenance"),
    ("offers", {}, [Fault(path="offers", kind="drop")], "", "offers: unreachable: offers.recruitee.com broke off"),
    ("site", {}, [Fault(path="/jobs$", kind="none_listed")], "", "site: well: 0 announced, 0 on the first page"),
]


@pytest.mark.parametrize(
    ("name", "more", "faults", "robots", "says"), AILMENTS, ids=[case[4][:50] for case in AILMENTS]
)
def test_what_ails_a_board_is_named(run, own, name, more, faults, robots, says) -> None:
    with Town([job(name, **more)], robots={BOARDS[name][2]: f"User-agent: *\n{robots}\n"}) as town:
        town.faults = list(faults)
        done = check(run, own, town, name)
        assert len(town.requests) <= 2
    assert says in done.stdout, done.stdout
    well = ": well" in done.stdout
    assert done.returncode == (0 if well else 1)


def test_the_roll_shows_terms_robots_and_the_last_crawl(run, own) -> None:
    def roll():
        done = run("studios", "list", "--format", "csv", **own)
        assert done.returncode == 0, done.stderr
        return {row["studio"]: row for row in csv.DictReader(io.StringIO(done.stdout))}

    before = roll()
    assert (before["offers"]["last_outcome"], before["offers"]["family"]) == ("", "recruitee")
    assert before["offers"]["terms"] == "crawl (read on 2026-09-25)"
    assert before["netflix"]["terms"] == "not read"
    assert before["netflix"]["robots"].startswith("Disallow: / with Allow: /careers")
    with Town([job("offers")]) as town:
        assert run("crawl", "offers", "--via", town.url, "--delay", 0, **own).returncode == 0
    after = roll()["offers"]
    assert after["last_outcome"] == "complete"
    assert after["last_crawl_at"]
