"""What asks nothing of the articles, and what does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.small_talk import small_talk


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("hi", "Hello!"),
        ("Hello", "Hello!"),
        ("HEYYY", "Hello!"),
        ("hii", "Hello!"),
        ("helo", "Hello!"),
        ("Hi there!", "Hello!"),
        ("good morning", "Hello!"),
        ("hello hello", "Hello!"),
        ("thanks", "You're welcome."),
        ("Thank you so much!!", "You're welcome."),
        ("thx", "You're welcome."),
        ("ty", "You're welcome."),
        ("thansk", "You're welcome."),
        ("ok thanks", "You're welcome."),
        ("Great answer, thanks!", "You're welcome."),
        ("thanks a lot mate", "You're welcome."),
        ("bye", "Goodbye!"),
        ("see you later", "Goodbye!"),
        ("How are you?", "Fine"),
        ("hey, how r u", "Fine"),
        ("whats up", "Fine"),
        ("who are you?", "I am Footnote"),
        ("What can you do?", "I am Footnote"),
        ("hi, what can you do?", "I am Footnote"),
        ("help", "I am Footnote"),
        ("lol", "Glad"),
        ("cool", "Glad"),
        ("great answer", "Glad"),
        ("that's wrong", "Sorry"),
        ("ok", "All right"),
        ("Okay.", "All right"),
        ("hmm", "All right"),
        ("👍", "All right"),
    ],
)
@pytest.mark.parametrize("follows", [True, False])
def test_small_talk(said: str, reply: str, follows: bool) -> None:
    line = small_talk(said, follows)
    assert line is not None
    assert line.startswith(reply)
    assert "\n" not in line


def test_a_greeting_says_what_to_ask() -> None:
    assert "articles" in (small_talk("hi", False) or "")
    assert small_talk("ok", False) != small_talk("ok", True)


@pytest.mark.parametrize(
    "question",
    [
        "Who said hello to the king?",
        "what can you do about rust",
        "ok but why did it fail",
        "why?",
        "When?",
        "tell me more",
        "what is up with the salt mine",
        "how are the farmers",
        "help for flooded farms",
        "thanks to whom was the bell found",
        "Good Morning America",
        "bye laws of the club",
        "no deal",
        "great fire",
        "hello kitty",
        "nice weather in June",
        "and the other one?",
        "salt",
        "?",
        "",
        "...",
        "who are they",
        "yes or no: is it open",
    ],
)
def test_questions(question: str) -> None:
    assert small_talk(question, True) is None
    assert small_talk(question, False) is None


@given(st.text(max_size=100), st.booleans())
def test_any_text_is_taken(text: str, follows: bool) -> None:
    small_talk(text, follows)
