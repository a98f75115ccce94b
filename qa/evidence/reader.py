"""Reading passages one by one: does this one answer the question, which of its sentences belong in the answer, and
which words are the short answer? And reading claims: does this text support it?

A cross-encoder with the weights of all-MiniLM-L6-v2, trained further by scripts/train_reranker.py, reads question and
passage together. It orders what the search found, finds sentences and words that answer, and says how sure it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embed import minilm_tokenizer
from index.errors import FootnoteError
from index.installing import INSTALL_AGAIN
from index.onnx import cores, open_session
from qa.evidence.pairs import Pair, encode_pair, sentence_tokens
from qa.printable import one_line

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Spans of a passage that are kept, and the longest, in tokens.
_KEPT = 5
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """Words of a passage that may be the answer. `start` and `end` are characters of the passage's text; `score` is the
    sum of the logits of both ends, above that of "no answer here".
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """A sentence of a passage, in characters of its text, and the logit of its belonging in a good answer."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What one passage offers: the logit of its being relevant, its likeliest short answers, best first, and its
    sentences in their order, without any that is too far back in a long passage to be read to its end.
    """

    relevance: float
    spans: tuple[AnswerSpan, ...]
    sentences: tuple[SentenceScore, ...] = ()


class PairReader(Protocol):
    """Reads passages beside a question."""

    def prepare(self) -> None:
        """Load what reading needs, which otherwise the first reading does."""
        ...

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading for each (title, text), in their order."""
        ...

    def support(self, claims: Sequence[tuple[str, str]]) -> list[float]:
        """For each (claim, text) the logit of the text's supporting it."""
        ...


class MiniLMReader:
    """The pair reader that comes with Footnote, run by ONNX Runtime in 8-bit integers."""

    def __init__(self, folder: Path | None = None, tokenizer: Callable[[], Tokenizer] = minilm_tokenizer) -> None:
        """`folder` holds pair-reader.onnx, pair-reader.onnx.data and pair-reader-heads.safetensors (default: those in
        the package); `tokenizer`, asked once, gives that of all-MiniLM-L6-v2, which an embedder may have already.
        """
        self._folder = folder or Path(__file__).parents[1] / "weights"
        self._tokenizer_of = tokenizer
        self._lock = threading.Lock()

    def prepare(self) -> None:
        with self._lock:
            _ = self._heads, self._model

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        pairs = [encode_pair(self._tokenizer, question, title, text) for title, text in passages]
        with self._lock:
            hidden = self._model.hidden([pair.ids for pair in pairs])
            return [
                self._heads.read(pair, text, vectors)
                for pair, (_, text), vectors in zip(pairs, passages, hidden, strict=True)
            ]

    def support(self, claims: Sequence[tuple[str, str]]) -> list[float]:
        pairs = [encode_pair(self._tokenizer, claim, "", text) for claim, text in claims]
        with self._lock:
            return [self._heads.support_of(vectors) for vectors in self._model.hidden([pair.ids for pair in pairs])]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return self._tokenizer_of()

    @cached_property
    def _model(self) -> _Encoder:
        return _Encoder(self._folder / "pair-reader.onnx")

    @cached_property
    def _heads(self) -> _Heads:
        return _Heads.load(self._folder / "pair-reader-heads.safetensors")


@dataclass(frozen=True, slots=True)
class _Heads:
    """Linear layers over the encoder's output: relevance and support on the first token, start and end on every token,
    and for each sentence whether it belongs in an answer, on the mean of its tokens and the first token behind one
    another.
    """

    relevance: NDArray[np.float32]
    relevance_bias: float
    span: NDArray[np.float32]
    span_bias: NDArray[np.float32]
    sentence: NDArray[np.float32]
    sentence_bias: float
    support: NDArray[np.float32]
    support_bias: float

    @classmethod
    def load(cls, file: Path) -> _Heads:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            tensors = load_file(str(file))
        except (OSError, SafetensorError) as error:
            raise FootnoteError(f"cannot load {file} ({error})", INSTALL_AGAIN, "not-installed") from None
        return cls(
            tensors["relevance.weight"][0],
            float(tensors["relevance.bias"][0]),
            tensors["span.weight"],
            tensors["span.bias"],
            tensors["sentence.weight"][0],
            float(tensors["sentence.bias"][0]),
            tensors["support.weight"][0],
            float(tensors["support.bias"][0]),
        )

    def read(self, pair: Pair, text: str, hidden: NDArray[np.float32]) -> Reading:
        """The reading of one pair, whose passage is `text`, from its tokens' vectors, shape (tokens, size)."""
        relevance = float(hidden[0] @ self.relevance) + self.relevance_bias
        logits = hidden @ self.span.T + self.span_bias
        of_text = logits[pair.text_start : pair.text_start + len(pair.offsets)]
        spans = tuple(_best_spans(pair, of_text, float(logits[0].sum())))
        return Reading(relevance, spans, tuple(self._sentences(pair, text, hidden)))

    def support_of(self, hidden: NDArray[np.float32]) -> float:
        """The logit of support, from a claim's and a text's tokens' vectors."""
        return float(hidden[0] @ self.support) + self.support_bias

    def _sentences(self, pair: Pair, text: str, hidden: NDArray[np.float32]) -> Iterator[SentenceScore]:
        of_sentence, of_first = np.split(self.sentence, 2)
        whole = float(hidden[0] @ of_first) + self.sentence_bias
        for (start, end), (first, last) in sentence_tokens(pair, text):
            yield SentenceScore(start, end, float(hidden[first:last].mean(axis=0) @ of_sentence) + whole)


def _best_spans(pair: Pair, logits: NDArray[np.float32], nothing: float) -> Iterator[AnswerSpan]:
    """The likeliest spans that do not overlap a better one. `logits` has shape (tokens of the text, 2)."""
    count = len(logits)
    if not count:
        return
    sums = logits[:, None, 0] + logits[None, :, 1]
    place = np.arange(count)
    length = place[None, :] - place[:, None]
    sums = np.where((length >= 0) & (length < _LONGEST), sums, -np.inf)
    taken = np.zeros(count, bool)
    kept = 0
    for flat in np.argsort(-sums, axis=None)[: 40 * _KEPT]:
        first, last = divmod(int(flat), count)
        if kept == _KEPT or not np.isfinite(sums[first, last]):
            return
        if not taken[first : last + 1].any():
            taken[first : last + 1] = True
            kept += 1
            yield AnswerSpan(pair.offsets[first][0], pair.offsets[last][1], float(sums[first, last]) - nothing)


class _Encoder:
    """Token vectors from an encoder as ONNX. Safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        try:
            self._session = open_session(file)
        except ValueError as error:
            raise FootnoteError(
                f"cannot load {file} ({one_line(str(error))})", INSTALL_AGAIN, "not-installed"
            ) from None
        self._workers = ThreadPoolExecutor(cores(), thread_name_prefix="pairs")

    def hidden(self, sequences: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """The vectors of each sequence of token ids, shape (tokens, size).

        Each by itself, a thread for each core: padded to one length together they would take longer.
        """
        return list(self._workers.map(self._hidden, sequences))

    def _hidden(self, ids: Sequence[int]) -> NDArray[np.float32]:
        try:
            (hidden,) = self._session.run(["hidden"], {"input_ids": np.array([ids], np.int64)})
        except Exception as error:  # ONNX Runtime's own errors have nothing in common
            raise FootnoteError(
                f"cannot read a passage ({one_line(str(error))})", INSTALL_AGAIN, "not-installed"
            ) from None
        return np.asarray(hidden[0], np.float32)
