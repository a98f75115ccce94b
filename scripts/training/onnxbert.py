"""BERT encoders as ONNX graphs: matrices of 8-bit integers with a scale for each block of a row.

Activations are rounded in such blocks as well when they are multiplied. ONNX Runtime's quantizer knows one scale for
all of an activation: with that, a pair reader's likeliest words are others in a fifth of all passages, here in a
twentieth.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]

# Weights in a row that share a scale: with 32 all is .4 slower, with 128 the spread of a span's score is .2 of 6.
_BLOCK = 128
_OPSET, _FORMAT = 17, 9
_MICROSOFT = "com.microsoft"
_LONG_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "between": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "out": "output.LayerNorm",
}


def write_encoder(tensors: Mapping[str, Array], heads: int, file: Path) -> None:
    """Write an encoder, its tensors by their Hugging Face names, with `heads` attention heads, into `file`; the weights
    into a file beside it, with ".data" behind its name, which is mapped into memory instead of being read.

    It takes "input_ids", int64 of shape (1, tokens), and gives "hidden", float32 of shape (1, tokens, size). Token
    types are all zero.
    """
    made = _Graph(tensors)
    layers = 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer."))
    hidden = made.embedded()
    for layer in range(layers):
        hidden = made.layer(hidden, f"encoder.layer.{layer}.", heads)
    made.add("Identity", [hidden], "hidden")
    size = len(tensors["embeddings.LayerNorm.weight"])
    graph = helper.make_graph(
        made.nodes,
        "encoder",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, "tokens", size])],
        made.weights,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=_FORMAT)
    beside = file.with_name(f"{file.name}.data")
    beside.unlink(missing_ok=True)  # onnx would write behind what is there
    onnx.save(model, str(file), save_as_external_data=True, location=beside.name)


def read_encoder(file: Path) -> dict[str, Array]:
    """The tensors of a file that `write_encoder` wrote, rounded as they are in it. That of the token types is zero: it
    was added to the positions.
    """
    found = {one.name: numpy_helper.to_array(one, str(file.parent)) for one in onnx.load(str(file)).graph.initializer}
    tensors = {"embeddings.word_embeddings.weight": found["words"].astype(np.float32) * found["words.scales"]}
    tensors["embeddings.position_embeddings.weight"] = found["places"]
    tensors["embeddings.token_type_embeddings.weight"] = np.zeros((2, found["places"].shape[1]), np.float32)
    for name, values in found.items():
        output, _, kind = name.rpartition(".")
        if kind == "weight":
            scales = found[f"{output}.scales"].reshape(len(values), -1, 1)
            matrix = (values.astype(np.float32) - 128) * scales
            tensors[f"{_long_name(output)}.weight"] = matrix.reshape(len(values), -1)
        elif kind in ("bias", "shift"):
            tensors[f"{_long_name(output)}.bias"] = values
        elif kind == "scale":
            tensors[f"{_long_name(output)}.weight"] = values
    return tensors


def _long_name(output: str) -> str:
    """The Hugging Face name of the layer that gives `output`."""
    if output == "embedded":
        return "embeddings.LayerNorm"
    layer, _, part = output.rpartition(".")
    return f"{layer}.{_LONG_NAMES[part]}"


class _Graph:
    """Nodes and weights as they are added. Every node is named after what it gives."""

    def __init__(self, tensors: Mapping[str, Array]) -> None:
        self._tensors = tensors
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def add(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def embedded(self) -> str:
        """Word, position and type of each token. Words are rows of 8-bit integers, each with its scale."""
        words = self._tensors["embeddings.word_embeddings.weight"]
        scales = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-9) / 127
        rows = self._weight("words", np.rint(words / scales).astype(np.int8))
        picked = self.add(
            "Cast", [self.add("Gather", [rows, "input_ids"], "word.row")], "word.float", to=TensorProto.FLOAT
        )
        scale = self.add("Gather", [self._weight("words.scales", scales.astype(np.float32)), "input_ids"], "word.scale")
        word = self.add("Mul", [picked, scale], "word")
        # of the token types only the first occurs
        places = self._tensors["embeddings.position_embeddings.weight"]
        places = places + self._tensors["embeddings.token_type_embeddings.weight"][0]
        count = self.add("Shape", ["input_ids"], "count", start=1, end=2)
        first = self._weight("zero", np.zeros(1, np.int64))
        place = self.add("Slice", [self._weight("places", places), first, count], "place")
        return self._normal(self.add("Add", [word, place], "placed"), "embeddings.LayerNorm", "embedded")

    def layer(self, hidden: str, name: str, heads: int) -> str:
        """Attention and feed-forward, each added to what it was given and normalized."""
        asked = [
            self._linear(hidden, f"{name}attention.self.{part}", f"{name}{part}") for part in ("query", "key", "value")
        ]
        mixed = self.add("MultiHeadAttention", asked, f"{name}mixed", _MICROSOFT, num_heads=heads)
        attended = self._linear(mixed, f"{name}attention.output.dense", f"{name}attended")
        summed = self.add("Add", [attended, hidden], f"{name}attended.sum")
        between = self._normal(summed, f"{name}attention.output.LayerNorm", f"{name}between")
        wide = self.add(
            "Gelu", [self._linear(between, f"{name}intermediate.dense", f"{name}wide")], f"{name}gelu", _MICROSOFT
        )
        narrow = self._linear(wide, f"{name}output.dense", f"{name}narrow")
        return self._normal(self.add("Add", [narrow, between], f"{name}sum"), f"{name}output.LayerNorm", f"{name}out")

    def _linear(self, inputs: str, weight: str, output: str) -> str:
        """Shape (outputs, inputs), in blocks of a row with one scale each; zero is 128."""
        whole = self._tensors[f"{weight}.weight"]
        rows, columns = whole.shape
        blocks = whole.reshape(rows, columns // _BLOCK, _BLOCK)
        scales = np.maximum(np.abs(blocks).max(axis=-1), 1e-9) / 127
        integers = (np.rint(blocks / scales[..., None]) + 128).astype(np.uint8)
        return self.add(
            "MatMulNBits",
            [
                inputs,
                self._weight(f"{output}.weight", integers),
                self._weight(f"{output}.scales", scales.astype(np.float32).reshape(-1)),
                "",
                "",
                self._weight(f"{output}.bias", self._tensors[f"{weight}.bias"]),
            ],
            output,
            _MICROSOFT,
            K=columns,
            N=rows,
            bits=8,
            block_size=_BLOCK,
            accuracy_level=4,  # activations become 8-bit integers, block by block
        )

    def _normal(self, inputs: str, weight: str, output: str) -> str:
        scale = self._weight(f"{output}.scale", self._tensors[f"{weight}.weight"])
        shift = self._weight(f"{output}.shift", self._tensors[f"{weight}.bias"])
        return self.add("LayerNormalization", [inputs, scale, shift], output, axis=-1, epsilon=1e-12)

    def _weight(self, name: str, values: Array) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
