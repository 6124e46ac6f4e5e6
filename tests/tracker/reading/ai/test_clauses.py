"""AI clauses: a worker's work or likeness and AI, tools that are required, hiring by AI."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.vocabulary import AiClauseKind
from tracker.reading.ai.reader import read
from tracker.reading.text import from_description

TRAINS, REPLICA, PROTECTS, TOOLS, HIRING = AiClauseKind

CLAUSES = [
    ("Actor", "You grant the producer the right to use your performance to train machine learning models.", TRAINS),
    ("Voice talent", "The recordings will be used to train a speech recognition model.", TRAINS),
    ("Sprecher", "Ihre Aufnahmen können zum Trainieren einer KI verwendet werden.", TRAINS),
    ("Comédienne", "Votre voix pourra être utilisée pour entraîner une IA.", TRAINS),
    ("Locutor", "Tus grabaciones se utilizarán para entrenar modelos de inteligencia artificial.", TRAINS),
    ("Doppiatore", "Le registrazioni verranno utilizzate per addestrare modelli di intelligenza artificiale.", TRAINS),
    ("Dublador", "As gravações serão utilizadas para treinar modelos de inteligência artificial.", TRAINS),
    ("Lektor", "Nagrania zostaną wykorzystane do trenowania modeli sztucznej inteligencji.", TRAINS),
    ("声優", "収録した音声はAIの学習に使用します。", TRAINS),
    ("配音演员", "您的录音将用于训练语音合成模型。", TRAINS),
    ("성우", "녹음된 음성은 인공지능 학습에 활용됩니다.", TRAINS),
    ("Background actor", "You will be scanned on set.", REPLICA),
    ("Extra", "A digital replica of your likeness may be created and used in post.", REPLICA),
    ("Actor", "Your likeness can be digitally recreated for pick-ups.", REPLICA),
    ("Stunt performer", "Full-body scan on the first day; your digital double appears in later shots.", REPLICA),
    ("Narrator", "We make a voice clone of your voice for updates.", REPLICA),
    ("Darstellerin", "Es wird eine digitale Nachbildung Ihrer Stimme erstellt.", REPLICA),
    ("Figurant", "Un double numérique sera créé à partir de votre image.", REPLICA),
    ("Actriz", "Se creará una réplica digital de tu voz.", REPLICA),
    ("Attore", "Verrà creata una replica digitale della tua voce.", REPLICA),
    ("Ator", "Será criada uma réplica digital da sua voz.", REPLICA),
    ("俳優", "あなたの声のデジタルレプリカを作成します。", REPLICA),
    ("演员", "我们将制作您的数字分身形象。", REPLICA),
    ("배우", "출연자의 얼굴을 3D 스캔합니다.", REPLICA),
    ("Voice actor", "Your voice will never be used to train AI.", PROTECTS),
    ("Voice actor", "No AI training on any material recorded.", PROTECTS),
    ("Actor", "We will not create a digital replica of you without your consent.", PROTECTS),
    ("Actor", "Consent and compensation for any digital replica, under the union's agreement.", PROTECTS),
    ("Illustrator", "We do not use generative AI in our games.", PROTECTS),
    ("Sprecherin", "Ihre Stimme wird nicht zum Training einer KI verwendet.", PROTECTS),
    ("Comédien", "Aucun clonage vocal ne sera réalisé sans votre consentement.", PROTECTS),
    ("Actor de voz", "Tu voz no se utilizará para entrenar inteligencia artificial.", PROTECTS),
    ("声優", "収録した音声はAIの学習に使用しません。", PROTECTS),
    ("配音演员", "未经您同意，不会克隆您的声音，也不会进行声音克隆。", PROTECTS),
    ("Dancer", "A digital double of each performer may be made for the crowd.", REPLICA),
    ("Singer", "The label can generate an artificial version of your voice.", REPLICA),
    ("Tänzerin", "Von jeder Darstellerin wird ein digitales Double angefertigt.", REPLICA),
    ("Cascadeur", "Un double numérique du cascadeur pourra être créé.", REPLICA),
    ("Bailarín", "Se creará un doble digital de cada intérprete.", REPLICA),
    ("Comparsa", "La produzione potrà creare un sosia digitale di ogni attore.", REPLICA),
    ("Atriz", "Um dublê digital da atriz poderá ser criado.", REPLICA),
    ("Danser", "Van elke danser wordt een digitale dubbelganger gemaakt.", REPLICA),
    ("Dansare", "En digital kopia av varje artist kan skapas.", REPLICA),
    ("Tancerz", "Może zostać stworzony cyfrowy sobowtór aktora.", REPLICA),
    ("俳優", "演者のデジタルダブルを作成することがあります。", REPLICA),
    ("演员", "剧组会为每位演员制作数字替身。", REPLICA),
    ("배우", "출연자의 디지털 더블을 제작할 수 있습니다.", REPLICA),
    ("Narrator", "Your voice will not be licensed as a voice model, nor be cloned.", PROTECTS),
    ("Narrator", "Nothing you record is used for machine learning.", PROTECTS),
    ("Sprecher", "Ihre Stimme wird weder geklont noch zum Training von KI genutzt.", PROTECTS),
    ("Cascadeuse", "Aucun double numérique ne sera créé sans votre accord.", PROTECTS),
    ("Doppiatrice", "La tua voce non sarà clonata né usata per addestrare un'intelligenza artificiale.", PROTECTS),
    ("Dublador", "Sua voz não será clonada nem usada para treinar inteligência artificial.", PROTECTS),
    ("Stemacteur", "Jouw stem wordt niet gekloond en niet gebruikt om AI te trainen.", PROTECTS),
    ("Aktor", "Twój głos nie będzie klonowany ani używany do trenowania sztucznej inteligencji.", PROTECTS),
    ("配音演员", "您的声音不会被克隆，也不会用于训练人工智能。", PROTECTS),
    ("성우", "녹음된 목소리는 AI 학습에 사용되지 않습니다.", PROTECTS),
    ("Zeichner", "Künstliche Intelligenz setzen wir nicht ein.", PROTECTS),
    ("Writer", "Samples you submit can be used to improve our client's language model.", TRAINS),
    ("Singer", "The label may use stems of your performance as input for machine learning.", TRAINS),
    ("Host", "Your contract includes the right to a virtual anchor modelled on you.", REPLICA),
    ("Actress", "The studio may de-age the performer by digital means.", REPLICA),
    ("Extra", "Photographs allow us to place digital copies of you in the stands.", REPLICA),
    ("Acteur", "L'image de l'interprète pourra être recréée numériquement.", REPLICA),
    ("Extras", "Todos los extras pasarán por un escáner corporal.", REPLICA),
    ("Figurant", "Er worden geen digitale kopieën van figuranten gemaakt.", PROTECTS),
    ("Figurantes", "Nenhuma imagem será usada para criar figurantes digitais.", PROTECTS),
    ("Aktorka", "Wizerunek aktorki nie będzie używany do tworzenia cyfrowych sobowtórów.", PROTECTS),
    ("Actor", "Any use of a digital double requires the performer's approval.", PROTECTS),
    ("Photo editor", "We never publish synthetic images.", PROTECTS),
    ("Chef", "Candidates will first talk to our AI interviewer.", HIRING),
    ("Camarero", "Usamos inteligencia artificial para preseleccionar candidatos.", HIRING),
    ("Darstellerin", "Gesicht und Stimme können künstlich nachgebildet werden.", REPLICA),
    ("Actores de doblaje", "La cadena podrá sustituir frases con una voz generada a partir de la tuya.", REPLICA),
    ("Modelo", "La marca podrá generar fotos nuevas con tu cara.", REPLICA),
    ("Aktor", "Twoja twarz może zostać odtworzona komputerowo.", REPLICA),
    ("Sångare", "Din röst kan komma att återskapas med AI.", REPLICA),
    ("モデル", "あなたの写真をもとにAIモデルの画像を生成します。", REPLICA),
    ("歌手", "公司可用您的歌声训练AI歌手。", TRAINS),
    ("Musician", "Stems may be licensed to AI music companies for training purposes.", TRAINS),
    ("Escritor", "Tus cuentos no alimentarán ninguna inteligencia artificial.", PROTECTS),
    ("Storyboard artist", "Generative tools are banned from our pipeline.", PROTECTS),
    ("Translator", "Our books are translated by people, never by machines.", PROTECTS),
    ("Monteur", "L'usage quotidien d'outils d'IA est exigé.", TOOLS),
    ("Grip", "By applying you agree that an AI service may summarise your CV.", HIRING),
    ("Print model", "The brand retains a 3D avatar of the talent for a year.", REPLICA),
    ("Host", "You license your face and voice so that an avatar can present the news in your place.", REPLICA),
    ("Komparsin", "Von allen Mitwirkenden wird ein 3D-Scan angefertigt.", REPLICA),
    ("Stunt performer", "Scans are deleted once the picture is delivered and cannot be reused.", PROTECTS),
    ("Actress", "No likeness or voice of any performer may be cloned or used to train systems.", PROTECTS),
    ("Doblador", "Queda prohibido usar la voz del actor para alimentar sistemas de IA.", PROTECTS),
    ("Doppiatrice", "Il contratto esclude che la voce venga clonata.", PROTECTS),
    ("Statist", "Inga digitala dubbelgångare görs av medverkande.", PROTECTS),
    ("演员", "未经演员书面同意,不得制作其数字形象。", PROTECTS),
    ("Screenwriter", "No writer is required to use AI.", PROTECTS),
    ("Editor", "<h3>Requirements</h3><ul><li>Proficiency in AI tools such as Copilot is required</li></ul>", TOOLS),
    ("Illustrator", "Applicants must use Midjourney in their daily work.", TOOLS),
    ("Redakteur", "<h3>Dein Profil</h3><ul><li>Sicherer Umgang mit KI-Tools</li></ul>", TOOLS),
    ("编辑", "<h3>任职要求</h3><ul><li>熟练使用AI工具完成日常工作</li></ul>", TOOLS),
    ("Carpenter", "We may use AI tools in the hiring process, such as reviewing applications.", HIRING),
    ("Carpenter", "Please do not use AI during the interview.", HIRING),
    ("Carpenter", "Please write your application yourself: texts written by ChatGPT are set aside.", HIRING),
    ("Tischler", "Im Auswahlverfahren werden Bewerbungen durch eine KI vorsortiert.", HIRING),
    ("Menuisier", "Les candidatures peuvent être triées par un outil d'intelligence artificielle.", HIRING),
    ("Carpinteiro", "O currículo pode ser analisado por inteligência artificial no processo seletivo.", HIRING),
]


@pytest.mark.parametrize(("title", "words", "kind"), CLAUSES, ids=[f"{n} {row[2]}" for n, row in enumerate(CLAUSES)])
def test_a_clause_is_found_with_its_kind_and_its_words(title: str, words: str, kind: AiClauseKind) -> None:
    text = from_description(words)
    clauses = read(title, text).clauses
    assert {clause.kind for clause in clauses} == {kind}
    assert all(clause.quote == text.text[clause.start : clause.end] for clause in clauses if clause.field != "title")


NONE = [
    ("VFX artist", "<h3>Duties</h3><ul><li>Create digital doubles and creatures for film</li></ul>"),
    ("3D artist", "You will create digital doubles of actors, which are used in two series."),
    ("Policy lead", "Write rules for replicas and voices, and work with performers' unions."),
    ("Support engineer", "We let developers run the models they choose and tune them on AI infrastructure."),
    ("Marketer", "Digital versions of our catalogue and virtual events are yours to plan."),
    ("Voice Curator", "Evaluate AI-generated voices for naturalness, and curate cloned voices."),
    ("Reward lead", "Create AI programs, and generate insights from performance data of your people."),
    ("Integration engineer", "You track the agents' performance and ethical AI safeguards."),
    ("Camera operator", "You scan negatives and film the rehearsals."),
    ("Machine learning engineer", "<h3>Duties</h3><ul><li>Train models with PyTorch</li></ul>"),
    ("Editor", "<h3>Nice to have</h3><ul><li>Experience with AI tools</li></ul>"),
    ("Database administrator", "You replicate databases and clone disks of our systems."),
    ("Accountant", "We are an AI company. You keep the books."),
    ("Actor", "No experience required. You will not be paid for travel."),
]
"""Words that look like a clause and say nothing of a worker."""


@pytest.mark.parametrize(("title", "html"), NONE, ids=[row[0] for row in NONE])
def test_what_is_no_clause(title: str, html: str) -> None:
    assert read(title, from_description(html)).clauses == ()


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("You build speech models with PyTorch. Your recordings will be used to train an AI model.", {TRAINS}),
        ("Du entwickelst KI-Modelle. Ihre Stimme wird zum Training einer KI verwendet.", {TRAINS}),
        ("You train models on licensed recordings, which are used to train an AI voice.", set()),
        ("You build AI models. Your code will be used to train an AI model.", set()),
    ],
)
def test_who_builds_ai_is_bound_only_where_a_sentence_speaks_of_their_own_voice(words: str, kinds: set) -> None:
    found = {clause.kind for clause in read("Machine Learning Engineer, AI Models", from_description(words)).clauses}
    assert found == kinds


def test_one_posting_may_hold_several() -> None:
    words = (
        "Your recordings train our speech model. Your face will be scanned. Your voice will never be used to train AI."
    )
    kinds = [clause.kind for clause in read("Voice talent", from_description(words)).clauses]
    assert kinds == [TRAINS, REPLICA, PROTECTS]


PIECES = [
    "your voice ", "will not ", "be used ", "to train ", "AI ", "a digital replica ", "scan ",
    "we may use AI in hiring", ". ", "モデル", "学習", "声", "\n", " 。",
]  # fmt: skip


@given(title=st.sampled_from(["Actor", "声優", "AI tools"]), pieces=st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=150, deadline=None)
def test_each_quote_of_a_clause_stands_at_its_offsets(title: str, pieces: list[str]) -> None:
    text = from_description("".join(pieces))
    for clause in read(title, text).clauses:
        words = {"title": title, "description": text.text}[clause.field]
        assert clause.quote == words[clause.start : clause.end]
