"""Attention in 32 bits for training on a CPU, where its way back is twice as fast as in bfloat16.

Altogether that makes training a seventh faster. `FLOAT32` is its name for `attn_implementation` of transformers.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

FLOAT32 = "sdpa_float32"


def _attention(
    _module: nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, **_options: Any
) -> tuple[Tensor, None]:
    with torch.autocast("cpu", enabled=False):
        mixed = functional.scaled_dot_product_attention(query.float(), key.float(), value.float(), attn_mask=mask)
    return mixed.transpose(1, 2).to(query.dtype), None


AttentionInterface.register(FLOAT32, _attention)
AttentionMaskInterface.register(FLOAT32, sdpa_mask)
