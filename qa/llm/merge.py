"""A LoRA adapter added into the weights of a language model, so that no token pays for it any more.

Run beside the weights, the adapter of the embedded model takes a fifth of the time to read a prompt.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

_LOW, _HIGH = ".lora_a", ".lora_b"


@dataclass(frozen=True, slots=True)
class _Low:
    """What is added to a tensor, as the product of two matrices, shapes (out, rank) and (rank, in), and a factor."""

    high: NDArray[np.float16]
    low: NDArray[np.float16]
    scale: float

    def product(self) -> NDArray[np.float32]:
        """Shape (out, in)."""
        return np.asarray(self.scale * (self.high.astype(np.float32) @ self.low.astype(np.float32)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a tensor lies in a GGUF file, in bytes, and how it is quantized, by ggml's number."""

    start: int
    size: int
    kind: int


def merge(source: Path, adapter: Path, file: Path) -> None:
    """Write the weights of `source` with the adapter added into `file`, a copy of it that may be quantized in another
    way and stays so. Raises OSError where the three do not fit.
    """
    try:
        added = _read(adapter)
        before, after = _places(source, list(added)), _places(file, list(added))
        for name, low in added.items():
            _add(_rows(source, before[name], low, "r"), _rows(file, after[name], low, "r+"), low)
    except (AttributeError, ImportError, LookupError, NotImplementedError, ValueError) as error:
        raise OSError(f"{adapter} does not fit {source} ({error})") from None


def _read(adapter: Path) -> dict[str, _Low]:
    """By the names of the tensors that are added to."""
    from gguf import GGUFReader

    reader = GGUFReader(adapter)
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    alpha = float(reader.fields["adapter.lora.alpha"].contents())
    names = [name.removesuffix(_LOW) for name in tensors if name.endswith(_LOW)]
    return {
        name: _Low(tensors[name + _HIGH], tensors[name + _LOW], alpha / tensors[name + _LOW].shape[0]) for name in names
    }


@dataclass(frozen=True, slots=True)
class _Rows:
    """A tensor's rows in the file as they are quantized, and how."""

    data: NDArray[np.uint8]
    kind: int


def _rows(file: Path, place: _Place, low: _Low, mode: Literal["r", "r+"]) -> _Rows:
    shape = (len(low.high), place.size // len(low.high))
    return _Rows(np.memmap(file, np.uint8, mode, place.start, shape), place.kind)


def _add(before: _Rows, after: _Rows, low: _Low) -> None:
    from gguf import GGMLQuantizationType, quants

    whole = quants.dequantize(before.data, GGMLQuantizationType(before.kind)) + low.product()
    after.data[:] = quants.quantize(whole, GGMLQuantizationType(after.kind)).view(np.uint8)


def _places(file: Path, names: list[str]) -> dict[str, _Place]:
    """Where the tensors lie, by ggml itself: gguf's reader takes seconds for the vocabulary of a whole model."""
    from llama_cpp._ggml import libggml

    context = _function(libggml.gguf_init_from_file, ctypes.c_void_p, ctypes.c_char_p, _Options)(
        str(file).encode(), _Options(no_alloc=True)
    )
    if not context:
        raise ValueError("not a GGUF file")
    try:
        return {name: _place(libggml, context, name) for name in names}
    finally:
        _function(libggml.gguf_free, None, ctypes.c_void_p)(context)


def _place(libggml: Any, context: int, name: str) -> _Place:
    find = _function(libggml.gguf_find_tensor, ctypes.c_int64, ctypes.c_void_p, ctypes.c_char_p)
    number = find(context, name.encode())
    if number < 0:
        raise KeyError(name)
    one = (ctypes.c_void_p, ctypes.c_int64)
    start = _function(libggml.gguf_get_data_offset, ctypes.c_size_t, ctypes.c_void_p)(context)
    start += _function(libggml.gguf_get_tensor_offset, ctypes.c_size_t, *one)(context, number)
    size = _function(libggml.gguf_get_tensor_size, ctypes.c_size_t, *one)(context, number)
    return _Place(start, size, _function(libggml.gguf_get_tensor_type, ctypes.c_int, *one)(context, number))


class _Options(ctypes.Structure):
    """ggml's gguf_init_params."""

    _fields_ = (("no_alloc", ctypes.c_bool), ("context", ctypes.c_void_p))


def _function(symbol: Any, result: Any, *arguments: Any) -> Any:
    """A function of ggml with its types, which llama-cpp-python does not declare."""
    symbol.restype, symbol.argtypes = result, arguments
    return symbol
