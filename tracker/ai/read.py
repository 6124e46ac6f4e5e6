"""Words -> AI reading. Pure."""

from collections.abc import Collection

from db.vocabulary import AiKind, AiLabel
from tracker.ai import decide, game
from tracker.ai.model import AiReading, Evidence
from tracker.ai.table import Table, lower, table
from tracker.ai.terms import Hit, find, has_keyword, may_speak_of_ai
from tracker.ai.weigh import Passage, passages, strength
from tracker.text import Text

VERSION = "ai 1, terms 1"


def read(
    title: str,
    text: Text,
    *,
    studio: str | None = None,
    language: str | None = None,
    boilerplate: Collection[str] = (),
) -> AiReading:
    """Read whether a job builds AI, uses it in its own duties, or only stands beside it.

    `studio` is the employer's name, `language` ISO 639-1 where it is known, `boilerplate` what
    tracker.ai.boilerplate.learn gave for the studio's postings.
    """
    known = table()
    low_title, low = lower(title), lower(text.text)
    if not may_speak_of_ai(low, known) and not may_speak_of_ai(low_title, known):
        return AiReading(any_keyword=_any_keyword(title, low_title, text, low, known))
    title_hits = tuple(find(title, low_title, language, known))
    weighed = passages(text, find(text.text, low, language, known), boilerplate, known)
    return _reading(title, low_title, text, low, title_hits, weighed, known)


def _any_keyword(title: str, low_title: str, text: Text, low: str, known: Table) -> bool:
    return has_keyword(title, low_title, known) or has_keyword(text.text, low, known)


def _reading(
    title: str, low_title: str, text: Text, low: str, title_hits: tuple[Hit, ...], weighed: list[Passage], known: Table
) -> AiReading:
    notices = [each for each in weighed if each.rule == "hiring_notice"]
    plays = game.is_game_ai(title, text, known)
    counted = [each for each in weighed if not plays or game.learned(each)]
    if plays and sum(each.weight for each in counted) < 3:
        counted, title_hits = [], ()
    job = decide.Job(title, title_hits, tuple(each for each in counted if each.weight > 0))
    label = decide.label(job, known)
    kinds = decide.kinds(job, known) if label is not AiLabel.NONE else ()
    if plays:
        kinds = (*kinds, AiKind.GAME_AI)
    return AiReading(
        label=label,
        kinds=kinds,
        mentions_ai_in_hiring=bool(notices),
        any_keyword=_any_keyword(title, low_title, text, low, known),
        evidence=_evidence(job, text, notices, weighed if plays else [], known),
    )


def _evidence(
    job: decide.Job, text: Text, notices: list[Passage], plays: list[Passage], known: Table
) -> tuple[Evidence, ...]:
    most = int(known.decide["most_evidence"])
    kept = sorted(job.passages, key=lambda each: (-each.weight, each.start))[:most]
    kept = sorted({*kept, *notices[:3]}, key=lambda each: each.start)
    titles = [_title_evidence(job.title, job.title_hits, known)] if job.title_hits else []
    return (*titles, *(_one(each, text) for each in kept))


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
