"""The trained pair reader as the files that Footnote ships: the encoder as ONNX and its heads as safetensors."""

from __future__ import annotations

from pathlib import Path

from safetensors.numpy import save_file

from scripts.training.crossencoder import PairReader
from scripts.training.onnxbert import write_encoder


def export_pair_reader(model: PairReader, encoder: Path, heads: Path) -> None:
    """Write them: the encoder's weights lie beside it, with ".data" behind its name."""
    tensors = {name: weight.detach().float().numpy() for name, weight in model.encoder.state_dict().items()}
    write_encoder(tensors, model.encoder.config.num_attention_heads, encoder)
    save_file(
        {
            "relevance.weight": model.relevance.weight.detach().numpy(),
            "relevance.bias": model.relevance.bias.detach().numpy(),
            "span.weight": model.span.weight.detach().numpy(),
            "span.bias": model.span.bias.detach().numpy(),
        },
        heads,
    )
