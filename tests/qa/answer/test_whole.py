"""Short answers with the words that they would be wrong without."""

from __future__ import annotations

import pytest

from qa.answer.whole import whole


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("an app with more than 1 billion users", "1 billion", "more than 1 billion"),
        ("it needs about $130 billion more", "$130 billion", "about $130 billion more"),
        ("it needs about $130 billion", "$130", "about $130 billion"),
        ("the jury found her not guilty of theft", "guilty", "not guilty"),
        ("a crossing costs 95 crowns more than by day", "95 crowns", "95 crowns more"),
        ("it took four hours and two minutes in all", "four hours", "four hours and two minutes"),
        ("it took four hours and two minutes in all", "two minutes", "four hours and two minutes"),
        ("prices rose 4.5 percent in May", "4.5", "4.5 percent"),
        ("at least twelve people were hurt", "twelve", "at least twelve"),
        ("by 31 votes to 14", "31", "31"),
        ("he paid 20 dollars and left", "20 dollars", "20 dollars"),
        ("Some 340 scientists signed", "340", "Some 340"),
        ("she had no children", "children", "no children"),
        ("a mistake, said Bo Carr", "Bo Carr", "Bo Carr"),
        ("it opened on 3 February 2025", "3 February", "3 February"),
    ],
)
def test_whole(text: str, words: str, expected: str) -> None:
    start = text.index(words)
    first, last = whole(text, start, start + len(words))
    assert text[first:last] == expected
