"""Questions in English and in other languages."""

from __future__ import annotations

import pytest

from qa.question.language import is_english


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
    ],
)
def test_english(question: str) -> None:
    assert is_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "Wer wird die Hafenbehörde von Brackwater leiten?",
        "Qui a gagné la finale de la coupe ?",
        "¿Quién ganó la final de la copa?",
        "Chi ha vinto la finale della coppa?",
        "谁将领导布拉克沃特港务局?",
        "Кто возглавит порт?",
        "誰が港を率いるのか",
    ],
)
def test_other_languages(question: str) -> None:
    assert not is_english(question)
