"""AI clauses: a worker's work or likeness and AI, tools that must be used, and hiring by AI."""

import re
from collections.abc import Iterator

from db.vocabulary import AiClauseKind
from tracker.reading.ai.clause_patterns import clause_pattern
from tracker.reading.ai.features import Job
from tracker.reading.ai.model import Clause
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import Passage
from tracker.reading.ai.sections import Outline
from tracker.reading.ai.worker_clauses import find_worker_clauses, is_short, may_copy
from tracker.reading.text import Text

_MOST = 40
"""Clauses of one posting: more tell nothing more."""
_REQUIRED = frozenset(("requirements", "duties", "role", "role_statement", "short"))
_OF_WORK = frozenset((AiClauseKind.TRAINS_AI, AiClauseKind.PROTECTS_FROM_AI))
_TOOLS = frozenset(("ai_tool_phrases",))
_AI = frozenset(("ai", "ai_romance", "ai_german", "generative", "prompts"))
_BESIDE = 40
"""Characters between a word of using and the AI that is used."""
_USING = re.compile(
    r"\b(?:us(?:e|es|ing|age)|leverag\w*|utili[sz]\w*|apply|applying|adopt\w*|employ\w*|work\w* with|prompting"
    r"|fluen\w* (?:in|with)|skill\w* (?:in|with)"
    r"|nutz\w*|einsatz|einsetz\w*|umgang|anwend\w*|arbeit\w* mit"
    r"|utilis\w*|maîtris\w*|usar|uso"
    r"|utiliz\w*|usando|manej\w*|domini\w*|usare|padronanza|domínio|gebruik\w*|använd\w*|korzyst\w*|wykorzyst\w*|використ\w*|использ\w*)\b"
    r"|使用|活用|利用|使い|运用|熟练|활용|사용"
)
"""Words after which AI itself is the tool."""
_WELCOME = re.compile(
    r"\b(?:desired|desirable|a plus|huge plus|bonus|nice to have|preferred|preferably"
    r"|not required|no experience|optional)\b"
)
_USED = frozenset(("tool_use", "uses"))


def find_clauses(
    title: str, job: Job | None, outline: Outline, language: str | None, known: Table, *, made: bool = False
) -> tuple[Clause, ...]:
    """The clauses of a posting, in the order of its words; one sentence may hold several."""
    text = outline.text
    if job is None and not (is_short(outline.words) or may_copy(outline.words, known)):
        return ()
    of_workers = (
        _make_clause(kind, start, end, text, rule)
        for kind, start, end, rule in find_worker_clauses(title, job, outline, language, known)
    )
    found = {*_hiring_and_tools(job, outline, language, made=made), *of_workers}
    if made and job and not job.feeds:
        # whoever builds AI trains it on other people's work: what trains is their trade, no clause, unless the sentence
        # speaks to the reader of their own voice or recordings
        addressed = clause_pattern("addressed", language)
        found = {
            each
            for each in found
            if each.rule != "training"
            or each.kind is not AiClauseKind.TRAINS_AI
            or addressed.search(each.quote.lower())
        }
    if job and job.feeds and not any(each.kind in _OF_WORK for each in found):
        found.add(_of_the_whole(job, text))
    return tuple(sorted(found, key=lambda each: (each.field != "title", each.start, each.kind))[:_MOST])


def _of_the_whole(job: Job, text: Text) -> Clause:
    """The title that alone says that people give data, else the first sentence in which something learns from them."""
    if job.data_title:
        return Clause(AiClauseKind.TRAINS_AI, "title", job.title, 0, len(job.title), "data_title")
    first = next(each for each in job.passages if each.rule == "data_work")
    return _make_clause(AiClauseKind.TRAINS_AI, first.start, first.end, text, "data_work")


def _hiring_and_tools(job: Job | None, outline: Outline, language: str | None, *, made: bool) -> Iterator[Clause]:
    """Notices of hiring, and tools that are required: of those who build AI, what they know is no tool of the trade."""
    text, words, must = outline.text, outline.words, clause_pattern("must", language)
    for passage in job.passages if job else ():
        if passage.rule == "hiring_notice":
            yield _make_clause(AiClauseKind.AI_IN_HIRING, passage.start, passage.end, text, passage.rule)
        asked = not made and passage.rule in _USED and passage.section in _REQUIRED and _names_tool(passage, words.low)
        if asked and must.search(words.low, passage.start, passage.end):
            yield _make_clause(AiClauseKind.AI_TOOLS_REQUIRED, passage.start, passage.end, text, passage.rule)


def _names_tool(passage: Passage, low: str) -> bool:
    """Whether a sentence names tools of AI, or AI right after a word of using it; what is only welcome is none."""
    if _WELCOME.search(low, passage.start, passage.end):
        return False
    return any(
        hit.term.name in _TOOLS
        or hit.term.name.startswith("tool_")
        or (hit.term.name in _AI and _USING.search(low, max(passage.start, hit.start - _BESIDE), hit.start))
        for hit in passage.hits
    )


def _make_clause(kind: AiClauseKind, start: int, end: int, text: Text, rule: str) -> Clause:
    return Clause(kind, "description", text.text[start:end], start, end, rule)
