"""Scrapy's settings and ours. The only reader of the environment."""

import os
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version

from tracker.config.load import load_config
from tracker.util.place import is_address

ENVIRONMENT: Mapping[str, str] = os.environ
LOADED = load_config(ENVIRONMENT)
"""labor-tracker.toml with the environment over it: tracker/config/model.py has each key, its meaning and default."""
_CONFIG = LOADED.config

VERSION = version("labor-tracker")
ROBOTS_NAME = "labor-tracker"
"""The name under which robots.txt may address us."""

DATABASE_URL = _CONFIG.database_url
VIA = _CONFIG.via
ARCHIVE_STORE = _CONFIG.archive if _CONFIG.archive and is_address(_CONFIG.archive) else None
"""The address at which archives are stored once they are closed; None: they stay in the folder ARCHIVE."""
ARCHIVE = str(_CONFIG.archive_outbox) if ARCHIVE_STORE else _CONFIG.archive
ARCHIVE_MAX_BYTES = 1_000_000_000
"""A crawl's file that has grown to this is closed, and the crawl goes on in another."""
CONTACT = _CONFIG.contact
OWN_STUDIOS, OWN_SCALES, OWN_COMPARISONS = _CONFIG.studios, _CONFIG.scales, _CONFIG.comparisons
"""The files that are named for a user's own rows. One that is not there yet is made by the command that adds a row."""
STUDIOS_FILES = [str(OWN_STUDIOS)] if OWN_STUDIOS and OWN_STUDIOS.exists() else []
SCALES_FILES = [OWN_SCALES] if OWN_SCALES and OWN_SCALES.exists() else []
COMPARISON_FILES = [OWN_COMPARISONS] if OWN_COMPARISONS and OWN_COMPARISONS.exists() else []
DETAIL_DAYS = 28
"""A detail that was asked longer ago is asked again though the row has not changed: some rows betray no edit."""
DETAIL_SHARE = 15
"""At most one in so many listed postings is asked again for its age in one crawl, the oldest first."""
DETAIL_WATCHED_SHARE = 4
"""Of AI postings, of postings that a compared agreement covers, and of those that the last report names, at most one in
so many listed postings is asked again at each crawl: what is printed of them would else be weeks old."""
DETAIL_WATCHED_LEAST = 25
"""So many of them are asked again even where that share is smaller."""
WHOLE_DAYS = 90
"""A detail that was read whole longer ago is asked without validators: some servers say 304 whatever has changed."""
SMTP = _CONFIG.smtp
WEBHOOK = _CONFIG.webhook

CRAWL_LIMIT = timedelta(hours=_CONFIG.crawl.hours)
"""A crawl that takes longer is ended, as incomplete; one that waits longer for another to leave its host has failed."""
MEMORY_LIMIT_GB = _CONFIG.memory_gb
"""Address space of a process that crawls; a board that would take more fails, and nothing else."""
CONFIRM_AFTER = timedelta(hours=_CONFIG.confirm_hours)
"""How long a count that has halved has to last before it is believed, and how far apart the two complete crawls begin
after which a posting is no longer listed."""
EMPTY_AFTER = timedelta(hours=_CONFIG.empty_hours)
"""How long an empty list has to last, found by three whole walks, before it is believed."""
DISK_GB = _CONFIG.disk_gb
HEALTH_URL = _CONFIG.health_url
PUBLIC_URL = _CONFIG.public_url
WORKERS = _CONFIG.workers
QUERY_SECONDS = _CONFIG.query_seconds
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
# Scrapy starts so many tasks for each answer, which costs a crawl a tenth of its time. With fewer, a list's requests
# would be queued one by one while others are answered: in an order of chance, which a replay does not repeat.
CONCURRENT_ITEMS = 100
# It would read our source files anew for every answer, to warn us of what our linters see.
WARN_ON_GENERATOR_RETURN_VALUE = False
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
# Scrapy's own, without those that ours replace or that have nothing to do here: switched off by None they would still
# be imported, which costs a small crawl a seventh of its time, and one of the extensions runs code that it is sent
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
DOWNLOADER_MIDDLEWARES = {
    "tracker.crawling.scrapy.offsite.StrictOffsite": 50,
    "tracker.crawling.scrapy.robots.RobotsFailClosed": 100,
    "tracker.crawling.scrapy.retry.RetryAfterMiddleware": 550,
    "tracker.crawling.scrapy.robots.RobotsCache": 840,
    "tracker.archive.scrapy_cache.ArchiveMiddleware": 900,
}
EXTENSIONS_BASE = {
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.logstats.LogStats": 0,
}
EXTENSIONS = {"tracker.crawling.scrapy.throttle.HostThrottle": 0}
DOWNLOAD_HANDLERS = {
    "http": "tracker.crawling.scrapy.via.GatewayHandler",
    "https": "tracker.crawling.scrapy.via.GatewayHandler",
}

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPCACHE_ENABLED = ARCHIVE is not None
HTTPCACHE_POLICY = "tracker.archive.scrapy_cache.CacheEverything"
HTTPCACHE_STORAGE = "tracker.archive.recorder.WarcRecorder"
LOG_STYLE: str = _CONFIG.log_format
LOG_LEVEL = "WARNING"
LOG_STDOUT = False
STATS_DUMP = False
