"""Sentences that introduce whom or what is asked for come first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.evidence.introduced import holding, introduced
from qa.evidence.sentences import EvidenceSentence
from tests.fakes import hit_of


def _sentence(text: str, score: float = 0.1) -> EvidenceSentence:
    return EvidenceSentence(hit_of(text, 1), 0, len(text), text, score)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, an expert on dikes at the Water Board, told the radio that it was late.",
        "“It is late,” said Ann Lee, who runs the mill.",
        "The plan was drawn by Ann Lee, Norland's chief engineer, in May.",
        "Ann Lee (48), head of the board, was not there.",
        "Ann Lee was one of the founders of the mill.",
        "In the morning Harbour Minister Ann Lee spoke to the crews.",
        "The economist Ann Lee expects less rain.",
    ],
)
def test_one_that_says_who_somebody_is_becomes_likelier(text: str) -> None:
    plain = "Ann Lee left the hall before the vote."
    first, second = introduced("ann lee", [_sentence(plain), _sentence(text)])
    assert (first.text, second.text) == (text, plain)
    assert first.score >= 0.4
    assert second.score == 0.1


@pytest.mark.parametrize(
    "text",
    [
        "After Ann Lee left, the hall was empty.",
        "Nobody but Ann Lee, in the end, and two others voted.",
        "Ann Lees, a firm of builders, had the contract.",
        "Joann Lee, a singer, was there.",
        "It was late for Ann Lee, said the head of the board.",
    ],
)
def test_one_that_only_names_them_does_not(text: str) -> None:
    assert introduced("Ann Lee", [_sentence(text)])[0].score == 0.1


def test_a_surname_is_introduced_with_the_name_in_full() -> None:
    assert introduced("lee", [_sentence("Harbour Minister Ann Lee spoke to the crews.")])[0].score > 0.4


def test_a_thing_is_introduced_by_what_it_is() -> None:
    found = introduced("sluice", [_sentence("The sluice broke."), _sentence("A sluice is a gate that lets water out.")])
    assert found[0].text.startswith("A sluice is")


def test_without_a_term_nothing_changes() -> None:
    sentences = [_sentence("Ann Lee, a singer, was there."), _sentence("It rained.", 0.3)]
    assert introduced(None, sentences) == sentences


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("The president, Olga Brandt, has to name a candidate.", True),
        ("President Olga Brandt of Norland left on Tuesday.", True),
        ("The president of Norland, Olga Brandt, left.", True),
        ("Olga Brandt, who was president until May, left.", True),
        ("Olga Brandt became the country's first president.", True),
        ("The president left on Tuesday.", False),
        ("On Tuesday the president said nothing.", False),
        ("The vice-presidents met in Marsh.", False),
    ],
)
def test_a_name_beside_an_office_makes_a_sentence_likelier(text: str, *, is_named: bool) -> None:
    assert (holding("president", [_sentence(text)])[0].score > 0.1) is is_named
    assert holding(None, [_sentence(text)])[0].score == 0.1


def test_an_office_in_an_article_on_something_else_counts_for_less() -> None:
    sentence = _sentence("The president, Olga Brandt, left.")
    here, elsewhere = (holding("president", [replace(sentence, share=share)])[0].score for share in (1.0, 0.4))
    assert here == pytest.approx(0.55)
    assert elsewhere == pytest.approx(0.28)
