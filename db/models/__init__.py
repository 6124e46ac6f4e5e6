"""The tables. Their names are singular and private; the public face is db/queries/views.py."""

from db.models.base import Base
from db.models.crawls import Crawl, CrawlRequest, Lease, Studio
from db.models.editorial import Answer, Correction, Inquiry, Redaction
from db.models.postings import Clip, Posting, PostingNow, Repost, Sighting, Validator, Version, WordsRead
from db.models.publishing import Notification, Publication, Report, StoredRow, StoredTable
from db.models.readings import AiClause, AiEvidence, Boilerplate, ExchangeRate, PayRange, Reading, Reread, Verdict
from db.models.scales import BasketRule, Comparison, JobCoverage, PriceIndex, Signatory, StoredFiles, UnionScale

__all__ = [
    "AiClause",
    "AiEvidence",
    "Answer",
    "Base",
    "BasketRule",
    "Boilerplate",
    "Clip",
    "Comparison",
    "Correction",
    "Crawl",
    "CrawlRequest",
    "ExchangeRate",
    "Inquiry",
    "JobCoverage",
    "Lease",
    "Notification",
    "PayRange",
    "Posting",
    "PostingNow",
    "PriceIndex",
    "Publication",
    "Reading",
    "Redaction",
    "Report",
    "Repost",
    "Reread",
    "Sighting",
    "Signatory",
    "StoredFiles",
    "StoredRow",
    "StoredTable",
    "Studio",
    "UnionScale",
    "Validator",
    "Verdict",
    "Version",
    "WordsRead",
]
