"""A page that a person gave, kept as a posting: whose words they are, which studio's, and who gave them."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlsplit

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import models
from db.engine import durable_sessions
from db.vocabulary import Origin
from db.writes import crawls, leases
from db.writes.postings import Change, current_digest, last_capture
from db.writes.readings import latest_reading_of
from spiders.catalog.board_urls import parse_board_url
from spiders.catalog.studios import Studio
from spiders.errors import AddressError
from spiders.posting import Posting
from tracker import settings
from tracker.archive.replay import CLIPS
from tracker.archive.warc_records import SOFTWARE, SUFFIX, format_warc_date
from tracker.archive.warc_writer import WarcWriter
from tracker.clip.page import Page
from tracker.clip.parse import make_board_key, make_title_key, parse_page
from tracker.errors import ClipError
from tracker.ingest import boilerplate as learning
from tracker.ingest.codec import encode_studio
from tracker.ingest.save_posting import digest_posting, save_clipped_posting
from tracker.reading.pay.annualize import format_posted_pay
from tracker.util.slug import make_slug

NAME_AT_LEAST = 4
"""Letters of a studio's name by which a domain is known as its own: "disney" in jobs.disneycareers.com."""
_AFTER_NAME = ("", *"careers career jobs studios studio games pictures animation entertainment".split())
_IN_COUNTRY = frozenset("ac co com gov net or org".split())
"""Below a country's own domain, what stands before a name that anybody may register: "co" in netflix.co.uk."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipRequest:
    """What the person says who gives the page."""

    by: str
    on: date
    studio: str | None = None
    title: str | None = None
    posted_on: date | None = None
    origin: Origin | None = None
    key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipResult:
    posting_id: str
    change: Change
    version: int
    origin: Origin
    title: str
    pay: str
    archive: str
    new_studio: bool

    def line(self) -> str:
        studio = "; a new studio, without a board" if self.new_studio else ""
        said = f"{self.posting_id}: {self.change}, version {self.version}, origin {self.origin}{studio}: {self.title}"
        return f"{said}; {self.pay}; kept in {self.archive}"


def save_clip(engine: Engine, page: Page, said: ClipRequest, known: Sequence[Studio], folder: Path) -> ClipResult:
    """Store a page, and its bytes below a folder of archives. All or nothing. Raises ClipError."""
    posting = parse_page(page, title=said.title, posted_on=said.posted_on)
    studio = _find_studio(posting, said.studio, known)
    origin = _decide_origin(page, said.origin, studio)
    posting.studio = studio.name
    page = _archive_page(page, folder)
    posting.archive, posting.archive_record = page.archive, page.archive_record
    with durable_sessions(engine).begin() as session:
        leases.serialize_timestamps(session)
        posting.board_key = said.key or _board_key(session, posting, origin)
        new = session.get(models.Studio, studio.name) is None
        if new:
            crawls.upsert_studios(session, [encode_studio(studio)])
        _check_order(session, posting, page)
        boilerplate = learning.latest_boilerplate(session, studio.name)
        clip = _encode_clip(page, said)
        change = save_clipped_posting(session, clip, posting, origin, studio=studio.title, boilerplate=boilerplate)
        version = session.get_one(models.Version, clip.version)
        return ClipResult(
            posting_id=f"{studio.name}:{posting.board_key}",
            change=change,
            version=version.number,
            origin=origin,
            title=version.title,
            pay=_describe_pay(session, version.id),
            archive=page.archive,
            new_studio=new and not any(each.name == studio.name for each in known),
        )


def _board_key(session: Session, posting: Posting, origin: Origin) -> str:
    content = digest_posting(posting)
    earlier = make_title_key(posting, origin)
    # a page stored before under its title stays where it is, as long as it says the same
    if not posting.url and current_digest(session, posting.studio, earlier) == content:
        return earlier
    return make_board_key(posting, origin, content)


def _encode_clip(page: Page, said: ClipRequest) -> models.Clip:
    return models.Clip(
        supplied_by=said.by,
        supplied_on=said.on,
        given=page.given,
        captured_at=page.captured_at,
        sha256=sha256(page.body).hexdigest(),
        archive=page.archive,
        archive_record=page.archive_record,
    )


def _check_order(session: Session, posting: Posting, page: Page) -> None:
    """Versions stand in the order in which the words stood on the web."""
    latest = last_capture(session, posting.studio, posting.board_key)
    if latest and page.captured_at and page.captured_at < latest:
        raise ClipError(
            f"{page.given} was captured on {page.captured_at:%Y-%m-%d}, and a later capture of the page, of "
            f"{latest:%Y-%m-%d}, is kept: clip the older one under a --key of its own"
        )


def _describe_pay(session: Session, version: int) -> str:
    reading = latest_reading_of(session, version)
    if reading.pay_minimum is None and reading.pay_maximum is None:
        return "no pay can be read in it"
    words = format_posted_pay(reading.pay_minimum, reading.pay_maximum, reading.pay_currency, reading.pay_unit)
    return f"pay {words}"


# ---- whose page it is


def _find_studio(posting: Posting, name: str | None, known: Iterable[Studio]) -> Studio:
    """The studio named, or whose page it says it is; one not known yet has no board. Raises ClipError."""
    studios = list(known)
    wanted = (name or posting.hiring_organization or "").strip().casefold()
    found = [each for each in studios if wanted in (each.name.casefold(), each.title.casefold())]
    if not found and not name:
        found = [each for each in studios if _is_own_address(each, posting.url, by_name=False)]
    if len(found) == 1:
        return found[0]
    if not name:
        raise ClipError("the page does not say whose posting it is: name the studio with --studio")
    if not make_slug(name):
        raise ClipError(f"--studio {name!r} holds no letter or digit of which a short name could be made")
    return Studio(
        name=make_slug(name),
        title=name,
        source_url=posting.url,
        confidence="low",
        note="Known from pages that people gave.",
    )


def _decide_origin(page: Page, asked: Origin | None, studio: Studio) -> Origin:
    """`archive` for a public archive's capture of the studio's own address; everything else a person supplied."""
    if asked is Origin.ARCHIVE and page.captured_at is None:
        raise ClipError(f"{page.given} comes from no public archive, so that its words are {Origin.SUPPLIED}")
    if asked:
        return asked
    own = page.captured_at is not None and _is_own_address(studio, page.url or "", by_name=True)
    return Origin.ARCHIVE if own else Origin.SUPPLIED


def _is_own_address(studio: Studio, url: str, *, by_name: bool) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    if not host:
        return False
    if host in (str(studio.board.get("host", "")).lower(), urlsplit(studio.source_url).hostname):
        return True
    try:
        family, board = parse_board_url(url)
        if family == studio.family and all(str(studio.board.get(key)) == str(value) for key, value in board.items()):
            return True
    except AddressError:
        pass
    return by_name and _registered_name(host) in {name + after for name in _list_names(studio) for after in _AFTER_NAME}


def _registered_name(host: str) -> str:
    """The name that somebody registered: "fandom" in netflix.fandom.com, where strangers write."""
    labels = host.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _IN_COUNTRY:
        del labels[-1]
    return labels[-1].replace("-", "") if labels else ""


def _list_names(studio: Studio) -> list[str]:
    words = (studio.name, "".join(studio.title.lower().split()).removeprefix("the"), studio.parent or "")
    return [plain for word in words if len(plain := word.replace("-", "")) >= NAME_AT_LEAST]


# ---- the bytes


def _archive_page(page: Page, folder: Path) -> Page:
    """A file's page, its bytes kept in an archive of their own; one that was asked for is archived already."""
    if page.archive:
        return page
    at = datetime.now(UTC)
    name = f"{CLIPS}/{CLIPS}-{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}{SUFFIX}"
    about = {"software": f"{SOFTWARE}/{settings.VERSION}", "studio": CLIPS, "origin": "clip"}
    writer = WarcWriter(folder / name, about, at)
    url = page.url or f"file:{quote(page.given)}"
    record = writer.write_resource(url, page.captured_at or at, page.body, page.content_type)
    writer.close(at, {"finished": format_warc_date(at)})
    return replace(page, archive=name, archive_record=record)
