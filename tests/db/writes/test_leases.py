"""One process at a time asks a host."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from db.engine import write_sessions
from db.writes import leases

NOW = datetime(2023, 7, 25, 6, tzinfo=UTC)
SOON = NOW + timedelta(minutes=2)
HOSTS = [f"{n}.example" for n in range(30)]


def test_a_held_host_is_nobody_elses_until_its_time_has_run_out(engine: Engine) -> None:
    with write_sessions(engine).begin() as session:
        assert leases.acquire_lease(session, "a.example", "one", SOON, NOW)
        assert leases.acquire_lease(session, "a.example", "one", SOON, NOW)
        assert not leases.acquire_lease(session, "a.example", "two", SOON, NOW)
        assert leases.acquire_lease(session, "b.example", "two", SOON, NOW)
        later = SOON + timedelta(seconds=1)
        assert leases.acquire_lease(session, "a.example", "two", later + timedelta(minutes=2), later)
        assert not leases.renew_lease(session, "a.example", "one", later)


def test_a_renewed_host_stays_ours_and_a_released_one_is_free(engine: Engine) -> None:
    with write_sessions(engine).begin() as session:
        leases.acquire_lease(session, "a.example", "one", SOON, NOW)
        assert leases.renew_lease(session, "a.example", "one", SOON + timedelta(hours=1))
        assert not leases.acquire_lease(session, "a.example", "two", SOON, SOON + timedelta(minutes=1))
        leases.release_lease(session, "a.example", "two")
        assert not leases.acquire_lease(session, "a.example", "two", SOON, NOW)
        leases.release_lease(session, "a.example", "one")
        assert leases.acquire_lease(session, "a.example", "two", SOON, NOW)


RACE = """
import json, sys
from datetime import datetime
from db.engine import open_engine
from db.writes import leases
from db.engine import write_sessions
url, holder, now, soon, *hosts = sys.argv[1:]
write = write_sessions(open_engine(url))
print("ready", flush=True)
input()
won = []
for host in hosts:
    with write.begin() as session:
        if leases.acquire_lease(session, host, holder, datetime.fromisoformat(soon), datetime.fromisoformat(now)):
            won.append(host)
print(json.dumps(won))
"""


def test_of_processes_that_race_for_hosts_each_host_has_one_winner(engine: Engine, start: Any) -> None:
    url = engine.url.render_as_string(hide_password=False)
    racers = [start(RACE, url, holder, NOW.isoformat(), SOON.isoformat(), *HOSTS) for holder in ("one", "two", "three")]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("\n")
        racer.stdin.flush()
    ended = [racer.communicate(timeout=60) for racer in racers]
    assert [errors for _, errors in ended] == ["", "", ""]
    won = [host for out, _ in ended for host in json.loads(out)]
    assert sorted(won) == sorted(HOSTS)
