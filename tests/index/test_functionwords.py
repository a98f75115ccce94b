"""Which language a question is in, by its letters and function words."""

from __future__ import annotations

import pytest

from index.functionwords import spoken_language, unelided


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the talks in Madrid?",
        "tariffs oil",
        "hi",
        "Huawei ban timeline",
        "What did Le Monde say about the coup d'état?",
        "who is El Salvador's president",
        "Los Angeles fires, how many dead",
        "wind in Hamnes",
        "",
        "2024?",
        "Der Spiegel on tariffs",
        "Die Hard cast?",
        "Des Moines population",
    ],
)
def test_english(question: str) -> None:
    assert spoken_language(question) == "en"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wer wird die Hafenbehörde von Brackwater leiten?", "de"),
        ("Wer war Goethe?", "de"),
        ("Qui a gagné la finale de la coupe ?", "fr"),
        ("Qu’est-ce que la photosynthèse ?", "fr"),
        ("¿Quién ganó la final de la copa?", "es"),
        ("Quem descobriu o Brasil?", "pt"),
        ("Chi ha vinto la finale della coppa?", "it"),
        ("Waarom is de dijk gebouwd?", "nl"),
        ("Vem upptäckte penicillin?", "sv"),
        ("Kto odkrył penicylinę?", "pl"),
        ("谁将领导布拉克沃特港务局?", "zh"),
        ("Кто возглавит порт?", "ru"),
        ("Скільки коштує квиток?", "uk"),
        ("誰が港を率いるのか", "ja"),
        ("한강은 어디로 흐르나?", "ko"),
        ("كم بلغت تكلفة الإصلاح؟", "ar"),
        ("गंगा कहाँ से निकलती है?", "hi"),
        ("Ποιος κέρδισε;", "el"),
    ],
)
def test_other_languages(question: str, language: str) -> None:
    assert spoken_language(question) == language


def test_elided_articles_are_no_part_of_a_word() -> None:
    assert unelided("l'écluse, d’une part, qu'il; o'clock, the dog's") == "écluse, une part, il; o'clock, the dog's"
