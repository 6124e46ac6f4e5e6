"""Short notices in many languages: what the job does with AI told without its words, and AI told that is no duty."""

import pytest

from db.vocabulary import AiClauseKind, AiKind, AiLabel
from tracker.reading.ai.model import AiReading
from tracker.reading.ai.reader import read
from tracker.reading.text import from_description

CORE, ADJACENT, NONE = AiLabel.CORE, AiLabel.ADJACENT, AiLabel.NONE


def read_notice(title: str, words: str) -> AiReading:
    return read(title, from_description(words))


BOASTS = [
    ("Roto Artist", "Our studio prides itself on being AI-first. You will roto plates in Silhouette."),
    ("Buchhalter", "Als KI-Unternehmen wachsen wir schnell. Ihre Aufgaben: Rechnungen prüfen und Mahnwesen."),
    (
        "Chargée de presse",
        "Acteur majeur de l'intelligence artificielle, notre groupe recrute. Vos missions : la presse.",
    ),
    ("Dependiente", "Empresa líder en soluciones de IA para el comercio. Funciones: atención al cliente y caja."),
    ("Impiegato", "Siamo un gruppo che investe nell'intelligenza artificiale. Mansioni: fatture e prima nota."),
    ("Auxiliar", "Somos uma startup de inteligência artificial. Atividades: arquivo e atendimento telefônico."),
    ("Medewerker", "Wij zijn een AI-gedreven bedrijf. Jouw taken: telefoon en mail beantwoorden."),
    ("Magazynier", "Firma rozwija sztuczną inteligencję dla logistyki. Obowiązki: obsługa wózka."),
    ("経理スタッフ", "当社はAIで業界を変えるスタートアップです。仕事内容：請求書処理。"),
    ("行政专员", "公司是领先的人工智能企业。岗位职责：办公采购。"),
    ("회계 담당자", "우리는 인공지능 스타트업입니다. 담당업무: 전표 처리."),
    ("Chief of Staff", "Acme was named one of the most innovative AI companies. You'll run board meetings."),
    ("Barista", "Make coffee. We use AI-powered scheduling so that shifts suit all."),
    ("Sound Editor", "Cut foley for a series. Our parent company trains foundation models."),
    ("Planner", "You plan the year. Perks: courses in machine learning, free lunch."),
]
"""What an employer says of itself, or gives."""
OF_OTHERS = [
    ("Talent Partner", "Hire our next ML engineers and research scientists: source, interview, close."),
    ("Executive Assistant", "Manage the calendar of the executive who leads AI research. Book travel."),
    ("Gaffer", "Rig lights for a feature about an artificial intelligence that falls in love."),
    ("Bäcker", "Wir backen. KI-Kenntnisse brauchst du keine."),
    ("Line Producer", "Budget a documentary. Applications written by ChatGPT will be rejected."),
    ("Ilustradora", "Ilustración editorial a mano. No aceptamos imágenes generadas con inteligencia artificial."),
    (
        "Stunt Performer",
        "Two days. The producer guarantees that captured motion will not be fed into machine learning.",
    ),
]
"""AI of others, of a story, or refused."""


@pytest.mark.parametrize(("title", "words"), [*BOASTS, *OF_OTHERS])
def test_ai_that_is_no_duty_gives_no_label(title: str, words: str) -> None:
    assert read_notice(title, words).label is NONE


TAUGHT = [
    ("Freelance Physicist", "Write hard questions. Models that fail them are improved with your answers."),
    ("Search Quality Evaluator", "Judge whether results answer the query, following our guidelines."),
    ("Household Video Participants", "Wear a camera while you cook. Robots will learn how people do such things."),
    ("Teleoperation Pilot", "Drive our humanoids through pick and place tasks in VR."),
    ("Robotics Technician", "Teleoperate robot arms so that our policy network learns from your demonstrations."),
    ("Poets", "Craft short stories and rank what the chatbot writes against your own."),
    ("Red Team Contractor", "Try to make the assistant say harmful things, and grade how it declines."),
    ("Sprecher gesucht", "Wir nehmen dich auf. Mit den Aufnahmen wird eine künstliche Stimme erzeugt."),
    ("Madrelingua per valutazione di chatbot", "Confronterai due risposte e indicherai la migliore."),
    ("Stemacteurs", "We nemen je stem op. Met de opnames trainen we een spraakmodel voor het Nederlands."),
    ("Lektor", "Nagrania 500 zdań; nagrania posłużą do nauki syntezatora mowy."),
    ("Röstskådespelare", "Vi spelar in din röst. Inspelningarna används för att träna en talsyntes."),
    ("Readers wanted", "Please record 500 different sentences, to help voice recognition on telephones."),
    ("데이터 라벨러", "이미지에 경계 상자를 그립니다. 결과는 자율주행 모델 학습에 쓰입니다."),
    ("Math Tutor for AI", "Solve problems step by step and correct the model's reasoning."),
    ("Évaluateur linguistique", "Vous notez les réponses d'un assistant et proposez de meilleures formulations."),
    ("성우 모집", "녹음한 음성은 음성 합성 모델 학습에 사용됩니다."),
    ("Caption Writer", "Describe photographs; your captions are fed to a vision model."),
    ("Freelance gig", "Listen to songs and assign one of the four labels to each caption."),
]
"""Work from which something learns, mostly without a word of AI."""


@pytest.mark.parametrize(("title", "words"), TAUGHT)
def test_work_that_something_learns_from_is_data_for_ai(title: str, words: str) -> None:
    reading = read_notice(title, words)
    assert reading.label is CORE
    assert reading.kinds == (AiKind.DATA_FOR_AI,)
    assert AiClauseKind.TRAINS_AI in {each.kind for each in reading.clauses}


UNTAUGHT = [
    ("Audiobook narrator", "Record 12 chapters of a novel. You read sentences with calm."),
    ("Data Scientist", "Design A/B tests and develop statistical models explaining campaign results."),
    ("Business Data Scientist", "Architect market sizing and opportunity models for finance."),
    ("Model Risk Validator", "Test and rate the work of suppliers, and write reports."),
    ("Robotics Sales", "Show our robots to customers at fairs."),
]


@pytest.mark.parametrize(("title", "words"), UNTAUGHT)
def test_models_and_recordings_of_another_kind_are_none(title: str, words: str) -> None:
    assert read_notice(title, words).label is NONE


MODELS = [
    ("Data Scientist", "Develop models that forecast cancellations, and deploy them."),
    ("Cientista de dados", "Construir modelos de propensão e de risco de crédito."),
    ("Data scientist", "Je ontwikkelt voorspelmodellen voor de vraag naar treinkaartjes."),
    ("Director, Personalization Science", "Lead forty scientists who build recommenders and ranking models."),
    ("Software Engineer, Inference", "Cut latency of our model serving stack: CUDA kernels, KV cache."),
    ("Inżynier uczenia maszynowego", "Będziesz trenować i wdrażać modele rekomendacji."),
    ("Maskininlärningsingenjör", "Du bygger och driftsätter modeller för rekommendation av program."),
]
"""Models made under a title that says so."""


@pytest.mark.parametrize(("title", "words"), MODELS)
def test_models_made_are_core(title: str, words: str) -> None:
    assert read_notice(title, words).label is CORE


def test_a_few_words_tell_their_language_by_what_postings_say() -> None:
    assert (
        read_notice("Redactor SEO", "Requisitos: manejo de herramientas de IA, ortografía impecable.").label is ADJACENT
    )


def test_characters_of_a_game_are_none_under_the_title_of_one_who_programs_them() -> None:
    reading = read_notice("Gameplay Programmer", "Write cameras and companion AI with state machines in C++.")
    assert (reading.label, reading.kinds) == (NONE, (AiKind.GAME_AI,))


def test_a_game_whose_ai_is_said_not_to_learn_is_none() -> None:
    words = (
        "<h3>About the role</h3><p>You design how enemies of our game decide, with behaviour trees. "
        "This role is about decisions of NPCs in combat, not machine learning.</p>"
    )
    reading = read_notice("Game AI Designer", words)
    assert (reading.label, reading.kinds) == (NONE, (AiKind.GAME_AI,))


FLAT = [
    (
        "Grafik",
        "O nas Tworzymy rozwiązania AI. Zakres obowiązków Projektowanie ulotek Mile widziane znajomość AI",
        NONE,
    ),
    ("Vormgever", "Over ons Wij maken software met AI. Wat ga je doen? Drukwerk opmaken. Eisen InDesign", NONE),
    (
        "Content Creator",
        "Das sind wir Ein Verlag. Was dich erwartet Texte Einsatz von KI-Tools Profil Kamera",
        ADJACENT,
    ),
    ("編集アシスタント", "会社概要 AIを活用したメディアです。 仕事内容 記事の校正 歓迎条件 生成AIの利用経験", NONE),
]
"""Postings made flat, shorter than those in which headings are looked for everywhere."""


HEADED = [
    ("Was sie erwartet", "Das bringen Sie mit", "KI-Werkzeuge für Bilder einsetzen", "Ausbildung"),
    ("Votre quotidien", "Ce que nous recherchons", "Créer des visuels avec l'IA générative", "Un diplôme"),
    ("Tu reto", "Qué buscamos", "Crear imágenes con IA generativa", "Un título"),
    ("Cosa ti aspetta", "Chi cerchiamo", "Creare immagini con l'IA generativa", "Un diploma"),
    ("Seu desafio", "O que procuramos", "Criar imagens com IA generativa", "Um diploma"),
    ("Wat ga jij doen", "Dit breng je mee", "Beelden maken met generatieve AI", "Een diploma"),
    ("Exempel på arbetsuppgifter", "Vad du tar med dig", "Skapa bilder med generativ AI", "En examen"),
    ("Czym się zajmiesz", "Nasze oczekiwania", "Tworzenie obrazów z wykorzystaniem generatywnej AI", "Dyplom"),
]
"""Headings by which duties and requirements are told."""


@pytest.mark.parametrize(("duties", "wanted", "duty", "more"), HEADED)
def test_headings_of_duties_are_known(duties: str, wanted: str, duty: str, more: str) -> None:
    page = f"<h3>{duties}</h3><ul><li>{duty}</li></ul><h3>{wanted}</h3><ul><li>{more}</li></ul>"
    sections = [each.section for each in read_notice("Studio", page).evidence]
    assert sections == ["duties"]


@pytest.mark.parametrize(("title", "words", "label"), FLAT)
def test_headings_of_a_short_flat_posting_are_read(title: str, words: str, label: AiLabel) -> None:
    assert read_notice(title, words).label is label


REFUSED = [
    ("Voice Artist", "Combat lines. The contract forbids any use of the recordings for machine learning."),
    ("Staff Writer", "The company may not require you to use generative AI to write literary material."),
    ("Synchronsprecher", "Eine Verwendung der Aufnahmen zum Anlernen von KI-Systemen ist ausgeschlossen."),
    ("Doppiatore", "La voce registrata non potrà essere usata per addestrare sistemi di intelligenza artificiale."),
    ("Choreographer", "Stage fights for a series. No AI will be trained on your choreography."),
    ("Actores de doblaje", "Las voces grabadas no se usarán para entrenar inteligencia artificial."),
    ("Aktorzy głosowi", "Nagrania nie będą wykorzystywane do trenowania sztucznej inteligencji."),
    ("声優", "収録した音声をAIの学習に使用することはありません。"),
]


@pytest.mark.parametrize(("title", "words"), REFUSED)
def test_a_promise_is_a_clause_and_no_label(title: str, words: str) -> None:
    reading = read_notice(title, words)
    assert reading.label is NONE
    assert [each.kind for each in reading.clauses] == [AiClauseKind.PROTECTS_FROM_AI]


SCANNED = [
    ("Background Performer", "All background will be scanned on set; scans may be used to create digital crowds."),
    ("Figurants", "Les silhouettes seront numérisées pour créer des doublures numériques."),
    ("Doubleur", "Votre voix pourra être clonée pour d'autres épisodes."),
    ("Maquilladora", "Se escaneará el rostro de los actores para dobles digitales."),
    ("Komparsen", "Alle Komparsen werden am Set gescannt, um digitale Doubles zu erzeugen."),
]


@pytest.mark.parametrize(("title", "words"), SCANNED)
def test_who_is_scanned_for_a_crowd_has_a_clause(title: str, words: str) -> None:
    assert {each.kind for each in read_notice(title, words).clauses} == {AiClauseKind.DIGITAL_REPLICA}


UNBOUND = [
    ("Research Engineer", "You develop models on media datasets used for training, and serve them."),
    ("Analyst", "The selected candidate will report to the manager of AI & Analytics."),
    ("Engineer", "We do not require prior experience in AI."),
    ("Counsel", "Strong understanding of the AI industry."),
]


@pytest.mark.parametrize(("title", "words"), UNBOUND)
def test_sentences_that_bind_no_worker_are_no_clauses(title: str, words: str) -> None:
    assert read_notice(title, words).clauses == ()


def test_a_tool_that_means_other_things_counts_under_the_title_of_a_craft_that_works_with_it() -> None:
    words = "Deine Aufgaben: Modellieren von Requisiten. Du erzeugst Referenzbilder mit Firefly."
    assert read_notice("3D-Artist", words).label is ADJACENT
    assert read_notice("Naturführer", words.replace("Referenzbilder mit", "Bilder der")).label is NONE


def test_who_sells_the_ai_of_the_house_is_of_the_kind() -> None:
    reading = read_notice("Product Marketing Manager", "Position and launch our AI dubbing product to customers.")
    assert (reading.label, AiKind.AI_PRODUCT in reading.kinds) == (ADJACENT, True)


OPENINGS = [
    ("Gardener", "Our gallery shows painting from Giotto to artificial intelligence.", "You plant, prune and water."),
    ("Tonmeister", "Unser Theater zeigt ein Stück über künstliche Intelligenz.", "Du mischst Konzerte und baust auf."),
    ("Régisseur", "La compagnie crée une pièce sur l'intelligence artificielle.", "Vous montez les décors."),
    ("Ljudtekniker", "Vår scen spelar en pjäs om en artificiell intelligens.", "Du mixar och riggar."),
]


@pytest.mark.parametrize(("title", "opening", "duty"), OPENINGS)
def test_what_a_notice_says_before_it_speaks_to_the_reader_is_of_the_employer(
    title: str, opening: str, duty: str
) -> None:
    assert read_notice(title, f"{opening}\n\n{duty}\n\nApply by Friday.").label is NONE
    assert read_notice(title, f"{duty}\n\nMachine learning: you train models.\n\nApply by Friday.").label is not NONE


DENIED = [
    ("Combat Designer", "You script how guards patrol. There's no machine learning in the game."),
    ("Focus Puller", "You pull focus on two cameras. No AI experience needed."),
    ("Reporter", "You cover courts. No artificial intelligence is used to score applications."),
    ("Attrezzista", "Cuidas de adereços. As filmagens não serão usadas para treino de modelos de IA."),
    ("Lydtekniker", "Du mikser koncerter. Vi læser ikke ansøgninger skrevet med AI."),
]


@pytest.mark.parametrize(("title", "words"), DENIED)
def test_ai_that_is_denied_gives_no_label(title: str, words: str) -> None:
    assert read_notice(title, words).label is NONE


LISTED = [
    ("Picture Editor", "You choose, license and caption pictures, keep the archive, and mock up covers in Midjourney."),
    ("Grafik", "Obowiązki: skład, korekta barw, przygotowanie do druku, grafiki w Midjourney na prezentacje."),
]


@pytest.mark.parametrize(("title", "words"), LISTED)
def test_one_duty_of_many_that_is_done_with_a_tool_makes_the_job_adjacent(title: str, words: str) -> None:
    assert read_notice(title, words).label is ADJACENT


@pytest.mark.parametrize(
    ("one", "both"),
    [
        ("Ingénieur machine learning", "Ingénieur·e machine learning"),
        ("Ingénieur IA", "Ingénieur(e) IA"),
        ("Ingeniero de IA", "Ingeniero/a de IA"),
        ("Entwickler Machine Learning", "Entwickler*in Machine Learning"),
        ("Développeur IA", "Développeur·euse IA"),
    ],
)
def test_a_title_that_names_both_genders_reads_as_the_one_that_names_one(one: str, both: str) -> None:
    words = "Vous entraînerez des modèles.\n\nProfil : Python, PyTorch.\n\nCDI à Lille."
    first, second = read_notice(one, words), read_notice(both, words)
    assert (first.label, first.confidence) == (second.label, second.confidence) == (CORE, first.confidence)
