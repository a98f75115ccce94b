"""What counts as a name, a number and a quotation, and how two texts' words are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts import contains_words, facts, stems


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The talks in Madrid ended.", {"madrid"}),
        ("On Monday Scott Bessent spoke.", {"monday", "scott", "bessent"}),
        ("It was Xi's idea.", {"xi"}),
        ("The E.U. Council met over the 5G network.", {"eu", "council", "5g"}),
        ("They use an iPhone and TikTok.", {"iphon", "tiktok"}),
        ("The river rose. Nobody was hurt.", set()),
        ("But I said He was there.", set()),
        ("The prize went to Érik Åberg.", {"érik", "åberg"}),
        ("It belongs to Rolls-Royce.", {"roll", "royc"}),
        ("It lies between Łódź, Москва and mid-June.", {"łódź", "москва", "june"}),
        ("nothing here", set()),
    ],
)
def test_names_are_capitalised_words(text: str, names: set[str]) -> None:
    assert facts(text).names == names


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It cost $1,250,000.", {"1250000"}),
        ("It rose 4.5 percent in 2020.", {"4.5%", "2020"}),
        ("Twelve ships and three tugs", {"12", "3"}),
        ("the fourth round", {"4"}),
        ("some sixty workers", {"60"}),
        ("26 miles and 385 yards.", {"26", "385"}),
        ("It cost 4,5 and 1,234,567 and 10,2020.", {"4,5", "1234567", "10,2020"}),
        ("One of them left.", set()),
        ("no figures", set()),
    ],
)
def test_numbers_are_compared_as_digits(text: str, numbers: set[str]) -> None:
    assert facts(text).numbers == numbers


def test_quoted_words_are_kept_without_case_and_punctuation() -> None:
    found = facts('He called it “very close, indeed” and then "a Deal".')
    assert found.quoted == ("very close indeed", "a deal")
    assert contains_words("It is very close -- indeed, he said.", "very close indeed")
    assert not contains_words("It is not that close.", "very close indeed")


@pytest.mark.parametrize("text", ["They did not pay.", "They didn’t pay.", "Nobody paid.", "It went without a word."])
def test_denials_are_seen(text: str) -> None:
    assert facts(text).negated


@pytest.mark.parametrize("text", ["They paid.", "A notable knot of nothings"])
def test_what_only_looks_like_a_denial_is_none(text: str) -> None:
    assert not facts(text).negated


def test_stems_join_forms_of_a_word_and_leave_function_words_out() -> None:
    assert stems("The talks ended") == stems("talk, ending")
    assert stems("two ships") == stems("2 ship")
    assert stems("the U.S. fleet") == stems("US fleets")
    assert stems("of the and to be") == frozenset()
    assert stems("") == frozenset()


@given(st.text(max_size=200))
def test_any_text_has_facts_and_its_names_are_among_its_stems(text: str) -> None:
    found = facts(text)
    assert found.names <= found.stems
    assert found == facts(text)
    assert all(contains_words(text, quoted) for quoted in found.quoted)
