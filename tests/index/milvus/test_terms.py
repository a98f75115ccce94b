"""What a server's BM25 is given, beside what SQLite finds; and filters as expressions."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.milvus.keys import article_of, condition, hashed, plain, within
from index.milvus.terms import asked_term, kept_terms, title_patterns, title_words
from index.search import lexical_terms
from index.store.lexical import any_of
from index.terms import searchable
from index.types import Filters

TEXTS = [
    "Négociations on the treaties of the cease-fire",
    "Twelve F-35 jets landed in Łódź",
    "韦尔马拉港务局星期二重新开放了北部船闸。",
    "港湾局は火曜日に北の閘門を再開した。",
    "항만청은 화요일에 북쪽 갑문을 다시 열었다.",
    "The owner's boats weren't running_late",
    "Plan S and the US as a whole",
]
QUESTIONS = [
    "negociation",
    "treaty",
    "F35",
    "Lodz",
    "北部船闸花了多少钱？",
    "閘門はいつ再開",
    "갑문이",
    "boat owners",
    "s",
    "US",
    "zzz",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_texts_have_the_words_as_in_sqlite(question: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2')")
    database.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", enumerate(map(searchable, TEXTS)))
    terms = lexical_terms(question)
    found = database.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid", (any_of(terms),)).fetchall()
    asked = {word for term in terms for word in asked_term(term).split()}
    ours = [place for place, text in enumerate(TEXTS) if asked & set(kept_terms(searchable(text)).split())]
    assert ours == [place for (place,) in found]


@given(st.text())
def test_terms_are_plain_to_every_analyzer(text: str) -> None:
    for one in (kept_terms(text), title_words(text), asked_term(text)):
        assert re.fullmatch(r"[a-z0-9 ]*", one)
    assert all(re.fullmatch(r"% [a-z0-9]+(?: %|%)", pattern) for pattern in title_patterns([text]))


def test_a_word_of_one_letter_is_looked_for_in_titles() -> None:
    assert title_patterns(["plan", "s", "of"]) == ["% plan %", "% s %", "% of%"]
    assert " s " in title_words("Plan S of Europe")


@given(st.text(), st.text(), st.text())
def test_nothing_in_a_filter_is_syntax(since: str, until: str, source: str) -> None:
    said = condition(Filters(since, until, source))
    shape = r'date >= "[0-9-]*" and date <= "[0-9-]*" and date > "" and plain_source like "%(?:[^\W_]| )*%"'
    assert re.fullmatch(shape, said)


def test_filters() -> None:
    assert condition(Filters()) == ""
    assert condition(Filters(source="AT&T_News"), "family == 3") == 'family == 3 and plain_source like "%at t news%"'
    assert plain("The AT&T Wire_100%") == "the at t wire 100 "


def test_keys() -> None:
    assert article_of(within(7, 12)) == 7
    assert 0 <= hashed("a", "b") < 2**63
    assert hashed("a", "b") != hashed("ab")
    with pytest.raises(ValueError, match="a million passages"):
        within(1, 1 << 20)
