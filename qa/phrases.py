"""What Footnote says of its own, in the ten languages that are most used; to all others it speaks English."""

from __future__ import annotations

from dataclasses import dataclass

from index.functionwords import spoken_language


@dataclass(frozen=True, slots=True)
class Phrases:
    """`refused` and `near` are the two refusals, which begin alike; `note` stands behind them where the question is not
    in English, `nearest` above the sentences below them. The others answer small talk.
    """

    refused: str
    near: str
    nearest: str
    note: str
    hello: str
    what_i_am: str
    ask: str
    welcome: str
    bye: str


PHRASES = {
    "en": Phrases(
        refused="The articles do not say.",
        near="The articles do not say, though they write about this.",
        nearest="Nearest:",
        note="The question seems to be in another language, and the embedded models read English only: ask in English.",
        hello="Hello!",
        what_i_am="I am Footnote: I answer questions from the articles in your library, and show the words that each "
        "answer rests on.",
        ask='Ask me something about your articles, such as "What happened?", or "What is in here?" to see what there '
        "is.",
        welcome="You're welcome.",
        bye="Goodbye!",
    ),
    "zh": Phrases(
        refused="文章中没有说明。",
        near="文章中没有说明，虽然提到了这个话题。",
        nearest="最接近的内容：",
        note="内置模型只能读懂英语；其他语言的文章只按词语查找。可以换个说法再问，或者用英语提问。",
        hello="你好！",
        what_i_am="我是 Footnote：我根据您文章库里的文章回答问题，并给出每个回答所依据的原文。",
        ask="请就您的文章提一个问题。",
        welcome="不客气。",
        bye="再见！",
    ),
    "es": Phrases(
        refused="Los artículos no lo dicen.",
        near="Los artículos no lo dicen, aunque hablan del tema.",
        nearest="Lo más parecido:",
        note="Los modelos incluidos solo leen inglés; los textos en otras lenguas se buscan únicamente por sus "
        "palabras. "
        "Pruebe con otras palabras o pregunte en inglés.",
        hello="¡Hola!",
        what_i_am="Soy Footnote: respondo a preguntas con los artículos de su biblioteca y muestro las "
        "palabras en que se "
        "apoya cada respuesta.",
        ask="Pregúnteme algo sobre sus artículos.",
        welcome="De nada.",
        bye="¡Hasta luego!",
    ),
    "hi": Phrases(
        refused="लेखों में यह नहीं बताया गया है।",
        near="लेखों में यह नहीं बताया गया है, हालाँकि इस विषय की चर्चा है।",
        nearest="सबसे मिलते-जुलते वाक्य:",
        note="अंतर्निहित मॉडल केवल अंग्रेज़ी समझते हैं; दूसरी भाषाओं के लेख केवल शब्दों के आधार पर खोजे जाते "
        "हैं। दूसरे शब्दों में या "
        "अंग्रेज़ी में पूछकर देखें।",
        hello="नमस्ते!",
        what_i_am="मैं Footnote हूँ: मैं आपके संग्रह के लेखों के आधार पर सवालों के जवाब देता हूँ और दिखाता हूँ "
        "कि हर जवाब किन शब्दों पर "
        "आधारित है।",
        ask="अपने लेखों के बारे में कुछ पूछिए।",
        welcome="कोई बात नहीं।",
        bye="फिर मिलेंगे!",
    ),
    "ar": Phrases(
        refused="لا تذكر المقالات ذلك.",
        near="لا تذكر المقالات ذلك، مع أنها تتناول الموضوع.",
        nearest="الأقرب إلى السؤال:",
        note="النماذج المدمجة لا تفهم إلا اللغة الإنجليزية، أما المقالات بلغات أخرى فيُبحث فيها بالكلمات "
        "وحدها. جرّب كلمات أخرى "
        "أو اسأل بالإنجليزية.",
        hello="مرحبًا!",
        what_i_am="أنا Footnote: أجيب عن الأسئلة من المقالات الموجودة في مكتبتك، وأعرض الكلمات التي تستند "
        "إليها كل إجابة.",
        ask="اسألني عن شيء في مقالاتك.",
        welcome="على الرحب والسعة.",
        bye="إلى اللقاء!",
    ),
    "fr": Phrases(
        refused="Les articles ne le disent pas.",
        near="Les articles ne le disent pas, bien qu’ils parlent du sujet.",
        nearest="Le plus proche :",
        note="Les modèles intégrés ne comprennent que la langue anglaise ; les textes dans d’autres langues ne sont "
        "cherchés que par leurs mots. Essayez d’autres mots, ou posez la question en anglais.",
        hello="Bonjour !",
        what_i_am="Je suis Footnote : je réponds aux questions à partir des articles de votre bibliothèque, et "
        "je montre "
        "les mots sur lesquels repose chaque réponse.",
        ask="Posez-moi une question sur vos articles.",
        welcome="Je vous en prie.",
        bye="Au revoir !",
    ),
    "pt": Phrases(
        refused="Os artigos não o dizem.",
        near="Os artigos não o dizem, embora falem do assunto.",
        nearest="O mais próximo:",
        note="Os modelos incluídos só leem inglês; os textos noutras línguas são procurados apenas pelas "
        "palavras. Tente "
        "outras palavras ou pergunte em inglês.",
        hello="Olá!",
        what_i_am="Sou o Footnote: respondo a perguntas com os artigos da sua biblioteca e mostro as palavras "
        "em que cada "
        "resposta se apoia.",
        ask="Pergunte-me algo sobre os seus artigos.",
        welcome="De nada.",
        bye="Até logo!",
    ),
    "ru": Phrases(
        refused="В статьях об этом не сказано.",
        near="В статьях об этом не сказано, хотя темы они касаются.",
        nearest="Ближе всего:",
        note="Встроенные модели понимают только английский язык; в статьях на других языках поиск идёт лишь по "
        "словам. "
        "Попробуйте спросить другими словами или по-английски.",
        hello="Здравствуйте!",
        what_i_am="Я — Footnote: отвечаю на вопросы по статьям из вашей библиотеки и показываю слова, на "
        "которых основан "
        "каждый ответ.",
        ask="Спросите меня о чём-нибудь из ваших статей.",
        welcome="Пожалуйста.",
        bye="До свидания!",
    ),
    "de": Phrases(
        refused="In den Artikeln steht das nicht.",
        near="In den Artikeln steht das nicht, auch wenn sie vom Thema handeln.",
        nearest="Am nächsten kommt:",
        note="Die eingebauten Modelle verstehen nur die englische Sprache; in Texten anderer Sprachen wird nur "
        "nach den "
        "Wörtern gesucht. Versuchen Sie es mit anderen Wörtern oder auf Englisch.",
        hello="Hallo!",
        what_i_am="Ich bin Footnote: Ich beantworte Fragen aus den Artikeln Ihrer Bibliothek und zeige die "
        "Worte, auf denen "
        "jede Antwort beruht.",
        ask="Fragen Sie mich etwas zu Ihren Artikeln.",
        welcome="Gern geschehen.",
        bye="Auf Wiedersehen!",
    ),
    "ja": Phrases(
        refused="記事には書かれていません。",
        near="記事には書かれていませんが、この話題には触れています。",
        nearest="最も近い文：",
        note="内蔵のモデルが読めるのは英語だけで、他の言語の記事は語句だけで検索されます。別の言葉で尋ねるか、英語"
        "で質問してみてください。",
        hello="こんにちは！",
        what_i_am="Footnote です。ライブラリの記事をもとに質問に答え、それぞれの答えの根拠となる文を示します。",
        ask="記事について何か質問してください。",
        welcome="どういたしまして。",
        bye="さようなら！",
    ),
}


def phrases_in(language: str) -> Phrases:
    """What is said to somebody who writes in that language, an ISO 639 code."""
    return PHRASES.get(language, PHRASES["en"])


def phrases_for(question: str) -> Phrases:
    """What is said to somebody who asks so."""
    return phrases_in(spoken_language(question))
