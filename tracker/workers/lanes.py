"""A lane: studios whose boards share hosts. It is the unit of work, as a host is asked by one process at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from spiders.catalog.studios import Studio
from spiders.loader import make_spider_class
from tracker.crawling.selection import has_a_board_to_visit


class LaneMap:
    """Every lane, by the first of its hosts in the alphabet, with its studios."""

    def __init__(self, hosts_of: Mapping[str, Sequence[str]]) -> None:
        """`hosts_of`: the hosts of each studio."""
        self.of_studio = find_lanes(hosts_of)
        self.studios: dict[str, list[str]] = defaultdict(list)
        for studio, lane in self.of_studio.items():
            self.studios[lane].append(studio)

    @classmethod
    def from_studios(cls, studios: Iterable[Studio]) -> "LaneMap":
        """Of all studios that may be visited, not of those that are due: so a lane keeps its name."""
        return cls({each.name: make_spider_class(each).hosts() for each in studios if has_a_board_to_visit(each)})

    def select_lanes(self, studios: Collection[str]) -> list[str]:
        """The lanes of these studios, in that order, each once; a studio that this machine does not know has none."""
        return list(dict.fromkeys(self.of_studio[studio] for studio in studios if studio in self.of_studio))


def find_lanes(hosts_of: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The lane of each studio. A studio with two hosts joins two lanes that had nothing in common before."""
    above: dict[str, str] = {}

    def find_first(host: str) -> str:
        while (next_above := above.setdefault(host, host)) != host:
            above[host] = host = above[next_above]  # halves the way for the next look
        return host

    for hosts in hosts_of.values():
        for host in hosts[1:]:
            low, high = sorted((find_first(hosts[0]), find_first(host)))
            above[high] = low
    return {studio: find_first(hosts[0]) for studio, hosts in hosts_of.items() if hosts}
