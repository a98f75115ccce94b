"""The program leaves at once behind a command, with all that it said said, and the library closed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import build
from tests.fakes import HashEmbedder, prose, write_article

_ENTRY = "import sys; sys.argv[0] = 'footnote'; from qa.cli import entry; entry()"
_STORY = "The town of Marsh closed its oldest mill on Tuesday after the river rose 2 metres in a single night."


def _asked(*arguments: object) -> subprocess.CompletedProcess[str]:
    return _ran("ask", *arguments)


def _ran(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _ENTRY, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.models
def test_a_question_ends_with_its_answer_printed_and_nothing_left_beside_the_library(tmp_path: Path) -> None:
    write_article(tmp_path / "news", "story.md", "Mill shut", _STORY, date="2024-03-05")
    library = tmp_path / "library"
    assert _ran("index", tmp_path / "news", "--library", library).returncode == 0
    before = {file.name for file in library.iterdir()}
    answered = _asked("Which town closed its oldest mill?", "--library", library)
    assert (answered.returncode, answered.stderr) == (0, "")
    assert "[1]" in answered.stdout
    assert answered.stdout.endswith("\n")
    refused = _asked("Which comet passed Jupiter in 1994?", "--library", library)
    assert refused.returncode == 1
    assert refused.stdout
    assert {file.name for file in library.iterdir()} == before


@pytest.mark.models
def test_what_is_wrong_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    failed = _asked("Who?", "--library", tmp_path / "nowhere")
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "there is no library" in failed.stderr
    assert failed.stderr.count("\n") == 1


@pytest.mark.models
def test_a_library_of_another_model_is_said_to_be_one(tmp_path: Path) -> None:
    write_article(tmp_path / "news", "story.md", "Mill shut", prose(1))
    build(tmp_path / "library", [tmp_path / "news"], HashEmbedder())
    failed = _asked("Who?", "--library", tmp_path / "library")
    assert failed.returncode == 2
    assert f"was made with the embedding model {HashEmbedder().name}, not" in failed.stderr
    assert failed.stderr.count("\n") == 1


@pytest.mark.models
def test_indexing_and_searching_end_with_all_said_and_nothing_left_beside_the_library(tmp_path: Path) -> None:
    write_article(tmp_path / "news", "story.md", "Mill shut", _STORY, date="2024-03-05")
    library = tmp_path / "library"
    for said in ("1 new or changed", "nothing new"):
        done = _ran("index", tmp_path / "news", "--library", library)
        assert (done.returncode, done.stderr.count("\n")) == (0, 1)
        assert said in done.stderr
        assert {file.name for file in library.iterdir()} == {
            "library.sqlite",
            "roots.json",
            "vectors-2.faiss",
            "writer.lock",
        }
    found = _ran("search", "mill", "--library", library, "--json")
    assert found.returncode == 0
    assert "Marsh" in json.loads(found.stdout)[0]["text"]
    assert not [file for file in library.iterdir() if file.name.endswith(("-wal", "-shm"))]
