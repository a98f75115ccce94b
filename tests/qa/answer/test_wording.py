"""When a few words are an answer, and how they look on their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.wording import answer_words, wants_sentence


@pytest.mark.parametrize(
    "question",
    [
        "Why did the mill close?",
        "And why?",
        "“Why” did it close?",
        "How did the mayor explain it?",
        "How does the vault work?",
        "how come?",
        "Explain the ruling.",
        "Describe the talks",
        "Tell me about the mill.",
        "What happened in Marsh?",
        "What caused the flood?",
        "Is the bridge open?",
        "Did Ann Lee resign?",
        "Hasn't it closed?",
        "Isn’t it closed?",
        "But can they appeal?",
    ],
)
def test_reasons_ways_and_yes_or_no_want_a_sentence(question: str) -> None:
    assert wants_sentence(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the bridge?",
        "How much would repairs cost?",
        "How many workers were sent home?",
        "How long is the bridge?",
        "How old is the mill?",
        "And how tall is it?",
        "When is the vote?",
        "What is the capital?",
        "Which town does it stand in?",
        "Where?",
        "Whyte resigned from which post?",
        "Willow Creek is in which state?",
        "Isabel Perón led which country?",
        "",
        "(((",
    ],
)
def test_who_what_when_where_and_how_much_want_a_few_words(question: str) -> None:
    assert not wants_sentence(question)


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        ("Ann Lee", "Ann Lee"),
        ("sixty\n  workers", "Sixty workers"),
        (" , ann lee; ", "Ann lee"),
        ("– 4.5 million euros –", "4.5 million euros"),
        ("Ann Lee's", "Ann Lee"),
        ("Ann Lee’s", "Ann Lee"),
        ("the workers’", "The workers"),
        ("-40 degrees", "-40 degrees"),
        ("- ann lee -", "Ann lee"),
        ("“far too much”", "Far too much"),
        ("“Far too much,”", "Far too much"),
        ('"far too much"', "Far too much"),
        ('"far too much', "Far too much"),
        ("‘far too much’", "Far too much"),
        ("far too much”", "Far too much"),
        ("(ESA", "ESA"),
        ("(ESA)", "ESA"),
        ("European Space Agency (ESA)", "European Space Agency (ESA)"),
        ("“Up” and “Down”", "“Up” and “Down”"),
        ('"Up" and "Down"', '"Up" and "Down"'),
        ("U.S.", "U.S."),
        ("écoles", "Écoles"),
        ("👩‍👧 two", "👩‍👧 two"),
        ("", ""),
        (" ,;: ", ""),
        ('"', ""),
    ],
)
def test_words_lose_the_punctuation_that_held_them_in_their_sentence(cut: str, words: str) -> None:
    assert answer_words(cut) == words


@given(st.text(st.sampled_from("aB4. ,;:'’“”‘\"()-–\n\t")))
def test_only_punctuation_is_ever_lost(text: str) -> None:
    words = answer_words(text)
    assert "\n" not in words
    kept = "".join(character for character in words if character.isalnum()).casefold()
    assert kept == "".join(character for character in text if character.isalnum()).casefold()
