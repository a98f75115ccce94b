"""A faster copy of the embedded language model.

It comes in Q4_1, which llama.cpp reads prompts with at half the speed of Q8_0 on CPUs that multiply bytes natively
(240 and 530 tokens a second on two cores). The copy holds the same weights, to within a rounding of 1 in 256 of the
largest of every 32, and is written once into the user's cache.
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path


def quick_copy(file: Path, cache: Path | None = None) -> Path:
    """The Q8_0 copy of a GGUF file, made when it is not there yet; the file itself where none can be made."""
    cache = cache or user_cache_path("footnote")
    copy = cache / f"{file.stem}-{file.stat().st_size}-Q8_0.gguf"
    if copy.exists():
        return copy
    partial = copy.with_name(f"{copy.name}.{os.getpid()}")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        if not _quantize(file, partial):
            partial.unlink(missing_ok=True)
            return file
        partial.replace(copy)
    except OSError:
        return file
    return copy


def _quantize(source: Path, target: Path) -> bool:
    import llama_cpp

    from index.llama import silence

    silence()
    options = llama_cpp.llama_model_quantize_default_params()
    options.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0
    options.allow_requantize = True
    return bool(llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), options) == 0)
