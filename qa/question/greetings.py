"""Greetings, thanks and farewells in other languages than English, answered in kind."""

from __future__ import annotations

import re
from typing import Literal

from qa.phrases import PHRASES

Said = Literal["hello", "thanks", "bye", "who"]

_GREETINGS: dict[str, dict[Said, str]] = {
    "zh": {
        "hello": "你好|您好|嗨|大家好|早上好|早安|下午好|晚上好|你好吗|在吗",
        "thanks": "谢谢|謝謝|多谢|谢谢你|谢谢您|非常感谢|感谢",
        "bye": "再见|再見|拜拜|晚安",
        "who": "你是谁|你是誰|你是什么|你能做什么|你会什么|帮助|怎么用",
    },
    "es": {
        "hello": "hola|buenos días|buenas tardes|buenas noches|buenas|hola qué tal|qué tal|saludos|cómo estás|"
        "cómo está",
        "thanks": "gracias|muchas gracias|mil gracias|muchísimas gracias|te lo agradezco",
        "bye": "adiós|hasta luego|hasta pronto|hasta mañana|chao|nos vemos",
        "who": "quién eres|qué eres|qué puedes hacer|quién es usted|ayuda|cómo funciona esto",
    },
    "hi": {
        "hello": "नमस्ते|नमस्कार|हैलो|हेलो|सुप्रभात|आप कैसे हैं|कैसे हो",
        "thanks": "धन्यवाद|शुक्रिया|बहुत धन्यवाद|बहुत बहुत धन्यवाद",
        "bye": "अलविदा|फिर मिलेंगे|शुभ रात्रि",
        "who": "आप कौन हैं|तुम कौन हो|आप क्या कर सकते हैं|मदद",
    },
    "ar": {
        "hello": "مرحبا|مرحباً|مرحبًا|أهلا|أهلاً|أهلا وسهلا|السلام عليكم|صباح الخير|مساء الخير|كيف حالك",
        "thanks": "شكرا|شكراً|شكرًا|شكرا جزيلا|شكراً جزيلاً|شكرا لك",
        "bye": "مع السلامة|إلى اللقاء|وداعا|تصبح على خير",
        "who": "من أنت|من انت|ما أنت|ماذا تستطيع أن تفعل|مساعدة",
    },
    "fr": {
        "hello": "bonjour|salut|bonsoir|coucou|bonjour à tous|ça va|comment ça va|comment allez-vous|comment vas-tu",
        "thanks": "merci|merci beaucoup|merci bien|mille mercis|je vous remercie|merci à vous|merci à toi",
        "bye": "au revoir|à bientôt|à plus tard|à demain|bonne nuit|bonne journée|bonne soirée|adieu",
        "who": "qui es-tu|qui êtes-vous|tu es qui|qui est-ce|que peux-tu faire|que pouvez-vous faire|aide|"
        "aidez-moi|aide-moi",
    },
    "pt": {
        "hello": "olá|oi|bom dia|boa tarde|boa noite|tudo bem|como vai|como está",
        "thanks": "obrigado|obrigada|muito obrigado|muito obrigada|agradecido|valeu",
        "bye": "até logo|até amanhã|até breve|tchau",
        "who": "quem és tu|quem é você|quem é|o que podes fazer|o que você pode fazer|ajuda",
    },
    "ru": {
        "hello": "привет|здравствуйте|здравствуй|добрый день|доброе утро|добрый вечер|приветствую|как дела|как ты",
        "thanks": "спасибо|большое спасибо|спасибо большое|благодарю|спасибо вам",
        "bye": "до свидания|пока|до встречи|спокойной ночи|всего доброго|прощай",
        "who": "кто ты|кто вы|ты кто|что ты умеешь|что вы умеете|помощь|помоги|помогите",
    },
    "de": {
        "hello": "hallo|guten tag|guten morgen|guten abend|grüß gott|servus|moin|hallo zusammen|"
        "wie geht es dir|wie geht's|"
        "wie geht es ihnen|grüezi",
        "thanks": "danke|danke schön|dankeschön|vielen dank|danke sehr|besten dank|herzlichen dank|tausend dank",
        "bye": "auf wiedersehen|tschüss|tschüs|bis bald|bis morgen|bis später|gute nacht|schönen tag noch",
        "who": "wer bist du|wer sind sie|was bist du|was kannst du|was können sie|hilfe|hilf mir|wie funktioniert das",
    },
    "ja": {
        "hello": "こんにちは|こんばんは|おはよう|おはようございます|はじめまして|もしもし|やあ|お元気ですか|元気ですか",
        "thanks": "ありがとう|ありがとうございます|ありがとうございました|どうもありがとう|どうも|感謝します",
        "bye": "さようなら|さよなら|またね|じゃあね|おやすみ|おやすみなさい",
        "who": "あなたは誰|あなたは誰ですか|誰ですか|何ができますか|何ができる|助けて|ヘルプ",
    },
}
_PHRASES = {
    phrase: (language, said)
    for language, greetings in _GREETINGS.items()
    for said, phrases in greetings.items()
    for phrase in phrases.split("|")
}


def greeting_in_kind(line: str) -> str | None:
    """What to say in return to a line that only greets, thanks, takes leave or asks who this is, in its own "
    "language."""
    said = re.sub(r"[^\w\s'\u0900-\u097f\u064b-\u0652-]+|_", " ", line.casefold().replace("’", "'"))
    found = _PHRASES.get(" ".join(said.split()).removesuffix(" footnote"))
    if found is None:
        return None
    language, kind = found
    ours = PHRASES[language]
    gap = "" if language in ("zh", "ja") else " "
    about = f"{ours.what_i_am}{gap}{ours.ask}"
    return {"hello": f"{ours.hello}{gap}{about}", "thanks": ours.welcome, "bye": ours.bye, "who": about}[kind]
