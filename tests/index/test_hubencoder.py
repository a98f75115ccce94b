"""Encoders from a hub on this machine: what is downloaded of a model, checked, and found again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.hubencoder import is_hub_name
from tests.hub import Hub, hub_served

NAME = "someone/tiny-encoder"
_FILES = ("modules.json", "config.json", "model.safetensors", "1_Pooling/config.json", "tokenizer.json")
_OTHERS = ("README.md", "onnx/model.onnx", "pytorch_model.bin", "tf_model.h5", ".gitattributes", "openvino/config.json")
_FETCH = "import sys; from index.chosen import chosen_encoder; print(chosen_encoder(sys.argv[1]).name)"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with hub_served() as hub:
        hub.more = {f"{NAME}/{name}": f"{{}} {name}".encode() for name in (*_FILES, *_OTHERS)}
        yield hub


def _fetched(hub: Hub, cache: Path, name: str = NAME, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = hub.environment(cache) | variables
    return subprocess.run(
        [sys.executable, "-c", _FETCH, name], env=environment, capture_output=True, text=True, check=False
    )


def test_a_model_is_downloaded_once_and_no_more_of_it_than_is_needed(hub: Hub, tmp_path: Path) -> None:
    done = _fetched(hub, tmp_path)
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.rpartition(" ")[0])
    assert sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()) == sorted(_FILES)
    assert (folder / "1_Pooling" / "config.json").read_bytes() == hub.more[f"{NAME}/1_Pooling/config.json"]
    asked = len(hub.requests)
    assert _fetched(hub, tmp_path, HF_HUB_OFFLINE="1").stdout == done.stdout
    assert len(hub.requests) == asked


def test_where_there_are_no_safetensors_others_are_taken(hub: Hub, tmp_path: Path) -> None:
    del hub.more[f"{NAME}/model.safetensors"]
    done = _fetched(hub, tmp_path)
    assert (Path(done.stdout.rpartition(" ")[0]) / "pytorch_model.bin").is_file()


def test_what_came_damaged_is_thrown_away_and_comes_again(hub: Hub, tmp_path: Path) -> None:
    hub.damaged = f"{NAME}/model.safetensors"
    done = _fetched(hub, tmp_path)
    assert "is not what the hub has" in done.stderr
    hub.damaged = ""
    assert _fetched(hub, tmp_path).returncode == 0


def test_what_is_no_such_model_is_one_line(hub: Hub, tmp_path: Path) -> None:
    del hub.more[f"{NAME}/modules.json"]
    assert "no sentence-transformers model: it has no modules.json" in _fetched(hub, tmp_path).stderr
    assert "cannot get someone/none from the hub" in _fetched(hub, tmp_path, "someone/none").stderr
    assert "HF_HUB_OFFLINE" in _fetched(hub, tmp_path, HF_HUB_OFFLINE="1").stderr


def test_a_folder_is_no_name_on_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my" / "model").mkdir(parents=True)
    assert is_hub_name(NAME)
    for named in ("my/model", "./my/model", "~/model", "/my/model", "model", "a/b/c"):
        assert not is_hub_name(named)
