"""The faster copy of the embedded model, with its adapter in the weights: made once, and never in the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from platformdirs import user_cache_path

from qa.llm import requantize
from qa.llm.models import ModelFile, find_model
from qa.llm.requantize import _quantize, quick_copy


@pytest.fixture
def model(tmp_path: Path) -> ModelFile:
    file, adapter = tmp_path / "model.gguf", tmp_path / "adapter.gguf"
    file.write_bytes(b"GGUF and some more bytes")
    adapter.write_bytes(b"GGUF and others")
    return ModelFile("model", file, adapter)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """In place of llama.cpp: the files that were made, each with its sources' names in it."""
    made: list[Path] = []

    def quantize(source: Path, target: Path) -> None:
        target.write_text(source.name)
        made.append(target)

    def merge(source: Path, adapter: Path, file: Path) -> None:
        assert file.read_text() == source.name
        file.write_text(f"{source.name} with {adapter.name}")

    monkeypatch.setattr(requantize, "_quantize", quantize)
    monkeypatch.setattr(requantize, "merge", merge)
    return made


def test_the_copy_is_made_once(model: ModelFile, tmp_path: Path, made: list[Path]) -> None:
    cache = tmp_path / "a" / "cache"
    copy = quick_copy(model, cache)
    assert copy.file.parent == cache
    assert copy.file.read_text() == "model.gguf with adapter.gguf"
    assert (copy.name, copy.adapter, copy.is_merged) == (model.name, None, True)
    assert quick_copy(model, cache) == copy
    assert len(made) == 1
    # what is half written has another name
    assert made[0] != copy.file
    assert sorted(path.name for path in cache.iterdir()) == [copy.file.name, f"{copy.file.name}.json"]


def test_it_lies_in_the_user_s_cache(model: ModelFile, made: list[Path]) -> None:
    assert quick_copy(model).file.parent == user_cache_path("footnote")
    assert len(made) == 1


@pytest.mark.parametrize("changed", ["file", "adapter"])
def test_another_file_of_the_same_name_gets_a_copy_of_its_own(
    model: ModelFile, tmp_path: Path, made: list[Path], changed: str
) -> None:
    first = quick_copy(model, tmp_path / "cache")
    # of the adapter, which is as long after every training, each byte counts
    getattr(model, changed).write_bytes(b"GGUF and another" if changed == "file" else b"GGUF and OTHERS")
    (tmp_path / "cache" / "another-Q8_0.gguf").touch()
    copy = quick_copy(model, tmp_path / "cache")
    assert copy != first
    assert len(made) == 2
    # the earlier one is of no use any more
    kept = {"another-Q8_0.gguf", copy.file.name, f"{copy.file.name}.json"}
    assert {file.name for file in (tmp_path / "cache").iterdir()} == kept


def test_a_model_without_an_adapter_is_used_as_it_is(model: ModelFile, tmp_path: Path, made: list[Path]) -> None:
    plain = replace(model, adapter=None)
    assert quick_copy(plain, tmp_path / "cache") == plain
    assert made == []


def test_without_a_place_for_it_the_model_itself_is_used(model: ModelFile, tmp_path: Path, made: list[Path]) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be")
    assert quick_copy(model, tmp_path / "cache") == model
    assert made == []


@pytest.mark.parametrize("content", [b"", b"GGUF and some more bytes", b"just text" * 1000])
def test_a_file_that_cannot_be_copied_is_used_as_it_is(
    model: ModelFile, tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    model.file.write_bytes(content)
    assert quick_copy(model, tmp_path / "cache") == model
    assert list((tmp_path / "cache").iterdir()) == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("step", ["_quantize", "merge"])
@pytest.mark.usefixtures("made")
def test_a_copy_that_breaks_off_leaves_nothing(
    model: ModelFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fails(*files: Path) -> None:
        files[-1].write_bytes(b"half of it")
        raise OSError("no")

    monkeypatch.setattr(requantize, step, fails)
    assert quick_copy(model, tmp_path / "cache") == model
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.models
def test_the_embedded_model_can_be_copied(tmp_path: Path) -> None:
    from gguf import GGMLQuantizationType, GGUFReader

    model = find_model(None)
    copy = quick_copy(model, tmp_path / "cache")
    assert copy.is_merged
    before, after = ({tensor.name: tensor for tensor in GGUFReader(one.file).tensors} for one in (model, copy))
    assert before.keys() == after.keys()
    kinds = [tensor.tensor_type for tensor in after.values()]
    assert kinds.count(GGMLQuantizationType.Q8_0) > len(kinds) / 2
    plain = tmp_path / "plain.gguf"
    _quantize(model.file, plain)
    changed = {
        tensor.name for tensor in GGUFReader(plain).tensors if not np.array_equal(tensor.data, after[tensor.name].data)
    }
    assert model.adapter is not None
    assert changed == {tensor.name[: -len(".lora_a")] for tensor in GGUFReader(model.adapter).tensors}
