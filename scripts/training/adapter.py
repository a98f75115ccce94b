"""A LoRA adapter of a llama-like model as GGUF. Layout: what llama.cpp reads for adapters of type "lora"."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFWriter
from numpy.typing import NDArray

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
        layer, _, rest = name.rpartition("layers.")[2].partition(".")
        module, kind = rest.split(".lora_")
        weights = tensor.detach().float().numpy()
        if kind.startswith("B") and module.endswith(("q_proj", "k_proj")):
            heads = config.num_attention_heads if module.endswith("q_proj") else config.num_key_value_heads
            weights = _for_rope(weights, heads)
        writer.add_tensor(f"blk.{layer}.{_NAMES[module]}.weight.lora_{kind[0].lower()}", weights.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _for_rope(weights: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Rows in the order of llama.cpp's rotary embedding, which turns neighbours where others turn halves."""
    rows, rank = weights.shape
    return weights.reshape(heads, 2, rows // heads // 2, rank).swapaxes(1, 2).reshape(rows, rank)
