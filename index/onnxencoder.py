"""all-MiniLM-L6-v2 for many texts: 8-bit integers, run by ONNX Runtime.

It embeds about three times as many passages a second as sentence-transformers in its defaults. The vectors agree with
those of the whole weights to a cosine of .993; what that costs in recall is in docs/performance.md. The file is made by
scripts/export_encoder.py.

Each text is a batch of its own, a thread for each core: together they would be hardly faster, and since the integers
are scaled by what the batch holds, a vector would depend on which other texts happened to be beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from index.matrix import Matrix, unit
from index.onnx import cores, open_session

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "hidden"


def packaged_encoder() -> Path:
    """The file inside this package."""
    return Path(__file__).parent / "weights" / "encoder.onnx"


class OnnxEncoder:
    """A sentence encoder as ONNX, mean pooling. Safe to use from several threads."""

    def __init__(self, file: Path, token_ids: Callable[[str], list[int]]) -> None:
        """`token_ids` is the model's own tokenizer. Raises ValueError where `file` cannot be loaded."""
        self._session = open_session(file)
        self._token_ids = token_ids
        self._workers = ThreadPoolExecutor(cores(), thread_name_prefix="embedding")

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (len(texts), dimension), in the order of `texts`."""
        return unit(np.stack(list(self._workers.map(self._mean, texts))))

    def _mean(self, text: str) -> Matrix:
        """The mean over the text's tokens, shape (dimension,)."""
        ids = np.array([self._token_ids(text)], np.int64)
        (hidden,) = self._session.run([OUTPUT], dict(zip(INPUTS, (ids, np.ones_like(ids)), strict=True)))
        return np.asarray(hidden[0].mean(axis=0), np.float32)
