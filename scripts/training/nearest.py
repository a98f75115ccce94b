"""Which texts share most words with a question (TF-IDF): where hard negatives come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

# Questions that are compared at once.
_TOGETHER = 64


class Nearest:
    """Texts by number, and those most like a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # a second, for what is not needed to read articles

        self._words = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
        self._matrix = self._words.fit_transform(texts).T.tocsr()

    def of(self, questions: Sequence[str], count: int) -> Iterator[list[int]]:
        """For each question the numbers of the texts most like it, best first."""
        for first in range(0, len(questions), _TOGETHER):
            scores = (self._words.transform(questions[first : first + _TOGETHER]) @ self._matrix).toarray()
            yield from np.argsort(-scores, axis=1, kind="stable")[:, :count].tolist()
