"""An adapter in the weights: what it adds is added, nothing else changes, and what does not fit is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter, quants
from numpy.typing import NDArray

from qa.llm.merge import merge

Weights = NDArray[np.float32]
RANDOM = np.random.default_rng(5)
RANK, ALPHA = 4, 8.0


def _matrix(rows: int, columns: int) -> Weights:
    return RANDOM.normal(size=(rows, columns)).astype(np.float32)


def _write_model(file: Path, kind: GGMLQuantizationType, **tensors: Weights) -> None:
    writer = GGUFWriter(str(file), "llama")
    writer.add_string("general.name", "a small one")
    for name, weights in tensors.items():
        writer.add_tensor(name, quants.quantize(weights, kind), raw_dtype=kind)
    writer.add_tensor("norm", np.ones(7, np.float32))
    _close(writer)


def _write_adapter(file: Path, **tensors: tuple[Weights, Weights]) -> None:
    """Each as its matrices of shape (out, rank) and (rank, in)."""
    writer = GGUFWriter(str(file), "llama")
    writer.add_float32("adapter.lora.alpha", ALPHA)
    for name, (high, low) in tensors.items():
        writer.add_tensor(f"{name}.lora_a", low.astype(np.float16))
        writer.add_tensor(f"{name}.lora_b", high.astype(np.float16))
    _close(writer)


def _close(writer: GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _weights(file: Path) -> dict[str, Weights]:
    # a copy: what is not quantized would be a view of the file
    return {one.name: np.array(quants.dequantize(one.data, one.tensor_type)) for one in GGUFReader(file).tensors}


@pytest.mark.parametrize(
    "kind", [GGMLQuantizationType.Q8_0, GGMLQuantizationType.F16, GGMLQuantizationType.F32], ids=lambda kind: kind.name
)
def test_what_the_adapter_adds_is_added_and_nothing_else_changes(tmp_path: Path, kind: GGMLQuantizationType) -> None:
    model, adapter = tmp_path / "model.gguf", tmp_path / "adapter.gguf"
    _write_model(model, kind, wide=_matrix(3, 64), tall=_matrix(96, 32), alone=_matrix(5, 32))
    pairs = {"wide": (_matrix(3, RANK), _matrix(RANK, 64)), "tall": (_matrix(96, RANK), _matrix(RANK, 32))}
    _write_adapter(adapter, **pairs)
    before, copy = _weights(model), tmp_path / "copy.gguf"
    shutil.copy(model, copy)
    model.chmod(0o400)
    merge(model, adapter, copy)
    after = _weights(copy)
    assert copy.stat().st_size == model.stat().st_size
    for name, (high, low) in pairs.items():
        halves = high.astype(np.float16).astype(np.float32), low.astype(np.float16).astype(np.float32)
        wanted = before[name] + ALPHA / RANK * (halves[0] @ halves[1])
        # a rounding of half a step of the largest of every 32, which is stored with 11 bits
        step = np.abs(wanted).max() / 127
        assert np.abs(after[name] - wanted).max() <= step * 0.6
        assert np.abs(wanted - before[name]).max() > step * 20
    for name in ("alone", "norm"):
        np.testing.assert_array_equal(after[name], before[name])


def test_the_copy_may_be_quantized_in_another_way(tmp_path: Path) -> None:
    model, adapter, copy = tmp_path / "model.gguf", tmp_path / "adapter.gguf", tmp_path / "copy.gguf"
    weights, high, low = _matrix(3, 64), _matrix(3, RANK), _matrix(RANK, 64)
    _write_model(model, GGMLQuantizationType.Q4_1, wide=weights)
    _write_model(copy, GGMLQuantizationType.Q8_0, wide=_matrix(3, 64))
    _write_adapter(adapter, wide=(high, low))
    merge(model, adapter, copy)
    halves = high.astype(np.float16).astype(np.float32), low.astype(np.float16).astype(np.float32)
    wanted = _weights(model)["wide"] + ALPHA / RANK * (halves[0] @ halves[1])
    # rounded once
    assert np.abs(_weights(copy)["wide"] - wanted).max() <= np.abs(wanted).max() / 127 * 0.6


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    model, adapter = tmp_path / "model.gguf", tmp_path / "adapter.gguf"
    _write_model(model, GGMLQuantizationType.Q8_0, wide=_matrix(3, 64))
    for name, high, low in (
        ("other", _matrix(3, RANK), _matrix(RANK, 64)),
        ("wide", _matrix(4, RANK), _matrix(RANK, 64)),
        ("wide", _matrix(3, RANK), _matrix(RANK, 32)),
        ("wide", _matrix(3, RANK), _matrix(RANK + 1, 64)),
    ):
        _write_adapter(adapter, **{name: (high, low)})
        with pytest.raises(OSError, match="does not fit"):
            merge(model, adapter, model)


@pytest.mark.parametrize("length", [0, 3, 4, 20, 100, 200])
def test_what_is_cut_off_or_missing_is_refused(tmp_path: Path, length: int) -> None:
    model, adapter, broken = tmp_path / "model.gguf", tmp_path / "adapter.gguf", tmp_path / "broken.gguf"
    _write_model(model, GGMLQuantizationType.Q8_0, wide=_matrix(3, 64))
    _write_adapter(adapter, wide=(_matrix(3, RANK), _matrix(RANK, 64)))
    for source, added in ((broken, adapter), (model, broken), (tmp_path / "missing.gguf", adapter)):
        broken.write_bytes((model if source is broken else adapter).read_bytes()[:length])
        with pytest.raises(OSError, match=r"model|adapter|broken|missing"):
            merge(source, added, model)
