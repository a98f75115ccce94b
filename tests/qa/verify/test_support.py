"""When a quote supports a sentence: never with a name, figure or quoted word that it does not hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts import facts, stems
from index.sentences import sentence_spans
from qa.verify.support import Given, missing_facts, supports, word_share

QUOTE = (
    "Treasury Secretary Scott Bessent led the American delegation of 12 in Madrid on September 15, 2025, "
    "and called the question “very close” to being settled."
)


def _given(quote: str) -> Given:
    return Given(quote, tuple(facts(quote[start:end]) for start, end in sentence_spans(quote)))


def _supports(sentence: str, quote: str, question: str = "") -> bool:
    return supports(facts(sentence), _given(quote), stems(question))


@pytest.mark.parametrize(
    "sentence",
    [
        "Scott Bessent led the American delegation.",
        "The delegation in Madrid was led by Bessent.",
        "The delegation of twelve came to Madrid.",
        "It was “very close” to being settled.",
    ],
)
def test_what_the_quote_says_is_supported(sentence: str) -> None:
    assert _supports(sentence, QUOTE)


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("The American delegation was led by Jamieson Greer.", ["greer", "jamieson"]),
        ("Bessent led the American delegation in Geneva.", ["geneva"]),
        ("Bessent led the American delegation of 14.", ["14"]),
        ("The delegation came to Madrid on September 15, 2024.", ["2024"]),
        ("Bessent called the question “all but settled”.", ["all but settled"]),
    ],
)
def test_a_fact_that_is_not_in_the_quote_is_named_and_ends_support(sentence: str, missing: list[str]) -> None:
    assert missing_facts(facts(sentence), _given(QUOTE)) == missing
    assert not _supports(sentence, QUOTE)


@pytest.mark.parametrize(
    "sentence", ["", "...", "It is.", "The river flooded mills and drowned cattle.", "Scott Bessent did not lead it."]
)
def test_nothing_said_other_words_and_denials_are_not_supported(sentence: str) -> None:
    assert not _supports(sentence, QUOTE)


def test_a_denial_is_supported_by_a_denial() -> None:
    assert _supports("The mill did not close.", "The mill will not close this year.")
    assert not _supports("The mill did not close.", "The mill will close this year.")


def test_words_of_the_question_need_no_evidence_but_the_rest_does() -> None:
    question = "Who paid the workers of the flooded mill?"
    quote = "The council did so until summer."
    said = "The workers of the flooded mill were paid until summer by the council."
    assert _supports(said, quote, question)
    assert not _supports(said, quote)
    assert not _supports("The workers of the flooded mill were paid.", quote, question)
    assert not _supports("The workers of the flooded mill were paid by the bank.", quote, question)


@pytest.mark.parametrize(
    ("sentence", "supported"),
    [
        ("The ship was refloated on March 29.", True),
        ("The ship was refloated on March 23.", False),
        ("The ship ran aground on March 23.", True),
    ],
)
def test_figures_stand_in_one_sentence_with_what_was_asked(sentence: str, supported: bool) -> None:
    quote = "The ship ran aground on March 23. The ship was refloated on March 29."
    assert _supports(sentence, quote, "When was the ship refloated?") is supported


def test_figures_of_several_sentences_are_not_put_together() -> None:
    quote = "The mill closed in 1950. Repairs cost 4 million."
    assert _supports("The mill closed in 1950.", quote)
    assert not _supports("The mill closed for 4 million repairs in 1950.", quote)


def test_the_share_of_words() -> None:
    assert word_share(stems("mills rivers boats towns"), stems("a mill and a boat")) == 0.5
    assert word_share(stems("mills"), stems("a mill and a boat")) == 1.0
    assert word_share(stems("mills"), frozenset()) == 0.0


@given(st.text("abcde AB12.“” not", max_size=80), st.text("abcde AB12.“” not", max_size=80))
def test_support_means_that_no_fact_is_missing(sentence: str, quote: str) -> None:
    claim, offered = facts(sentence), _given(quote)
    if supports(claim, offered):
        assert missing_facts(claim, offered) == []
        assert claim.stems & stems(quote)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Lighthizer led the American delegation in Madrid.", QUOTE),
        ("The council will pay.", "The council will not pay."),
        ("The US delegation met.", "The Chinese delegation met."),
        ("The duty is 50%.", "The duty is 50 dollars."),
    ],
)
def test_wrong_names_in_front_denials_countries_and_units_are_seen(sentence: str, quote: str) -> None:
    assert not _supports(sentence, quote)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The US delegation met.", "The delegation of the United States met."),
        ("The U.S. pays 50 percent.", "The United States of America pays 50%."),
    ],
)
def test_the_same_country_and_unit_may_be_written_differently(sentence: str, quote: str) -> None:
    assert _supports(sentence, quote)
