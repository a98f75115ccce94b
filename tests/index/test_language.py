"""Which language an article is in, and how a library's languages are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language import language_of
from index.languagenames import not_english, shares


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mill by the river burned down on Tuesday, and nobody was hurt.", "en"),
        ("Die Mühle am Fluss brannte am Dienstag ab, verletzt wurde niemand.", "de"),
        ("北部的船闸星期二重新开放，维修工作用了十一个星期，港务局长说共花了三百万。", "zh"),
        ("Les travaux de l'écluse nord ont coûté plus cher que prévu.", "fr"),
        ("42", None),
        ("ok", None),
        ("", None),
        ("1, 2, 3, 4 " * 200, None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


@given(st.text(max_size=2000))
def test_any_text_has_a_code_or_none(text: str) -> None:
    found = language_of(text)
    assert found is None or found.isalpha()


def test_shares_and_what_is_not_english() -> None:
    counts = {"en": 159, "de": 30, "fr": 11, None: 1}
    assert shares(counts) == "English 79%, German 15%, French 5%, not clear under 1%"
    assert not_english(counts) == "41 of 201 articles are not in English (German 30, French 11)"
    assert not_english({"en": 3, None: 2}) == ""
    assert not_english({"xx": 1, "en": 1}) == "1 of 2 articles is not in English (xx 1)"
