"""The roll of studios: what is known of each, and whether its board is well, found out with two requests."""

import csv
import io
from pathlib import Path

import pytest

from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting

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


def job(name: str, key: int = 1, **more: object) -> FakePosting:
    family, _, host, board = BOARDS[name]
    return FakePosting(
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


def check(run, own, server, *names):
    done = run("studios", "check", *names, "--via", server.url, **own)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_a_glance_asks_robots_txt_and_the_first_page_alone_and_keeps_nothing(run, own, tmp_path) -> None:
    jobs = [job(name, key) for name in BOARDS for key in range(1, 26)]
    with FakeBoardServer(jobs) as server:
        done = check(run, own, server, *BOARDS)
        for _, _, host, _ in BOARDS.values():
            asked = [request for request in server.requests if request.host == host]
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
    ("site", {}, [Fault(path="/jobs$", kind="shape")], "", "site: changed shape: 'jobPostings' "),
    ("cards", {}, [Fault(path="search", kind="html")], "", "cards: changed shape: "),
    ("site", {}, [], "Disallow: /External/", "site: refused by robots.txt: robots.txt of "),
    ("site", {}, [Fault(robots=True, kind="401")], "", "site: refused by robots.txt: robots.txt of site.wd5"),
    ("site", {}, [Fault(robots=True, kind="503")], "", "site: unreachable: robots.txt of site.wd5"),
    ("site", {}, [Fault(path="/jobs$", kind="503")], "", "site: unreachable: site.wd5.myworkdayjobs.com answered 503"),
    ("site", {}, [Fault(path="/jobs$", kind="422")], "", "no such tenant on this pod, or the pod is under maintenance"),
    ("offers", {}, [Fault(path="offers", kind="drop")], "", "offers: unreachable: offers.recruitee.com broke off"),
    ("site", {}, [Fault(path="/jobs$", kind="none_listed")], "", "site: well: 0 announced, 0 on the first page"),
]


@pytest.mark.parametrize(
    ("name", "more", "faults", "robots", "says"), AILMENTS, ids=[case[4][:50] for case in AILMENTS]
)
def test_what_ails_a_board_is_named(run, own, name, more, faults, robots, says) -> None:
    with FakeBoardServer([job(name, **more)], robots={BOARDS[name][2]: f"User-agent: *\n{robots}\n"}) as server:
        server.faults = list(faults)
        done = check(run, own, server, name)
        assert len(server.requests) <= 2
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
    with FakeBoardServer([job("offers")]) as server:
        assert run("crawl", "offers", "--via", server.url, "--delay", 0, **own).returncode == 0
    after = roll()["offers"]
    assert after["last_outcome"] == "complete"
    assert after["last_crawl_at"]


def add(run, own, address, *more):
    done = run("studios", "add", address, *more, **own)
    assert "Traceback" not in done.stderr, done.stderr
    return done


THERE = "# my studios\r\n" + '[[studio]]\nname = "mine"\ntitle = "Mine"\nsource_url = "https://x"\nconfidence = "low"'


def new_board(count: int = 5) -> list[FakePosting]:
    return [
        job("offers", key, host="newcomer.recruitee.com", organization="Newcomer (Films)")
        for key in range(1, count + 1)
    ]


def test_adding_shows_whose_board_it_is_and_the_studio_can_be_crawled(run, rows, tmp_path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(THERE.encode())
    own = {"LABOR_TRACKER_STUDIOS": str(file)}
    with FakeBoardServer(new_board()) as server:
        done = add(run, own, "https://newcomer.recruitee.com/o/rigger-1", "--via", server.url)
        assert [request.path for request in server.requests] == ["/robots.txt", "/api/offers/"]
        assert done.returncode == 0, done.stderr
        company, postings, *shown, terms, last = done.stdout.splitlines()
        assert company == "company: Newcomer (Films)"
        assert postings == "postings: 5 on the first page"
        assert [line.split(" – ")[0] for line in shown] == ["  Rigger 1", "  Rigger 2", "  Rigger 3"]
        assert all("Los Angeles" in line for line in shown)
        assert terms.startswith("terms: read on 2026-09-25: ")
        assert last == f"newcomer-films: written to {file}; labor-tracker crawl newcomer-films visits it"
        assert file.read_bytes() == THERE.encode() + (
            b'\n\n[[studio]]\nname = "newcomer-films"\ntitle = "Newcomer (Films)"\nfamily = "recruitee"\n'
            b'board = { company = "newcomer" }\nexpect_company = "Newcomer \\\\(Films\\\\)"\n'
            b'source_url = "https://newcomer.recruitee.com/o/rigger-1"\nconfidence = "medium"\n'
        )
        assert run("crawl", "newcomer-films", "--via", server.url, "--delay", 0, **own).returncode == 0
    assert rows("select count(*) from postings where studio = 'newcomer-films'") == [(5,)]
    assert sorted(path.name for path in tmp_path.iterdir() if "mine" in path.name) == ["mine.toml"]


def test_a_board_that_names_nobody_is_added_with_low_confidence_into_a_new_file(run, tmp_path) -> None:
    own = {"LABOR_TRACKER_STUDIOS": str(tmp_path / "new.toml")}
    jobs = [job("site", host="other.wd1.myworkdayjobs.com", board="other/Careers")]
    with FakeBoardServer(jobs) as server:
        address = "other.wd1.myworkdayjobs.com/en-US/Careers"
        done = add(run, own, address, "--name", "Other Wörld", "--via", server.url)
    assert done.returncode == 0, done.stderr
    assert "company: not named on the first page of the list" in done.stdout
    assert "  Rigger 1 – Los Angeles, California, United States" in done.stdout
    text = (tmp_path / "new.toml").read_text(encoding="utf-8")
    assert 'name = "other-world"\ntitle = "Other Wörld"\n' in text
    assert 'confidence = "low"\nnote = "The board names no company' in text


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://jobs.lever.co/Spotify/0a1b", "that is the board of Spotify, which is known already as spotify"),
        (
            "https://explore.jobs.netflix.net/careers?domain=netflix.com",
            "the board of Netflix, which is known already as netflix",
        ),
        ("https://explore.jobs.netflix.net/careers", "the board of Netflix, which is known already as netflix"),
        ("explore.jobs.netflix.net", "the board of Netflix, which is known already as netflix"),
        ("https://jobs.disneycareers.com/teams", "the board of The Walt Disney Company, which is known already as"),
        (
            "https://www.amazon.jobs/en/",
            "the board of Amazon (MGM Studios, Prime Video), which is known already as amazon",
        ),
    ],
)
def test_a_known_board_is_named_and_nothing_is_asked_or_written(run, own, tmp_path, address, says) -> None:
    before = (tmp_path / "mine.toml").read_bytes()
    done = add(run, own, address, "--via", "http://127.0.0.1:9")
    assert (done.returncode, done.stderr) == (0, "")
    assert says in done.stdout
    assert (tmp_path / "mine.toml").read_bytes() == before


NOT_ADDED = [
    ("https://www.example.org/careers", [], 1, "nothing was written: www.example.org answered 404 to /careers"),
    ("https://10.0.0.1/careers", [], 2, "'https://10.0.0.1/careers' is not the address of a public site"),
    ("not an address", [], 2, "'not an address' is not a web address"),
    ("https://newcomer.recruitee.com", [Fault(path="offers", kind="shape")], 1, "not well: changed shape"),
    ("https://newcomer.recruitee.com", [Fault(robots=True, kind="403")], 1, "not well: refused by robots.txt"),
    ("https://nobody.recruitee.com", [], 1, "not well: "),
]


@pytest.mark.parametrize(("address", "faults", "code", "says"), NOT_ADDED, ids=[case[3][:40] for case in NOT_ADDED])
def test_what_cannot_be_added_leaves_the_file_alone(run, own, tmp_path, address, faults, code, says) -> None:
    before = (tmp_path / "mine.toml").read_bytes()
    with FakeBoardServer(new_board()) as server:
        server.faults = list(faults)
        done = add(run, own, address, "--via", server.url)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert (tmp_path / "mine.toml").read_bytes() == before


def test_a_name_that_is_taken_leaves_the_file_alone(run, own, tmp_path) -> None:
    before = (tmp_path / "mine.toml").read_bytes()
    with FakeBoardServer(new_board()) as server:
        done = add(run, own, "https://newcomer.recruitee.com", "--name", "Netflix", "--via", server.url)
    assert done.returncode == 1
    assert "a studio named 'netflix' is known: say another with --name" in done.stderr
    assert (tmp_path / "mine.toml").read_bytes() == before


def test_a_file_that_the_row_would_break_is_left_alone(run, tmp_path) -> None:
    (tmp_path / "mine.toml").write_text("studio = []\n")
    with FakeBoardServer(new_board()) as server:
        own = {"LABOR_TRACKER_STUDIOS": str(tmp_path / "mine.toml")}
        done = add(run, own, "https://newcomer.recruitee.com", "--via", server.url)
    assert done.returncode == 1
    assert "mine.toml was left as it was: with the new row, the studios file " in done.stderr
    assert "mine.toml is not TOML" in done.stderr
    assert (tmp_path / "mine.toml").read_text() == "studio = []\n"
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".db"] == ["mine.toml"]


def test_a_board_s_words_cannot_steer_the_terminal(run, own) -> None:
    hostile = "\x1b]0;owned\x07Newcomer\x1b[2J"
    jobs = [job("offers", host="newcomer.recruitee.com", organization=hostile, title=f"Rigger {hostile}")]
    with FakeBoardServer(jobs) as server:
        done = add(run, own, "https://newcomer.recruitee.com", "--via", server.url)
    assert done.returncode == 0, done.stderr
    assert "company: �]0;owned�Newcomer�[2J" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_without_a_file_of_one_s_own_the_variable_is_named(run) -> None:
    done = run("studios", "add", "https://jobs.lever.co/spotify")
    assert (done.returncode, done.stdout) == (2, "")
    assert "LABOR_TRACKER_STUDIOS is not set" in done.stderr


FRONT = '<p>Work with us!</p><a href="/about">About</a> <a href="/en/openings/">Our openings</a>'
FRAME = '<h1>Openings</h1><iframe src="https://newcomer.recruitee.com/?jobs-widget=1"></iframe>'
PAGES = {
    "www.newcomer.example/careers": FRONT,
    "www.newcomer.example/en/openings/": FRAME,
    "newcomer.example/jobs": "https://newcomer.recruitee.com/",
    "www.two.example/careers": FRAME + '<a href="https://jobs.lever.co/newcomer-two/1">and here</a>',
    "www.none.example/careers": "<p>We seek nobody.</p>",
}


def add_behind(run, tmp_path, address, *more):
    own = {"LABOR_TRACKER_STUDIOS": str(tmp_path / "new.toml")}
    with FakeBoardServer([*new_board(), *lever_board()], pages=PAGES) as server:
        return add(run, own, address, *more, "--via", server.url), server


def lever_board() -> list[FakePosting]:
    more = {"studio": "Newcomer", "family": "lever", "host": "api.lever.co", "board": "newcomer-two"}
    return [job("offers", 9, **more)]


def test_a_board_behind_a_page_is_found_shown_and_asked_about(run, tmp_path) -> None:
    done, server = add_behind(run, tmp_path, "https://www.newcomer.example/careers", "--yes")
    assert done.returncode == 0, done.stderr
    assert [f"{request.host}{request.path}" for request in server.requests] == [
        "www.newcomer.example/robots.txt",
        "www.newcomer.example/careers",
        "www.newcomer.example/en/openings/",
        "newcomer.recruitee.com/robots.txt",
        "newcomer.recruitee.com/api/offers/",
    ]
    first = done.stdout.splitlines()[0]
    assert first == "board: recruitee, company=newcomer (by https://newcomer.recruitee.com/?jobs-widget=1)"
    text = (tmp_path / "new.toml").read_text(encoding="utf-8")
    assert 'source_url = "https://www.newcomer.example/careers"' in text


def test_without_an_answer_nothing_is_written(run, tmp_path) -> None:
    done, _ = add_behind(run, tmp_path, "https://www.newcomer.example/careers")
    assert done.returncode == 1
    assert "Is this the board of Newcomer (Films)?" in done.stderr
    assert not (tmp_path / "new.toml").exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (
            "https://www.two.example/careers",
            "the page leads to several boards: recruitee company=newcomer; lever site=",
        ),
        ("https://www.none.example/careers", "no board that can be read stands behind it (1 of its pages were read)"),
    ],
)
def test_a_page_that_leads_to_no_board_or_to_several_is_told(run, tmp_path, address, says) -> None:
    done, _ = add_behind(run, tmp_path, address, "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr


def test_a_page_that_robots_txt_bars_is_not_read(run, tmp_path) -> None:
    own = {"LABOR_TRACKER_STUDIOS": str(tmp_path / "new.toml")}
    with FakeBoardServer(
        new_board(), pages=PAGES, robots={"www.newcomer.example": "User-agent: *\nDisallow: /careers\n"}
    ) as server:
        done = add(run, own, "https://www.newcomer.example/careers", "--yes", "--via", server.url)
        assert [request.path for request in server.requests] == ["/robots.txt"]
    assert "robots.txt of www.newcomer.example disallows /careers" in done.stderr


ROWS = (
    ("Newcomer", "newcomer.example/jobs", "added"),
    ("Spotify", "https://jobs.lever.co/spotify/0a1b", "known"),
    ("Netflix", "https://explore.jobs.netflix.net/careers", "known"),
    ("None", "https://www.none.example/careers", "not added"),
    ("Down", "https://down.example/careers", "unreachable"),
    ("Wrong", "careers", "not added"),
)


def test_an_import_goes_on_where_it_was_stopped(run, tmp_path) -> None:
    """After a kill between the two writes, and in the middle of a line, no result is lost or doubled."""
    (tmp_path / "mine.csv").write_text(
        "Name,Careers address\n" + "".join(f'"{name}",{address}\n' for name, address, _ in ROWS), encoding="utf-8"
    )
    own = {"LABOR_TRACKER_STUDIOS": str(tmp_path / "new.toml")}
    results = tmp_path / "mine.csv.results.csv"

    def import_once(server):
        done = run("studios", "import", str(tmp_path / "mine.csv"), "--via", server.url, **own)
        assert "Traceback" not in done.stderr, done.stderr
        return done, {row["name"]: row for row in csv.DictReader(io.StringIO(results.read_text(encoding="utf-8")))}

    with FakeBoardServer(new_board(), pages=PAGES) as server:
        server.faults = [Fault(host="down.example", kind="503", retry_after=0)]
        done, found = import_once(server)
        assert done.returncode == 1
        assert {name: row["result"] for name, row in found.items()} == {name: result for name, _, result in ROWS}
        assert (found["Newcomer"]["studio"], found["Spotify"]["studio"]) == ("newcomer", "spotify")
        assert "6 lines: 1 added, 2 known, 2 not added, 1 unreachable" in done.stderr
        assert len(done.stdout.splitlines()) == len(ROWS)
        there = (tmp_path / "new.toml").read_bytes()

        # killed after the studio was written and before its result was, in the middle of another line
        kept = [line for line in results.read_text().splitlines(keepends=True) if ",Newcomer," not in line]
        results.write_text("".join(kept) + "2,Newco")
        before = len(server.requests)
        done, found = import_once(server)
        assert {name: row["result"] for name, row in found.items()} == {name: result for name, _, result in ROWS}
        assert (tmp_path / "new.toml").read_bytes() == there
        asked = {request.host for request in server.requests[before:]}
        assert asked == {"newcomer.example", "down.example"}, "what has a result is not asked again"
