"""Models that a data scientist makes: machine learning, also where no AI term stands."""

from itertools import islice

from tracker.reading.ai.predicates import Predicate, predicates
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import Passage
from tracker.reading.ai.sections import Outline
from tracker.reading.ai.text_forms import Words, holds_any

_MODEL = ("model", "modèle", "модел", "モデル", "模型", "모델")
"""The beginnings of the word for a model: without one of them nothing is looked for."""
_PURPOSE = (
    "predict", "forecast", "classif", "recommend", "scor", "propens", "churn", "fraud", "personali", "rank", "detect",
    "vorher", "progno", "empfehl", "klassif", "prévi", "prédi", "recomm", "previs", "predic", "recom", "predit",
    "previ", "raccom", "voorspel", "aanbev", "predyk", "przewid", "rekomend", "predik", "rekommend", "förut", "прогноз",
    "рекоменд", "予測", "推薦", "レコメンド", "预测", "預測", "推荐", "예측", "추천", "tahmin", "öneri", "ennust",
)  # fmt: skip
"""Beginnings of what such a model is for: models of a business, of costs or of data are none."""
_OTHER = ("business ", "data ", "cost ", "financial ", "pricing ", "operating ", "revenue ", "looking ", "role ")
"""What stands before models that learn nothing."""
_REACH = 60
"""Characters between the word of making and the models that are made."""
_ENOUGH, _MOST = 5, 200
_STRENGTH = 0.7
"""As that of the term "predictive models"."""


def may_model(title: Words, words: Words, known: Table) -> bool:
    """Whether the title is that of one who makes models, and the text speaks of any."""
    return known.title["modeler_pattern"].search(title.low) is not None and holds_any(words.low, _MODEL)


def model_work(
    title: Words, outline: Outline, taken: frozenset[int], language: str | None, known: Table
) -> list[Passage]:
    """The sentences in which models are made, under the title of one who makes them; `taken`: starts of others."""
    words = outline.words
    if not may_model(title, words, known):
        return []
    found = (
        Passage(start, end, section, "building", round(known.weights[section] * _STRENGTH, 3), ())
        for start, end, section in outline.sentences[:_MOST]
        if known.weights[section] and start not in taken and _are_made(words, start, end, language)
    )
    return list(islice(found, _ENOUGH))


def _are_made(words: Words, start: int, end: int, language: str | None) -> bool:
    low = words.low
    if not holds_any(low[start:end], _MODEL) or not holds_any(low[start:end], _PURPOSE):
        return False
    there = predicates(words, start, end, language)
    models = [each for each in there if _is_model(each, low)]
    made = [each for each in there if each.name == "build"]
    return any(_is_beside(model, each) for model in models for each in made)


def _is_beside(model: Predicate, made: Predicate) -> bool:
    return model.start != made.start and abs(model.start - made.start) <= _REACH


def _is_model(word: Predicate, low: str) -> bool:
    return word.name == "learner" and low.startswith(_MODEL, word.start) and not low.endswith(_OTHER, 0, word.start)
