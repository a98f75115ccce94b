"""The pair reader to and from the files that Footnote ships: the encoder as ONNX and its heads as safetensors."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.numpy import load_file, save_file

from scripts.training.crossencoder import PairReader
from scripts.training.onnxbert import read_encoder, write_encoder

# What an encoder's tensors are called by in a pair reader.
_OF = "encoder.model."
_ENCODER, _HEADS = "pair-reader.onnx", "pair-reader-heads.safetensors"


def export_pair_reader(model: PairReader, folder: Path) -> None:
    """Write them: the encoder's weights lie beside it, with ".data" behind its name."""
    tensors = {name: weight.detach().float().numpy() for name, weight in model.state_dict().items()}
    encoder = {name.removeprefix(_OF): values for name, values in tensors.items() if name.startswith(_OF)}
    write_encoder(encoder, model.encoder.model.config.num_attention_heads, folder / _ENCODER)
    save_file({name: values for name, values in tensors.items() if not name.startswith(_OF)}, folder / _HEADS)


def import_pair_reader(model: PairReader, folder: Path) -> None:
    """Put the weights of such files into `model`, as exact as 8-bit integers are. A head that they lack stays."""
    tensors = {f"{_OF}{name}": values for name, values in read_encoder(folder / _ENCODER).items()}
    tensors |= load_file(str(folder / _HEADS))
    model.load_state_dict({name: torch.tensor(values) for name, values in tensors.items()}, strict=False)
