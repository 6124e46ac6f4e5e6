"""Words -> AI reading. Pure."""

from collections.abc import Collection
from dataclasses import replace

from db.vocabulary import AiKind, AiLabel
from tracker.reading.ai import classify, game_ai
from tracker.reading.ai.employer_names import names, without_names
from tracker.reading.ai.model import AiReading, Evidence
from tracker.reading.ai.rules import Table, table, tokens
from tracker.reading.ai.score_sentences import Passage, passages, strength
from tracker.reading.ai.terms import Hit, find, has_any
from tracker.reading.ai.words import Words
from tracker.reading.text import Text

VERSION = "ai 2, terms 3"


def read(
    title: str,
    text: Text,
    *,
    studio: str | None = None,
    language: str | None = None,
    boilerplate: Collection[str] = (),
) -> AiReading:
    """Read whether a job builds AI, uses it in its own duties, or only stands beside it.

    `studio` is the employer's name, `language` ISO 639-1 where it is known (fr, fr-CA), `boilerplate` what
    tracker.reading.ai.boilerplate.learn gave for the studio's postings.
    """
    known = table()
    language = language[:2].lower() if language else None
    head, body = Words.of(title, tokens()), Words.of(text.text, tokens())
    title_hits, hits = find(head, language, known, body), find(body, language, known)
    if title_hits or hits:
        called = names(body, hits, studio, known)
        title_hits, hits = without_names(head, title_hits, called), without_names(body, hits, called)
    any_keyword = has_any(head, known.keywords) or has_any(body, known.keywords)
    if not title_hits and not hits:
        return AiReading(any_keyword=any_keyword)
    weighed = passages(text, body, hits, boilerplate, known)
    plays = game_ai.is_game_ai(head, body, known)
    if plays:
        return _game_reading(head, title_hits, weighed, text, any_keyword, known)
    feeds = _records_performers(head, weighed, body, known)
    job = classify.Job(title, tuple(title_hits), tuple(weighed), len(text.text), feeds)
    return _reading(job, text, any_keyword, known)


def _records_performers(title: Words, weighed: list[Passage], text: Words, known: Table) -> bool:
    if not known.performer_title.search(title.low):
        return False
    return any(known.performer_sentence.search(text.low, each.start, each.end) for each in weighed if each.weight > 0)


def _reading(job: classify.Job, text: Text, any_keyword: bool, known: Table) -> AiReading:
    label = classify.label(job, known)
    return AiReading(
        label=label,
        kinds=classify.kinds(job, known) if label is not AiLabel.NONE else (),
        mentions_ai_in_hiring=any(each.rule == "hiring_notice" for each in job.passages),
        any_keyword=any_keyword,
        evidence=_evidence(job, text, known),
    )


def _game_reading(
    title: Words, title_hits: list[Hit], weighed: list[Passage], text: Text, any_keyword: bool, known: Table
) -> AiReading:
    """Plain "AI" is the game's here; what is learned counts as anywhere."""
    learned = sum(each.weight for each in weighed if game_ai.learned(each))
    if learned >= known.decide["game_learned"]:
        job = classify.Job(title.plain, tuple(title_hits), tuple(weighed), len(text.text))
        reading = _reading(job, text, any_keyword, known)
        return replace(reading, kinds=(*reading.kinds, AiKind.GAME_AI))
    job = classify.Job(title.plain, (), tuple(game_ai.apart(each) for each in weighed), len(text.text))
    reading = _reading(job, text, any_keyword, known)
    return replace(
        reading, kinds=(AiKind.GAME_AI,), evidence=(*_game_title(title, title_hits, known), *reading.evidence)
    )


def _game_title(title: Words, hits: list[Hit], known: Table) -> list[Evidence]:
    return [replace(_title_evidence(title.plain, tuple(hits), known), rule="game_ai", weight=0.0)] if hits else []


def _evidence(job: classify.Job, text: Text, known: Table) -> tuple[Evidence, ...]:
    """The title, the strongest sentences, and what is evidence of something else than the label; in order."""
    most = int(known.decide["most_evidence"])
    kept = sorted(job.passages, key=lambda each: (-each.weight, each.start))
    kept = [each for each in kept if each.weight > 0 or each.rule in ("hiring_notice", "game_ai")][:most]
    notices = [each for each in job.passages if each.rule == "hiring_notice"][:3]
    studios = [each for each in job.passages if each.rule == "boilerplate"][:3]
    titles = [_title_evidence(job.title, job.title_hits, known)] if job.title_hits else []
    return (*titles, *(_one(each, text) for each in sorted({*kept, *notices, *studios}, key=lambda each: each.start)))


def _title_evidence(title: str, hits: tuple[Hit, ...], known: Table) -> Evidence:
    weight = round(known.weights["title"] * strength(hits, known), 3)
    return Evidence(
        term=title[hits[0].start : hits[0].end],
        field="title",
        section="title",
        quote=title,
        start=0,
        end=len(title),
        weight=weight,
        rule="title",
    )


def _one(passage: Passage, text: Text) -> Evidence:
    hit = max(passage.hits, key=lambda each: each.term.strength)
    return Evidence(
        term=text.text[hit.start : hit.end],
        field="description",
        section=passage.section,
        quote=text.text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
        weight=passage.weight,
        rule=passage.rule,
    )
