"""A sentence in the postings of several jobs is the studio's."""

from hypothesis import given, settings
from hypothesis import strategies as st

from db.vocabulary import AiLabel
from tracker.reading.ai.boilerplate import canonical, learn
from tracker.reading.ai.reader import read
from tracker.reading.text import Text, from_description

MISSION = "We believe that AI and machine learning will change how films are made."
CRAFTS = "carpenters painters editors riggers drivers cooks tailors gaffers grips singers".split()


def posting(craft: str, *more: str) -> Text:
    own = [
        f"The {craft} of this house {verb} every {day} with great care."
        for verb, day in (("meet", "Monday"), ("travel", "Tuesday"), ("rehearse", "Friday"), ("rest", "Sunday"))
    ]
    return from_description("\n".join([*own, *more]))


def test_what_stands_in_many_jobs_is_learned_and_what_is_one_job_s_is_not() -> None:
    learned = learn([posting(craft, MISSION) for craft in CRAFTS])
    assert learned == {canonical(MISSION)}


def test_two_jobs_are_too_few() -> None:
    assert learn([posting(craft, MISSION) for craft in CRAFTS[:2]]) == frozenset()


def test_one_job_in_ten_cities_is_one_job() -> None:
    cities = ["Oslo", "Rome", "Lima", "Cairo", "Perth", "Quito", "Seoul", "Turin", "Vaduz", "York"]
    advertised = [
        posting("carpenters", MISSION, f"The workshop stands in {city}, close to the river.") for city in cities
    ]
    assert learn(advertised) == frozenset()
    assert canonical(MISSION) in learn([*advertised, posting("cooks", MISSION), posting("riggers", MISSION)])


def test_marks_case_and_numbers_are_of_no_account() -> None:
    assert canonical("We had 1,200 films — and AI.") == canonical("we had 1400 films - and AI!")
    assert canonical("We had films and AI.") != canonical("We had films.")


def test_boilerplate_makes_no_label_and_stays_visible() -> None:
    html = f"<h3>What you will do</h3><p>{MISSION} {'You build chairs in all sizes. ' * 50}You will mend AI.</p>"
    text = from_description(html)
    before = read("Carpenter", text)
    after = read("Carpenter", text, boilerplate={canonical(MISSION), canonical("You will mend AI.")})
    assert before.label is AiLabel.ADJACENT
    assert after.label is AiLabel.NONE
    assert after.any_keyword
    assert [(each.quote, each.weight, each.rule) for each in after.evidence] == [
        (MISSION, 0, "boilerplate"),
        ("You will mend AI.", 0, "boilerplate"),
    ]


@given(st.permutations([posting(craft, MISSION, f"Call {n % 3} times.") for n, craft in enumerate(CRAFTS)]))
@settings(max_examples=30)
def test_the_order_of_arrival_changes_nothing(texts: list[Text]) -> None:
    assert learn(texts) == learn(reversed(texts)) == learn(sorted(texts, key=lambda text: text.text))
    assert learn([*texts, *texts]) == learn(texts)
