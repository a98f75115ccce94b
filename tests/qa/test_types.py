"""What an answer knows of itself."""

from __future__ import annotations

from fakes import hit_of

from qa.types import Answer


def test_the_closest_passages_are_of_different_articles() -> None:
    hits = tuple(hit_of(f"Words {place}.", number) for place, number in enumerate((1, 1, 2, 1, 3, 4)))
    refusal = Answer("Why?", "Why?", "The articles do not say.", True, 0.1, (), (), hits, "scripted")
    assert refusal.closest() == [0, 2, 4]
    assert refusal.closest(9) == [0, 2, 4, 5]
    assert [hits[index].passage.text for index in refusal.closest(2)] == ["Words 0.", "Words 2."]
