"""What a sentence says of a worker and AI: that it learns from them, copies them, or does neither."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from db.vocabulary import AiClauseKind
from tracker.reading.ai.clause_patterns import clause_pattern, copy_signs, is_promised, promise_signs
from tracker.reading.ai.features import Job, title_says
from tracker.reading.ai.gig_work import LONGEST, is_own_duty
from tracker.reading.ai.predicates import predicates, signs
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import Passage
from tracker.reading.ai.sections import Outline
from tracker.reading.ai.text_forms import Words, holds_any

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
_COPIED_NEAR = 60
"""Characters between what is somebody's and the word that it is copied."""
_MOST_COPIES = 100
"""Words of copies of one text that are looked at: more tell nothing more."""


def is_short(words: Words) -> bool:
    """Whether each sentence of a text is looked at: there are few."""
    return len(words.plain) <= LONGEST


def find_worker_clauses(
    title: str, job: Job | None, outline: Outline, language: str | None, known: Table
) -> Iterator[tuple[AiClauseKind, int, int, str]]:
    """Find the sentences: kind, start, end and rule of each."""
    words = outline.words
    told = {(each.start, each.end): each for each in (job.passages if job else ())}
    # a craftsman's "digital doubles of actors" are what the job makes, of other people
    # and who writes rules or contracts speaks of other people's
    others = any(title_says(name, title) for name in ("craft", "engineer", "policy", "adjacent", "adjacent_untitled"))
    gives = title_says("giver", title)
    performs = gives or not others
    ruling = title_says("policy", title)
    copies = sorted(_find_copies(words, known))[:_MOST_COPIES]
    spans = {*told, *_iter_candidates(outline, language, copies, performs=performs)}
    for start, end in sorted(spans):
        passage = told.get((start, end))
        if passage and passage.rule == "hiring_notice":
            continue
        bound = gives and is_short(words)
        if passage and not bound and not _may_bind(words, start, end, passage, language, copies):
            continue
        if ruling and not clause_pattern("addressed", language).search(words.low, start, end):
            continue
        if found := _find_kind(words, start, end, passage, language, copies, performs=performs, gives=gives):
            kind, rule = found
            yield kind, start, end, rule


def _may_bind(words: Words, start: int, end: int, passage: Passage, language: str | None, copies: list[int]) -> bool:
    """Whether a sentence may say anything of a worker: most that speak of AI hold no word of training or refusal."""
    if passage.rule in ("data_work", "forbidden") or words.unspaced or _holds_copy(copies, start, end):
        return True
    sentence = words.low[start:end]
    if holds_any(sentence, signs(language, "train")) or holds_any(sentence, _REFUSING):
        return True
    return holds_any(sentence, _IMPROVING) and _is_addressed(words.low, start, end, language)


def _find_kind(
    words: Words,
    start: int,
    end: int,
    passage: Passage | None,
    language: str | None,
    copies: list[int],
    *,
    performs: bool,
    gives: bool,
) -> tuple[AiClauseKind, str] | None:
    """What a sentence is as a clause, and by which rule."""
    low, short = words.low, is_short(words)
    sentence = low[start:end]
    promised = is_promised(low, start, end, language)
    # the long patterns are looked for only where something else already says that they may hold
    if words.unspaced or short or _holds_copy(copies, start, end):
        whose = clause_pattern("worker", language).search(low, start, end) is not None
        if _is_copy(words, start, end, passage, language, whose=whose, promised=promised, performs=performs):
            return (AiClauseKind.PROTECTS_FROM_AI if promised else AiClauseKind.DIGITAL_REPLICA), "replica"
        own = performs and (gives or (whose and short) or _is_addressed(low, start, end, language))
        if own and _is_copied_by_machine(words, start, end, language, passage):
            return (AiClauseKind.PROTECTS_FROM_AI if promised else AiClauseKind.DIGITAL_REPLICA), "copy"
    if holds_any(sentence, promise_signs()) and _is_refused(low, start, end, language):
        return AiClauseKind.PROTECTS_FROM_AI, "refusal"
    return None if passage is None else _find_training(words, start, end, passage, language, promised=promised)


def _is_addressed(low: str, start: int, end: int, language: str | None) -> bool:
    return clause_pattern("addressed", language).search(low, start, end) is not None


def _is_refused(low: str, start: int, end: int, language: str | None) -> bool:
    """Whether a studio says that its own work is made without AI."""
    refused = clause_pattern("refusal", language).search(low, start, end)
    return refused is not None and not _HIRING.search(low, start, end)


def _is_copy(
    words: Words,
    start: int,
    end: int,
    passage: Passage | None,
    language: str | None,
    *,
    whose: bool,
    promised: bool,
    performs: bool,
) -> bool:
    """Whether a sentence names a copy of somebody by the words for one."""
    if not clause_pattern("replica", language).search(words.low, start, end):
        return False
    if whose and (performs or promised or _is_addressed(words.low, start, end, language)):
        return True
    return performs and _is_made_of_people(words.low, start, end, language, promised=promised)


def _find_training(
    words: Words, start: int, end: int, passage: Passage, language: str | None, *, promised: bool
) -> tuple[AiClauseKind, str] | None:
    """What a sentence says of an AI that learns from the worker, or that none will."""
    low = words.low
    there = predicates(words, start, end, language)
    said = {each.name for each in there}
    if passage.rule == "data_work":
        if promised:
            return AiClauseKind.PROTECTS_FROM_AI, "data_work"
        return (AiClauseKind.TRAINS_AI, "data_work") if said & _LEARNING and passage.section != "nice_to_have" else None
    if is_own_duty(low, start, there) and not promised:
        return None  # "Train voices on licensed recordings" is what an engineer does, to other people's
    if not passage.hits or not (promised or _GIVEN.search(low, start, end)):
        return None
    if not _is_fed(low, start, end, passage, language, promised=promised, trained="train" in said):
        return None
    if not clause_pattern("worker", language).search(low, start, end):
        return None
    return (AiClauseKind.PROTECTS_FROM_AI if promised else AiClauseKind.TRAINS_AI), "training"


def _is_fed(
    low: str, start: int, end: int, passage: Passage, language: str | None, *, promised: bool, trained: bool
) -> bool:
    """Whether an AI is fed: trained, made of what is the reader's, or, in a promise, used at all."""
    if trained or any(hit.term.name == "data_for_ai" for hit in passage.hits):
        return True
    if promised and _FED.search(low, start, end):
        return True
    return (promised or _MADE_OF.search(low, start, end) is not None) and _is_addressed(low, start, end, language)


def _is_copied_by_machine(words: Words, start: int, end: int, language: str | None, passage: Passage | None) -> bool:
    """Whether a machine makes again what is somebody's: a face, a voice; AI is a machine, too."""
    if not holds_any(words.low[start:end], signs(language, "copy")):
        return False
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
    r"\b(?:used?|feeds?|fed|input|upload\w*|process\w*|shared with|anlern\w*|aliment\w*|gevoed\w*|mat(?:ar|as))\b"
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
    outline: Outline, language: str | None, copies: list[int], *, performs: bool
) -> Iterator[tuple[int, int]]:
    """The sentences that may speak of a replica, though they hold no AI term: most texts hold none of its words."""
    words = outline.words
    if performs and is_short(words):
        yield from ((start, end) for start, end, _ in outline.sentences)
        return
    pattern, refused = clause_pattern("replica", language), clause_pattern("refusal", language)
    for start, end, _ in outline.sentences if copies else ():
        if _holds_copy(copies, start, end) and (
            pattern.search(words.low, start, end) or refused.search(words.low, start, end)
        ):
            yield start, end


def may_copy(words: Words, known: Table) -> bool:
    """Whether a text may speak of a copy of a person: most hold none of its words."""
    return bool(_find_copies(words, known))


def _holds_copy(copies: list[int], start: int, end: int) -> bool:
    """Whether one of the words of copies, in order, stands in words[start:end]."""
    return bisect_left(copies, start) < bisect_right(copies, end - 1)


def _find_copies(words: Words, known: Table) -> list[int]:
    """Where words of copies stand."""
    out: list[int] = []
    for word, places in words.found.items():
        # of the words that stand in a text few are of copies: they are asked, not the table
        if word in known.replica_words:
            out += places
        elif word in known.replica_wide:
            pattern, low = known.replica_wide_pattern, words.low
            out += [at for at in places if pattern.match(low, at)]
    return out + _find_signs(words.low) if words.unspaced else out


def _find_signs(low: str) -> list[int]:
    """Where letters of copies stand in a text of a script without blanks."""
    out: list[int] = []
    for sign in copy_signs():
        at = low.find(sign)
        while at >= 0 and len(out) < _MOST_COPIES:
            out.append(at)
            at = low.find(sign, at + 1)
    return out
