"""Running small models with ONNX Runtime: several inputs at once, each by itself, a thread for each core."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

# ONNX Runtime's own sum and normalization in one step takes six times as long as the two apart: a sixth of all time.
_SLOW = ["SkipLayerNormFusion"]


def open_session(file: Path) -> Any:
    """The `onnxruntime.InferenceSession` of a file, which computes on the thread that calls it: call it from `cores()`
    threads. Raises ValueError where it cannot be loaded.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise ValueError(str(error)) from error

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
        )
    except Exception as error:  # ONNX Runtime's own errors have nothing in common
        raise ValueError(str(error)) from error


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
