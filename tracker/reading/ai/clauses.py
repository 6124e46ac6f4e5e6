"""AI clauses: a worker's work or likeness and AI, tools that must be used, and hiring by AI."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from db.vocabulary import AiClauseKind
from tracker.reading.ai.clause_patterns import clause_pattern, is_promised
from tracker.reading.ai.data_work import is_own_duty
from tracker.reading.ai.features import Job, title_says
from tracker.reading.ai.gig_work import LONGEST
from tracker.reading.ai.model import Clause
from tracker.reading.ai.predicates import predicates, signs
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import Passage
from tracker.reading.ai.sections import Outline
from tracker.reading.ai.text_forms import Words, holds_any
from tracker.reading.text import Text

_REFUSING = (
    "not ",
    "n't",
    "never",
    "without",
    "no ",
    "entirely by",
    "by human",
    "by people",
    "kein",
    "n'",
    "no u",
    "no e",
)
"""Letters without which no studio says that it uses no AI."""
_IMPROVING = ("input", "improv", "develop", "to build", "to create", "to power", "to tune")
"""Letters without which nothing says that an AI is made of what is the reader's own."""
_MOST = 40
"""Clauses of one posting: more tell nothing more."""
_REQUIRED = frozenset(("requirements", "duties", "role", "role_statement", "short"))
_OF_WORK = frozenset((AiClauseKind.TRAINS_AI, AiClauseKind.PROTECTS_FROM_AI))
_TOOLS = frozenset(("ai_tool_phrases",))
_AI = frozenset(("ai", "ai_romance", "ai_german", "generative", "prompts"))
_COPIED_NEAR = 60
"""Characters between what is somebody's and the word that it is copied."""
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
    found = {*_hiring_and_tools(job, outline, language, made=made), *_of_workers(title, job, outline, language, known)}
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


def _of_workers(title: str, job: Job | None, outline: Outline, language: str | None, known: Table) -> Iterator[Clause]:
    text, words = outline.text, outline.words
    told = {(each.start, each.end): each for each in (job.passages if job else ())}
    # a craftsman's "digital doubles of actors" are what the job makes, of other people
    # and who writes rules or contracts speaks of other people's
    others = any(title_says(name, title) for name in ("craft", "engineer", "policy", "adjacent_untitled"))
    gives = title_says("giver", title)
    performs = gives or not others
    ruling = title_says("policy", title)
    spans = {*told, *_iter_candidates(outline, language, known, performs=performs)}
    for start, end in sorted(spans):
        passage = told.get((start, end))
        if passage and passage.rule == "hiring_notice":
            continue
        bound = gives and len(words.plain) <= LONGEST
        if passage and not bound and not _may_bind(words, start, end, passage, language, known):
            continue
        if ruling and not clause_pattern("addressed", language).search(words.low, start, end):
            continue
        if found := _find_kind(words, start, end, passage, language, performs=performs, gives=gives):
            kind, rule = found
            yield _make_clause(kind, start, end, text, rule)


def _may_bind(words: Words, start: int, end: int, passage: Passage, language: str | None, known: Table) -> bool:
    """Whether a sentence may say anything of a worker: most that speak of AI hold no word of training or refusal."""
    if passage.rule in ("data_work", "forbidden") or words.unspaced or _find_copies(words, known, start, end):
        return True
    sentence = words.low[start:end]
    return any(holds_any(sentence, each) for each in (signs(language, "train"), _REFUSING, _IMPROVING))


def _find_kind(
    words: Words, start: int, end: int, passage: Passage | None, language: str | None, *, performs: bool, gives: bool
) -> tuple[AiClauseKind, str] | None:
    """What a sentence is as a clause, and by which rule."""
    low = words.low
    promised = is_promised(low, start, end, language)
    whose = clause_pattern("worker", language).search(low, start, end)
    copied = clause_pattern("replica", language).search(low, start, end)
    if copied and (whose or (performs and _is_made_of_people(low, start, end, language, promised=promised))):
        return (AiClauseKind.PROTECTS_FROM_AI if promised else AiClauseKind.DIGITAL_REPLICA), "replica"
    addressed = clause_pattern("addressed", language).search(low, start, end)
    if (
        performs
        and (gives or addressed or (whose and len(words.plain) <= LONGEST))
        and _is_copied_by_machine(words, start, end, language, passage)
    ):
        return (AiClauseKind.PROTECTS_FROM_AI if promised else AiClauseKind.DIGITAL_REPLICA), "copy"
    if clause_pattern("refusal", language).search(low, start, end) and not _HIRING.search(low, start, end):
        return AiClauseKind.PROTECTS_FROM_AI, "refusal"
    if passage is None:
        return None
    there = predicates(words, start, end, language)
    said = {each.name for each in there}
    if passage.rule == "data_work":
        if promised:
            return AiClauseKind.PROTECTS_FROM_AI, "data_work"
        return (AiClauseKind.TRAINS_AI, "data_work") if said & _LEARNING and passage.section != "nice_to_have" else None
    if is_own_duty(low, start, there) and not promised:
        return None  # "Train voices on licensed recordings" is what an engineer does, to other people's
    own = clause_pattern("addressed", language).search(low, start, end)
    fed = "train" in said or (promised and (own or _FED.search(low, start, end)))
    fed = (
        fed or (own and _MADE_OF.search(low, start, end)) or any(hit.term.name == "data_for_ai" for hit in passage.hits)
    )
    if whose and passage.hits and fed and (promised or _GIVEN.search(low, start, end)):
        return (AiClauseKind.PROTECTS_FROM_AI if promised else AiClauseKind.TRAINS_AI), "training"
    return None


def _is_copied_by_machine(words: Words, start: int, end: int, language: str | None, passage: Passage | None) -> bool:
    """Whether a machine makes again what is somebody's: a face, a voice; AI is a machine, too."""
    found = predicates(words, start, end, language)
    said = {each.name for each in found}
    if not {"body", "copy"} <= said or not ("computer" in said or (passage and passage.hits)):
        return False
    if passage and passage.rule == "data_work" and "train" in said:
        return False
    copies = [each for each in found if each.name == "copy"]
    return any(abs(body.start - copy.start) <= _COPIED_NEAR for body in found if body.name == "body" for copy in copies)


def _is_made_of_people(low: str, start: int, end: int, language: str | None, *, promised: bool) -> bool:
    """Whether a replica is, or may be, made of those who perform; that none is made may be said of anybody."""
    if not (promised or clause_pattern("person", language).search(low, start, end)):
        return False
    return clause_pattern("made", language).search(low, start, end) is not None


_LEARNING = frozenset(("train", "teach", "gather"))
_HIRING = re.compile(
    r"\b(?:applications?|applicants?|candidates?|hiring|interviews?|resumes?|cvs?|recruit\w*|this phase)\b"
)
_FED = re.compile(
    r"\b(?:used?|fed|input|upload\w*|process\w*|shared with|anlern\w*|aliment\w*|gevoed\w*|mat(?:ar|as))\b"
)
"""Words by which work goes into an AI; only a promise not to needs no other."""
_MADE_OF = re.compile(
    r"\bus(?:e[ds]?|ing) (?:\w+ ){0,6}"
    r"(?:to (?:improv|develop|build|creat|power|tune)\w*|as (?:an )?input|for (?:the )?develop\w*)"
    r"|\b(?:rights?|permission|licen[sc]e) (?:\w+ ){0,8}(?:develop|improv)\w*"
)
"""Words by which an AI is made of what is the reader's own."""
_GIVEN = re.compile(
    r"\b(?:used|use|help\w*|grant\w*|consent\w*|licen[sc]\w*|agree\w*|right|permission|from (?:you|your)|verwendet"
    r"|genutzt|einwillig\w*|become|dürfen|dienen|servir\w*|utilis\w*|serv\w+|utiliz\w*|usad\w*|wykorzyst\w*|användas|gebruikt)\b"
    r"|学習|使用|利用|用于|用来|可用|可将|활용|사용",
)
"""Words by which the work is given, not merely done."""


def _iter_candidates(
    outline: Outline, language: str | None, known: Table, *, performs: bool
) -> Iterator[tuple[int, int]]:
    """The sentences that may speak of a replica, though they hold no AI term: most texts hold none of its words."""
    words = outline.words
    if len(words.plain) <= LONGEST and performs:
        yield from ((start, end) for start, end, _ in outline.sentences)
        return
    pattern, refused = clause_pattern("replica", language), clause_pattern("refusal", language)
    if words.unspaced:
        starts = [found.start() for found in pattern.finditer(words.low)]
    else:
        starts = sorted(_find_copies(words, known))
    for start, end, _ in outline.sentences if starts else ():
        if bisect_left(starts, start) < bisect_left(starts, end) and (
            pattern.search(words.low, start, end) or refused.search(words.low, start, end)
        ):
            yield start, end


def may_copy(words: Words, known: Table) -> bool:
    """Whether a text may speak of a copy of a person: most hold none of its words."""
    return bool(_find_copies(words, known))


def _find_copies(words: Words, known: Table, start: int = 0, end: int | None = None) -> list[int]:
    """Where words of copies stand in words[start:end]."""
    end = len(words.plain) if end is None else end
    there = [at for word in known.replica_words & words.found.keys() for at in words.found[word] if start <= at < end]
    wide = (at for word in known.replica_wide & words.found.keys() for at in words.found[word] if start <= at < end)
    return there + [at for at in wide if known.replica_wide_pattern.match(words.low, at)]


def _make_clause(kind: AiClauseKind, start: int, end: int, text: Text, rule: str) -> Clause:
    return Clause(kind, "description", text.text[start:end], start, end, rule)
