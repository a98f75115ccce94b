"""What is to be introduced, by the words of the question."""

from __future__ import annotations

import pytest

from qa.question.kind import Kind
from qa.question.kinds import kind_of
from qa.question.term import role_of, term_of


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Who is Ann Lee?", "Ann Lee"),
        ("who's he lifeng", "he lifeng"),
        ("what is a sluice", "sluice"),
        ("What's the Ever Dawn, and why did it stop?", "Ever Dawn"),
        ("what does “tidal flat” mean?", "tidal flat"),
        ("so who was Bo Carr again?", "Bo Carr"),
        ("Why is Ann Lee angry?", None),
        ("sluice definition", None),
    ],
)
def test_the_term_is_told_from_the_question_around_it(question: str, term: str | None) -> None:
    assert term_of(question) == term


def test_a_name_that_looks_like_a_pronoun_is_a_name_where_it_is_written_as_one() -> None:
    assert kind_of("who is He Lifeng") is Kind.DEFINITION
    assert kind_of("Who is he married to?") is Kind.FACT


def test_agreeing_to_do_something_is_no_opinion() -> None:
    assert kind_of("did Norland agree to buy ships") is Kind.YES_NO
    assert kind_of("do the farmers agree?") is Kind.OPINION


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Who is the president of Norland?", "president"),
        ("who's the new mayor of marsh", "mayor"),
        ("Who was Ann Lee's second husband?", "second husband"),
        ("who is head coach of the Terns?", "head coach"),
        ("Who is in charge of the team?", None),
        ("who is investigating the fire in Marsh", None),
        ("Who is Ann Lee?", None),
        ("What is the capital of Norland?", None),
    ],
)
def test_an_office_is_told_from_its_holder(question: str, role: str | None) -> None:
    assert role_of(question) == role


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("thanks! when was that", Kind.FACT),
        ("great! how old is he", Kind.FACT),
        ("Thanks. How old is she", Kind.FACT),
        ("The mill burnt down. Why did nobody see it", Kind.WHY),
        ("what's new with the mill", Kind.OVERVIEW),
        ("what's new on the war in Norland?", Kind.OVERVIEW),
        ("What is the new bridge made of?", Kind.FACT),
    ],
)
def test_what_stands_before_a_question_has_no_say(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind
