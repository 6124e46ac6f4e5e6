"""Scrapy's settings and ours. The only reader of the environment."""

import os
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from tracker.errors import SettingsError


def _number(name: str, default: float) -> float:
    """A number from the environment, 0 to 10,000. Raises SettingsError."""
    words = os.environ.get(name) or str(default)
    try:
        number = float(words)
    except ValueError:
        number = -1
    if not 0 <= number <= 10_000:
        raise SettingsError(f"{name} is {words!r}, not a number from 0 to 10000")
    return number


def _hours(name: str, default: float) -> timedelta:
    return timedelta(hours=_number(name, default))


VERSION = version("labor-tracker")
ROBOTS_NAME = "labor-tracker"
"""The name under which robots.txt may address us."""

DATABASE_URL = os.environ.get("LABOR_TRACKER_DATABASE_URL", "sqlite:///labor-tracker.db")
"""Where postings are kept: an SQLAlchemy address, SQLite or PostgreSQL."""
VIA = os.environ.get("LABOR_TRACKER_VIA") or None
"""An address that every request goes through: a mirror, an archive, a test board."""
ARCHIVE = os.environ.get("LABOR_TRACKER_ARCHIVE") or None
"""The folder in which every answer is kept as it came."""
ARCHIVE_MAX_BYTES = 1_000_000_000
"""A crawl's file that has grown to this is closed, and the crawl goes on in another."""
CONTACT = os.environ.get("LABOR_TRACKER_CONTACT") or None
"""An e-mail or web address at which a board's people reach the crawler's; it is put in the user agent."""
STUDIOS_FILES = [path for path in [os.environ.get("LABOR_TRACKER_STUDIOS")] if path]
"""The user's own studios files, read beside the packaged one."""
SCALES_FILES = [Path(path) for path in [os.environ.get("LABOR_TRACKER_SCALES")] if path]
"""The user's own files of union scales, read beside the packaged one."""
DETAIL_DAYS = 28
"""A detail that was asked longer ago is asked again though the row has not changed: some rows betray no edit."""
DETAIL_SHARE = 15
"""At most one in so many listed postings is asked again for its age in one crawl, the oldest first."""
WHOLE_DAYS = 90
"""A detail that was read whole longer ago is asked without validators: some servers say 304 whatever has changed."""
SMTP = os.environ.get("LABOR_TRACKER_SMTP") or None
"""The mail server that messages go through: smtp://user:password@host:587."""
WEBHOOK = os.environ.get("LABOR_TRACKER_WEBHOOK") or None
"""The address of a Slack or Mattermost webhook that messages go to."""

CRAWL_LIMIT = _hours("LABOR_TRACKER_CRAWL_HOURS", 12)
"""A crawl that takes longer is ended, as incomplete; one that waits longer for another to leave its host has failed."""
MEMORY_LIMIT_GB = _number("LABOR_TRACKER_MEMORY_GB", 4)
"""Address space of a process that crawls; a board that would take more fails, and nothing else."""
JOB_LIMIT = 3 * CRAWL_LIMIT
"""How long the schedule lets one command run: a crawl may wait for its host, and then go on as long."""


def user_agent(contact: str | None) -> str:
    return f"labor-tracker/{VERSION}" + (f" (+{contact})" if contact else "")


BOT_NAME = "labor-tracker"
USER_AGENT = user_agent(CONTACT)

SPIDER_LOADER_CLASS = "spiders.loader.StudioLoader"
SPIDER_MODULES: list[str] = []
ITEM_PIPELINES = {"tracker.crawling.pipeline.StorePipeline": 100}

# One request at a time, in the order of the list, so that a board's people see one careful reader.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_MAX_DELAY = 60.0
LONGEST_WAIT = 120.0
"""Seconds: a Retry-After beyond it ends the asking instead of being waited for; a Crawl-delay likewise."""

RETRY_TIMES = 2
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = True
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
DEFAULT_REQUEST_HEADERS = {
    "Accept": "application/json, text/html;q=0.9, */*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip, deflate",  # an archived answer stays as it came, and these every reader of WARC undoes
}
REFERRER_POLICY = "scrapy.spidermiddlewares.referer.NoReferrerPolicy"

ROBOTSTXT_OBEY = (
    False  # Scrapy's own lets a crawl go on when robots.txt cannot be read; tracker.crawling.scrapy.robots does not.
)
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "tracker.crawling.scrapy.offsite.StrictOffsite": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "tracker.crawling.scrapy.robots.RobotsFailClosed": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "tracker.crawling.scrapy.retry.RetryAfterMiddleware": 550,
    "tracker.crawling.scrapy.robots.RobotsCache": 840,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "tracker.archive.recorder.ArchiveMiddleware": 900,
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "tracker.crawling.scrapy.throttle.HostThrottle": 0,
}
DOWNLOAD_HANDLERS = {
    "http": "tracker.crawling.scrapy.via.GatewayHandler",
    "https": "tracker.crawling.scrapy.via.GatewayHandler",
}

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPCACHE_ENABLED = ARCHIVE is not None
HTTPCACHE_POLICY = "tracker.archive.recorder.CacheEverything"
HTTPCACHE_STORAGE = "tracker.archive.recorder.WarcRecorder"
LOG_LEVEL = "WARNING"
LOG_STDOUT = False
STATS_DUMP = False
