"""Print a brief: as text for a terminal, or as JSON."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from reports.brief.brief import Brief, BriefSentence
from reports.prose import wording
from reports.prose.news import ORDER
from reports.prose.news_counts import count_news, join_words
from reports.prose.wording import load_sentences
from reports.site.addresses import posting_path


def render_text(brief: Brief, public_url: str = "") -> Iterator[str]:
    """Give its lines. `public_url`: of a published site, whose pages are the receipts then."""
    words = load_sentences()["brief"]
    as_of = wording.format_instant(brief.as_of)
    if not brief.sentences:
        yield words["nothing"].format(as_of=as_of)
        return
    since = wording.format_instant(brief.since) if brief.since else ""
    yield words["heading_news" if since else "heading"].format(as_of=as_of, since=since)
    yield from brief.notices
    if brief.counts:
        yield words["counts"].format(since=since, counts=join_words(count_news(brief.counts)))
    for number, sentence in enumerate(brief.sentences, 1):
        yield ""
        yield f"{number:2}. {sentence.text}"
        yield from (f"    {line}" for line in _list_details(brief, sentence, public_url))


def render_json(brief: Brief, public_url: str = "") -> str:
    found = {
        "as_of": brief.as_of.isoformat(),
        "since": brief.since.isoformat() if brief.since else None,
        "studios": list(brief.studios),
        "notices": list(brief.notices),
        "counts": {kind: asdict(brief.counts[kind]) for kind in ORDER if kind in brief.counts},
        "sentences": [_to_json(brief, sentence, public_url) for sentence in brief.sentences],
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def find_receipt(posting_id: str, public_url: str) -> str:
    """Give where the receipt is: its page on the published site, else the command that prints it."""
    if public_url:
        return f"{public_url.rstrip('/')}/{posting_path(posting_id)}"
    return f"labor-tracker explain {posting_id}"


def _list_details(brief: Brief, sentence: BriefSentence, public_url: str) -> Iterator[str]:
    label: Callable[[str], str] = lambda name: f"{load_sentences()['brief']['label'][name]:9}"  # noqa: E731
    posting = sentence.posting
    if posting is not None:
        state = (posting["state"] or posting["origin"]).replace("_", " ")
        yield f"{label('posting')} {posting['posting_id']}, {state}, {_describe_age(brief, sentence)}"
        yield f"{label('receipt')} {find_receipt(posting['posting_id'], public_url)}"
        if posting["url"]:
            yield f"{label('address')} {posting['url']}"
    for at, rule in enumerate(sentence.may_be_printed):
        yield f"{label('print') if at == 0 else ' ' * 9} {rule}"


def _describe_age(brief: Brief, sentence: BriefSentence) -> str:
    words, days = load_sentences()["brief"]["label"], _count_days(brief, sentence)
    assert sentence.posting is not None
    read_on = wording.format_date(sentence.posting["words_read_on"])
    if not days:
        return str(words["read_today"].format(read_on=read_on))
    said = words["day"]["one" if days == 1 else "many"].format(count=f"{days:,}")
    return str(words["read_before"].format(read_on=read_on, days=said))


def _count_days(brief: Brief, sentence: BriefSentence) -> int | None:
    read_on = sentence.posting["words_read_on"] if sentence.posting else None
    return None if read_on is None else (brief.as_of.date() - read_on).days


def _to_json(brief: Brief, sentence: BriefSentence, public_url: str) -> dict[str, Any]:
    posting = sentence.posting
    about = dict.fromkeys(("posting_id", "studio", "title", "origin", "state", "words_read_on", "url"))
    if posting is not None:
        about |= {name: posting[name] for name in about}
        about["words_read_on"] = posting["words_read_on"].isoformat() if posting["words_read_on"] else None
    return {
        "kind": sentence.kind,
        "sentence": sentence.text,
        **about,
        "words_age_days": _count_days(brief, sentence),
        "receipt": find_receipt(posting["posting_id"], public_url) if posting is not None else None,
        "may_be_printed": list(sentence.may_be_printed),
    }
