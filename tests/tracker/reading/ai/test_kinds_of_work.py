"""Who does what to the AI decides the label, in any language, in short notices and under headings."""

import pytest

from db.vocabulary import AiKind, AiLabel
from tracker.reading.ai.reader import read
from tracker.reading.text import from_description

CORE, ADJACENT, NONE = AiLabel.CORE, AiLabel.ADJACENT, AiLabel.NONE

REQUIRED = [
    ("Set designer", "<h3>Requirements</h3><ul><li>Proficiency in AI tools is required</li></ul>"),
    ("Editor", "<h3>Requirements</h3><ul><li>You are fluent in tools like ChatGPT and Copilot</li></ul>"),
    ("Redakteurin", "<h3>Dein Profil</h3><ul><li>Sicherer Umgang mit KI-Tools</li></ul>"),
    ("Texter", "<p>Aufgaben</p><p>Du bereitest Texte mit ChatGPT vor und prüfst sie für die Redaktion.</p>"),
    ("Graphiste", "<h3>Profil recherché</h3><ul><li>Maîtrise des outils d'IA générative exigée</li></ul>"),
    ("Diseñadora", "<h3>Requisitos</h3><ul><li>Dominio de herramientas de IA para el trabajo diario</li></ul>"),
    ("Redattore", "<h3>Requisiti</h3><ul><li>Padronanza degli strumenti di IA per la redazione</li></ul>"),
    ("Redator", "<h3>Requisitos</h3><ul><li>Experiência com ferramentas de IA para a redação</li></ul>"),
    ("Redacteur", "<h3>Wie ben jij</h3><ul><li>Je hebt ervaring met AI-tools voor je werk</li></ul>"),
    ("Redaktör", "<h3>Din profil</h3><ul><li>Du har vana av att använda AI-verktyg i ditt arbete</li></ul>"),
    ("Redaktor", "<h3>Wymagania</h3><ul><li>Umiejętność korzystania z narzędzi AI w codziennej pracy</li></ul>"),
    ("編集者", "<h3>応募資格</h3><ul><li>生成AIツールを業務で使いこなせる方</li></ul>"),
    ("编辑", "<h3>任职要求</h3><ul><li>熟练使用AI工具完成日常工作</li></ul>"),
    ("에디터", "<h3>자격요건</h3><ul><li>생성형 AI 도구를 능숙하게 활용할 수 있는 분</li></ul>"),
]
"""One AI tool that the job asks for."""


@pytest.mark.parametrize(("title", "html"), REQUIRED, ids=[row[0] for row in REQUIRED])
def test_a_tool_that_is_required_stands_beside_ai(title: str, html: str) -> None:
    assert read(title, from_description(html)).label is ADJACENT


WELCOME = [
    ("Concept Artist", "<p>Send work made by your own hand, and no images made with generative AI.</p>"),
    ("Illustrator", "<p>Paint covers.</p><p>We accept no work created using AI.</p>"),
    ("Editor", "<h3>Nice to have</h3><ul><li>Experience with AI tools</li></ul>"),
    ("Editor", "<h3>Requirements</h3><ul><li>Knowledge of AI tools is a plus</li></ul>"),
    ("Redakteur", "<h3>Dein Profil</h3><ul><li>Kenntnisse im Umgang mit KI-Tools sind von Vorteil</li></ul>"),
    ("Rédactrice", "<h3>Profil</h3><ul><li>La connaissance des outils d'IA serait un plus</li></ul>"),
    ("Redactora", "<h3>Requisitos</h3><ul><li>Se valorará la experiencia con herramientas de IA</li></ul>"),
    ("Redattore", "<h3>Requisiti</h3><ul><li>Gradita la conoscenza di strumenti di IA per la redazione</li></ul>"),
    ("Redactor", "<h3>Wymagania</h3><ul><li>Mile widziana znajomość narzędzi AI w pracy</li></ul>"),
    ("編集者", "<h3>歓迎スキル</h3><ul><li>生成AIツールの利用経験</li></ul>"),
    ("编辑", "<h3>任职要求</h3><ul><li>有AI工具使用经验者优先</li></ul>"),
    ("에디터", "<h3>우대사항</h3><ul><li>AI 도구 활용 경험</li></ul>"),
    ("Sound designer", "<p>About us: we are an AI-native company with an AI-first culture. You edit dialogue.</p>"),
    ("Illustrator", "<p>All art is drawn by hand, without the use of generative AI.</p>"),
    ("Cutter", "<h3>Aufgaben</h3><ul><li>Schnitt von Spielfilmen, ohne Einsatz von KI</li></ul>"),
    ("Recruiter", "<p>You find people for machine learning teams and arrange their interviews.</p>"),
    ("経理", "<p>AI企業である当社の経理を担当します。</p>"),
    ("Accountant", "<p>Our studio is part of a group that invests in AI. You keep its books.</p>"),
    ("Recruiter", "<p>You hire engineers for our AI research groups and keep their calendars.</p>"),
]
"""Welcome, forbidden, or the studio's own."""


@pytest.mark.parametrize(("title", "html"), WELCOME, ids=[f"{n} {row[0]}" for n, row in enumerate(WELCOME)])
def test_what_is_welcome_or_forbidden_makes_no_label(title: str, html: str) -> None:
    assert read(title, from_description(html)).label is NONE


ONE_DUTY = [
    ("Translator", "<h3>Duties</h3><ul><li>Post-edit machine translation of subtitles</li></ul>"),
    ("Übersetzerin", "<h3>Aufgaben</h3><ul><li>Nachbearbeitung von maschineller Übersetzung</li></ul>"),
    ("Traductrice", "<h3>Vos missions</h3><ul><li>Post-édition de traduction automatique</li></ul>"),
    (
        "Backend Developer",
        "<h3>Responsibilities</h3><ul><li>Maintain the shop</li><li>Integrate the OpenAI API</li></ul>",
    ),
    ("Account Executive", "<h3>What you'll do</h3><ul><li>Sell our AI video platform to broadcasters</li></ul>"),
    (
        "Dubbing Supervisor",
        "<h3>Responsibilities</h3><ul><li>Oversee the AI dubbing pipeline for three series</li></ul>",
    ),
    ("Compositor", "<h3>Responsibilities</h3><ul><li>Train small neural networks in Nuke for roto work</li></ul>"),
    (
        "Storyboard Artist",
        "<h3>What you'll do</h3><ul><li>Make first drafts with Midjourney, then paint over</li></ul>",
    ),
]
"""Another main output with AI among its duties."""


@pytest.mark.parametrize(("title", "html"), ONE_DUTY, ids=[row[0] for row in ONE_DUTY])
def test_one_duty_with_ai_stands_beside_it(title: str, html: str) -> None:
    assert read(title, from_description(html)).label is ADJACENT


MAKERS = [
    ("Product Manager, Generative AI", "<p>Own the roadmap of our text-to-image product.</p>"),
    ("Head of Product, Machine Learning", "<p>You decide what our recommendations team builds next.</p>"),
    ("Head of Responsible AI", "<p>Lead risk reviews of models and the rules by which we release them.</p>"),
    ("AI Policy Lead", "<p>Speak with regulators and unions about how our studio uses AI.</p>"),
    ("Legal Counsel", "<p>You advise on AI regulation and AI governance in all our countries.</p>"),
    ("ML-ingenjör, tal", "<p>Du tränar och utvärderar modeller för talsyntes och taligenkänning.</p>"),
    (
        "Engenheiro de Machine Learning",
        "<p>Você treina e implanta modelos de aprendizado de máquina para a equipe.</p>",
    ),
    ("머신러닝 엔지니어", "<p>추천 모델을 학습하고 서비스에 배포합니다.</p>"),
    ("Software Engineer, ML", "<h3>What you'll do</h3><ul><li>Train ranking models in PyTorch</li></ul>"),
    (
        "Software Engineer, ML Platform",
        "<p>Build training and serving infrastructure for our models with PyTorch.</p>",
    ),
    ("AIエンジニア", "<p>AIモデルの開発</p>"),
    ("機械学習エンジニア", "<p>推薦モデルの開発と運用を担当します。</p>"),
    ("算法工程师", "<p>负责大模型的训练与优化，推动模型上线。</p>"),
    ("AI 엔지니어", "<p>언어 모델을 학습하고 서비스에 적용합니다.</p>"),
    ("KI-Entwickler", "<p>Du entwickelst und trainierst Sprachmodelle für unsere Redaktion.</p>"),
    ("Ingénieure IA", "<p>Vous développez nos modèles d'apprentissage automatique avec l'équipe.</p>"),
    ("Ingeniera de machine learning", "<p>Entrenas modelos de aprendizaje automático para el estudio.</p>"),
    ("ML-ingenjör", "<p>Du tränar och driftsätter modeller för maskininlärning hos oss.</p>"),
    ("Inżynier AI", "<p>Trenujesz i wdrażasz modele uczenia maszynowego w naszym zespole.</p>"),
    ("Data Scientist", "<p>You build and deploy machine learning models that predict what viewers watch.</p>"),
    (
        "Policy Counsel",
        "<h3>Responsibilities</h3><ul><li>Lead our AI governance and negotiate AI provisions</li>"  # noqa: ISC004
        "<li>Write our responsible AI policy</li><li>Advise on the AI Act and on AI regulation</li></ul>",
    ),
]
"""Systems, models, their data or their governance are the main output."""


@pytest.mark.parametrize(("title", "html"), MAKERS, ids=[row[0] for row in MAKERS])
def test_who_builds_or_governs_ai_is_core(title: str, html: str) -> None:
    assert read(title, from_description(html)).label is CORE


GIVERS = [
    ("Native speakers wanted", "Native speakers record scripts; the recordings build a text-to-speech system."),
    ("Movement performer", "Perform gestures that our motion model learns from."),
    ("Dialect speakers", "You read sentences aloud so that our models can tell the dialects apart."),
    ("Household helpers", "Wear a head camera while you cook; the footage teaches robots."),
    ("Readers", "You read sentences aloud, from which we build a speech synthesis voice."),
    ("Robot teleoperators", "You teleoperate robots so that the policy learns from your demonstrations."),
    ("Mathematicians", "Write problems that stump language models and check their answers."),
    ("Online rater", "Rate the answers of a chatbot so that it improves."),
    ("Sprecher für Aufnahmen", "Sie lesen Sätze vor; mit den Aufnahmen trainieren wir eine Spracherkennung."),
    ("Comédiens", "Jouez des émotions ; les enregistrements entraînent un modèle de reconnaissance des visages."),
    ("Locutores nativos", "Graba frases en tu dialecto para entrenar un sistema de reconocimiento de voz."),
    ("Madrelingua", "Registra la tua voce: le registrazioni servono ad addestrare un modello vocale."),
    ("Falantes nativos", "Grave frases com a sua voz para treinar um modelo de reconhecimento de fala."),
    ("Moedertaalsprekers", "Je leest zinnen voor; met de opnames trainen we een model voor spraakherkenning."),
    ("Röstskådespelare", "Du läser in meningar och inspelningarna används för att träna en modell."),
    ("Lektorzy", "Nagrywasz zdania, na których trenujemy model rozpoznawania mowy."),
    ("声優・ナレーター", "台本を読み上げていただき、収録した音声は音声合成モデルの学習に使用します。"),
    ("数据标注员", "对图片进行标注、分类和核对。"),
    ("配音演员", "朗读文本，录音将用于训练语音合成模型。"),
    ("음성 녹음 참가자", "문장을 낭독하며, 녹음된 음성은 인공지능 학습에 사용됩니다."),
    ("Data annotator", "You draw boxes around cars in pictures, twenty hours a week."),
]
"""Something learns from what these people do."""


@pytest.mark.parametrize(("title", "words"), GIVERS, ids=[row[0] for row in GIVERS])
def test_people_from_whom_something_learns_are_data_for_ai(title: str, words: str) -> None:
    reading = read(title, from_description(f"<p>{words}</p>"))
    assert reading.label is CORE
    assert AiKind.DATA_FOR_AI in reading.kinds


NO_GIVERS = [
    ("Actors", "A comedy film in which a robot learns to love. You play the neighbour."),
    ("Voice actor", "You record an audiobook. Training on our booking system is provided."),
    ("Models", "Fashion models for a fair; training is provided by our team."),
    ("Voice actor", "Your recording will not be used to train AI."),
    ("Schauspielerin", "Ihre Aufnahmen werden niemals zum Training einer KI verwendet."),
    ("Background actors", "You walk through a station. The scene is filmed at night."),
    ("Teaching assistant", "Help pupils learn to use machines and models in the workshop."),
]
"""Stories, what the staff learn, and promises that nothing learns."""


@pytest.mark.parametrize(("title", "words"), NO_GIVERS, ids=[f"{n} {row[0]}" for n, row in enumerate(NO_GIVERS)])
def test_neither_stories_nor_staff_training_nor_promises_are_data_for_ai(title: str, words: str) -> None:
    reading = read(title, from_description(f"<p>{words}</p>"))
    assert reading.label is NONE
    assert AiKind.DATA_FOR_AI not in reading.kinds


CRAFT = [
    ("AI Video Editor", "You cut and generate short films for our channels."),
    ("Prompt Artist", "You make pictures and clips for campaigns with image generation."),
    ("AI Filmmaker", "Create short ads entirely with Runway and Veo for our clients."),
    ("KI-Video-Editor", "Du erstellst KI-generierte Videos für unsere Kanäle und die Redaktion."),
    ("AI画师", "使用Midjourney和Stable Diffusion绘制角色立绘。"),
    ("AIクリエイター", "画像生成ツールを使って広告の動画を制作します。"),
    ("AI 영상 크리에이터", "생성형 AI로 광고 영상을 제작합니다."),
]
"""Content through generative AI is the craft."""


@pytest.mark.parametrize(("title", "words"), CRAFT, ids=[row[0] for row in CRAFT])
def test_craft_through_generative_ai_is_made_with_ai(title: str, words: str) -> None:
    reading = read(title, from_description(f"<p>{words}</p>"))
    assert reading.label is ADJACENT
    assert {AiKind.MADE_WITH_AI, AiKind.GENERATIVE} <= set(reading.kinds)


UNTITLED_CRAFT = [
    ("Video editor", "Create short ads entirely with Runway and Veo."),
    ("Beeldmaker", "Je maakt beelden voor onze campagnes met generatieve AI."),
    ("Motion designer", "You generate all pictures and clips with Midjourney, Kling and Firefly."),
    ("Grafikdesigner", "Du erstellst sämtliche Bilder und Videos mit generativer KI."),
]
"""The same under a title that does not say so, in notices that say little else."""


@pytest.mark.parametrize(("title", "words"), UNTITLED_CRAFT, ids=[row[0] for row in UNTITLED_CRAFT])
def test_craft_is_made_with_ai_whatever_the_title(title: str, words: str) -> None:
    reading = read(title, from_description(f"<p>{words}</p>"))
    assert reading.label is ADJACENT
    assert AiKind.MADE_WITH_AI in reading.kinds


TRAINERS = [
    ("Speech Engineer", "<ul><li>Train voice conversion models on licensed recordings of actors</li></ul>"),
    (
        "R&D Imagineer",
        "<ul><li>Train and evaluate machine learning models for speech, gesture and gaze</li></ul>",
    ),
    ("Research Intern", "<ul><li>Train neural networks for motion, and write down how they broke</li></ul>"),
    ("Imagineer", "<p>You will train models that recognise gestures and voices of our guests.</p>"),
]
"""Those who train a model themselves build it: nobody's work is its data."""


@pytest.mark.parametrize(("title", "words"), TRAINERS, ids=[title for title, _ in TRAINERS])
def test_whoever_trains_a_model_is_no_data_for_it(title: str, words: str) -> None:
    reading = read(title, from_description(words))
    assert AiKind.DATA_FOR_AI not in reading.kinds
    assert not reading.clauses


LEADERS = ["Head of Machine Learning", "Director, AI", "VP, Artificial Intelligence", "Chief AI Officer", "Leiter KI"]


@pytest.mark.parametrize("title", LEADERS)
def test_whoever_leads_those_who_build_ai_is_core(title: str) -> None:
    words = (
        "Du baust die Plattform für maschinelles Lernen." if "Leiter" in title else "You will build the ML platform."
    )
    assert read(title, from_description(f"<p>{words}</p>")).label is AiLabel.CORE


def test_whoever_leads_the_sale_of_ai_is_not() -> None:
    reading = read("Director, AI Partnerships", from_description("<p>You will build partnerships for our AI.</p>"))
    assert reading.label is not AiLabel.CORE


@pytest.mark.parametrize(
    "words",
    [
        "Film yourself waving at home. A translation system learns from the clips.",
        "Ihr Kind liest für uns Sätze vor, damit ein Sprachassistent Kinderstimmen verstehen lernt.",
        "Votre voix aide un assistant à comprendre les accents : lisez vingt phrases.",
        "Te grabamos con sensores; con los datos se entrena un sistema de animación.",
        "Spreek vijftig zinnen in; daarmee leert een spraakassistent accenten verstaan.",
        "Du filmas när du går. Filmerna lär en modell känna igen rörelser.",
        "Nagrania z twojej kamery uczą system autonomicznej jazdy.",
        "Think up riddles on which language models fail, and write the solution.",
        "Read what a chatbot tells patients and mark what is wrong.",
        "You write problems with solutions; a language model is trained on them.",
    ],
)
def test_whoever_teaches_a_machine_gives_data_whatever_the_title(words: str) -> None:
    reading = read("Two hours of work", from_description(words))
    assert (reading.label, reading.kinds) == (AiLabel.CORE, (AiKind.DATA_FOR_AI,))


@pytest.mark.parametrize(
    ("title", "words", "label"),
    [
        ("Data Engineer", "You build pipelines and the warehouse on which analysts report.", AiLabel.NONE),
        ("Data Engineer", "Build the datasets that marketing, sales and data science use.", AiLabel.NONE),
        ("Dateningenieurin", "Du baust ETL-Strecken für Berichte.", AiLabel.NONE),
        ("データエンジニア", "分析用データ基盤の構築と運用。", AiLabel.NONE),
        ("Data Engineer", "You prepare the data on which our language model is trained.", AiLabel.ADJACENT),
        ("Voice actor", "You are the voice of a lonely computer that learns to love.", AiLabel.NONE),
        ("Clerk", "Join us at the forefront of generative video! You file invoices.", AiLabel.NONE),
        ("Entertainment lawyer", "You negotiate rights, fees and, among others, clauses on AI.", AiLabel.ADJACENT),
    ],
)
def test_what_others_do_with_models_is_not_the_job(title: str, words: str, label: AiLabel) -> None:
    assert read(title, from_description(words)).label is label


IN_LISTS = [
    ("Social media", "Atividades: criar posts, responder ouvintes, usar ferramentas de IA como ChatGPT para roteiros."),
    (
        "콘텐츠 마케터",
        "[소개] 그림책 출판사입니다. [업무] SNS 운영, 북페어 준비, 생성형 AI를 활용한 이미지 시안 작성 [복지] 간식",
    ),
    ("Head of Technology", "You are in charge of storage, suites, on-call rotas, deciding which AI tools we roll out."),
]


@pytest.mark.parametrize(("title", "words"), IN_LISTS, ids=[row[0] for row in IN_LISTS])
def test_an_item_that_says_what_is_done_with_ai_is_more_than_a_name_in_a_list(title: str, words: str) -> None:
    assert read(title, from_description(words)).label is AiLabel.ADJACENT


REFUSED = [
    ("線画", "【会社紹介】グループ会社ではAI事業も展開。【仕事内容】線画。"),
    ("イラスト", "【仕事内容】線画。【注意】生成AIを使用した作品は受け付けておりません。"),
    ("Assistente", "Funções: marcar ensaios. Candidaturas geradas por inteligência artificial serão excluídas."),
    ("Tester gier", "Opisujesz błędy w grach. Nasz partner technologiczny rozwija sztuczną inteligencję."),
    ("Community manager", "Our parent company has invested in AI and cloud. You write posts and moderate."),
    ("Tonmeister", "Als Haus verstehen wir künstliche Intelligenz als Chance. Sie mischen Hörspiele."),
]  # fmt: skip


@pytest.mark.parametrize(("title", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_or_a_partner_s_is_none(title: str, words: str) -> None:
    assert read(title, from_description(words)).label is AiLabel.NONE


def test_who_bargains_about_training_feeds_nothing() -> None:
    words = (
        "Du verhandelst mit Sendern über Vergütung für das Training von KI-Modellen und schreibst zur KI-Verordnung."
    )
    reading = read("Referent Urheberrecht", from_description(words))
    assert (reading.label, reading.kinds) == (AiLabel.CORE, (AiKind.AI_POLICY_LEGAL,))
    assert reading.clauses == ()
