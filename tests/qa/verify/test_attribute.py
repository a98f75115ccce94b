"""Which words of which passage a sentence is attributed to."""

from __future__ import annotations

from collections.abc import Sequence

from qa.verify.attribute import attribute
from qa.verify.quotes import gather
from tests.fakes import hit_of, no_similarity

MILL = "The town closed its oldest mill on Tuesday. Repairs will cost four million euros. Sixty workers were sent home."
CLOSED, REPAIRS = "The town closed its oldest mill on Tuesday.", "Repairs will cost four million euros."


def test_without_passages_there_is_nothing_to_rest_on() -> None:
    assert gather([]).quotes == ()
    assert attribute("The mill closed.", "What closed?", gather([]), no_similarity) is None


def test_the_shortest_quote_that_says_it_wins() -> None:
    found = attribute(
        "Repairs cost four million euros.", "What do repairs cost?", gather([hit_of(MILL)]), no_similarity
    )
    assert found is not None
    assert found.text == REPAIRS


def test_a_sentence_over_two_sentences_is_given_both() -> None:
    sentence = "The oldest mill was closed on Tuesday and repairs cost four million euros."
    found = attribute(sentence, "What happened?", gather([hit_of(MILL)]), no_similarity)
    assert found is not None
    assert found.text == f"{CLOSED} {REPAIRS}"
    assert len(found.given.sentences) == 2


def test_no_quote_without_the_names_and_figures() -> None:
    evidence = gather([hit_of(MILL)])
    assert attribute("Repairs will cost five million euros.", "", evidence, no_similarity) is None
    assert attribute("The town of Marsh closed its mill.", "", evidence, no_similarity) is None


def test_a_tie_goes_to_the_better_ranked_passage() -> None:
    best, worse = hit_of(MILL, 1), hit_of(MILL, 2)
    for hits in ([best, worse], [worse, best]):
        found = attribute("Sixty workers were sent home.", "Who went home?", gather(hits), no_similarity)
        assert found is not None
        assert found.hit is hits[0]


def test_embeddings_choose_between_quotes_with_the_same_words() -> None:
    hits = [hit_of("The mill closed in spring.", 1), hit_of("In spring the mill closed.", 2)]
    asked: list[str] = []

    def similarity(text: str, others: Sequence[str]) -> list[float]:
        asked.append(text)
        return [0.9 if other.startswith("In") else 0.1 for other in others]

    found = attribute("The mill closed.", "What closed in spring?", gather(hits), similarity)
    assert found is not None
    assert found.hit is hits[1]
    assert asked == ["What closed in spring? The mill closed."]


def test_embeddings_cannot_make_an_unsupported_sentence_supported() -> None:
    def sure(_text: str, others: Sequence[str]) -> list[float]:
        return [1.0] * len(others)

    assert attribute("The bridge opened in 1950.", "What opened?", gather([hit_of(MILL)]), sure) is None
