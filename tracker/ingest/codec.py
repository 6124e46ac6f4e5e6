"""Encode what was said and read of a posting as rows of the database, and decode a stored version again.

A new column of `version`, `reading`, `pay_range` or `evidence` is filled here and nowhere else:
docs/adding-a-migration.md.
"""

import hashlib
import json
import unicodedata
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from db import models
from db.vocabulary import PaySource
from db.writes.postings import SeenPosting
from db.writes.readings import ReadingRows
from spiders.catalog.studios import Studio
from spiders.posting import Posting, StatedPay
from tracker.ingest.texts import read_description
from tracker.reading.places import find_common_country, locate_place
from tracker.reading.text import Text, collapse

# A crawl that finds nothing new encodes and reads nothing: the readers, their tables and the rates are loaded when a
# posting is read.
if TYPE_CHECKING:
    from tracker.reading.ai.model import AiReading
    from tracker.reading.pay.model import NotPay, PayRange, PayReading
    from tracker.reading.reader import PostingReading


def encode_studio(studio: Studio) -> models.Studio:
    """The row of a studio."""
    return models.Studio(
        studio=studio.name,
        name=studio.title,
        parent=studio.parent,
        group=studio.group,
        family=studio.family or None,
        board=studio.board_text(),
        named_in_article=studio.named_in_article,
        terms=studio.terms_text(),
        source_url=studio.source_url,
        confidence=studio.confidence,
        note=studio.note,
        second_board_of=studio.second_board_of,
    )


def encode_validator(posting: Posting, program: str) -> models.Validator | None:
    """The row by which a board can be asked whether a detail changed; None where it gave nothing to ask by."""
    if posting.validators is None or posting.fetched_at is None:
        return None
    return models.Validator(**asdict(posting.validators), program=program, read_at=posting.fetched_at)


# ---- what was said


def complete_posting(posting: Posting) -> Posting:
    """Locate the places, collapse the title's white space, and date the fetch where the spider did not."""
    return replace(
        posting,
        title=collapse(posting.title),
        places=tuple(map(locate_place, posting.places)),
        fetched_at=posting.fetched_at or datetime.now(UTC),
    )


def encode_posting(posting: Posting) -> tuple[Posting, Text, models.Version]:
    """The posting completed, the text of its description, and its row: see `encode_version`."""
    said, text = complete_posting(posting), read_description(posting.description)
    return said, text, encode_version(said, text)


def encode_seen(posting: Posting, program: str) -> SeenPosting:
    """Encode what a crawl saw of a posting for `save_batch`, unread. Raises ValueError for what no column can hold."""
    said, _, version = encode_posting(posting)
    # A crawl's postings are read at its end, once, by the boilerplate that the crawl itself has taught (decision 21).
    return SeenPosting(
        board_key=said.board_key,
        list_fingerprint=said.list_fingerprint,
        detail_at=version.fetched_at,
        version=version,
        validator=encode_validator(said, program),
    )


def encode_version(posting: Posting, text: Text) -> models.Version:
    """The row of a completed posting, without its number, its posting and what first saw it."""
    return models.Version(
        content_sha256=content_digest(posting, text),
        title=posting.title,
        url=posting.url,
        brand=posting.brand,
        hiring_organization=posting.hiring_organization,
        requisition=posting.requisition,
        department=posting.department,
        employment_type=posting.employment_type,
        language=posting.language,
        places=[asdict(place) for place in posting.places],
        locations="; ".join(place.text for place in posting.places),
        country=find_common_country(posting.places),
        posted_on=posting.posted_on,
        posted_on_basis=posting.posted_on_basis,
        valid_through=posting.valid_through,
        stated_pay=[_encode_stated_pay(each) for each in posting.stated_pay],
        description_html=posting.description,
        description_text=text.text,
        source_url=posting.source_url,
        response_sha256=posting.response_sha256,
        fetched_at=posting.fetched_at,
        archive=posting.archive,
        archive_record=posting.archive_record,
    )


def decode_version(version: Any, studio: str = "", board_key: str = "") -> Posting:
    """The completed posting that a stored version was made of. `version`: a Version, or a row of its columns."""
    from tracker.reading.jsonl import load_place, load_stated_pay

    return Posting(
        studio=studio,
        board_key=board_key,
        title=version.title,
        url=version.url,
        description=version.description_html,
        places=tuple(map(load_place, version.places)),
        requisition=version.requisition,
        brand=version.brand,
        hiring_organization=version.hiring_organization,
        department=version.department,
        employment_type=version.employment_type,
        language=version.language,
        posted_on=version.posted_on,
        posted_on_basis=version.posted_on_basis,
        valid_through=version.valid_through,
        stated_pay=tuple(map(load_stated_pay, version.stated_pay)),
        source_url=version.source_url,
        response_sha256=version.response_sha256,
        fetched_at=version.fetched_at,
        archive=version.archive,
        archive_record=version.archive_record,
    )


def _encode_stated_pay(stated: StatedPay) -> dict[str, Any]:
    """JSON has no decimals: amounts are text. `load_stated_pay` is the way back."""
    data = asdict(stated)
    return data | {name: None if data[name] is None else str(data[name]) for name in ("minimum", "maximum")}


def content_digest(posting: Posting, text: Text) -> str:
    """Digest what makes a version: words, places, pay; not dates, markup, white space or the order of lists."""
    parts: list[Any] = [
        _canonical_words(posting.title),
        _canonical_words(text.text),
        # sorted: boards give their lists in changing order, which is no change of the posting (decision 6)
        sorted(_canonical_words(place.text) for place in posting.places),
        [
            _canonical_words(words or "")
            for words in (posting.brand, posting.requisition, posting.department, posting.employment_type)
        ],
        sorted(
            [
                str(p.minimum),
                str(p.maximum),
                p.currency or "",
                p.unit or "",
                p.kind or "",
                _canonical_words(p.label or ""),
            ]
            for p in posting.stated_pay
        ),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _canonical_words(words: str) -> str:
    return collapse(unicodedata.normalize("NFC", words))


# ---- what was read


def encode_reading(read: "PostingReading") -> ReadingRows:
    """The rows of a reading."""
    reading = models.Reading(
        reader=read.reader,
        read_at=read.read_at,
        ai_label=read.ai.label,
        ai_kinds=" ".join(sorted(read.ai.kinds)),
        mentions_ai_in_hiring=read.ai.mentions_ai_in_hiring,
        any_keyword=read.ai.any_keyword,
        ai_confidence=read.ai.confidence,
        ai_clauses=_encode_clauses(read.ai),
        pay_flags=" ".join(sorted({*read.pay.flags, *(read.pay.headline.flags if read.pay.headline else ())})),
        has_week_hours=True,
    )
    if head := read.pay.headline:
        reading.pay_minimum, reading.pay_maximum = head.minimum, head.maximum
        reading.pay_currency, reading.pay_unit, reading.pay_hours = head.currency, head.unit, head.hours
        reading.pay_kind, reading.pay_scope, reading.pay_quote = head.kind, head.scope, head.quote
    if read.annual:
        for name, value in asdict(read.annual).items():
            setattr(reading, name if name.startswith("fx_") else f"pay_{name}", value)
    return reading, _encode_ranges(read.pay), [models.AiEvidence(**asdict(each)) for each in read.ai.evidence]


def _encode_clauses(about_ai: "AiReading") -> list[models.AiClause]:
    return [
        models.AiClause(
            position=position,
            kind=each.kind,
            field=each.field,
            quote=each.quote,
            quote_start=each.start,
            quote_end=each.end,
            rule=each.rule,
        )
        for position, each in enumerate(about_ai.clauses, 1)
    ]


def _encode_ranges(money: "PayReading") -> list[models.PayRange]:
    """Ranges of pay first, then money beside pay. Their positions are given when they are saved."""
    pays = []
    for each in money.ranges:
        columns = _pick_columns(each) | {"flags": " ".join(sorted(each.flags)), "pay_basis": each.basis}
        pays.append(models.PayRange(**columns))
    besides = []
    for beside in money.not_pay:
        columns = _pick_columns(beside)
        besides.append(models.PayRange(not_pay=columns.pop("kind"), source=PaySource.TEXT, **columns))
    return pays + besides


def _pick_columns(pay: "PayRange | NotPay") -> dict[str, Any]:
    """What has a column of the same name in `pay_range`; the rest is for `labor-tracker read` alone."""
    return {name: value for name, value in asdict(pay).items() if name in models.PayRange.__table__.columns}


def encode_rates(reading: models.Reading) -> list[models.ExchangeRate]:
    """The rows of the exchange rates that a reading used."""
    from tracker.reading.exchange_rates import usd_rate

    if reading.fx_rate is None or reading.fx_on is None or reading.pay_currency is None:
        return []
    rate = usd_rate(reading.pay_currency, reading.fx_on)
    return [] if rate is None else [models.ExchangeRate(**asdict(rate))]
