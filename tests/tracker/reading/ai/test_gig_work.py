"""Gigs told without any term of AI: where people's work goes, or whose answers they judge; and work that is neither."""

import pytest

from db.vocabulary import AiClauseKind, AiKind, AiLabel
from tracker.reading.ai.reader import read
from tracker.reading.text import from_description

GOES = [
    ("Stimmen gesucht", "Sie sprechen kurze Sätze ein. Mit den Aufnahmen wird ein Sprachassistent verbessert."),
    ("Comédien", "Enregistrement en studio. Les prises alimenteront la voix d'un assistant conversationnel."),
    ("Locutores", "Grabarás frases en casa. El audio servirá para que un asistente de voz suene natural."),
    ("Immagini", "Traccerai pedoni in foto stradali. I dati servono ad auto che guidano da sole."),
    ("Vozes", "Você grava frases. As gravações ajudam um aparelho a entender sotaques do Norte."),
    ("Stemmen", "Lees thuis zinnen voor. Je opnames helpen apparaten om Vlaams beter te verstaan."),
    ("Data, svenska", "Du lyssnar på klipp. Underlaget används när vår kund tränar sina modeller."),
    ("Nagrania", "Nagrasz krótkie zdania. Nagrania posłużą do budowy syntezatora mowy."),
    ("在宅の読み上げ", "文章を自宅で録音します。音声は読み上げソフトの学習用データとして使用されます。"),
    ("录音", "用手机朗读句子。录音用于帮助音箱听懂方言。"),
    ("영상 촬영", "집에서 요리하는 모습을 촬영합니다. 영상은 기기가 동작을 인식하는 데 사용됩니다."),
    ("Gesten", "Kameras nehmen Handzeichen auf. Das Bildmaterial fließt in die Gestenerkennung ein."),
    ("Inläsare", "Läs in repliker. Inspelningarna gör talsyntesen mer naturlig."),
    ("Drivers", "Drive with our cameras. What you film is used in the development of self-driving cars."),
    ("Gravação de reuniões", "Grupos encenam reuniões; áudio usado para reconhecimento de fala."),
    ("手話モデル", "手話を撮影します。データは手話を翻訳するアプリの精度を高めるために用います。"),
    ("视频素材拍摄员", "按脚本拍摄日常短视频,用于机器人公司教机械臂做家务。"),
    ("Bodies", "We photograph people in our dome. Images go to a maker whose headsets learn to see bodies."),
    ("Improvisers", "You improvise on video. $150. The material will be used to teach an avatar how people feel."),
]
JUDGED = [
    ("Lektor/in", "Du beurteilst, welche von zwei maschinell erzeugten Antworten richtiger ist."),
    ("Evaluador", "Leerás respuestas de un chatbot en catalán y señalarás errores."),
    ("Beoordelaar", "Je leest wat een chatbot schrijft en kiest de beste van twee versies."),
    ("Testeur", "Tu poses des questions à un assistant et tu indiques quand sa réponse est fausse."),
    ("内容质检", "按照标准给模型的回答打分、改写,按条计费。"),
    ("Search Quality Analyst", "You compare search results with what a user wanted and score their relevance."),
]


@pytest.mark.parametrize(("title", "words"), [*GOES, *JUDGED], ids=[row[0] for row in [*GOES, *JUDGED]])
def test_a_gig_that_a_machine_learns_from_is_data_for_ai(title: str, words: str) -> None:
    reading = read(title, from_description(words))
    assert (reading.label, reading.kinds) == (AiLabel.CORE, (AiKind.DATA_FOR_AI,))
    assert [each.kind for each in reading.clauses] == [AiClauseKind.TRAINS_AI]


OTHER = [
    ("Journalist", "Investigate with public records, clean data, train small classifiers."),
    ("Bookkeeper", "Invoices and VAT at a company that makes AI avatars."),
    ("Press officer", "Develop a deep network of press relationships."),
    ("Product tester", "Try our chatbot app and tell the model's makers what you think."),
    ("Focus group", "Watch three trailers and answer a survey. The session is recorded for research."),
    ("Motion capture actor", "You bring creatures to life. Recorded motion is retargeted onto game characters."),
    ("Language tutor", "Teach Spanish. Lessons are recorded so that students can watch them again."),
    ("Narrator", "Our contract lets us build a synthetic version of your narration to fix typos."),
    ("Print model", "The client wants rights to create virtual versions of the model in other garments."),
    ("Trainer", "You train store staff to use our scheduling system and rate their answers."),
    ("Consultant", "Understanding of nonprofit technology projects. Recorded demonstrations for clients."),
]


@pytest.mark.parametrize(("title", "words"), OTHER, ids=[row[0] for row in OTHER])
def test_recordings_that_no_machine_learns_from_are_none(title: str, words: str) -> None:
    assert read(title, from_description(words)).label is AiLabel.NONE


def test_a_sentence_of_few_chinese_letters_is_no_heading() -> None:
    assert read("质检", from_description("给模型的回答打分,要求中文系背景。")).label is AiLabel.CORE


def test_in_a_long_text_recordings_that_help_a_product_are_the_product_s_business() -> None:
    words = "We book venues, crews and catering for live shows all over the country. " * 30
    assert read("Booker", from_description(f"{words}Videos help our app to understand fans.")).label is AiLabel.NONE
