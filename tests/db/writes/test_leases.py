"""One process at a time asks a host."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from db.engine import write_sessions
from db.writes import leases

HOLD = timedelta(minutes=2)
OVER = timedelta(seconds=-1)
"""A lease that has run out."""
HOSTS = [f"{n}.example" for n in range(30)]


def test_a_held_host_is_nobody_elses_until_its_time_has_run_out(engine: Engine) -> None:
    with write_sessions(engine).begin() as session:
        first = leases.acquire_lease(session, "a.example", "one", HOLD)
        assert first
        assert leases.acquire_lease(session, "a.example", "two", HOLD) is None
        assert leases.acquire_lease(session, "b.example", "two", HOLD)
        again = leases.acquire_lease(session, "a.example", "one", OVER)
        assert again
        assert again > first
        assert not leases.renew_lease(session, "a.example", again, HOLD), "its time had run out"
        assert leases.find_lost_hosts(session.connection(), {"a.example": again}) == ["a.example"]
        other = leases.acquire_lease(session, "a.example", "two", HOLD)
        assert other
        assert other > again
        assert not leases.renew_lease(session, "a.example", again, HOLD)
        assert leases.find_lost_hosts(session.connection(), {"a.example": other}) == []


def test_a_renewed_host_stays_ours_and_a_released_one_is_free(engine: Engine) -> None:
    with write_sessions(engine).begin() as session:
        one = leases.acquire_lease(session, "a.example", "one", HOLD)
        assert one
        assert leases.renew_lease(session, "a.example", one, HOLD)
        leases.release_lease(session, "a.example", one + 1)
        assert leases.acquire_lease(session, "a.example", "two", HOLD) is None
        leases.release_lease(session, "a.example", one)
        assert leases.find_lost_hosts(session.connection(), {"a.example": one}) == ["a.example"]
        two = leases.acquire_lease(session, "a.example", "two", HOLD)
        assert two
        assert two > one, "the token grows though the host was given back"


def test_a_host_is_not_taken_before_it_may_be_asked_again(engine: Engine) -> None:
    pause, none = timedelta(minutes=1), timedelta(0)
    with write_sessions(engine).begin() as session:
        assert leases.find_pause(session, "a.example") == none
        one = leases.acquire_lease(session, "a.example", "one", HOLD, next_in=HOLD + pause)
        assert one
        assert leases.find_pause(session, "a.example") is None, "it is held"
        leases.release_lease(session, "a.example", one, next_in=pause)
        left = leases.find_pause(session, "a.example")
        assert left
        assert pause - timedelta(seconds=30) < left <= pause
        assert leases.acquire_lease(session, "a.example", "two", HOLD, next_in=HOLD) is None
        replay = leases.acquire_lease(session, "a.example", "a replay, which asks nobody", HOLD)
        assert replay
        leases.release_lease(session, "a.example", replay)
        assert leases.find_pause(session, "a.example"), "the pause stands as it stood"
        assert leases.acquire_lease(session, "b.example", "killed", OVER, next_in=OVER + pause)
        assert leases.acquire_lease(session, "b.example", "two", HOLD, next_in=HOLD) is None


RACE = """
import json, sys
from datetime import timedelta
from db.engine import open_engine
from db.writes import leases
from db.engine import write_sessions
url, holder, *hosts = sys.argv[1:]
write = write_sessions(open_engine(url))
print("ready", flush=True)
input()
won = []
for host in hosts:
    with write.begin() as session:
        if leases.acquire_lease(session, host, holder, timedelta(minutes=2)):
            won.append(host)
print(json.dumps(won))
"""


def test_of_processes_that_race_for_hosts_each_host_has_one_winner(engine: Engine, start: Any) -> None:
    url = engine.url.render_as_string(hide_password=False)
    racers = [start(RACE, url, holder, *HOSTS) for holder in ("one", "two", "three")]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("\n")
        racer.stdin.flush()
    ended = [racer.communicate(timeout=60) for racer in racers]
    assert [errors for _, errors in ended] == ["", "", ""]
    won = [host for out, _ in ended for host in json.loads(out)]
    assert sorted(won) == sorted(HOSTS)
