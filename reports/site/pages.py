"""Render the site's pages. Each is a pure function of its rows: no clock, nothing loaded from another host."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from lxml import etree

from db.vocabulary import Origin
from reports.frames.values import clean_text, to_date, to_instant
from reports.prose import wording
from reports.prose.marked_edit import mark_change, mark_words, name_event
from reports.prose.pay_range import describe_pay, format_pay
from reports.receipt.entries import receipt_heading, receipt_sections
from reports.receipt.html import load_template
from reports.receipt.phrases import ORIGIN_PHRASES
from reports.receipt.receipt import Receipt
from reports.site.addresses import feed_path, posting_path, root_of, studio_path, union_path, week_path
from reports.site.site_data import Row, SiteData, is_covered, is_listed

PER_PAGE = 200
"""Rows of a list on one page: more would take a telephone seconds, and 100 kB."""
ATOM = "http://www.w3.org/2005/Atom"
FEED_ENTRIES = 50
DATASET_TEXT = (
    "Public job postings of film, television, games and AI studios, their changes, pay, AI labels and union scale."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteContext:
    """What every page says."""

    as_of: datetime
    public_url: str
    """Where the site stands, with a slash at its end; empty where nobody said."""
    program: str
    names: Mapping[str, str]
    """Of the studios."""

    def render(self, template: str, path: str, **values: Any) -> str:
        return load_template("reports.site", template).render(
            path=path,
            root=root_of(path),
            canonical=f"{self.public_url}{path}" if self.public_url else "",
            as_of=wording.format_instant(self.as_of),
            program=self.program,
            **values,
        )


def load_asset(name: str) -> bytes:
    return files(__package__).joinpath("templates", name).read_bytes()


# ---- a posting


def render_posting(site: SiteContext, found: Receipt, versions: Sequence[Row], history: Sequence[Row]) -> str:
    """The posting's own page: words, changes, pay over time, and the receipt of every number."""
    posting = found.posting
    path = posting_path(posting["posting_id"])
    return site.render(
        "posting.html.j2",
        path,
        heading=receipt_heading(found),
        posting=posting,
        origin=describe_origin(posting),
        studio=found.studio_name,
        studio_page=studio_path(posting["studio"]),
        sections=receipt_sections(found),
        words=_list_paragraphs(versions[-1]["description_text"]),
        first_words=_list_paragraphs(versions[0]["description_text"]) if len(versions) > 1 else [],
        first_read=_say_instant(found.versions[0]["first_seen_at"]),
        last_read=_say_instant(found.versions[-1]["first_seen_at"]),
        changes=list(_mark_changes(found.versions, versions)),
        pay_bars=draw_pay_history(history),
    )


def _say_instant(value: Any) -> str:
    return wording.format_instant(to_instant(value))


def _list_paragraphs(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _mark_changes(rows: Sequence[Mapping[str, Any]], versions: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """What each version changed, the newest first: titles and other fields, and sentences marked word by word."""
    for number in range(len(versions) - 1, 0, -1):
        row = rows[number]
        yield {
            "number": row["number"],
            "at": _say_instant(row["first_seen_at"]),
            "fields": [
                {"name": name.replace("_", " "), "runs": mark_words(str(before or ""), str(after or ""))}
                for name, (before, after) in row["changed"].items()
            ],
            "texts": [mark_words(" ".join(each["removed"]), " ".join(each["added"])) for each in row["changed_text"]],
        }


def draw_pay_history(history: Sequence[Row]) -> dict[str, Any] | None:
    """Bars of the advertised range over time, where it changed in one currency and unit; None otherwise."""
    rows = [row for row in history if row["pay_minimum"] is not None or row["pay_maximum"] is not None]
    if len(rows) < 2 or len({(row["pay_currency"], row["pay_unit"]) for row in rows}) != 1:
        return None
    ends = [(row["pay_minimum"] or row["pay_maximum"], row["pay_maximum"] or row["pay_minimum"]) for row in rows]
    top = max(high for _, high in ends)
    bars = [
        {
            "at": wording.format_short_date(to_date(row["first_seen_at"])),
            "words": format_pay(row),
            "x": round(float(low / top) * 100, 2),
            "width": max(0.5, round(float((high - low) / top) * 100, 2)),
        }
        for row, (low, high) in zip(rows, ends, strict=True)
    ]
    return {"bars": bars}


# ---- lists


def render_studio(site: SiteContext, data: SiteData, row: Row) -> Iterator[tuple[str, str | bytes]]:
    """A studio's pages: what it lists, then what it listed, PER_PAGE postings each; then its feed."""
    studio, coverage = row["studio"], data.coverage.get(row["studio"])
    postings = sorted(data.postings.get(studio, ()), key=lambda each: (not is_listed(each), *_by_label(each)))
    changes = newest_first(data.changes_by_studio.get(studio, ()))
    pages = [postings[at : at + PER_PAGE] for at in range(0, len(postings), PER_PAGE)] or [[]]
    first = studio_path(studio)
    paths = [first if n == 0 else first.replace(".html", f"-{n + 1}.html") for n in range(len(pages))]
    for number, (path, rows) in enumerate(zip(paths, pages, strict=True)):
        yield (
            path,
            site.render(
                "studio.html.j2",
                path,
                heading=row["name"],
                studio=row,
                coverage=coverage,
                last_complete=_say_instant(coverage["last_complete_at"])
                if coverage and coverage["last_complete_at"]
                else "",
                share=wording.format_percent(row["ai_core"], row["postings_listed"]) if row["postings_listed"] else "",
                postings=[describe_posting(each) for each in rows],
                changes=describe_changes(changes[:50], data.by_id) if number == 0 else [],
                pages=paths,
                number=number,
                total=len(postings),
                feed=feed_path(studio),
            ),
        )
    yield feed_path(studio), render_feed(site, row["name"], studio, changes[:FEED_ENTRIES], data.by_id)


def _by_label(row: Row) -> tuple[int, str, str]:
    labels = {"core": 0, "adjacent": 1}
    return labels.get(row["ai_label"], 2), row["title"].casefold(), row["posting_id"]


def describe_origin(posting: Mapping[str, Any]) -> str:
    """Whose words a posting is made of, where they are not a board's."""
    return "" if posting["origin"] == Origin.BOARD else ORIGIN_PHRASES[posting["origin"]]


def describe_posting(row: Row) -> dict[str, Any]:
    """What a list shows of a posting."""
    paid = row["pay_minimum"] is not None or row["pay_maximum"] is not None
    # A market range without that word reads as what the post itself pays.
    return {
        "origin": describe_origin(row),
        "page": posting_path(row["posting_id"]),
        "id": row["posting_id"],
        "title": row["title"],
        "brand": row["brand"] or "",
        "locations": row["locations"] or "",
        "ai": row["ai_label"] if row["ai_label"] != "none" else "",
        "pay": ", ".join(filter(None, (format_pay(row), describe_pay(row)))) if paid else "",
        "state": (row["state"] or "supplied").replace("_", " "),
        "first_seen_on": str(row["first_seen_at"])[:10],
    }


def newest_first(changes: Sequence[Row]) -> list[Row]:
    return sorted(changes, key=lambda row: (row["noted_at"], row["posting_id"], row["event"]), reverse=True)


def describe_changes(changes: Sequence[Row], postings: Mapping[str, Row]) -> list[dict[str, Any]]:
    """What a list shows of what happened, with what was edited marked word by word."""
    return [
        {
            "page": posting_path(row["posting_id"]),
            "title": postings[row["posting_id"]]["title"],
            "studio": row["studio"],
            "origin": describe_origin(postings[row["posting_id"]]),
            "event": name_event(row),
            "on": str(row["noted_at"])[:10],
            "field": (row["field"] or "").replace("_", " "),
            "runs": mark_change(row),
            "note": row["note"] or "",
        }
        for row in changes
    ]


def render_union(site: SiteContext, data: SiteData, union: str, scales: Sequence[Row]) -> tuple[str, str]:
    """A union's page: each figure with dates and source, and the postings listed that it covers or stands beside."""
    path, by_id = union_path(union), data.by_id
    agreements: dict[str, list[Row]] = {}
    sources = list(dict.fromkeys((scale["source_title"], scale["source_url"]) for scale in scales))
    for scale in scales:
        beside = [each for each in data.beside.get(scale["scale_id"], {}) if is_listed(by_id[each])]
        agreements.setdefault(scale["agreement"], []).append(
            {
                **scale,
                "beside": len(beside),
                "money": _format_figure(scale),
                "rests_on": _RESTS_ON[scale["confidence"]],
                "source": sources.index((scale["source_title"], scale["source_url"])) + 1,
            }
        )
    covered = sorted(
        {
            posting_id
            for scale in scales
            for posting_id, covers in data.beside.get(scale["scale_id"], {}).items()
            if is_covered(covers) and is_listed(by_id[posting_id])
        }
    )
    return path, site.render(
        "union.html.j2",
        path,
        heading=union,
        agreements=agreements,
        sources=sources,
        covered=[describe_posting(by_id[each]) for each in covered[:PER_PAGE]],
        total=len(covered),
    )


_RESTS_ON = {"verified": "two sources", "one_source": "one source", "inferred": "inferred, not printed as such"}


def _format_figure(scale: Row) -> str:
    return wording.format_money(scale["amount"], scale["currency"]) if scale["currency"] else f"{scale['amount']:,f}"


def render_week(site: SiteContext, data: SiteData, week: str, changes: Sequence[Row]) -> tuple[str, str]:
    path = week_path(week)
    counts: dict[str, int] = {}
    for row in changes:
        words = name_event(row)
        counts[words] = counts.get(words, 0) + 1
    return path, site.render(
        "week.html.j2",
        path,
        heading=f"Week {week}",
        counts=sorted(counts.items()),
        changes=describe_changes(newest_first(changes)[:PER_PAGE], data.by_id),
        total=len(changes),
        names=site.names,
    )


def name_week(row: Row) -> str:
    """The ISO week in which something was noted: 2026-W48."""
    year, week, _ = datetime.fromisoformat(str(row["noted_at"])).isocalendar()
    return f"{year}-W{week:02}"


def render_feed(
    site: SiteContext, name: str, studio: str, changes: Sequence[Row], postings: Mapping[str, Row]
) -> bytes:
    """A studio's changes as an Atom feed (RFC 4287)."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    page = f"{site.public_url}{studio_path(studio)}"
    _add(feed, "id", f"urn:labor-tracker:studio:{studio}")
    _add(feed, "title", f"{name}: what changed")
    _add(feed, "updated", _instant(changes[0]["noted_at"] if changes else site.as_of))
    _add(_add(feed, "author", ""), "name", "labor-tracker")
    if site.public_url:
        _add(feed, "link", "", href=page)
    for row in changes:
        entry = _add(feed, "entry", "")
        parts = (row["posting_id"], _instant(row["noted_at"]), row["event"], row["field"] or "")
        _add(entry, "id", "urn:labor-tracker:change:" + ":".join(parts))
        posting = postings[row["posting_id"]]
        origin = describe_origin(posting)
        title = f"{posting['title']}: {name_event(row)}"
        _add(entry, "title", f"{title} ({origin})" if origin else title)
        _add(entry, "updated", _instant(row["noted_at"]))
        before, after = (clean_text(row[side] or "") for side in ("before", "after"))
        _add(entry, "content", f"Before: {before}\n\nAfter: {after}" if before or after else row["note"] or "")
        if site.public_url:
            _add(entry, "link", "", href=f"{site.public_url}{posting_path(row['posting_id'])}")
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text or None
    return child


def _instant(value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
