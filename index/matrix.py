"""Rows of vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


def unit(vectors: Matrix) -> Matrix:
    """The rows of a matrix, shape (n, dimension), scaled to length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
