"""Passages in the pair reader's order, and the words in them that may be the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.types import Hit
from qa.evidence.candidates import Option, agree, options, read_all
from qa.evidence.reader import AnswerSpan, Reading
from tests.fakes import WordReader, hit_of, prose

BRIDGE = "Mayor Ilse Brandt opened the new bridge on Sunday 🎉. It had cost nine million euros."
QUESTION = "Who opened the new bridge?"
BEFORE = "👩‍👧 A paragraph that comes first."


class FixedReader(WordReader):
    """Gives the readings it was made with."""

    def __init__(self, *readings: Reading) -> None:
        super().__init__()
        self.readings = list(readings)
        self.passages: list[tuple[str, str]] = []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:  # noqa: ARG002
        self.passages += passages
        return self.readings[: len(passages)]


def _hits(*texts: str) -> list[Hit]:
    return [hit_of(text, number) for number, text in enumerate(texts, start=1)]


def test_the_likeliest_passage_comes_first_with_its_chance_as_its_score() -> None:
    found = read_all(QUESTION, _hits(prose(1), prose(2), BRIDGE), WordReader())
    assert found[0].hit.passage.text == BRIDGE
    assert [one.rank for one in found] == [2, 0, 1]
    scores = [one.hit.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert scores[0] > 0.5 > scores[1]


def test_what_the_reader_cannot_tell_apart_stays_in_the_order_of_the_search() -> None:
    same = Reading(1.0, (AnswerSpan(0, 4, 3.0),))
    found = read_all(QUESTION, _hits("Some words.", "Some words.", "Some words."), FixedReader(same, same, same))
    assert [one.rank for one in found] == [0, 1, 2]


def test_the_reader_is_given_title_and_text() -> None:
    reader = FixedReader(Reading(0.0, ()), Reading(0.0, ()))
    read_all(QUESTION, [hit_of("One.", 1, title="First"), hit_of("Two.", 2, title="Second")], reader)
    assert reader.passages == [("First", "One."), ("Second", "Two.")]


def test_nothing_found_offers_nothing() -> None:
    assert read_all(QUESTION, [], WordReader()) == []
    assert options([]) == []


def test_a_passage_without_a_span_is_unlikely_and_offers_nothing() -> None:
    spans = (AnswerSpan(0, 4, -3.0),)
    found = read_all(QUESTION, _hits("Some words.", "Some words."), FixedReader(Reading(0.0, ()), Reading(0.0, spans)))
    assert [one.rank for one in found] == [1, 0]
    assert [option.hit.passage.id for option in options(found)] == [2]


def test_options_of_all_passages_are_ordered_by_likelihood() -> None:
    readings = [
        Reading(2.0, (AnswerSpan(0, 3, 9.0), AnswerSpan(4, 7, -9.0))),
        Reading(2.0, (AnswerSpan(0, 3, 12.0), AnswerSpan(4, 7, 0.0))),
    ]
    found = options(read_all(QUESTION, _hits("one two", "six ten"), FixedReader(*readings)))
    assert [option.text for option in found] == ["six", "one", "ten", "two"]
    assert [option.logit for option in found] == sorted((option.logit for option in found), reverse=True)
    assert found[0].signals.span == 12.0


def test_an_option_is_a_piece_of_its_article() -> None:
    found = options(read_all(QUESTION, [hit_of(BRIDGE, before=BEFORE)], WordReader()))
    assert found
    assert found[0].text == "Mayor Ilse Brandt"
    for option in found:
        assert option.hit.article.text[option.start : option.end] == option.text


@pytest.mark.parametrize("text", ["...", "—", "“”", "🎉", "   "])
def test_what_holds_no_letter_or_figure_is_no_option(text: str) -> None:
    reading = Reading(9.0, (AnswerSpan(0, len(text), 99.0),))
    assert options(read_all(QUESTION, [hit_of(text)], FixedReader(reading))) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bessent", "Scott Bessent", True),
        ("the mills of Marsh", "Marsh mill", True),
        ("two", "2", True),
        ("4.5 million euros", "4.5 million", True),
        ("U.S.", "the United States", True),
        ("Ann Lee", "Bo Lee", False),
        ("2019", "2020", False),
        ("Ann Lee", "", False),
        ("the", "of", False),
    ],
)
def test_answers_agree_if_the_words_of_one_are_in_the_other(one: str, other: str, same: bool) -> None:
    assert agree(one, other) is same
    assert agree(other, one) is same


def test_an_option_carries_what_its_likelihood_rests_on() -> None:
    hit = replace(hit_of(BRIDGE), similarity=0.75)
    (option, *_) = options(read_all(QUESTION, [hit], WordReader()))
    assert isinstance(option, Option)
    assert option.signals.similarity == 0.75
    assert option.signals.rank == 0
    assert option.signals.opinion == 0.0


def test_words_are_asked_whether_they_are_of_the_kind_that_is_asked_for() -> None:
    reading = Reading(1.0, tuple(AnswerSpan(*span, 2.0) for span in ((0, 18), (43, 49))))
    for question, kinds in (
        ("Who opened the bridge?", {"Mayor Ilse Brandt ": True, "Sunday": True}),
        ("When did the bridge open?", {"Mayor Ilse Brandt ": False, "Sunday": True}),
        ("Which bridge was opened?", {"Mayor Ilse Brandt ": None, "Sunday": None}),
    ):
        found = read_all(question, _hits(BRIDGE), FixedReader(reading))
        assert {one.text: one.signals.is_of_kind for one in options(found)} == kinds
        # of a passage nothing is known but its words
        assert found[0].signals(reading.spans[0]).is_of_kind is None
