"""footnote doctor: what it looks at, and what it says is to be done."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from command_line import Run

from index.schema import FILE_NAME


def _todo(run: Run, *arguments: object) -> dict[str, str]:
    """What is to be done, by subject."""
    outcome = run("doctor", "--json", *arguments)
    found = json.loads(outcome.out)
    todo = {one["subject"]: one["todo"] for one in found if one["todo"]}
    assert outcome.code == (1 if todo else 0)
    return todo


def test_all_is_well(run: Run, library: Path) -> None:
    outcome = run("doctor")
    assert outcome.code == 0
    assert "!" not in outcome.out
    assert f"{library}: 5 articles" in outcome.out
    assert "exact: up to 50,000 passages are all compared with the question" in outcome.out
    assert "llama-cpp-python" in outcome.out
    assert "GB free" in outcome.out


def test_without_a_library_there_is_still_the_sample(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert _todo(run) == {}
    assert _todo(run, "--library", tmp_path / "nowhere") == {"library": "make one with 'footnote index FOLDER'"}


def test_a_lost_file_of_vectors(run: Run, library: Path) -> None:
    (file,) = library.glob("vectors-*.faiss")
    file.unlink()
    assert _todo(run) == {"vectors": "run 'footnote index'"}
    run("index")
    assert _todo(run) == {}


def test_indexing_that_was_cut_short(run: Run, library: Path) -> None:
    with sqlite3.connect(library / FILE_NAME) as db:
        db.execute("DELETE FROM embedding WHERE rowid IN (SELECT rowid FROM embedding LIMIT 2)")
    assert _todo(run)["embeddings"] == "run 'footnote index'"
    run("index")
    assert _todo(run) == {}


def test_another_embedding_model(run: Run, library: Path) -> None:
    with sqlite3.connect(library / FILE_NAME) as db:
        db.execute("UPDATE manifest SET value = 'other' WHERE key = 'model'")
    assert _todo(run) == {"vectors": "run 'footnote index --rebuild'"}


@pytest.mark.parametrize("how", ["garbage", "hole"])
def test_a_damaged_library(run: Run, library: Path, how: str) -> None:
    file = library / FILE_NAME
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(b"garbage" * 999 if how == "garbage" else whole[:middle] + bytes(8192) + whole[middle + 8192 :])
    (todo,) = _todo(run).values()
    assert "move it away and index again" in todo


@pytest.mark.usefixtures("library")
def test_models(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"not a model")
    assert "choose another" in _todo(run, "--model", file)["model"]
    assert "a .gguf file" in _todo(run, "--model", "nonsense")["model"]
    assert _todo(run, "--model", "someone/some-model/file.gguf") == {}


def test_settings_that_cannot_be_used(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    file.write_text("nonsense = 1")
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(file))
    assert "the keys are" in _todo(run)["settings"]
