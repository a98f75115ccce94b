"""A LoRA adapter of a llama-like model as GGUF. Layout: what llama.cpp reads for adapters of type "lora"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader, GGUFWriter
from numpy.typing import NDArray
from torch import Tensor

_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def write_adapter(state: Mapping[str, Any], config: Any, alpha: float, file: Path) -> None:
    """Write peft's state dict of adapter weights, as float16. `config` is the base model's."""
    writer = GGUFWriter(str(file), "llama")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for name, tensor in state.items():
        weights = tensor.detach().float().numpy()
        if heads := _turned(name, config):
            weights = _for_rope(weights, heads)
        writer.add_tensor(_in_gguf(name), weights.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read_adapter(names: Iterable[str], config: Any, file: Path) -> dict[str, Tensor]:
    """peft's state dict with those `names`, from what `write_adapter` wrote: as exact as float16 is."""
    tensors = {tensor.name: np.asarray(tensor.data, np.float32) for tensor in GGUFReader(file).tensors}
    state = {}
    for name in names:
        weights = tensors[_in_gguf(name)]
        if heads := _turned(name, config):
            weights = _from_rope(weights, heads)
        state[name] = torch.tensor(weights)
    return state


def _in_gguf(name: str) -> str:
    layer, _, rest = name.rpartition("layers.")[2].partition(".")
    module, kind = rest.split(".lora_")
    return f"blk.{layer}.{_NAMES[module]}.weight.lora_{kind[0].lower()}"


def _turned(name: str, config: Any) -> int:
    """How many heads the rows of these weights are of, where they go through the rotary embedding; 0 elsewhere."""
    if ".lora_B" not in name:
        return 0
    if ".q_proj." in name:
        return int(config.num_attention_heads)
    return int(config.num_key_value_heads) if ".k_proj." in name else 0


def _for_rope(weights: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Rows in the order of llama.cpp's rotary embedding, which turns neighbours where others turn halves."""
    rows, rank = weights.shape
    return weights.reshape(heads, 2, rows // heads // 2, rank).swapaxes(1, 2).reshape(rows, rank)


def _from_rope(weights: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    rows, rank = weights.shape
    return weights.reshape(heads, rows // heads // 2, 2, rank).swapaxes(1, 2).reshape(rows, rank)
