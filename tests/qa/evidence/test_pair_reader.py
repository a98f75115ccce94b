"""Reading a passage beside a question: with the packaged weights, and which spans are kept."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import FootnoteError
from index.sentences import sentence_spans
from qa.evidence.pairs import Pair, sentence_tokens
from qa.evidence.reader import _KEPT, _LONGEST, AnswerSpan, MiniLMReader, _best_spans, _Heads

QUESTION = "Who opened the new bridge?"
BRIDGE = "Mayor Ilse Brandt opened the new bridge on Sunday. It had cost nine million euros."
RIVER = "The river rose two metres in a single night. Sixty workers were sent home."


# --- which spans are kept


def _pair(count: int) -> Pair:
    """A text of so many tokens, each of two characters and a space behind."""
    return Pair(range(count + 5), 4, [(3 * place, 3 * place + 2) for place in range(count)])


def _spans(starts: list[float], ends: list[float], nothing: float = 0.0) -> list[AnswerSpan]:
    logits = np.array([starts, ends], np.float32).T.reshape(-1, 2)
    return list(_best_spans(_pair(len(starts)), logits, nothing))


def test_the_best_span_has_the_greatest_sum_of_both_ends() -> None:
    best = _spans([0, 5, 0, 0], [0, 0, 4, 0])[0]
    assert best == AnswerSpan(3, 8, 9.0)


def test_scores_are_above_that_of_no_answer() -> None:
    assert _spans([0, 5, 0, 0], [0, 0, 4, 0], nothing=11.0)[0].score == -2.0


def test_a_span_never_ends_before_it_starts() -> None:
    best = _spans([0, 0, 5], [4, 0, 0])[0]
    assert best.start <= best.end
    assert best.score == 5.0


def test_a_span_is_no_longer_than_a_few_words() -> None:
    starts, ends = [9.0] + [0.0] * 30, [0.0] * 30 + [9.0]
    assert max(span.end - span.start for span in _spans(starts, ends)) <= 3 * _LONGEST
    assert _spans(starts, ends)[0].score == 9.0


def test_without_tokens_there_is_no_span() -> None:
    assert _spans([], []) == []


def test_one_token_is_one_span() -> None:
    assert _spans([1.0], [2.0]) == [AnswerSpan(0, 2, 3.0)]


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=40), st.floats(-9, 9))
def test_spans_lie_within_the_text_apart_from_each_other_and_best_first(
    logits: list[tuple[int, int]], nothing: float
) -> None:
    found = _spans([float(start) for start, _ in logits], [float(end) for _, end in logits], nothing)
    assert bool(found) is bool(logits)
    assert len(found) <= _KEPT
    assert [span.score for span in found] == sorted((span.score for span in found), reverse=True)
    for span in found:
        assert 0 <= span.start < span.end <= 3 * len(logits)
    for one, other in combinations(found, 2):
        assert one.end <= other.start or other.end <= one.start
    if found:
        sums = [
            logits[first][0] + logits[last][1]
            for first in range(len(logits))
            for last in range(first, min(first + _LONGEST, len(logits)))
        ]
        assert found[0].score == pytest.approx(max(sums) - nothing)


# --- which tokens are a sentence's, and its score

TWO = "Ann won. Bo lost."
TOKENS = [(0, 3), (4, 7), (7, 8), (9, 11), (12, 16), (16, 17)]


def test_a_sentence_is_the_tokens_within_it() -> None:
    assert sentence_tokens(Pair(range(11), 4, TOKENS), TWO) == [((0, 8), (4, 7)), ((9, 17), (7, 10))]


def test_a_sentence_that_was_not_read_to_its_end_is_left_out() -> None:
    assert sentence_tokens(Pair(range(10), 4, TOKENS[:5]), TWO) == [((0, 8), (4, 7))]
    assert sentence_tokens(Pair(range(8), 4, TOKENS[:3]), TWO) == [((0, 8), (4, 7))]
    assert sentence_tokens(Pair(range(7), 4, TOKENS[:2]), TWO) == []
    assert sentence_tokens(Pair(range(5), 4, []), TWO) == []


def test_a_sentence_without_a_token_is_left_out() -> None:
    # as where a tokenizer drops what it cannot read
    assert sentence_tokens(Pair(range(8), 4, [(9, 11), (12, 16), (16, 17)]), TWO) == [((9, 17), (4, 7))]


@given(st.text(max_size=80), st.integers(0, 90))
def test_sentences_share_no_token_and_lie_within_what_was_read(text: str, read: int) -> None:
    offsets = [(place, place + 1) for place, character in enumerate(text) if not character.isspace()][:read]
    found = sentence_tokens(Pair(range(len(offsets) + 5), 4, offsets), text)
    end = offsets[-1][1] if offsets else 0
    assert [span for span, _ in found] == [span for span in sentence_spans(text) if span[1] <= end]
    assert [first for _, (first, _) in found] == [4, *(last for _, (_, last) in found)][: len(found)]


def test_a_sentence_s_score_is_that_of_its_tokens_and_of_the_whole() -> None:
    zero = np.zeros(2, np.float32)
    sentence = np.array([1, 0, 0, 10], np.float32)
    heads = _Heads(zero, 0.0, np.zeros((2, 2), np.float32), zero, sentence, 0.5, np.array([2, 0], np.float32), 0.25)
    hidden = np.zeros((11, 2), np.float32)
    hidden[0] = (7, 2)
    hidden[4:7, 0], hidden[7:10, 0] = (1, 2, 3), (0, 0, -3)
    found = heads.read(Pair(range(11), 4, TOKENS), TWO, hidden).sentences
    assert [(one.start, one.end, one.score) for one in found] == [(0, 8, 22.5), (9, 17, 19.5)]
    assert heads.support_of(hidden) == 14.25


# --- the packaged weights


@pytest.fixture(scope="module")
def reader() -> MiniLMReader:
    return MiniLMReader()


@pytest.mark.models
def test_a_passage_that_answers_beats_those_that_do_not(reader: MiniLMReader) -> None:
    bridge, river, nothing = reader.read(QUESTION, [("Bridge", BRIDGE), ("River", RIVER), ("", "Castles are cold.")])
    assert bridge.relevance > max(river.relevance, nothing.relevance)
    assert bridge.spans[0].score > max(river.spans[0].score, nothing.spans[0].score)


@pytest.mark.models
@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (QUESTION, BRIDGE, "Ilse Brandt"),
        ("When was the bridge opened?", BRIDGE, "Sunday"),
        ("How much did the bridge cost?", BRIDGE, "nine million euros"),
        ("How many workers were sent home?", RIVER, "Sixty"),
        (QUESTION, f"👩‍👧 🎉 “Fête” à Århus. {BRIDGE}", "Ilse Brandt"),
        ("Who opened the bridge?", "🎉 Jürgen Ødegård opened the bridge 👩‍👧 on Sunday.", "Jürgen Ødegård"),
        ("Who opened the bridge?", "Ame\u0301lie Brandt opened the bridge.", "Ame\u0301lie Brandt"),
    ],
)
def test_the_span_is_the_answer(reader: MiniLMReader, question: str, text: str, answer: str) -> None:
    (reading,) = reader.read(question, [("", text)])
    best = reading.spans[0]
    assert answer in text[best.start : best.end]
    assert best.end - best.start < len(answer) + 15
    for span in reading.spans:
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.models
@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        (QUESTION, f"{RIVER} {BRIDGE}", "Mayor Ilse"),
        ("What happened to the workers?", f"{BRIDGE} {RIVER}", "Sixty workers"),
        ("why was the mill closed", f"{BRIDGE} The mill was closed because its roof was about to fall in.", "The mill"),
    ],
)
def test_the_sentence_that_belongs_in_the_answer_scores_best(
    reader: MiniLMReader, question: str, text: str, wanted: str
) -> None:
    (reading,) = reader.read(question, [("", text)])
    assert [(one.start, one.end) for one in reading.sentences] == sentence_spans(text)
    best = max(reading.sentences, key=lambda one: one.score)
    assert text[best.start :].startswith(wanted)


@pytest.mark.models
def test_nothing_to_read_gives_no_words(reader: MiniLMReader) -> None:
    assert reader.read(QUESTION, []) == []
    for reading in reader.read(QUESTION, [("", ""), ("A title", " \n ")]):
        assert (reading.spans, reading.sentences) == ((), ())
        assert np.isfinite(reading.relevance)


@pytest.mark.models
@pytest.mark.parametrize(
    ("question", "title", "text"),
    [
        ("bridge " * 2000, "Bridge", BRIDGE),
        (QUESTION, "Bridge " * 2000, BRIDGE),
        (QUESTION, "Bridge", f"{BRIDGE} " * 500),
        ("x" * 4000, "y" * 4000, "z" * 4000),
        ("", "", "😀" * 1000),
        ("(((", "[SEP]", "[SEP] [CLS] ##ing \x07 \u202e"),
    ],
)
def test_what_is_long_or_strange_is_read_as_far_as_it_goes(
    reader: MiniLMReader, question: str, title: str, text: str
) -> None:
    (reading,) = reader.read(question, [(title, text)])
    assert np.isfinite(reading.relevance)
    assert reading.spans
    for span in reading.spans:
        assert np.isfinite(span.score)
        assert 0 <= span.start < span.end <= len(text)
    assert all(np.isfinite(one.score) for one in reading.sentences)
    assert {(one.start, one.end) for one in reading.sentences} <= set(sentence_spans(text))


@pytest.mark.models
def test_a_reading_does_not_depend_on_what_is_read_beside_it(reader: MiniLMReader) -> None:
    passages = [("Bridge", BRIDGE), ("", ""), ("River", RIVER), ("Long", "mill " * 900)]
    together = reader.read(QUESTION, passages)
    backwards = reader.read(QUESTION, passages[::-1])[::-1]
    alone = [reader.read(QUESTION, [passage])[0] for passage in passages]
    assert together == backwards == alone


@pytest.mark.models
@pytest.mark.parametrize("content", [None, b"", b"nothing of the kind"])
@pytest.mark.parametrize("name", ["pair-reader.onnx", "pair-reader.onnx.data", "pair-reader-heads.safetensors"])
def test_without_its_weights_it_says_what_to_do(tmp_path: Path, name: str, content: bytes | None) -> None:
    for file in MiniLMReader()._folder.glob("pair-reader*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FootnoteError, match=rf"{name.removesuffix('.data')}.*install"):
        MiniLMReader(tmp_path).read(QUESTION, [("", BRIDGE)])
