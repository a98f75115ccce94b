"""A sentence as its words in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.verify.tokens import Token, tokens


def test_words_have_stems_and_the_first_capital_is_no_name() -> None:
    found = tokens("Repairs cost the town of Marsh dearly")
    assert [one.stem for one in found if one.is_content] == ["repair", "cost", "town", "marsh", "dear"]
    assert [one.word for one in found if one.is_name] == ["marsh"]


def test_figures_are_compared_as_digits() -> None:
    found = tokens("Twelve ships and 1,250,000 men lost 4.5 per cent of $30")
    assert [one.number for one in found if one.number] == ["12", "1250000", "4.5", "30"]
    assert [one.word for one in found if one.word in "%$"] == ["%", "$"]


def test_clauses_and_quotations_end() -> None:
    found = tokens("Ann Lee, who “paid dearly,” left. It rained")
    assert [one.word for one in found if one.ends == ","] == ["lee"]
    assert [one.word for one in found if one.ends == "."] == ["dearly", "left"]


@given(st.text(max_size=200))
def test_any_text_has_tokens(text: str) -> None:
    assert all(isinstance(one, Token) and one is not Token.END for one in tokens(text))
