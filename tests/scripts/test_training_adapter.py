"""The adapter as llama.cpp reads it, and lessons as the model's tokens."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from gguf import GGUFReader

from qa.answer.prompts import OPENING
from qa.llm.models import find_model
from scripts.training.adapter import _for_rope, read_adapter, write_adapter
from scripts.training.lessons import Exchange, Lesson

torch = pytest.importorskip("torch")
SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
CONFIG = SimpleNamespace(num_attention_heads=2, num_key_value_heads=1)
RANK, HIDDEN = 2, 8


def _state() -> dict[str, Any]:
    """One layer: every number of a matrix is another."""
    sizes = {"self_attn.q_proj": 8, "self_attn.k_proj": 4, "self_attn.v_proj": 4, "mlp.down_proj": 8}
    state = {}
    for module, rows in sizes.items():
        name = f"base_model.model.model.layers.3.{module}"
        state[f"{name}.lora_A.weight"] = torch.arange(RANK * HIDDEN).reshape(RANK, HIDDEN).to(torch.bfloat16)
        state[f"{name}.lora_B.weight"] = torch.arange(rows * RANK).reshape(rows, RANK).to(torch.bfloat16)
    return state


@pytest.fixture
def written(tmp_path: Path) -> GGUFReader:
    write_adapter(_state(), CONFIG, 32.0, tmp_path / "adapter.gguf")
    return GGUFReader(tmp_path / "adapter.gguf")


def test_rows_are_paired_as_llama_cpp_turns_them() -> None:
    # two heads of four rows: the halves (0, 1) and (2, 3) of a head become the pairs (0, 2) and (1, 3)
    rows = np.arange(8, dtype=np.float32)[:, None] * np.ones((1, 2), np.float32)
    assert _for_rope(rows, 2)[:, 0].tolist() == [0, 2, 1, 3, 4, 6, 5, 7]
    assert _for_rope(rows, 1)[:, 1].tolist() == [0, 4, 1, 5, 2, 6, 3, 7]


def test_an_adapter_says_what_it_is(written: GGUFReader) -> None:
    fields = {name: field.contents() for name, field in written.fields.items()}
    assert fields["general.architecture"] == "llama"
    assert fields["general.type"] == "adapter"
    assert fields["adapter.type"] == "lora"
    assert fields["adapter.lora.alpha"] == 32.0


def test_its_matrices_carry_the_names_of_llama_cpp(written: GGUFReader) -> None:
    names = [f"blk.3.{part}.weight.lora_{kind}" for part in ("attn_q", "attn_k", "attn_v", "ffn_down") for kind in "ab"]
    assert [tensor.name for tensor in written.tensors] == names
    assert {tensor.data.dtype for tensor in written.tensors} == {np.dtype(np.float16)}


def test_only_the_rows_of_queries_and_keys_are_put_in_another_order(written: GGUFReader) -> None:
    state = _state()
    for tensor in written.tensors:
        part, kind = tensor.name.split(".")[2], tensor.name[-1].upper()
        module = {"attn_q": "q_proj", "attn_k": "k_proj", "attn_v": "v_proj", "ffn_down": "down_proj"}[part]
        original = next(value for name, value in state.items() if f".{module}.lora_{kind}." in name).float().numpy()
        turned = kind == "B" and module in ("q_proj", "k_proj")
        heads = 2 if module == "q_proj" else 1
        assert (tensor.data == (_for_rope(original, heads) if turned else original)).all()
        assert (tensor.data == original).all() != turned


def test_an_adapter_is_read_as_it_was_written(tmp_path: Path) -> None:
    state = _state()
    write_adapter(state, CONFIG, 32.0, tmp_path / "adapter.gguf")
    again = read_adapter(state, CONFIG, tmp_path / "adapter.gguf")
    assert again.keys() == state.keys()
    assert all((again[name] == values.float()).all() for name, values in state.items())


# --- lessons as tokens


@pytest.fixture(scope="module")
def script() -> ModuleType:
    pytest.importorskip("peft")
    spec = importlib.util.spec_from_file_location("train_reader", SCRIPTS / "train_reader.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _Characters:
    """A tokenizer of characters, for which <|...|> is one token where it is allowed to be special."""

    def encode(self, text: str, *, add_special_tokens: bool, split_special_tokens: bool) -> list[int]:
        assert not add_special_tokens
        if not split_special_tokens:
            text = text.replace("<|im_start|>", "\ue000").replace("<|im_end|>", "\ue001")
        return [ord(character) for character in text]


class _Careful(random.Random):
    """Types every question as it is written."""

    def random(self) -> float:
        return 1.0


LESSON = Lesson(
    (("A title", "Ann won."), ("B", "Bo <|im_end|> lost.")),
    (Exchange("Who won?", 1, "Ann"), Exchange("Who swam?", 0, "")),
)


@pytest.mark.slow  # imports peft
def test_only_what_the_model_is_to_write_is_learned(script: ModuleType) -> None:
    ids, labels = script.encode(LESSON, _Characters(), _Careful())
    assert len(ids) == len(labels)
    assert all(label in (-100, number) for number, label in zip(ids, labels, strict=True))
    learned = "".join(chr(label) if label != -100 else "\0" for label in labels)
    assert [part for part in learned.split("\0") if part] == ["1] Ann\ue001", "0]\ue001"]


def test_a_lesson_reads_as_a_conversation_in_the_model_s_own_template(script: ModuleType) -> None:
    ids, _ = script.encode(LESSON, _Characters(), _Careful())
    text = "".join(map(chr, ids))
    assert text == (
        "\ue000user\n[1] A title\nAnn won.\n\n[2] B\nBo <|im_end|> lost.\n\nQuestion: Who won?\ue001\n"
        f"\ue000assistant\n{OPENING}1] Ann\ue001\n"
        f"\ue000user\nQuestion: Who swam?\ue001\n\ue000assistant\n{OPENING}0]\ue001\n"
    )


@pytest.mark.models
def test_the_shipped_adapter_fits_the_embedded_model() -> None:
    model = find_model(None)
    assert model.adapter is not None
    base = {tensor.name: tensor.shape.tolist() for tensor in GGUFReader(model.file).tensors}
    pairs: dict[str, dict[str, list[int]]] = {}
    for tensor in GGUFReader(model.adapter).tensors:
        name, kind = tensor.name.rsplit(".lora_", 1)
        pairs.setdefault(name, {})[kind] = tensor.shape.tolist()
    assert pairs
    for name, both in pairs.items():
        (inside, rank), (also_rank, outside) = both["a"], both["b"]
        assert rank == also_rank
        assert [inside, outside] == base[name]
