"""Which texts a search returns for a question, by words in common and by meaning: where hard negatives come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from index.embed import Embedder
from index.search import reciprocal_rank_fusion

# Questions that are compared at once, and how deep each ranking goes before both are fused.
_TOGETHER = 64
_DEPTH = 40


class Nearest:
    """Texts by number, and those most like a question: by words in common (TF-IDF) and, with an embedder, also by its
    vectors, fused as a library's search fuses them.
    """

    def __init__(self, texts: Sequence[str], embedder: Embedder | None = None) -> None:
        self._words = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
        self._matrix = self._words.fit_transform(texts).T.tocsr()
        self._embedder = embedder
        self._vectors = np.ascontiguousarray(embedder.embed_passages(texts).T) if embedder else None

    def of(self, questions: Sequence[str], count: int) -> Iterator[list[int]]:
        """For each question the numbers of the texts most like it, best first."""
        for first in range(0, len(questions), _TOGETHER):
            asked = questions[first : first + _TOGETHER]
            rankings = [_best((self._words.transform(asked) @ self._matrix).toarray())]
            if self._embedder is not None and self._vectors is not None:
                rankings.insert(0, _best(self._embedder.embed(asked) @ self._vectors))
            for of_question in zip(*rankings, strict=True):
                yield [number for number, _ in reciprocal_rank_fusion(of_question)[:count]]


def _best(scores: np.ndarray) -> list[list[int]]:
    """For each row the columns of its highest scores, best first."""
    depth = min(_DEPTH, scores.shape[1])
    highest = np.argpartition(-scores, depth - 1, axis=1)[:, :depth]
    order = np.argsort(-np.take_along_axis(scores, highest, axis=1), axis=1, kind="stable")
    return np.take_along_axis(highest, order, axis=1).tolist()
