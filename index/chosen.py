"""An encoder of the user's choice in the place of all-MiniLM-L6-v2: sentence-transformers, in a folder or on the hub.

A library knows by which encoder it was made, and where that lies: whoever opens it gets the same one.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embed import MiniLM
from index.errors import FootnoteError
from index.hubencoder import fetch_encoder, is_hub_name
from index.paths import expanded
from index.schema import FILE_NAME

if TYPE_CHECKING:
    from index.matrix import Matrix

# What makes a folder a model of sentence-transformers.
_MODULES = "modules.json"
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin", "*.onnx")
# So much of each end of a file of weights, in bytes, and its size tell it from others.
_LOOKED_AT = 1 << 20
_BATCH = 32
# Longer passages are not cut, whatever the encoder takes.
_MOST_TOKENS = 512


class ChosenEncoder:
    """A sentence-transformers model, loaded when first needed, which takes seconds. It runs in float32 on the CPU."""

    def __init__(self, folder: Path) -> None:
        """Raises FootnoteError where `folder` holds no such model."""
        self._folder = folder.resolve()
        if not (self._folder / _MODULES).is_file():
            raise FootnoteError(
                f"{folder} is no folder of a sentence-transformers model", f"it has no {_MODULES}", "invalid"
            )
        if not str(self._folder).isprintable():  # a library could not note it
            raise FootnoteError(f"the name of {folder} cannot be printed", "rename it", "invalid")
        self._lock = threading.Lock()

    @cached_property
    def name(self) -> str:
        """Where the model lies, and a checksum of its weights, by which another one in its place is noticed."""
        digest = hashlib.blake2b(digest_size=5)
        for file in sorted(file for kind in _WEIGHTS for file in self._folder.rglob(kind)):
            with file.open("rb") as stream:
                size = file.stat().st_size
                digest.update(f"{size} ".encode() + stream.read(_LOOKED_AT))
                stream.seek(max(0, size - _LOOKED_AT))
                digest.update(stream.read(_LOOKED_AT))
        return f"{self._folder} {digest.hexdigest()}"

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        return min(_MOST_TOKENS, int(self._model.max_seq_length or _MOST_TOKENS))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        found = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
        return [len(ids) for ids in found]

    def embed(self, texts: Sequence[str]) -> Matrix:
        return self._unit(self._model.encode_query, texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self._unit(self._model.encode_document, texts)

    def release(self) -> None:
        """Nothing: the model that embeds passages is the one that embeds questions."""

    def _unit(self, encode: Any, texts: Sequence[str]) -> Matrix:
        import numpy as np

        from index.matrix import unit

        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            return unit(np.asarray(encode(list(texts), batch_size=_BATCH, show_progress_bar=False), np.float32))

    @cached_property
    def _model(self) -> Any:
        # the weights are local: nothing may ask a hub about them
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        except Exception as error:  # whatever a model of others may lack
            reason = " ".join(str(error).split())[:200]
            raise FootnoteError(
                f"cannot load the encoder in {self._folder} ({reason})", "choose another", "invalid"
            ) from None


def chosen_encoder(named: str) -> ChosenEncoder:
    """The encoder in that folder, or at OWNER/REPOSITORY on the hub. Raises FootnoteError where there is none."""
    if is_hub_name(named):
        return ChosenEncoder(fetch_encoder(named))
    return ChosenEncoder(expanded(named))


def encoder_of(library: Path) -> MiniLM | ChosenEncoder:
    """The encoder that the library in that folder was made with; the embedded one where it does not say.

    Raises FootnoteError where it is another one that is not there any more.
    """
    made_with = _made_with(library)
    if not made_with.startswith("/"):
        return MiniLM()
    folder = Path(made_with.rpartition(" ")[0])
    try:
        return ChosenEncoder(folder)
    except FootnoteError:
        raise FootnoteError(
            f"the library in {library} was made with the encoder in {folder}, which is not there",
            "put it back, or choose another with 'footnote index --rebuild --encoder FOLDER'",
            "not-found",
        ) from None


def _made_with(library: Path) -> str:
    """The name of the encoder, as the library has it; "" where that cannot be read, which others complain of."""
    file = library / FILE_NAME
    try:
        if not file.is_file():
            return ""
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT value FROM manifest WHERE key = 'model'").fetchone()
    except (OSError, sqlite3.Error):
        return ""
    return row[0] if row is not None and isinstance(row[0], str) else ""
