"""all-MiniLM-L6-v2 without torch: the same weights as a GGUF file, run by llama.cpp.

Importing sentence-transformers takes seconds, which a question should not wait for. The file is written once from the
packaged weights and kept in the user's cache folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.copies import kept
from index.llama import load_encoder
from index.matrix import Matrix, unit

# Part of the file's name: raise it when what is written changes.
_LAYOUT = 1

_BLOCK = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
_EMBEDDINGS = {
    "embeddings.word_embeddings.weight": "token_embd.weight",
    "embeddings.position_embeddings.weight": "position_embd.weight",
    "embeddings.token_type_embeddings.weight": "token_types.weight",
    "embeddings.LayerNorm.weight": "token_embd_norm.weight",
    "embeddings.LayerNorm.bias": "token_embd_norm.bias",
}


class LlamaEncoder:
    """A GGUF sentence encoder. Texts must fit into its context; callers use it from one thread at a time."""

    def __init__(self, file: Path, token_ids: Callable[[str], list[int]]) -> None:
        """`token_ids` is the model's own tokenizer. Raises ValueError where `file` cannot be loaded."""
        self._llama = load_encoder(file, n_ctx=512, n_batch=512, n_ubatch=512, tokenizer=_Tokenizer(token_ids))

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (len(texts), dimension)."""
        return unit(np.asarray([self._llama.embed(text) for text in texts], np.float32))


class _Tokenizer:
    """In place of llama.cpp's tokenizer, which takes endless words and the names of special tokens another way."""

    def __init__(self, token_ids: Callable[[str], list[int]]) -> None:
        self._token_ids = token_ids

    def tokenize(self, text: bytes, add_bos: bool = True, special: bool = False) -> list[int]:  # noqa: ARG002
        return self._token_ids(text.decode())


def encoder_file(folder: Path, cache: Path) -> Path:
    """The GGUF file of the model in `folder`, written into `cache` when it is not there yet, or damaged. Raises
    OSError.
    """
    return kept(encoder_copy(folder, cache), lambda file: export(folder, file))


def encoder_copy(folder: Path, cache: Path) -> Path:
    """Where that file is kept."""
    return cache / f"{folder.parent.name}-{_LAYOUT}.gguf"


def export(folder: Path, file: Path) -> None:
    """Write the sentence encoder in `folder` (Hugging Face layout) as GGUF: mean pooling, matrices as float16.

    Layout: the tensor names and keys that llama.cpp reads for its "bert" architecture.
    """
    import json

    from gguf import GGUFWriter, PoolingType
    from safetensors.numpy import load_file

    tensors = load_file(str(folder / "model.safetensors"))
    config = json.loads((folder / "config.json").read_text())
    writer = GGUFWriter(str(file), "bert")
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(PoolingType.MEAN)
    _add_vocabulary(writer, (folder / "vocab.txt").read_text("utf-8").splitlines())
    for original, tensor in tensors.items():
        target = _tensor_name(original.removeprefix("bert."))
        if target is None:
            continue
        is_matrix = target.endswith(".weight") and tensor.ndim == 2 and not target.startswith(("position", "token_t"))
        writer.add_tensor(target, tensor.astype(np.float16 if is_matrix else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tensor_name(name: str) -> str | None:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    if not name.startswith("encoder.layer."):
        return None
    number, rest = name.removeprefix("encoder.layer.").split(".", 1)
    part, kind = rest.rsplit(".", 1)
    return f"blk.{number}.{_BLOCK[part]}.{kind}"


def _add_vocabulary(writer: Any, vocabulary: list[str]) -> None:
    """WordPiece tokens the way llama.cpp wants them: word starts marked, continuations bare."""
    from gguf import TokenType

    special = {
        token: number
        for number, token in enumerate(vocabulary)
        if token.startswith("[") and token.endswith("]") and len(token) > 2
    }
    tokens = [
        token if token in special else token[2:] if token.startswith("##") else f"\u2581{token}" for token in vocabulary
    ]
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_types([TokenType.CONTROL if token in special else TokenType.NORMAL for token in vocabulary])
    writer.add_token_type_count(2)
    writer.add_bos_token_id(special["[CLS]"])
    writer.add_eos_token_id(special["[SEP]"])
    writer.add_sep_token_id(special["[SEP]"])
    writer.add_unk_token_id(special["[UNK]"])
    writer.add_pad_token_id(special["[PAD]"])
    writer.add_mask_token_id(special["[MASK]"])
