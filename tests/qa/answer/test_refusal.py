"""What is said where the articles do not say it: one line, or the sentences that come nearest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import Article
from qa.answer.prompts import REFUSAL
from qa.answer.refusal import NEAR_REFUSAL, citations_of, refusal
from qa.evidence.subject import PARTLY_NAMED, UNNAMED
from tests.gathered import passage, scored

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
ABOUT = [passage(number, f"{CLOSED[:-1]} {number}.", similarity=0.9) for number in range(1, 6)]
FAR = passage(9, CLOSED, similarity=0.0)


def test_at_most_three_sentences_are_nearest_likeliest_first() -> None:
    sentences = [scored(hit, hit.passage.text, 0.3 - number / 100) for number, hit in enumerate(ABOUT)]
    outcome = refusal(sentences, 0.3)
    assert (outcome.result.text, outcome.result.abstained) == (NEAR_REFUSAL, True)
    assert (outcome.result.sentences, outcome.result.citations) == ((), ())
    assert [(one.number, one.quote) for one in outcome.nearest] == [
        (number, f"{CLOSED[:-1]} {number}.") for number in (1, 2, 3)
    ]
    assert outcome.confidence == 0.3
    for one in outcome.nearest:
        assert one.article.text[one.start : one.end] == one.quote


def test_sentences_of_passages_on_something_else_are_not_near() -> None:
    outcome = refusal([scored(FAR, CLOSED, 0.4), scored(ABOUT[0], ABOUT[0].passage.text, 0.1)], 0.4)
    assert [one.article.id for one in outcome.nearest] == [ABOUT[0].article.id]


def test_an_article_that_does_not_mention_what_is_asked_about_is_not_near() -> None:
    sentence = scored(ABOUT[0], ABOUT[0].passage.text, 0.1)
    assert refusal([sentence], 0.1).nearest
    assert refusal([replace(sentence, share=PARTLY_NAMED)], 0.1).nearest
    outcome = refusal([replace(sentence, share=UNNAMED)], 0.1)
    assert (outcome.result.text, outcome.nearest) == (REFUSAL, ())


@pytest.mark.parametrize("sentences", [[], [scored(FAR, CLOSED, 0.4)]])
def test_nothing_near_is_one_line(sentences: list) -> None:  # type: ignore[type-arg]
    outcome = refusal(sentences, 0.1)
    assert (outcome.result.text, outcome.result.abstained, outcome.nearest) == (REFUSAL, True, ())


def test_what_no_article_mentions_is_named() -> None:
    far, near = [scored(FAR, CLOSED, 0.4)], [scored(ABOUT[0], ABOUT[0].passage.text, 0.1)]
    outcome = refusal(far, 0.1, unmentioned=("Kagame",))
    assert (outcome.result.text, outcome.nearest) == ("The articles do not say: none of them mentions “Kagame”.", ())
    outcome = refusal(near, 0.1, unmentioned=("Kagame", "ozempic"))
    assert outcome.result.text == "The articles do not say: none of them mentions “Kagame” or “ozempic”."
    assert outcome.result.abstained
    assert len(outcome.nearest) == 1


def test_the_two_refusals_are_told_apart() -> None:
    assert NEAR_REFUSAL != REFUSAL


def test_a_footnote_names_the_articles_that_say_the_same_sentence() -> None:
    same = Article("same", "same.md", "The same", f"{CLOSED} And more.")
    other = Article("other", "other.md", "Another", CLOSED.replace("Tuesday", "Friday"))
    hit = passage(1, CLOSED)
    (citation,) = citations_of([scored(hit, CLOSED, 0.2)])
    assert citation.also_in == ()
    (citation,) = citations_of([scored(replace(hit, versions=(same, other)), CLOSED, 0.2)])
    assert citation.also_in == (same,)
