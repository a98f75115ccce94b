"""Follow-ups in the words of the question that they lean on."""

from __future__ import annotations

import pytest

from qa.rewrite import rewritten

SAID = "Ann Lee said so."


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "Who led the Chinese delegation in Madrid?",
            "And the American one?",
            "Who led the American delegation in Madrid?",
        ),
        ("Who led the Chinese delegation in Madrid?", "And in Geneva?", "Who led the Chinese delegation in Geneva?"),
        ("When did Voyager 1 leave?", "And Voyager 2?", "When did Voyager 2 leave?"),
        (
            "When did France ban smoking indoors?",
            "What about Great Britain?",
            "When did Great Britain ban smoking indoors?",
        ),
        ("Who won the cup in 2019?", "And in 2020?", "Who won the cup in 2020?"),
        ("Who won the cup?", "And in 2020?", "Who won the cup in 2020?"),
        ("Who led the American side in August?", "and the Chinese side", "Who led the Chinese side in August?"),
    ],
)
def test_the_same_of_another(before: str, question: str, expected: str) -> None:
    assert rewritten(question, before, SAID) == expected


@pytest.mark.parametrize(
    ("before", "answer", "question", "expected"),
    [
        ("When was the mill burned?", "In May.", "Why?", "Why was the mill burned?"),
        ("When did the Panama Canal open?", "1914", "but where?", "Where did the Panama Canal open?"),
        ("When was the telescope launched?", "2021", "On which rocket?", "On which rocket was the telescope launched?"),
        ("Who found penicillin?", "Ann Lee", "When?", "When was it that Ann Lee found penicillin?"),
    ],
)
def test_another_question_word(before: str, answer: str, question: str, expected: str) -> None:
    assert rewritten(question, before, answer) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("When was the Ever Given refloated?", "Who owns it?", "Who owns the Ever Given?"),
        ("When did Voyager 1 leave?", "How heavy is it?", "How heavy is Voyager 1?"),
        ("When was the Ever Given refloated?", "What is its length?", "What is the Ever Given’s length?"),
    ],
)
def test_it_is_what_was_named(before: str, question: str, expected: str) -> None:
    assert rewritten(question, before, SAID) == expected


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("When will the TikTok orders take effect?", "Who issued it?"),  # not the TikTok
        ("How did the mill burn down?", "Who owns it?"),
        ("Who found penicillin?", "Is it true that he was ill?"),
        ("Who said so?", "And who denied it?"),
        ("What happened?", "Why?"),
        ("Who led the delegation?", "And the American one?"),
        ("", "Why?"),
        ("Why?", ""),
    ],
)
def test_what_fits_no_rule_is_left(before: str, question: str) -> None:
    assert rewritten(question, before, "") is None
