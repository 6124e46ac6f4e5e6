"""Which agreement covers which job: signatories, places, titles, and the posting's own words before all."""

import re
from dataclasses import replace
from datetime import date

import pytest

from db.vocabulary import Covers
from spiders.loader import read_studios
from spiders.parsing.place_names import read_place
from tracker.demo.boards.fixtures import demo_postings
from tracker.errors import ScalesError
from tracker.reading.text import from_description
from tracker.scales.comparisons import load_all_comparisons
from tracker.scales.coverage import Job, decide_coverage
from tracker.scales.coverage_table import load_coverage, parse_coverage
from tracker.scales.load import load_scales, load_signatories, packaged_file
from tracker.scales.own_words import read_statement

STORY = Job(
    studio="disney",
    brand="Disney Television Animation",
    title="Storyboard Artist",
    country="US",
    places="Burbank, CA, USA",
    posted_on=date(2026, 9, 1),
)
ENGINEER = Job(
    studio="ubisoft", title="Ingénieur gameplay (F/H/NB)", country="FR", places="Paris", posted_on=date(2026, 2, 1)
)


def agreements(job: Job) -> dict[str, Covers]:
    """What the rules of agreements answer; without laws and statistics."""
    context = {rule.rule for rule in load_coverage().rule if rule.is_context}
    return {each.rule: each.covers for each in decide_coverage(job) if each.rule not in context}


@pytest.mark.parametrize(
    ("job", "covers"),
    [
        (STORY, Covers.YES),
        (replace(STORY, brand="Walt Disney Television Animation"), Covers.YES),
        (replace(STORY, brand=None, hiring_organization="Disney Television Animation"), Covers.YES),
        (replace(STORY, brand=None), Covers.LIKELY),
        (replace(STORY, studio="netflix", brand=None), Covers.LIKELY),
        (replace(STORY, posted_on=date(2010, 1, 1)), Covers.LIKELY),
        (ENGINEER, Covers.YES),
        (replace(ENGINEER, title="Programmeuse ou programmeur gameplay"), Covers.LIKELY),
        (replace(ENGINEER, title="QA Tester (F/H/NB)"), Covers.LIKELY),
        (replace(ENGINEER, posted_on=date(2023, 7, 1)), Covers.LIKELY),
        (replace(ENGINEER, title="Sound Designer (F/H/NB)"), Covers.LIKELY),
        (replace(ENGINEER, title="Comptable fournisseurs"), Covers.LIKELY),
        (replace(ENGINEER, title="User Researcher"), Covers.LIKELY),
        (replace(ENGINEER, title="Engineering Manager"), Covers.LIKELY),
        (replace(ENGINEER, title="Responsable comptabilité"), Covers.LIKELY),
        (replace(STORY, studio="netflix", title="CG Artist, Experimental", brand="Inkubator"), Covers.LIKELY),
        (replace(STORY, studio="netflix", title="Character Modeler", brand="Netflix Animation Studios"), Covers.YES),
        (replace(STORY, studio="netflix", title="Lead Editor", brand="Feature Animation"), Covers.LIKELY),
        (replace(STORY, studio="nbcuniversal", title="Grip", brand="Universal Studios Operations"), Covers.LIKELY),
        (replace(STORY, studio="zenimax", title="QA Tester", brand=None, places="Rockville, MD"), Covers.LIKELY),
    ],
)
def test_yes_needs_an_entity_that_signed_before_and_a_classification(job: Job, covers: Covers) -> None:
    assert list(agreements(job).values()) == [covers]


@pytest.mark.parametrize(
    "job",
    [
        replace(STORY, brand="Disneyland Resort"),
        replace(STORY, brand="Lucasfilm"),
        replace(STORY, studio="nobody"),
        replace(STORY, country="CA", places="Vancouver, BC, Canada"),
        replace(STORY, places="Orlando, FL, USA"),
        replace(STORY, title="Manager, Storyboard Artists"),
        replace(STORY, title="Storyboard Artist Intern"),
        replace(STORY, title="Storyboard Supervisor"),
        replace(STORY, title="Recruiter, Storyboard Artists"),
        replace(STORY, title="Story Editor"),
        replace(STORY, title="Gameplay Animator"),
        replace(STORY, title="Pastry Chef"),
        replace(ENGINEER, country="CA", places="Montréal"),
        replace(ENGINEER, title="Stage - Ingénieur gameplay"),
        replace(ENGINEER, title="Alternance ingénieur réseau"),
        replace(ENGINEER, title="Vice President, Finance"),
        replace(ENGINEER, title="Freelance Concept Artist"),
        replace(ENGINEER, studio="nobody", title="Comptable fournisseurs"),
        replace(STORY, title="Editor", brand="Disney Marketing"),
        replace(STORY, title="Editor", brand=None),
        replace(STORY, title="Game Animator", brand="Feature Animation"),
        replace(STORY, studio="netflix", title="Lead Editor", brand="Marketing"),
        replace(STORY, studio="netflix", title="Photo Editor", brand="Feature Animation"),
        replace(STORY, studio="netflix", title="Technical Director", brand="Inkubator"),
        replace(STORY, studio="netflix", title="CG Artist", brand="Games"),
        replace(STORY, studio="nbcuniversal", title="Camera Operator", brand="NBC News"),
        replace(STORY, studio="zenimax", title="QA Automation Tester", brand=None),
    ],
)
def test_what_fits_no_classification_place_or_employer_gets_no_answer(job: Job) -> None:
    assert agreements(job) == {}


@pytest.mark.parametrize(
    ("words", "covers"),
    [
        ("A collective agreement covers it.", Covers.YES),
        ("This position is covered by a collective bargaining agreement.", Covers.YES),
        ("This role is represented by IATSE Local 839.", Covers.YES),
        ("Pay is set per the CBA.", Covers.YES),
        ("The rate is in accordance with the collective bargaining agreement.", Covers.YES),
        ("This is a union position.", Covers.YES),
        ("This is a bargaining unit position.", Covers.YES),
        ("We are a union shop.", Covers.LIKELY),
        ("This is a non-union position.", Covers.NO),
        ("This position is not covered by a collective bargaining agreement.", Covers.NO),
        ("We are a union shop. This is a non-union role.", Covers.NO),
    ],
)
def test_a_posting_s_own_words_are_read_and_quoted(words: str, covers: Covers) -> None:
    said = read_statement(f"You draw. {words} You like dogs.")
    assert said is not None
    assert said.covers is covers
    assert said.quote in words


@pytest.mark.parametrize(
    "words",
    [
        "If the position is covered by a collective bargaining agreement, its terms apply.",
        "Some roles are represented by a union.",
        "Experience with SAG-AFTRA collective bargaining agreements.",
        "You negotiate collective bargaining agreements with guilds.",
        "Knowledge of union contracts is a plus.",
        "We ship to the European Union.",
        "You work with union and non-union vendors.",
        "",
    ],
)
def test_conditions_and_the_agreements_of_others_say_nothing_of_this_job(words: str) -> None:
    assert read_statement(words) is None


@pytest.mark.parametrize(
    ("job", "words", "covers"),
    [
        (replace(STORY, brand=None), "This position is represented by IATSE Local 839.", Covers.YES),
        (replace(STORY, studio="nobody", brand=None), "This position is represented by IATSE Local 839.", Covers.YES),
        (replace(STORY, studio="pixar", brand=None), "A collective agreement covers it.", Covers.LIKELY),
        (STORY, "This is a non-union position.", Covers.NO),
    ],
)
def test_own_words_outrank_the_table(job: Job, words: str, covers: Covers) -> None:
    [answer] = [each for each in decide_coverage(replace(job, text=words)) if each.rule.startswith("animation-guild")]
    assert answer.covers is covers
    assert answer.quote == words
    assert words.rstrip(".") in answer.reason


def test_words_that_name_another_local_are_no_answer_of_this_one() -> None:
    assert agreements(replace(STORY, text="This position is represented by IATSE Local 700.")) == {}


@pytest.mark.parametrize(
    "title", ["Comptable fournisseurs", "Programmeuse gameplay", "Ingénieure réseau", "Testeuse", "Data scientist"]
)
def test_a_title_that_names_no_classification_is_not_said_to_name_one(title: str) -> None:
    [answer] = decide_coverage(replace(ENGINEER, title=title))
    assert "it holds for all staff in France of an employer whom it binds" in answer.reason
    assert "names the classification" not in answer.reason


def test_an_agreement_answers_once() -> None:
    rules = [each.rule for each in decide_coverage(replace(ENGINEER, title="Ingénieure, développeuse moteur"))]
    assert rules == ["syntec-engineer"]


def test_every_rule_has_a_source_figures_and_titles_that_can_match() -> None:
    series = {scale.series for scale in load_scales()}
    for rule in load_coverage().rule:
        assert set(rule.series) <= series or "are not published" in rule.unknown, rule.rule
        assert rule.source_url.startswith("https://"), rule.rule
        assert rule.unknown.endswith("."), rule.rule
        assert (rule.best is Covers.NO) == rule.is_context, rule.rule


@pytest.mark.parametrize(
    ("places", "where"), [("Burbank, CA, USA", "Los Angeles"), ("Denver, CO, USA", "United States")]
)
def test_a_statistic_is_of_the_nearest_area_and_shows_where_in_the_occupation_a_range_lies(
    places: str, where: str
) -> None:
    job = replace(STORY, studio="nobody", title="Data Scientist", places=places)
    [answer] = [each for each in decide_coverage(job) if each.rule.startswith("oews")]
    rows = [row for row in load_all_comparisons() if row.rule == answer.rule]
    assert [re.search(r"percentile (\d+)", row.words)[1] for row in rows] == ["50", "10", "25", "75", "90"]
    assert all(where in row.role for row in rows if "median" not in row.role)
    assert [row.rank for row in rows] == [2, 8, 8, 8, 8]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('best = "yes"', 'best = "perhaps"', "best"),
        ("one_employer = true", "one_emplyer = true", "one_emplyer"),
        ("titles = ['\\btrailer editor\\b']", "titles = ['(']", "is not a pattern"),
        ('rule = "syntec-tester"', 'rule = "syntec-engineer"', "stands twice"),
        ("\n[[rule]]", "\n[[rule", "not TOML"),
    ],
)
def test_a_table_with_a_mistake_is_refused_by_name(old: str, new: str, says: str) -> None:
    toml = packaged_file("coverage.toml").read_text(encoding="utf-8")
    assert old in toml
    with pytest.raises(ScalesError, match=re.escape(says)):
        parse_coverage(toml.replace(old, new, 1))


def test_the_jobs_of_the_demo_that_agreements_cover() -> None:
    slugs = {"The Walt Disney Company": "disney", "Netflix": "netflix", "Pixar": "pixar", "Ubisoft": "ubisoft"}
    found = {}
    for posting in demo_postings():
        shown = posting.on(1) or posting.on(2)
        countries = {read_place(place).country for place in shown.locations}
        job = Job(
            studio=slugs.get(shown.studio, "realeyes"),
            brand=shown.brand or None,
            title=shown.title,
            country=countries.pop() if len(countries) == 1 else None,
            places="; ".join(shown.locations),
            posted_on=shown.posted_on,
            text=from_description(shown.description_html).text,
        )
        for covers in agreements(job).values():
            found[shown.title] = str(covers)
    assert found == {
        "Character Animator": "yes",
        "Trailer Editor": "likely",
        "Story Artist": "likely",
        "Programmeuse ou programmeur gameplay, IA des ennemis": "likely",
        "Comptable fournisseurs (F/H/NB)": "likely",
        "User Researcher": "likely",
    }


def test_each_signatory_is_a_studio_of_the_list_by_its_name_there() -> None:
    names = {studio.name for studio in read_studios()}
    assert {row.studio for row in load_signatories()} <= names
