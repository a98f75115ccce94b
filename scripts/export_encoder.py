#!/usr/bin/env python
"""Write index/weights/encoder.onnx: all-MiniLM-L6-v2 with matrices of 8-bit integers, for indexing.

    pip install -e ".[train]"
    python -m scripts.export_encoder [FILE.onnx]

Exported by torch from what sentence-transformers loads, and quantized by ONNX Runtime: weights by channel, activations
as they come. The card beside the file says what came of it.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers import SentenceTransformer

from index.embed import packaged_minilm
from index.onnxencoder import INPUTS, OUTPUT, packaged_encoder

OPSET = 17


class _Encoder(torch.nn.Module):
    """The transformer alone: pooling is done outside."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Vectors of the tokens, shape (texts, tokens, 384), for ids and mask of shape (texts, tokens)."""
        found: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return found


def main() -> None:
    """Export, quantize, say how large it is."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else packaged_encoder()
    loaded = SentenceTransformer(str(packaged_minilm()), device="cpu", local_files_only=True)
    model = loaded[0].auto_model.eval()
    model.set_attn_implementation("eager")
    ids = torch.tensor([[101, 2054, 102], [101, 2040, 102]])
    axes = {name: {0: "texts", 1: "tokens"} for name in (*INPUTS, OUTPUT)}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that this exporter is the older one: the newer needs another package
        whole = str(Path(folder) / "whole.onnx")
        torch.onnx.export(
            _Encoder(model),
            (ids, torch.ones_like(ids)),
            whole,
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        quantize_dynamic(whole, target, per_channel=True, weight_type=QuantType.QInt8)
    print(f"{target}: {target.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
