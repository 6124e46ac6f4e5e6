"""Words that look like AI and are none, and the ones beside them that are."""

import pytest

from db.vocabulary import AiKind, AiLabel
from tracker.reading.ai.reader import read
from tracker.reading.text import from_description

DUTIES = "<h3>What you'll do</h3><ul><li>{}</li><li>{}</li></ul>"

NONE = [
    ("an e-mail", "Send email and mail to retail partners", "Maintain the domain list"),
    ("aid, aim, said", "The aim is to aid those who said they paid", "Repair chairs and stairs"),
    ("American Indian / Alaska Native", "Report AI/AN enrolment to the tribal office", "Serve AI/AN families"),
    ("Alaska Native with blanks", "Report AI / AN enrolment", "Serve AI / AN families in the county"),
    ("American Indian, spelled out", "Recruit American Indian (AI) students", "Advise American Indian (AI) families"),
    (
        "artificial insemination",
        "Perform AI on dairy cows, with records of each insemination",
        "Teach AI to farm staff",
    ),
    ("Illustrator files", "Deliver artwork as AI, EPS and PDF", "Clean up PSD, AI and SVG files"),
    ("an .ai file", "Deliver layered .ai files", "Archive .ai sources"),
    ("Illustrator, named", "Draw in Illustrator (AI) and Photoshop", "Hand over ai files to the printer"),
    ("a domain", "Write to jobs@studio.ai about visuals.ai", "Keep example.ai running"),
    ("the law degree", "Hold a JD or an LLM", "Supervise LLM students of the law school"),
    ("the law degree by its subject", "Hold an LLM in tax", "Advise on LLM admissions"),
    ("millilitres by the minute", "Run the pump at 20 ML/min", "Note each 3 ML sample"),
    ("millilitres", "Fill vials of 5 ML and 250 ML", "Rinse with 10 ML of water"),
    ("ML alone", "Order the ML cups", "Stack ML lids"),
    (
        "neuro-linguistic",
        "Coach with neuro-linguistic programming (NLP)",
        "Hold an NLP practitioner certificate, neuro-linguistic",
    ),
    ("information architecture", "Own the taxonomy and IA of the help centre", "Improve the IA of the site"),
    (
        "information architecture beside UX",
        "Draw wireframes, IA and user flows",
        "Test the IA with readers of the site",
    ),
    ("KI outside German", "Check the KI values of compounds", "Report KI and KD"),
    ("j'ai", "J'ai le plaisir de vous inviter", "Nous préparons les plannings de la salle"),
    ("a cursor", "Move the mouse cursor with care", "Fix cursors in the database"),
    ("a prompt answer", "Give prompt service to guests", "Respond promptly to requests"),
    ("transformers of electricity", "Inspect transformers and switchgear", "Repair a transformer"),
    ("tokens for payment", "Tokenize payment cards", "Audit tokenization of cards"),
    ("generative grammar of plants", "Plan generative growth of tomato plants", "Prune vines"),
    ("the air", "AIR quality and AIDS awareness", "FAIR and MAIN offices"),
    ("a name in capitals", "CAI certificates and AISLE plans", "Sort the ML-55 forms"),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in NONE], ids=[row[0] for row in NONE])
def test_a_look_alike_is_no_ai(one: str, other: str) -> None:
    reading = read("Coordinator", from_description(DUTIES.format(one, other)))
    assert reading.label is AiLabel.NONE
    assert not reading.kinds
    assert not reading.evidence


SOME = [
    ("AI, plain", "Build AI for our editors", "Measure how the AI does"),
    ("lower-case words", "Build artificial intelligence for editors", "Train deep learning models"),
    ("the end of a sentence twelve letters on", "Build AI that helps.", "Own AI all by day."),
    ("a slash", "Own AI/ML pipelines", "Deploy ML/AI models"),
    ("a hyphen", "Ship AI-powered search", "Run machine-learning pipelines"),
    ("a curly apostrophe", "You’ll build our users’ LLM tools", "Train language models"),
    ("an LLM that is no degree", "Fine-tune an LLM for scripts", "Evaluate LLMs"),
    ("underscores of Markdown", "Build _AI_ features", "Ship __AI__ features"),
    ("IA in French", "Vous développez les outils d'IA de la rédaction avec nous", "Vous évaluez l'IA dans les studios"),
    ("IA in Spanish", "Desarrollar la IA para el estudio y los equipos", "Evaluar los modelos de IA con el equipo"),
    ("KI in German", "Du entwickelst KI für die Redaktion und wir testen", "Du bewertest die KI mit der Technik"),
    ("AI in Dutch", "Je bouwt AI voor de redactie met het team", "Je meet wat de AI doet"),
    (
        "AI in Italian",
        "Sviluppare l'intelligenza artificiale per la redazione",
        "Valutare i modelli di intelligenza artificiale",
    ),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in SOME], ids=[row[0] for row in SOME])
def test_ai_beside_its_look_alikes(one: str, other: str) -> None:
    assert read("Developer", from_description(DUTIES.format(one, other))).label is not AiLabel.NONE


NOTICES = [
    "We may use artificial intelligence (AI) tools in the hiring process, such as reviewing applications.",
    "Candidates are asked not to use AI tools during interviews.",
    "Utilizamos herramientas de inteligencia artificial en el proceso de selección.",
    "In het sollicitatieproces gebruiken wij AI om brieven te sorteren.",
    "Nel processo di selezione possiamo utilizzare strumenti di intelligenza artificiale.",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_hiring_notice_is_a_finding_of_its_own_and_no_label(notice: str) -> None:
    work = DUTIES.format("Keep the books of the studio", "Pay the suppliers on time")
    reading = read("Accountant", from_description(f"{work}<p>{notice}</p>"))
    assert reading.label is AiLabel.NONE
    assert reading.mentions_ai_in_hiring
    assert {evidence.rule for evidence in reading.evidence} == {"hiring_notice"}


def test_the_studio_s_own_name_is_no_mention() -> None:
    text = from_description(
        DUTIES.format("Keep the books of Lumen AI in order", "Pay the suppliers of Lumen AI on time")
    )
    assert read("Accountant", text, studio="Lumen AI").label is AiLabel.NONE
    assert read("Accountant, Lumen AI", text, studio="Lumen AI").label is AiLabel.NONE


def test_a_name_ending_in_ai_is_seen_without_being_told() -> None:
    about = "<h3>About Lumen AI</h3><p>Lumen AI is a studio in Oslo.</p>"
    text = from_description(about + DUTIES.format("Keep the books of Lumen AI", "Pay the suppliers of Lumen AI"))
    assert read("Accountant", text).label is AiLabel.NONE


GAMES = [
    ("AI Programmer", "Write behaviour trees for enemies in our game", "Tune the navigation mesh for each level"),
    ("Gameplay Engineer, AI", "Build NPC perception and combat AI in Unreal", "Work with designers on encounters"),
    ("Senior AI Designer", "Design enemy AI that gives players a fair fight", "Script bots and patrols of NPCs"),
    (
        "Programmeur gameplay IA",
        "Programmer l'IA des ennemis du jeu avec nous",
        "Créer les comportements des PNJ dans le jeu",
    ),
]


@pytest.mark.parametrize(("title", "one", "other"), GAMES, ids=[row[0] for row in GAMES])
def test_game_ai_is_counted_apart(title: str, one: str, other: str) -> None:
    reading = read(title, from_description(DUTIES.format(one, other)))
    assert reading.label is AiLabel.NONE
    assert reading.kinds == (AiKind.GAME_AI,)
    assert {evidence.rule for evidence in reading.evidence} == {"game_ai"}


def test_bots_that_learn_are_ai_and_game_ai() -> None:
    one = "Train NPC bots by reinforcement learning for our game, in place of behaviour trees"
    other = "Develop machine learning models of how players move, and the AI behaviours that follow"
    reading = read("Machine Learning Engineer, Bots", from_description(DUTIES.format(one, other)))
    assert reading.label is AiLabel.CORE
    assert {AiKind.GAME_AI, AiKind.MACHINE_LEARNING} <= set(reading.kinds)
