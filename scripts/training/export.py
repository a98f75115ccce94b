"""The trained pair reader as the two files that Footnote ships: the encoder as GGUF and its heads as safetensors."""

from __future__ import annotations

from pathlib import Path

from gguf import PoolingType
from safetensors.numpy import save_file

from index.embed import packaged_minilm
from index.encoder import write_bert
from scripts.training.crossencoder import PairReader


def export_pair_reader(model: PairReader, encoder: Path, heads: Path) -> None:
    """Write both files. The encoder's matrices are Q8_0; token types are all zero, so only that row counts."""
    tensors = {name: weight.detach().float().numpy() for name, weight in model.encoder.state_dict().items()}
    folder, pooling = packaged_minilm(), PoolingType.NONE
    write_bert(folder, tensors, encoder, name="footnote pair reader", pooling=pooling, quantized=True)
    save_file(
        {
            "relevance.weight": model.relevance.weight.detach().numpy(),
            "relevance.bias": model.relevance.bias.detach().numpy(),
            "span.weight": model.span.weight.detach().numpy(),
            "span.bias": model.span.bias.detach().numpy(),
        },
        heads,
    )
