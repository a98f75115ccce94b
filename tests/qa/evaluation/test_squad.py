"""Comparing answers with gold strings, by hand."""

from __future__ import annotations

import pytest

from qa.evaluation.squad import bare, exact_match, f1, holds, normal


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The  U.S. Senate!", "us senate"),
        ("An apple, a pear and the theatre", "apple pear and theatre"),
        ("“Ada’s” 84–82 win…", "adas 8482 win"),
        ("$4.5 million", "45 million"),
        ("Élan", "élan"),
        ("The A", "the a"),
        ("?!", ""),
    ],
)
def test_normal(text: str, wanted: str) -> None:
    assert normal(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ada won. [1]", "Ada won."),
        ("Ada won [1] [2, 3]. Ben lost. [unsupported]", "Ada won . Ben lost."),
        ("Ada won (“Ada came first.”) [1]", "Ada won"),
        ('Ada ["first"] won', "Ada won"),
        ("Ada (Byron) won “gold”", "Ada (Byron) won “gold”"),
    ],
)
def test_bare(text: str, wanted: str) -> None:
    assert bare(text) == wanted


def test_holds_on_word_boundaries() -> None:
    assert holds("It was the Ilse Brandt show", "ilse brandt")
    assert not holds("Ilse Brandts", "Ilse Brandt")
    assert not holds("Ilse M. Brandt", "Ilse Brandt")
    assert not holds("", "Ilse")
    assert not holds("anything", "?!")


def test_exact_match() -> None:
    assert exact_match("The Mill.", ["bridge", "mill"]) == 1.0
    assert exact_match("The old Mill.", ["mill"]) == 0.0


def test_f1_by_hand() -> None:
    # 2 words in common; precision 2/4, recall 2/3
    assert f1("old stone mill bridge", ["the old mill wheel"]) == pytest.approx(2 * (2 / 4 * 2 / 3) / (2 / 4 + 2 / 3))
    assert f1("mill mill", ["mill"]) == pytest.approx(2 / 3)
    assert f1("mill", ["bridge", "mill house", "a mill"]) == 1.0
    assert f1("bridge", ["mill"]) == 0.0
    assert f1("", ["mill"]) == 0.0
    assert f1("mill", []) == 0.0
