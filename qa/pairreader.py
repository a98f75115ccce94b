"""Reading passages one by one: does this one answer the question, and in which words?

A cross-encoder with the weights of all-MiniLM-L6-v2, trained further by scripts/train_reranker.py, reads question and
passage together. It orders what the search found, finds the words that answer, and says how sure it is.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embed import minilm_tokenizer
from index.errors import FootnoteError
from index.llama import load_llama
from qa.pairs import MOST_TOKENS, Pair, encode_pair

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
class Reading:
    """What one passage offers: the logit of its being relevant, and its likeliest answers, best first."""

    relevance: float
    spans: tuple[AnswerSpan, ...]


class PairReader(Protocol):
    """Reads passages beside a question."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading for each (title, text), in their order."""
        ...


class MiniLMReader:
    """The pair reader that comes with Footnote, run by llama.cpp."""

    def __init__(self, folder: Path | None = None, tokenizer: Callable[[], Tokenizer] = minilm_tokenizer) -> None:
        """`folder` holds pair-reader.gguf and pair-reader-heads.safetensors (default: those in the package);
        `tokenizer`, asked once, gives that of all-MiniLM-L6-v2, which an embedder may have already.
        """
        self._folder = folder or Path(__file__).parent / "weights"
        self._tokenizer_of = tokenizer
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        pairs = [encode_pair(self._tokenizer, question, title, text) for title, text in passages]
        with self._lock:
            return [self._heads.read(pair, self._model.hidden(pair.ids)) for pair in pairs]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return self._tokenizer_of()

    @cached_property
    def _model(self) -> _Encoder:
        return _Encoder(self._folder / "pair-reader.gguf")

    @cached_property
    def _heads(self) -> _Heads:
        return _Heads.load(self._folder / "pair-reader-heads.safetensors")


@dataclass(frozen=True, slots=True)
class _Heads:
    """Linear layers over the encoder's output: relevance on the first token, start and end on every token."""

    relevance: NDArray[np.float32]
    relevance_bias: float
    span: NDArray[np.float32]
    span_bias: NDArray[np.float32]

    @classmethod
    def load(cls, file: Path) -> _Heads:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            tensors = load_file(str(file))
        except (OSError, SafetensorError) as error:
            raise FootnoteError(f"cannot load {file} ({error}): install footnote again") from None
        return cls(
            tensors["relevance.weight"][0],
            float(tensors["relevance.bias"][0]),
            tensors["span.weight"],
            tensors["span.bias"],
        )

    def read(self, pair: Pair, hidden: NDArray[np.float32]) -> Reading:
        """The reading of one pair from its tokens' vectors, shape (tokens, size)."""
        relevance = float(hidden[0] @ self.relevance) + self.relevance_bias
        logits = hidden @ self.span.T + self.span_bias
        text = logits[pair.text_start : pair.text_start + len(pair.offsets)]
        return Reading(relevance, tuple(_best_spans(pair, text, float(logits[0].sum()))))


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
    """Token vectors from a GGUF encoder, through llama.cpp's own functions: the Python class returns lists of floats,
    which for a few thousand tokens takes longer than computing them.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._llama: Any = load_llama(
                file,
                embedding=True,
                pooling_type=0,
                flash_attn=True,
                n_ctx=MOST_TOKENS,
                n_batch=MOST_TOKENS,
                n_ubatch=MOST_TOKENS,
            )
        except ValueError as error:
            raise FootnoteError(f"cannot load {file} ({error}): install footnote again") from None
        self._size = int(self._llama.n_embd())

    def hidden(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of a sequence of token ids, shape (tokens, size).

        One sequence at a time: several at once attend to each other in vain, which measured took twice as long.
        """
        import llama_cpp

        batch = llama_cpp.llama_batch_init(len(ids), 0, 1)
        try:
            for place, token in enumerate(ids):
                batch.token[place] = token
                batch.pos[place] = place
                batch.n_seq_id[place] = 1
                batch.seq_id[place][0] = 0
                batch.logits[place] = True
            batch.n_tokens = len(ids)
            if llama_cpp.llama_encode(self._llama.ctx, batch):
                raise FootnoteError("llama.cpp could not read a passage: this is a bug in Footnote, please report it")
            pointer = ctypes.cast(llama_cpp.llama_get_embeddings(self._llama.ctx), ctypes.POINTER(ctypes.c_float))
            return np.ctypeslib.as_array(pointer, shape=(len(ids), self._size)).copy()
        finally:
            llama_cpp.llama_batch_free(batch)
