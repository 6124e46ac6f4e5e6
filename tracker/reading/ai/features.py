"""What the decision is made from, as numbers: the rules' own findings, summed by part of the posting and by rule."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import log1p

from tracker.reading.ai.rules import Table, table
from tracker.reading.ai.score_sentences import Passage, strength
from tracker.reading.ai.sentence_rules import outer
from tracker.reading.ai.terms import Hit
from tracker.reading.ai.text_forms import fold, lower, spaced

_PARTS = {
    **dict.fromkeys(("duties", "role_statement", "role", "short"), "duties"),
    "requirements": "requirements",
    **dict.fromkeys(("whole", "body"), "whole"),
    **dict.fromkeys(("intro", "team"), "opening"),
    **dict.fromkeys(("nice_to_have", "additional"), "extra"),
}
"""The parts of a posting that count alike; every other is the studio's."""
_WAYS = {
    **dict.fromkeys(("building", "data_work"), "made"),
    **dict.fromkeys(("plain", "sells"), "named"),
    **dict.fromkeys(("tool_use", "uses"), "used"),
    **dict.fromkeys(("partner", "one_of_many"), "beside"),
    **dict.fromkeys(("interest", "a_plus"), "welcome"),
}
"""The rules that count alike; every other is of no account."""
_SECOND_ENDING = re.compile(
    r"(?<=[^\W\d_])(?:[·•.*:_/-](?:innen|in|euses?|trices?|rices?|ères?|nes?|ses?|es?|as?|r)"
    r"|\((?:innen|in|euse|trice|rice|ère|ne|se|e|a|r)\))(?!\w)"
)
"""Behind a noun in lower case, where a title names both genders."""
_MOST = 12.0
"""What the sentences of one part count together, at most."""


@dataclass(frozen=True, slots=True)
class Job:
    """A posting's title and sentences, as the rules read them."""

    title: str
    title_hits: tuple[Hit, ...]
    passages: tuple[Passage, ...]
    length: int
    """Characters of the description."""
    data_title: bool = False
    """Whether the title alone says that people give data."""

    def title_says(self, name: str) -> bool:
        """Whether the title holds the pattern of that name in the table."""
        return title_says(name, self.title)

    @property
    def feeds(self) -> bool:
        """Whether something learns from what its people do."""
        return self.data_title or any(each.rule == "data_work" for each in self.passages)


@lru_cache(maxsize=4096)
def title_says(name: str, title: str) -> bool:
    """As Job.title_says: each job asks a dozen times, several of them for the same."""
    known = table()
    pattern = known.title.get(f"{name}_pattern") or known.data_work[f"{name}_title_pattern"]
    return pattern.search(_fold_title(title)) is not None


@lru_cache(maxsize=256)
def _fold_title(title: str) -> str:
    """A title as the patterns want it, without the second gender's ending: "Ingénieur·e", "Entwickler:in"."""
    return spaced(_SECOND_ENDING.sub("", lower(fold(title))))


def sum_weights(job: Job, known: Table, *, made: bool = False) -> float:
    """What the sentences count together, each section as much as the table lets it; `made`: without mere use."""
    sums: dict[str, float] = defaultdict(float)
    for each in job.passages:
        if not (made and each.rule in known.rules and known.rules[each.rule].use):
            sums[each.section] += each.weight
    return sum(min(weight, known.most.get(section, weight)) for section, weight in sums.items())


def count_features(job: Job, known: Table) -> dict[str, float]:
    """Give each feature that is not 0, by its name in ai_weights.csv."""
    sums: dict[str, float] = defaultdict(float)
    terms: set[str] = set()
    for passage in job.passages:
        part, way = _PARTS.get(passage.section), _WAYS.get(passage.rule)
        if part and way:
            sums[f"{part} {way}"] += strength(passage.hits, known) or 1.0
            terms.update(hit.term.words for hit in outer(passage.hits))
    out = {name: log1p(min(value, _MOST)) for name, value in sums.items()}
    made = sum(
        sums.get(f"{part} {way}", 0.0) for part in ("duties", "requirements", "whole") for way in ("made", "named")
    )
    out["dense"] = min(made / max(job.length / 1000, 1.0), 4.0)
    out["terms"] = log1p(len(terms))
    out["sum"] = log1p(min(sum_weights(job, known), _MOST))
    out["sum made"] = log1p(min(sum_weights(job, known, made=True), _MOST))
    own = [f"{part} {way}" for part in ("duties", "requirements") for way in ("made", "named", "used")]
    out |= {f"any {name}": 1.0 for name in own if sums.get(name)}
    return out | _title_features(job, made)


def is_craft(job: Job) -> bool:
    """Whether the title is that of one who makes pictures, films, sounds or words."""
    return job.title_says("craft") and not job.title_says("craft_unless")


def _title_features(job: Job, made: float) -> dict[str, float]:
    titled, sells = bool(job.title_hits), job.title_says("adjacent")
    flags = {
        "title": titled,
        "title maker": titled and job.title_says("maker") and not sells,
        "title craft": titled and is_craft(job),
        "sells": sells,
        "serves": not titled and job.title_says("adjacent_untitled"),
        "lab": made > 0 and job.title_says("lab") and (job.title_says("research") or not sells),
        "data title": job.title_says("data") and (titled or made > 0),
    }
    return {name: 1.0 for name, there in flags.items() if there}
