"""Words, and which of them carry content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import search_terms, searchable, typed_words
from index.words import STOP_WORDS, content_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mill's wheel—turned, again!", ["the", "mill's", "wheel", "turned", "again"]),
        ("Lee’s O’Neill", ["lee's", "o'neill"]),
        ("3.5 million in 2024", ["3", "5", "million", "in", "2024"]),
        ("STRASSE Straße ÉCOLE", ["strasse", "strasse", "école"]),
        ("snake_case 'quoted' rock-n-roll", ["snake", "case", "quoted", "rock", "n", "roll"]),
        ("👩‍👧 … —", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_content_words_leave_out_function_words_and_possessives() -> None:
    assert content_words("What is the mill’s depth, and who’s Lee?") == ["mill", "depth", "lee"]
    assert content_words("To be or not to be") == []


def test_stop_words_are_words() -> None:
    assert all(words(word) == [word] for word in STOP_WORDS)


@given(st.text())
def test_words_come_folded_and_without_white_space(text: str) -> None:
    for word in words(text):
        assert word
        assert not any(character.isspace() or character in '"’' for character in word)
    assert set(content_words(text)).isdisjoint(STOP_WORDS)


def test_search_knows_letters_without_marks_and_compounds_in_both_forms() -> None:
    assert searchable("Łukasz crossed the Øresund in an F-35") == "Lukasz crossed the Oresund in an F-35 F35"
    assert searchable("Straße, the cease-fire, rock-n-roll, 2019-2024") == (
        "Strasse, the cease-fire ceasefire, rock-n-roll, 2019-2024"
    )
    assert search_terms("Who flew the F-35 over Łódź?") == ["flew", "f", "35", "lódź", "f35"]
    assert searchable("船闸 reopened") == " 船  闸  reopened"
    assert search_terms("北部船闸花了 2025?") == ["2025", "北 部", "部 船", "船 闸", "闸 花"]
    assert search_terms("水") == ["水"]
    assert search_terms("to be or not to be") == ["to", "be", "or", "not"]


def test_what_is_still_being_typed_is_taken_in_its_parts() -> None:
    assert typed_words("The cease-f") == ["the", "cease", "f"]
    assert typed_words("Łódź 北部") == ["lódź", "北", "部"]
