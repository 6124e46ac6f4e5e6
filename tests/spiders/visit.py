"""Run spiders in a process of their own: JSON cases on stdin, one JSON result a line on stdout.

A case: {"studio": row of a studios file, "via": address, "refresh"?: bool, "settings"?: {},
"known_from"?: the number of the case before it whose postings it knows}.
"""

import dataclasses
import json
import sys
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from spiders.loader import spider_for
from spiders.studio import Studio


async def visit(process: AsyncCrawlerProcess, case: dict[str, Any]) -> dict[str, Any]:
    items: list[Any] = []
    crawler = process.create_crawler(spider_for(Studio(**case["studio"])))
    crawler.settings.setdict({"VIA": case["via"], **case.get("settings", {})}, priority="cmdline")
    crawler.signals.connect(lambda item: items.append(item), signals.item_scraped, weak=False)
    await process.crawl(crawler, known=case.get("known"), refresh=case.get("refresh", False))
    return {"items": [dataclasses.asdict(item) for item in items], "walk": dataclasses.asdict(crawler.spider.walk)}


class Visits(AsyncCrawlerProcess):
    def __init__(self, settings: Settings, cases: list[dict[str, Any]]) -> None:
        super().__init__(settings)
        self.cases = cases

    async def join(self) -> None:
        results: list[dict[str, Any]] = []
        for case in self.cases:
            if "known_from" in case:
                items = results[case["known_from"]]["items"]
                case["known"] = {item["board_key"]: item["list_fingerprint"] for item in items}
            results.append(result := await visit(self, case))
            sys.stdout.write(json.dumps(result, default=lambda x: sorted(x) if isinstance(x, set) else str(x)) + "\n")


def main() -> None:
    settings = Settings()
    settings.setmodule("tracker.settings")
    settings.setdict({"ITEM_PIPELINES": {}, "DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 5}, priority="project")
    Visits(settings, json.load(sys.stdin)).start()


if __name__ == "__main__":
    main()
