"""The sentence of the passages that fits a question best."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fakes import hit_of, no_similarity

from qa.attribute import gather
from qa.extract import key_sentence

PASSAGE = "The town closed its mill. The river rose in the night. Workers were sent home."


def test_the_sentence_with_the_question_s_words() -> None:
    key = key_sentence("When did the river rise in the night?", gather([hit_of(PASSAGE)]), no_similarity)
    assert key is not None
    assert key.quote.text == "The river rose in the night."
    assert key.quote.is_sentence


def test_closeness_is_the_share_of_the_question_s_words_plus_the_cosine() -> None:
    evidence = gather([hit_of("Mills closed here.")])
    without = key_sentence("mills rivers", evidence, no_similarity)
    near = key_sentence("mills rivers", evidence, lambda _, others: [0.25] * len(others))
    assert without is not None
    assert near is not None
    assert without.closeness == 0.5
    assert near.closeness == pytest.approx(0.75)


def test_embeddings_find_it_where_no_word_is_shared() -> None:
    def similarity(_text: str, others: Sequence[str]) -> list[float]:
        return [0.8 if "Workers" in other else 0.1 for other in others]

    key = key_sentence("Who lost their jobs?", gather([hit_of(PASSAGE)]), similarity)
    assert key is not None
    assert key.quote.text == "Workers were sent home."


def test_a_tie_goes_to_the_better_ranked_passage() -> None:
    hits = [hit_of("The mill closed.", 1), hit_of("The mill closed.", 2)]
    key = key_sentence("Which mill closed?", gather(hits), no_similarity)
    assert key is not None
    assert key.quote.hit is hits[0]


def test_a_question_without_content_words_still_has_a_best_sentence() -> None:
    key = key_sentence("Why?", gather([hit_of(PASSAGE)]), no_similarity)
    assert key is not None
    assert key.quote.text in PASSAGE


def test_without_passages_there_is_none() -> None:
    assert key_sentence("Which mill closed?", gather([]), no_similarity) is None
