"""Where the words stand decides what they count."""

import pytest

from db.vocabulary import AiKind, AiLabel
from tracker.reading.ai.reader import read
from tracker.reading.text import from_description

FILLER = "<p>The office stands by the river, and the team meets there twice a week for planning and for lunch.</p>" * 3


def label(title: str, html: str, **more: str) -> AiLabel:
    return read(title, from_description(html), **more).label  # type: ignore[arg-type]


def test_a_job_without_ai_has_no_label_and_no_evidence() -> None:
    reading = read("Costume Supervisor", from_description("<p>You will lead the costume shop.</p>"))
    assert reading.label is AiLabel.NONE
    assert not reading.any_keyword
    assert not reading.evidence


@pytest.mark.parametrize(
    "title",
    [
        "Machine Learning Engineer",
        "Senior AI Engineer, Dubbing",
        "Ingénieure IA",
        "Computer Vision Researcher",
        "LLM Engineer",
    ],
)
def test_a_title_that_names_the_maker_of_ai_is_core(title: str) -> None:
    html = "<p>Vous rejoignez nos studios dans la ville pour une mission avec nous.</p>"
    assert label(title, html) is AiLabel.CORE


def test_an_empty_description_leaves_the_title_to_speak() -> None:
    reading = read("Product Manager, Machine Learning Platform", from_description(""))
    assert reading.label is AiLabel.CORE
    assert AiKind.AI_PRODUCT in reading.kinds
    (evidence,) = reading.evidence
    assert (evidence.field, evidence.rule, evidence.section) == ("title", "title", "title")


def test_whoever_sells_ai_works_beside_it() -> None:
    html = FILLER + "<h3>Responsibilities</h3><ul><li>Sell our AI agents to broadcasters</li><li>Meet clients</li></ul>"
    assert label("Account Executive, AI Agents", html) is AiLabel.ADJACENT


SENTENCE = "train machine learning models that cut trailers"

PLACES = {
    "duties": (
        f"<h3>What you will do</h3><ul><li>You {SENTENCE}</li><li>You {SENTENCE} at night</li></ul>",
        AiLabel.ADJACENT,
    ),
    "nice to have": (
        f"<h3>Nice to have</h3><ul><li>You can {SENTENCE}</li><li>You like to {SENTENCE}</li></ul>",
        AiLabel.NONE,
    ),
    "preferred": (f"<h3>Preferred qualifications</h3><ul><li>Ability to {SENTENCE}</li></ul>", AiLabel.NONE),
    "benefits": (
        f"<h3>What we offer</h3><ul><li>Courses where people {SENTENCE}</li><li>AI tools</li></ul>",
        AiLabel.NONE,
    ),
    "company": (f"<h3>About us</h3><p>Our studios {SENTENCE}. AI drives all we do. AI is our craft.</p>", AiLabel.NONE),
    "links": (f"<h3>Learn more</h3><ul><li>How teams {SENTENCE}</li><li>Our AI at work</li></ul>", AiLabel.NONE),
    "a named company": (
        f"<h3>About Lumen Studios</h3><p>We {SENTENCE}. We love AI. AI is our craft.</p>",
        AiLabel.NONE,
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_section_decides(place: str) -> None:
    html, expected = PLACES[place]
    assert label("Editor", FILLER + html) is expected


def test_headings_inside_a_flat_text_open_sections_too() -> None:
    flat = (
        "Lumen Studios makes films for the whole family and has done so for ninety years in three cities by the sea. "
        "What you'll do Cut trailers and teasers with the marketing team every week. "
        "Nice to have Experience with machine learning and computer vision and large language models. "
        "About us AI drives all we do. Our studios train machine learning models. We use generative AI every day. "
    )
    reading = read("Editor", from_description(flat))
    assert reading.any_keyword
    assert reading.label is AiLabel.NONE
    assert {evidence.section for evidence in reading.evidence} <= {"nice_to_have"}


def test_the_opening_alone_makes_no_label() -> None:
    opening = [f"World models of kind {n} will change film, and machine learning is how." for n in range(30)]
    reading = read("Accountant", from_description(f"<p>{' '.join(opening)}</p><h3>Requirements</h3><p>Two years.</p>"))
    assert reading.any_keyword
    assert reading.label is AiLabel.NONE


def test_a_text_without_headings_is_read_as_a_whole() -> None:
    words = (
        "Reinforcement learning lets characters act. We study deep learning for film. Neural networks draw the frames."
    )
    assert label("Intern", f"<p>{words}</p>") is not AiLabel.NONE


def test_partners_who_make_ai_do_not_make_the_job() -> None:
    duty = FILLER + "<h3>Responsibilities</h3><ul><li>{} with the sound team on schedules</li></ul>"
    assert label("Producer", duty.format("Collaborate with machine learning engineers and")) is AiLabel.NONE
    assert label("Producer", duty.format("Train machine learning models")) is AiLabel.ADJACENT


def test_a_plus_is_no_requirement() -> None:
    assert (
        label("Editor", "<h3>Requirements</h3><ul><li>Experience with generative AI is a plus</li></ul>")
        is AiLabel.NONE
    )
    needed = (
        "<h3>Requirements</h3><ul><li>Experience building generative AI</li><li>You trained language models</li></ul>"
    )
    assert label("Editor", needed) is AiLabel.ADJACENT


def test_the_use_of_ai_tools_never_makes_core() -> None:
    items = "".join(f"<li>Use AI tools such as Copilot for task {n}</li>" for n in range(20))
    assert label("Web Developer", f"<h3>What you will do</h3><ul>{items}</ul>") is AiLabel.ADJACENT


def test_many_duties_that_build_ai_make_core_without_a_title() -> None:
    items = "".join(f"<li>Build machine learning models for department {n}</li>" for n in range(6))
    assert label("Engineer", f"<h3>What you will do</h3><ul>{items}</ul>") is AiLabel.CORE


def test_a_sentence_twice_counts_once() -> None:
    item = "<li>Maintain AI for subtitles</li>"
    once = read("Editor", from_description(f"<h3>What you will do</h3><ul>{item}</ul>"))
    often = read("Editor", from_description(f"<h3>What you will do</h3><ul>{item * 9}</ul>"))
    assert [e.weight for e in often.evidence] == [e.weight for e in once.evidence]


NOTICES = [
    "In our hiring process artificial intelligence (AI) tools may help to read and sort what people send us.",
    "AI may be used to screen candidates for this position.",
    "Please do not use AI during the interview.",
    "Candidates may not use AI tools in our assessments.",
    "Our recruiters use AI to summarise your application.",
    "Wir nutzen KI im Bewerbungsprozess und prüfen jede Bewerbung auch von Hand, und das mit der Sorgfalt.",
    "Nous utilisons l'IA pour trier les candidatures dans le processus de recrutement et nous les lisons avec soin.",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_hiring_notice_is_its_own_finding(notice: str) -> None:
    reading = read("Costume Supervisor", from_description(f"<p>You will lead the costume shop.</p><p>{notice}</p>"))
    assert reading.mentions_ai_in_hiring
    assert reading.label is AiLabel.NONE
    assert [(e.rule, e.weight) for e in reading.evidence] == [("hiring_notice", 0.0)]
    assert reading.evidence[0].quote == notice


def test_a_notice_that_is_boilerplate_is_still_a_notice() -> None:
    from tracker.reading.ai.boilerplate import canonical

    reading = read("Editor", from_description(NOTICES[0]), boilerplate={canonical(NOTICES[0])})
    assert reading.mentions_ai_in_hiring


BUILDERS = [
    "Build AI that screens applications and ranks candidates for our customers",
    "You will design machine learning models that match candidates with jobs",
    "Develop the LLM behind our interview process product",
]


@pytest.mark.parametrize("duty", BUILDERS)
def test_whoever_builds_recruiting_ai_gives_no_notice(duty: str) -> None:
    reading = read("Machine Learning Engineer", from_description(f"<h3>What you will do</h3><ul><li>{duty}</li></ul>"))
    assert not reading.mentions_ai_in_hiring
    assert reading.label is AiLabel.CORE


@pytest.mark.parametrize(
    "words",
    [
        "The ideal candidate has experience with AI and with film.",
        "Work with analysts to find applications of machine learning in film.",
        "You'll have the opportunity to shape our recruiting process as AI changes music.",
        "Evaluate AI applications for the dubbing stage.",
    ],
)
def test_candidates_and_applications_alone_are_no_notice(words: str) -> None:
    assert not read("Editor", from_description(f"<p>{words}</p>")).mentions_ai_in_hiring


LANGUAGES = {
    "fr": "<h3>Vos missions</h3><ul><li>Concevoir des modèles d'apprentissage automatique pour les studios</li>"
    "<li>Développer l'IA générative avec nous dans une équipe</li></ul>",
    "es": "<h3>Funciones</h3><ul><li>Desarrollar modelos de inteligencia artificial para los estudios</li>"
    "<li>Entrenar la IA generativa con el equipo</li></ul>",
    "de": "<h3>Deine Aufgaben</h3><ul><li>Entwicklung von KI für die Studios und der Werkzeuge</li>"
    "<li>Training von Sprachmodellen mit dem Team</li></ul>",
    "it": "<h3>Cosa farai</h3><ul><li>Sviluppare modelli di intelligenza artificiale per gli studi</li>"
    "<li>Progettare la IA generativa con il team</li></ul>",
    "nl": "<h3>Wat ga je doen</h3><ul><li>Bouwen van kunstmatige intelligentie voor de studio's</li>"
    "<li>Ontwikkelen van taalmodellen met het team</li></ul>",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", [True, False], ids=["told", "guessed"])
def test_other_languages_are_read(language: str, told: bool) -> None:
    text = from_description(LANGUAGES[language])
    reading = read("Editor", text, language=language if told else None)
    assert reading.label is not AiLabel.NONE
    assert len(reading.evidence) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Our accountants like data science.", True),
        ("We may use AI in hiring.", True),
        ("Knowledge of ChatGPT is welcome.", True),
        ("Large-language models are read here.", True),
        ("Neural networks are drawn here.", False),
        ("Email and retail.", False),
    ],
)
def test_the_second_definition_counts_any_keyword(words: str, expected: bool) -> None:
    assert read("Editor", from_description(words)).any_keyword is expected


def test_a_language_may_name_its_country() -> None:
    assert label("Ingénieur IA", "<p>Studio.</p>", language="fr-CA") is AiLabel.CORE
    assert label("IA Lead", "<p>Studio.</p>", language="en-GB") is AiLabel.NONE


def test_generative_is_more_than_one_mention_of_an_llm() -> None:
    items = "".join(f"<li>Train deep learning models for department {n}</li>" for n in range(8))
    once = f"<h3>What you will do</h3><ul>{items}</ul><h3>Requirements</h3><ul><li>You have heard of LLMs</li></ul>"
    kinds = read("Machine Learning Engineer", from_description(once)).kinds
    assert AiKind.MACHINE_LEARNING in kinds
    assert AiKind.GENERATIVE not in kinds


@pytest.mark.parametrize("title", ["Generative AI Engineer", "Research Scientist, Large Language Models"])
def test_a_generative_title_is_generative(title: str) -> None:
    duties = (
        "<h3>What you will do</h3><ul><li>Train large language models for scripts</li><li>Evaluate AI agents</li></ul>"
    )
    assert AiKind.GENERATIVE in read(title, from_description(duties)).kinds


def test_people_recorded_for_ai_are_data_for_ai() -> None:
    html = (
        "<p>Participants will be video recorded while they smile. The recordings train AI to read faces. "
        "You will be paid for a session of two hours.</p>"
    )
    reading = read("Actors wanted: paid study participants", from_description(html))
    assert reading.label is AiLabel.CORE
    assert AiKind.DATA_FOR_AI in reading.kinds


PERFORMERS = [
    ("Actors for short scenes", "You improvise, and an AI learns from your face.", AiLabel.CORE),
    ("Voice talent, two sessions", "Read lines aloud to train artificial intelligence.", AiLabel.CORE),
    ("Comédiens et comédiennes", "Jouez des scènes pour entraîner une intelligence artificielle.", AiLabel.CORE),
    ("Actors for a short film", "A comedy about an artificial intelligence.", AiLabel.NONE),
    ("Narrator", "We may use AI to review applications and train our recruiters.", AiLabel.NONE),
    ("Set carpenter", "You build a set in which an AI learns to love.", AiLabel.NONE),
]


@pytest.mark.parametrize(("title", "words", "label"), PERFORMERS, ids=[case[0] for case in PERFORMERS])
def test_performers_from_whom_an_ai_learns_feed_it(title: str, words: str, label: AiLabel) -> None:
    reading = read(title, from_description(f"<p>{words}</p><p>The session takes two hours.</p>"))
    assert reading.label is label
    assert (AiKind.DATA_FOR_AI in reading.kinds) == (label is AiLabel.CORE)
