"""What a question in another language than English asks for, by the words it asks with."""

from __future__ import annotations

import re

from qa.question.kind import Kind

# For each language: when, how many or how much, why, how.
_ASKING: dict[str, tuple[str, str, str, str]] = {
    "ar": ("متى", "كم", "لماذا", "كيف"),
    "da": ("hvornår", r"hvor (?:mange|meget|lang|høj|stor|gammel|dyb)\w*", "hvorfor", "hvordan"),
    "de": (
        "wann|in welchem jahr",
        "wie ?viele?|wie (?:lang|lange|hoch|groß|tief|alt|weit|schwer|schnell|breit|oft)",
        "warum|weshalb|wieso",
        "wie",
    ),
    "es": ("cuándo|en qué año", r"cuánt[oa]s?|a qué (?:altitud|altura|distancia)", "por qué", "cómo"),
    "fr": ("quand|en quelle année", "combien|quelle est la (?:longueur|hauteur|profondeur)", "pourquoi", "comment"),
    "hi": ("कब", "कितन[ाेी]", "क्यों", "कैसे"),
    "it": ("quando|in (?:che|quale) anno", r"quant[oaie]", "perché", "come"),
    "ja": (
        "いつ|何年|何月|何日",
        "いくつ|いくら|どのくらい|どれくらい|何[人個本枚頭メキ]",
        "なぜ|どうして",
        "どうやって|どのように",
    ),
    "ko": ("언제|몇 ?년", "몇|얼마", "왜", "어떻게"),
    "nl": ("wanneer|in welk jaar", r"hoeveel|hoe (?:lang|hoog|groot|diep|oud|ver|zwaar)", "waarom", "hoe"),
    "no": ("når", r"hvor (?:mange|mye|lang|høy|stor|gammel|dyp)\w*", "hvorfor", "hvordan"),
    "pl": ("kiedy|w którym roku", "ile", "dlaczego", "jak"),
    "pt": ("quando|em que ano", r"quant[oa]s?", "por ?qu[eê]", "como"),
    "ru": (
        "когда|в каком году",
        r"сколько|какова (?:длина|высота|глубина)|какой (?:длины|высоты|глубины)",
        "почему|зачем",
        "как",
    ),
    "sv": ("när", r"hur (?:många|mycket|lång|hög|stor|gammal|djup)\w*", "varför", "hur"),
    "tr": ("ne zaman|hangi yıl", "kaç|ne kadar", "neden|niçin", "nasıl"),
    "uk": ("коли", "скільки", "чому|навіщо", "як"),
    "zh": (
        "什么时候|什麼時候|何时|何時|哪一?年|哪一?天|几月",
        "多少|多长|多高|多大|多深|多远|多重|几[个個年天位]",
        "为什么|為什麼|为何",
        "怎么|怎麼|如何|怎样",
    ),
}
_UNSPACED = frozenset({"zh", "ja", "ko"})
_FIGURE = re.compile(r"\d|[〇一二三四五六七八九十百千万億亿]")


def kind_in(language: str, question: str) -> Kind:
    """The kind of answer that it asks for: a fact where its words do not tell."""
    when, how_many, why, how = _asked(language, question)
    if when:
        return Kind.FACT
    if how_many:
        return Kind.COUNT
    return Kind.WHY if why else Kind.HOW if how else Kind.FACT


def has_what_is_asked(language: str, question: str, text: str) -> bool:
    """Whether a text has a figure, where the question asks when or how many."""
    when, how_many, _, _ = _asked(language, question)
    return not (when or how_many) or bool(_FIGURE.search(text))


def _asked(language: str, question: str) -> tuple[bool, bool, bool, bool]:
    when, how_many, why, how = _ASKING.get(language, ("", "", "", ""))
    return (
        _has(language, when, question),
        _has(language, how_many, question),
        _has(language, why, question),
        (_has(language, how, question)),
    )


def _has(language: str, asking: str, question: str) -> bool:
    if not asking:
        return False
    pattern = asking if language in _UNSPACED else rf"(?<!\w)(?:{asking})(?!\w)"
    return bool(re.search(pattern, question, re.IGNORECASE))
