"""Whatever a board answers: its crawl is closed with a short reason, its host given back, the next board crawled."""

import http.server
import json
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

HOST = "boards-api.greenhouse.io"
GOOD = {
    "id": 1,
    "title": "Rigger",
    "absolute_url": "https://job-boards.greenhouse.io/good/jobs/1",
    "content": "<p>Rig creatures.</p>",
    "location": {"name": "Los Angeles"},
    "first_published": "2026-11-02T00:00:00Z",
}


def rows(*jobs: Any, total: Any = None) -> bytes:
    answer = {"jobs": list(jobs), **({} if total is None else {"meta": {"total": total}})}
    return json.dumps(answer).encode()


def job(**more: Any) -> dict[str, Any]:
    return {**GOOD, **more}


def pay(low: str, high: str) -> dict[str, Any]:
    return {"min_cents": low, "max_cents": high, "currency_type": "USD", "title": "Base"}


def nested(depth: int) -> bytes:
    return b'{"jobs":' + b"[" * depth + b"]" * depth + b"}"


HOSTILE: dict[str, tuple[bytes, str, str]] = {
    # name: the answer, how the crawl has to end, and what its reason says
    "huge_total": (rows(GOOD, total=10**30), "incomplete", "announces a number of 100 bits"),
    "negative_total": (rows(GOOD, total=-1), "incomplete", "announces -1 postings"),
    "huge_key": (rows(job(id=10**40)), "complete", ""),
    "surrogate_key": (rows(job(id="a\ud800b")), "complete", ""),
    "nul_key": (rows(job(id="a\x00b")), "complete", ""),
    "long_key": (rows(job(id="k" * 100_000)), "complete", ""),
    "blank_key": (rows(GOOD, job(id="  ")), "incomplete", "a row of the list: its key is blank"),
    "escapes_in_key": (rows(GOOD, job(id="\x1b]0;owned\x07\x1b[31m")), "complete", ""),
    "surrogates_and_nul": (
        rows(job(title="R\ud800\x00", content="<p>\udfff\x00</p>", location={"name": "\ud801"})), "complete", "",
    ),
    "named_twice": (rows(GOOD, job(), job(id=2), total=3), "complete", "names 1 of its postings twice"),
    "year_0": (rows(job(first_published="0000-01-01")), "complete", ""),
    "year_9999": (rows(job(first_published="9999-12-31", application_deadline="9999-12-31")), "complete",
                  "posted on 9999-12-31"),
    "zero_date": (rows(job(first_published="1970-01-01")), "complete", "posted on 1970-01-01"),
    "next_year": (rows(job(first_published=f"{datetime.now(UTC).year + 2}-01-01")), "complete", "posted on"),
    "long_decimals": (rows(job(pay_input_ranges=[pay("2884.6153846153846153", "5000")])), "complete",
                      "an amount of 28.84"),
    "huge_pay": (rows(job(pay_input_ranges=[pay("9" * 60, "1e999999999")])), "complete", ""),
    "huge_numbers": (b'{"jobs":[],"meta":{"total":1e999999999}}', "failed", "shape"),
    "no_numbers": (b'{"jobs":[],"meta":{"total":' + b"9" * 100_000 + b"}}", "failed", "not JSON"),
    "long_words": (rows(job(title="T" * 3_000_000, requisition_id="r" * 50_000)), "complete", "title of 3000000"),
    "bad_rows": (rows(GOOD, *({"id": None, "n": n} for n in range(30_000))), "incomplete", "'id' is missing"),
    "bad_details": (rows(GOOD, *({"id": n} for n in range(2, 5_000))), "incomplete", "and 9 more: "),
    "many_values": (b'{"jobs":[' + b"[]," * 3_100_000 + b"[]]}", "failed", "more than 3,000,000 values"),
    "deep": (nested(200_000), "failed", "not JSON"),
    "many_rows": (rows(*({"id": 1} for _ in range(60_000))), "failed", "60000 rows"),
    "control_characters": (rows(GOOD, {"id": ["\x1b[2J\r\n" * 200]}), "incomplete", "'id' is"),
    "right_to_left": (rows(job(title="\u202egnireenignE")), "complete", ""),
    "two_objects": (rows(GOOD) + rows(GOOD), "failed", "not JSON"),
    "a_string": (b'"jobs"', "failed", "shape"),
    "nothing": (b"", "failed", "empty answer"),
    "text": ("Ünsinn \ud83d".encode("utf-8", "surrogatepass"), "failed", "not JSON"),
}  # fmt: skip


def mutated(seed: int) -> bytes:
    """A right answer with one of its values, or some of its bytes, replaced."""
    chance = random.Random(seed)
    odd = [None, [], {}, -1, 10**25, "\ud83d", "\x00", True, 1.5e300, "9" * 5000, [[[]]], {"id": {}}, "<script>", ""]
    data: Any = json.loads(rows(GOOD, job(id=2), total=2))
    place = chance.choice([data, data["meta"], *data["jobs"], data["jobs"][0]["location"]])
    place[chance.choice(list(place))] = chance.choice(odd)
    raw = bytearray(json.dumps(data).encode())
    if chance.random() < 0.3:
        for _ in range(5):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


class Handler(http.server.BaseHTTPRequestHandler):
    answers: dict[str, bytes]

    def do_GET(self) -> None:
        name = self.path.partition("/boards/")[2].partition("/")[0]
        if name == "endless_headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            try:
                for n in range(1_000_000):
                    self.wfile.write(b"X-%d: %s\r\n" % (n, b"y" * 1000))
            except OSError:
                self.server.cut_off = n  # type: ignore[attr-defined]
            return
        body = b"User-agent: *\nAllow: /\n" if self.path.endswith("robots.txt") else self.answers[name]
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if name else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hostile_server() -> Iterator[Callable[[dict[str, bytes]], http.server.ThreadingHTTPServer]]:
    servers = []

    def serve(answers: dict[str, bytes]) -> http.server.ThreadingHTTPServer:
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), type("AnsweringHandler", (Handler,), {"answers": answers})
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def crawl_all(run, tmp_path, server, names: list[str]):
    """One process crawls these boards of one host, one after the other, and a good one last."""
    studios = "".join(
        f'[[studio]]\nname = "{name.replace("_", "-")}"\ntitle = "{name}"\nfamily = "greenhouse"\n'
        f'board = {{ token = "{name}" }}\nsource_url = "https://{HOST}/"\nconfidence = "high"\n'
        for name in [*names, "good"]
    )
    (tmp_path / "studios.toml").write_text(studios)
    return run(
        "crawl", *(name.replace("_", "-") for name in [*names, "good"]),
        "--via", f"http://127.0.0.1:{server.server_port}", "--delay", 0,
        LABOR_TRACKER_STUDIOS=str(tmp_path / "studios.toml"),
    )  # fmt: skip


def test_hostile_answers_close_their_crawls_and_hold_up_no_other(run, rows, tmp_path, hostile_server) -> None:
    answers = {name: case[0] for name, case in HOSTILE.items()} | {
        f"mutated_{n}": mutated(n) for n in range(120)
    } | {"good": json.dumps({"jobs": [GOOD], "meta": {"total": 1}}).encode()}  # fmt: skip
    names = [name for name in answers if name != "good"]
    server = hostile_server(answers)
    done = crawl_all(run, tmp_path, server, [*names[:3], "endless_headers", *names[3:]])
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not any(character in done.stdout + done.stderr for character in "\x1b\x07\x00\u202e")
    ended = {
        studio.replace("-", "_"): (outcome, reason or "")
        for studio, outcome, reason in rows("select studio, outcome, reason from crawls")
    }
    assert ended["good"] == ("complete", "")
    assert set(ended) == {*answers, "endless_headers"}
    wrong = {
        name: ended[name]
        for name, (_, outcome, says) in HOSTILE.items()
        if ended[name][0] != outcome or says not in ended[name][1]
    }
    assert not wrong
    assert ended["endless_headers"][0] == "failed"
    assert "more than is read of one answer" in ended["endless_headers"][1]
    assert server.cut_off < 10_000
    assert all(len(reason) <= 500 for _, reason in ended.values())
    assert rows("select count(*) from host_lock where holder <> ''") == [(0,)]
    assert rows("select count(*) from postings where instr(title, char(0))") == [(0,)]
    assert rows("select count(*) from postings where posted_on > '2100'") == [(0,)]


TRIGGERS = {
    # what a failing database does to one studio's crawl: (trigger, how the crawl's line reads)
    "end-fails": (
        "BEFORE UPDATE ON crawl WHEN new.studio = 'end-fails' AND new.outcome = 'complete'",
        "failed: 0 listed, 1 new, 0 changed, 0 unchanged (its end could not be stored (the disk is full))",
    ),
    "all-ends-fail": (
        "BEFORE UPDATE ON crawl WHEN new.studio = 'all-ends-fail' AND new.outcome IS NOT NULL",
        "failed: 1 postings were stored, and its end could not be stored (the disk is full)",
    ),
    "nothing-kept": (
        "BEFORE INSERT ON posting WHEN new.studio = 'nothing-kept'",
        "could not be kept: the disk is full; 5 postings in a row could not be kept, and it was ended",
    ),
}


def test_a_database_that_fails_in_mid_crawl_holds_up_no_other_crawl(run, rows, tmp_path, hostile_server) -> None:
    names = [*TRIGGERS, "clock-ahead"]
    boards = {name: json.dumps({"jobs": [GOOD]}).encode() for name in [*names, "good"]}
    boards["nothing-kept"] = json.dumps({"jobs": [job(id=n) for n in range(1, 40)]}).encode()
    server = hostile_server(boards)
    assert run("db", "upgrade").returncode == 0
    with sqlite3.connect(tmp_path / "labor-tracker.db") as connection:
        for name, (trigger, _) in TRIGGERS.items():
            raised = "BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
            connection.execute(f'CREATE TRIGGER "{name}" {trigger} {raised}')
        connection.execute("insert into studio (studio, name, named_in_article) values ('clock-ahead', 'C', false)")
        connection.execute(
            "insert into crawl (studio, started_at, finished_at, outcome, listed, arrived, changed, unchanged, "
            "not_seen, requests, program) values ('clock-ahead', '2999-01-01T00:00:00.000000Z', "
            "'2999-01-01T00:01:00.000000Z', 'complete', 1, 1, 0, 0, 0, 1, 'x')"
        )
    connection.close()
    done = crawl_all(run, tmp_path, server, names)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    for name, (_, says) in TRIGGERS.items():
        assert says in lines[name], name
    assert "is after the clock of this machine" in lines["clock-ahead"]
    assert lines["good"].startswith("complete: 1 listed")
    assert rows("select count(*) from host_lock where holder <> ''") == [(0,)]
