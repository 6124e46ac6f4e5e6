"""Words -> AI reading. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from db.vocabulary import AiKind, AiLabel
from tracker.reading.ai import classify, game_ai
from tracker.reading.ai.clauses import find_clauses
from tracker.reading.ai.data_work import data_work, is_data_title, may_give
from tracker.reading.ai.employer_names import names, without_names
from tracker.reading.ai.features import Job
from tracker.reading.ai.gig_work import may_be_gig
from tracker.reading.ai.model import AiReading, Evidence
from tracker.reading.ai.model_work import may_model, model_work
from tracker.reading.ai.rules import Table, scanner, table
from tracker.reading.ai.score_sentences import Passage, passages, strength
from tracker.reading.ai.sections import Outline
from tracker.reading.ai.terms import Hit, find, has_any, language_of, likely_language, of_language, with_companions
from tracker.reading.ai.text_forms import Words
from tracker.reading.ai.worker_clauses import may_copy
from tracker.reading.text import Text

_UNSPACED, _DENSE = frozenset(("ja", "ko", "zh")), 2
"""Languages of which a letter says about as much as so many of others."""
VERSION = "ai 5, terms 6"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A posting's sentences, weighed; what remains is to decide."""

    outline: Outline
    language: str | None
    job: Job | None
    """None where nothing speaks of AI, or only of a game's."""
    game: Job | None = None
    """The same posting where its AI is that of a game's characters: nothing of it counts but what is learned."""
    title_hits: tuple[Hit, ...] = ()
    any_keyword: bool = False
    near: bool = False
    """Whether a posting without evidence may be a gig all the same."""


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
    found = prepare(title, text, studio=studio, language=language, boilerplate=boilerplate)
    decision = classify.decide(found.job, known)
    reading = _decide_reading(found, decision, title, text, known)
    made = decision.label is AiLabel.CORE
    clauses = find_clauses(title, found.job or found.game, found.outline, found.language, known, made=made)
    sure = known.decide["sure_of_no_gig"] if found.near else decision.confidence
    return replace(reading, clauses=clauses, confidence=sure)


def _decide_reading(found: Prepared, decision: classify.Decision, title: str, text: Text, known: Table) -> AiReading:
    if found.job:
        reading = _make_reading(found.job, decision.label, text, found.any_keyword, known)
        return replace(reading, kinds=(*reading.kinds, AiKind.GAME_AI)) if found.game else reading
    if found.game:
        reading = _make_reading(found.game, AiLabel.NONE, text, found.any_keyword, known)
        evidence = (*_game_title(title, found.title_hits, known), *reading.evidence)
        return replace(reading, kinds=(AiKind.GAME_AI,), evidence=evidence)
    return AiReading(any_keyword=found.any_keyword)


def prepare(
    title: str,
    text: Text,
    *,
    studio: str | None = None,
    language: str | None = None,
    boilerplate: Collection[str] = (),
) -> Prepared:
    """Find and weigh what a posting says of AI; arguments as those of `read`."""
    known = table()
    head, body = Words(title, scanner()), Words(text.text, scanner())
    outline = Outline(text, body, known)
    title_hits, hits = find(head, known), find(body, known)
    any_keyword = has_any(head, known.keywords) or has_any(body, known.keywords)
    # most texts end here: neither their language nor their parts are looked for
    if not (any(with_companions(head, body, title_hits, hits, known)) or _may_speak(head, body, known)):
        return Prepared(outline, None, None, any_keyword=any_keyword)
    spoken = language_of(known, head, body) or (language[:2].lower() if language else None)
    spoken = spoken or likely_language(known, head, body, [*title_hits, *hits])
    title_hits, hits = of_language(title_hits, spoken), of_language(hits, spoken)
    # a few words tell no language, but a term of one does
    spoken = spoken or next((hit.term.spoken for hit in (*hits, *title_hits) if hit.term.spoken), None)
    title_hits, hits = with_companions(head, body, title_hits, hits, known)
    if title_hits or hits:
        called = names(body, hits, studio, known)
        title_hits, hits = without_names(head, title_hits, called), without_names(body, hits, called)
    fed, data_title = data_work(head, outline, hits, spoken, known), is_data_title(head, known)
    weighed = passages(outline, hits, boilerplate, spoken, known)
    weighed += model_work(head, outline, frozenset(each.start for each in weighed), spoken, known)
    if not (title_hits or weighed or fed or data_title):
        near = may_be_gig(head, body, spoken)
        return Prepared(outline, spoken, None, any_keyword=any_keyword, near=near)
    titled, length = tuple(title_hits), len(text.text) * (_DENSE if spoken in _UNSPACED else 1)
    if not game_ai.is_game_ai(head, body, known):
        job = Job(title, titled, tuple(_merge_passages(weighed, fed)), length, data_title)
        return Prepared(outline, spoken, job, None, titled, any_keyword)
    apart = Job(title, (), tuple(game_ai.is_apart(each) for each in weighed), length)
    learned = sum(each.weight for each in weighed if game_ai.find_learned(each)) >= known.decide["game_learned"]
    trained = Job(title, titled, tuple(weighed), length) if learned else None
    return Prepared(outline, spoken, trained, apart, titled, any_keyword)


def _may_speak(head: Words, body: Words, known: Table) -> bool:
    """Whether a posting without any term may say something all the same: of people's work, of models, of replicas."""
    if may_copy(body, known):
        return True
    return is_data_title(head, known) or may_give(head, body, known) or may_model(head, body, known)


def _merge_passages(weighed: list[Passage], fed: list[Passage]) -> list[Passage]:
    """The passages in order; a sentence in which something learns from people's work is that, whatever its terms."""
    terms = {each.start: each.hits for each in weighed}
    at = {each.start: each for each in weighed if each.rule == "hiring_notice"}
    starts = {each.start for each in fed} - at.keys()
    told = [replace(each, hits=terms.get(each.start, ())) for each in fed if each.start in starts]
    return sorted([*(each for each in weighed if each.start not in starts), *told], key=lambda each: each.start)


def _make_reading(job: Job, label: AiLabel, text: Text, any_keyword: bool, known: Table) -> AiReading:
    return AiReading(
        label=label,
        kinds=classify.kinds(job, known) if label is not AiLabel.NONE else (),
        mentions_ai_in_hiring=any(each.rule == "hiring_notice" for each in job.passages),
        any_keyword=any_keyword,
        evidence=_list_evidence(job, text, known),
    )


def _game_title(title: str, hits: tuple[Hit, ...], known: Table) -> list[Evidence]:
    return [replace(_title_evidence(title, hits, known), rule="game_ai", weight=0.0)] if hits else []


def _list_evidence(job: Job, text: Text, known: Table) -> tuple[Evidence, ...]:
    """The title, the strongest sentences, and what is evidence of something else than the label; in order."""
    most = int(known.decide["most_evidence"])
    kept = sorted(job.passages, key=lambda each: (-each.weight, each.start))
    kept = [each for each in kept if each.weight > 0 or each.rule in ("hiring_notice", "game_ai")][:most]
    notices = [each for each in job.passages if each.rule == "hiring_notice"][:3]
    studios = [each for each in job.passages if each.rule == "boilerplate"][:3]
    titled = job.title_hits or job.data_title
    titles = [_title_evidence(job.title, job.title_hits, known)] if titled else []
    return (
        *titles,
        *(_make_evidence(each, text) for each in sorted({*kept, *notices, *studios}, key=lambda each: each.start)),
    )


def _title_evidence(title: str, hits: tuple[Hit, ...], known: Table) -> Evidence:
    """The title as evidence; without a term it is one that says by itself that people give data."""
    weight = round(known.weights["title"] * (strength(hits, known) if hits else 1.0), 3)
    return Evidence(
        term=title[hits[0].start : hits[0].end] if hits else title,
        field="title",
        section="title",
        quote=title,
        start=0,
        end=len(title),
        weight=weight,
        rule="title" if hits else "data_title",
    )


def _make_evidence(passage: Passage, text: Text) -> Evidence:
    hit = max(passage.hits, key=lambda each: each.term.strength, default=None)
    start, end = (hit.start, hit.end) if hit else (passage.start, passage.end)
    return Evidence(
        term=text.text[start:end],
        field="description",
        section=passage.section,
        quote=text.text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
        weight=passage.weight,
        rule=passage.rule,
    )
