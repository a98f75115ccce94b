"""Which quotes passages offer, and their offsets in the article's text."""

from __future__ import annotations

from qa.verify.quotes import gather, quote_of
from tests.fakes import hit_of

MILL = "The town closed its oldest mill on Tuesday. Repairs will cost four million euros. Sixty workers were sent home."
BEFORE = "A paragraph that comes first."
CLOSED, REPAIRS = "The town closed its oldest mill on Tuesday.", "Repairs will cost four million euros."


def test_evidence_is_every_one_or_two_sentences_with_offsets_into_the_article() -> None:
    first, second = hit_of(MILL, 1, before=BEFORE), hit_of("One alone here.", 2)
    evidence = gather([first, second])
    assert len(evidence.quotes) == 3 + 2 + 1
    assert [quote.text for quote in evidence.quotes if quote.is_sentence and quote.hit is first][:2] == [
        CLOSED,
        REPAIRS,
    ]
    for quote in evidence.quotes:
        assert quote.hit.article.text[quote.start : quote.end] == quote.text
        assert quote.hit.passage.start <= quote.start < quote.end <= quote.hit.passage.end
    assert evidence.quotes[0].start == len(BEFORE) + 2


def test_a_quote_at_given_offsets_is_the_article_s_own_words_there() -> None:
    hit = hit_of(MILL, before=BEFORE)
    start = hit.article.text.index(CLOSED)
    quote = quote_of(hit, start, start + len(f"{CLOSED} {REPAIRS}"))
    assert quote.text == f"{CLOSED} {REPAIRS}"
    assert not quote.is_sentence
    assert quote_of(hit, start, start + len(CLOSED)).is_sentence
