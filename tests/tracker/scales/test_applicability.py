"""Which basket applies to which posting: occupations by titles, and a table whose every row counts."""

import pytest

from tracker.errors import ScalesError
from tracker.scales.applicability import OTHER, find_occupation, load_applicability, parse_applicability
from tracker.scales.comparisons import load_comparisons


@pytest.mark.parametrize(
    ("occupation", "titles"),
    [
        ("performer", ["Actors and voice talent", "Background Actor", "Stunt Performers", "Figurant", "Sprecherin"]),
        ("data_worker", ["Video Annotator", "Search Quality Rater", "Audio Transcriber", "AI Tutor", "Data Labeler"]),
        ("animation_and_art", ["Character Animator", "Storyboard Artist", "Rigger", "Compositor", "Concept Artist"]),
        ("editing", ["Trailer Editor", "Assistant Editor", "Sound Editor", "Video Editor"]),
        ("writing", ["Staff Writer", "Narrative Designer"]),
        ("technology", ["Machine Learning Engineer", "Software Engineer, Communications", "Ingénieure gameplay",
                        "QA Tester", "Senior Software Engineer - Core UX", "Researcher", "AI Specialist"]),
        ("product", ["Product Manager - Machine Learning Platform", "Product Designer", "Technical Program Manager"]),
        ("service", ["Chef de Cuisine", "Line Cook", "Housekeeper", "Massage Therapist", "Retail Associate"]),
        ("trainee", ["Machine Learning Intern", "Stage - Data", "Stagiaire Traduction", "Werkstudent Marketing"]),
        (OTHER, ["Account Manager", "Legal Counsel", "Chef de projet", "Casting Director", "Background Check Analyst",
                 "Talent Acquisition Partner", "Copy Editor", "Makeup Artist", "Stage Manager", "Stunt Coordinator",
                 "Product Placement Manager", "Threat Modeler", "Marketing Manager, Early Stage"]),
    ],
)  # fmt: skip
def test_a_title_names_its_group_of_occupations(occupation: str, titles: list[str]) -> None:
    assert {title: find_occupation(title) for title in titles} == dict.fromkeys(titles, occupation)


def test_every_row_fits_comparisons_that_there_are_and_every_basket_has_a_row() -> None:
    rows, comparisons = load_applicability().applies, load_comparisons()
    assert {row.basket for row in rows} == {comparison.basket for comparison in comparisons}
    for row in rows:
        assert [
            comparison
            for comparison in comparisons
            if comparison.basket == row.basket
            and row.union in (None, comparison.union)
            and comparison.role.startswith(row.role_starts)
            and (not row.measures or comparison.measure in row.measures)
        ], row
        # what limits no occupation would stand beside a chef
        assert row.occupations, row


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("occupation = [", "applicability.toml is not TOML"),
        ("applies = []\n[[occupation]]\noccupation = 'a'\ntitles = ['(']", "'(' is not a pattern"),
        ("occupation = []\n[[applies]]\nbasket = 'x'\noccupations = ['cook']\nreason = 'r'", "the occupation 'cook'"),
        ("occupation = []\n[[applies]]\nbasket = 'x'\ncountry = 'US'\nreason = 'r'", "country"),
        ("occupation = []\n[[applies]]\nbasket = 'x'", "reason"),
    ],
)  # fmt: skip
def test_a_table_with_a_mistake_is_refused_by_name(toml: str, says: str) -> None:
    with pytest.raises(ScalesError) as refused:
        parse_applicability(toml)
    assert says in str(refused.value)
