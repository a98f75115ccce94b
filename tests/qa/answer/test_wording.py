"""How a few words look on their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.wording import answer_words


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
