"""Sentences that lean on the one before bring it; those that do not stay as they are."""

from __future__ import annotations

import pytest

from index.sentences import sentence_spans
from qa.evidence.readable import readable
from qa.evidence.sentences import EvidenceSentence
from tests.fakes import hit_of

LEE = "Ann Lee has led the mill since 2009."


def _read(text: str, which: int = -1, before: str = "") -> EvidenceSentence:
    hit = hit_of(text, before=before)
    start, end = sentence_spans(hit.article.text)[which]
    return readable(EvidenceSentence(hit, start, end, " ".join(hit.article.text[start:end].split()), 0.5))


@pytest.mark.parametrize(
    "leaning",
    [
        "He said that it would close.",
        "But she will not resign this year.",
        "Her successor is not known yet.",
        "They want to stay until summer.",
        "It was built by her grandfather.",
        "This surprised most of the workers.",
        "The mill will be sold next year.",
        "“We had no choice,” she said.",
        "“We had no choice.”",
    ],
)
def test_a_sentence_that_leans_is_quoted_with_the_one_before(leaning: str) -> None:
    found = _read(f"{LEE} {leaning}")
    assert found.text == f"{LEE} {leaning}"
    assert found.quote == found.text


@pytest.mark.parametrize(
    "alone",
    [
        "Bo Carr wants to buy it.",
        "He Lifeng wants to buy the mill.",
        "It is not clear whether the mill will be sold.",
        "This week the river rose two metres.",
        "The mill in Marsh will be sold by Bo Carr.",
        "“This is a sad day,” Bo Carr said on Tuesday.",
        "More than sixty workers were sent home.",
    ],
)
def test_a_sentence_that_stands_alone_stays_as_it_is(alone: str) -> None:
    assert _read(f"{LEE} {alone}").text == alone


def test_two_sentences_back_where_the_one_before_leans_as_well() -> None:
    text = f"{LEE} She was the first woman to do so. She will retire in May."
    assert _read(text).text == text


def test_over_a_paragraph_s_end_the_quote_stays_the_article_s_words() -> None:
    found = _read("He said that it would close.", before=LEE)
    assert found.quote == f"{LEE}\n\nHe said that it would close."
    assert found.text == f"{LEE} He said that it would close."


def test_what_would_be_too_long_together_stays_alone() -> None:
    long = "Ann Lee " + "very " * 80 + "gladly led the mill."
    assert _read(f"{long} He said that it would close.").text == "He said that it would close."


def test_without_anything_before_it_stays_alone() -> None:
    assert _read("He said that it would close.", 0).text == "He said that it would close."


def test_behind_a_fragment_it_stays_alone() -> None:
    assert _read("He said that it would close.", before="Photo: Bo Carr").text == "He said that it would close."
