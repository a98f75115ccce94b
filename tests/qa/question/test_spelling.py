"""Words that no article has, taken for those of the articles."""

from __future__ import annotations

import pytest

from qa.question.spelling import may_be_misspelt, may_be_names, respelt

TEXTS = ["The port authority of Brackwater", "Mireille Caron succeeds Dag Solheim’s deputy, Rubin"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Brackwatr", "Brackwater"),
        ("brakcwater", "Brackwater"),
        ("autority", "authority"),
        ("mirelle", "Mireille"),
        ("sucseeds", "succeeds"),
        ("solheim's", "Solheim's"),
        ("Rubio", "Rubio"),
        ("Vrackwater", "Vrackwater"),
        ("Brackfield", "Brackfield"),
        ("Germany", "Germany"),
    ],
)
def test_a_word_becomes_the_one_that_was_meant(word: str, meant: str) -> None:
    assert respelt(f"who is {word} now?", [word], TEXTS) == f"who is {meant} now?"


def test_known_words_stay_and_short_words_and_figures_are_not_looked_up() -> None:
    assert respelt("autority of autority", [], TEXTS) == "autority of autority"
    assert may_be_misspelt("Who will hed the F35s of Brackwatr in 20255?") == ["Brackwatr"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Summarize what Kagame said in Brackwater.", ["Kagame", "Brackwater"]),
        ("is ozempic harmful", ["ozempic"]),
        ("summarise the disagreements", []),
        ("kagame", []),
    ],
)
def test_a_word_of_the_language_is_no_name_and_neither_is_the_first(question: str, names: list[str]) -> None:
    assert may_be_names(question) == names
