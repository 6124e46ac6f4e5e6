"""Studios that share a host, however indirectly, are one lane, which keeps its name."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.workers.lanes import LaneMap, find_lanes

HOSTS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3)


@given(st.lists(HOSTS, max_size=12))
def test_two_studios_are_in_one_lane_where_a_chain_of_hosts_joins_them(hosts: list[list[str]]) -> None:
    lanes = find_lanes({str(number): each for number, each in enumerate(hosts)})
    groups: list[set[str]] = []  # reckoned the slow way
    for each in hosts:
        joined = [group for group in groups if group & set(each)]
        groups = [group for group in groups if group not in joined] + [set(each).union(*joined)]
    expected = {host: min(group) for group in groups for host in group}
    assert [lanes[str(number)] for number in range(len(hosts))] == [expected[each[0]] for each in hosts]


def test_lanes_come_in_the_order_of_their_studios_and_unknown_studios_have_none() -> None:
    lanes = LaneMap({"one": ["a"], "two": ["b"], "three": ["a"]})
    assert lanes.select_lanes(["two", "nobody", "three", "one"]) == ["b", "a"]
    assert lanes.studios == {"a": ["one", "three"], "b": ["two"]}
