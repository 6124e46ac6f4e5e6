"""Run spiders in a process of their own: JSON cases on stdin, one JSON result a line on stdout.

A case: {"studio": row of a studios file, "via": address, "refresh"?: bool, "settings"?: {},
"most"?: how much a Workday list shows, "known_from"?: the number of the case before it whose postings it knows}.
The argument says how many run at once; a case that knows another's postings runs after all that do not.
"""

import asyncio
import dataclasses
import json
import sys
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from spiders.catalog.studios import Studio
from spiders.conditional import KnownDetail
from spiders.loader import make_spider_class


async def visit(process: AsyncCrawlerProcess, case: dict[str, Any]) -> dict[str, Any]:
    items: list[Any] = []
    spider = make_spider_class(Studio(**case["studio"]))
    if "most" in case:
        spider.window = case["most"]  # type: ignore[attr-defined]
    crawler = process.create_crawler(spider)
    crawler.settings.setdict({"VIA": case["via"], **case.get("settings", {})}, priority="cmdline")
    crawler.signals.connect(lambda item: items.append(item), signals.item_scraped, weak=False)
    known = {key: KnownDetail(list_fingerprint=mark) for key, mark in case.get("known", {}).items()}
    await process.crawl(crawler, known=known, refresh=case.get("refresh", False))
    crawler.spider.walk.close_unreadable()
    return {"items": [dataclasses.asdict(item) for item in items], "walk": dataclasses.asdict(crawler.spider.walk)}


class Visits(AsyncCrawlerProcess):
    def __init__(self, settings: Settings, cases: list[dict[str, Any]], at_once: int) -> None:
        super().__init__(settings)
        self.cases = cases
        self.results: dict[int, dict[str, Any]] = {}
        self.room = asyncio.Semaphore(at_once)

    async def join(self) -> None:
        for knowing in (False, True):
            await asyncio.gather(
                *(self.visit(number) for number, case in enumerate(self.cases) if ("known_from" in case) is knowing)
            )
        for _, result in sorted(self.results.items()):
            sys.stdout.write(json.dumps(result, default=lambda x: sorted(x) if isinstance(x, set) else str(x)) + "\n")

    async def visit(self, number: int) -> None:
        case = self.cases[number]
        if "known_from" in case:
            items = self.results[case["known_from"]]["items"]
            case["known"] = {item["board_key"]: item["list_fingerprint"] for item in items}
        async with self.room:
            self.results[number] = await visit(self, case)


def main() -> None:
    settings = Settings()
    settings.setmodule("tracker.settings")
    settings.setdict({"ITEM_PIPELINES": {}, "DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 5}, priority="project")
    Visits(settings, json.load(sys.stdin), int(sys.argv[1])).start()


if __name__ == "__main__":
    main()
