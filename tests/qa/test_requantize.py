"""The faster copy of the embedded model: made once, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import user_cache_path

from qa import requantize
from qa.models import find_model
from qa.requantize import quick_copy


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF and some more bytes")
    return file


@pytest.fixture
def quantized(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """In place of llama.cpp: the files that were made, each with its source's name in it."""
    made: list[Path] = []

    def quantize(source: Path, target: Path) -> None:
        target.write_text(source.name)
        made.append(target)

    monkeypatch.setattr(requantize, "_quantize", quantize)
    return made


def test_the_copy_is_made_once(model: Path, tmp_path: Path, quantized: list[Path]) -> None:
    cache = tmp_path / "a" / "cache"
    copy = quick_copy(model, cache)
    assert copy.parent == cache
    assert copy.read_text() == "model.gguf"
    assert quick_copy(model, cache) == copy
    assert len(quantized) == 1
    # what is half written has another name
    assert quantized[0] != copy
    assert sorted(path.name for path in cache.iterdir()) == [copy.name, f"{copy.name}.json"]


def test_it_lies_in_the_user_s_cache(model: Path, quantized: list[Path]) -> None:
    assert quick_copy(model).parent == user_cache_path("footnote")
    assert len(quantized) == 1


def test_another_file_of_the_same_name_gets_a_copy_of_its_own(
    model: Path, tmp_path: Path, quantized: list[Path]
) -> None:
    first = quick_copy(model, tmp_path / "cache")
    model.write_bytes(b"GGUF and other bytes, which are more")
    assert quick_copy(model, tmp_path / "cache") != first
    assert len(quantized) == 2


def test_without_a_place_for_it_the_file_itself_is_used(model: Path, tmp_path: Path, quantized: list[Path]) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be")
    assert quick_copy(model, tmp_path / "cache") == model
    assert quantized == []


@pytest.mark.parametrize("content", [b"", b"GGUF and some more bytes", b"just text" * 1000])
def test_a_file_that_cannot_be_copied_is_used_as_it_is(
    tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(content)
    assert quick_copy(file, tmp_path / "cache") == file
    assert list((tmp_path / "cache").iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_copy_that_breaks_off_leaves_nothing(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_source: Path, target: Path) -> None:
        target.write_bytes(b"half of it")
        raise OSError("no")

    monkeypatch.setattr(requantize, "_quantize", fails)
    assert quick_copy(model, tmp_path / "cache") == model
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.models
def test_the_embedded_model_can_be_copied(tmp_path: Path) -> None:
    from gguf import GGMLQuantizationType, GGUFReader

    file = find_model(None).file
    copy = quick_copy(file, tmp_path / "cache")
    assert copy != file
    before, after = ({tensor.name: tensor for tensor in GGUFReader(one).tensors} for one in (file, copy))
    assert before.keys() == after.keys()
    kinds = [tensor.tensor_type for tensor in after.values()]
    assert kinds.count(GGMLQuantizationType.Q8_0) > len(kinds) / 2
