"""A few processes at one library; scripts/reliability.py crowd tries many."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.lock import writing
from scripts.trials.children import start
from scripts.trials.crowd import readers_beside_a_writer, writers_at_once
from scripts.trials.crowded import write_edition
from scripts.trials.real import asked_at_once
from tests.fakes import HashEmbedder, prose, write_articles


def test_readers_see_one_moment(tmp_path: Path) -> None:
    tally = readers_beside_a_writer(tmp_path, 2, 3, clustered=True)
    assert tally.failures == ()
    assert tally.cases > 0


def test_vectors_that_vanish_while_they_are_looked_at(
    library_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a writer removes those of before between a reader's two looks at the folder."""

    def vanished(file: Path) -> str:
        raise FileNotFoundError(file)

    monkeypatch.setattr("index.faissindex.FLAT_UP_TO", 1)
    write_articles(tmp_path / "news", [1, 2])
    build(library_dir, [tmp_path / "news"], HashEmbedder())
    monkeypatch.setattr("index.vectorfile.checksum", vanished)
    with Library.open(library_dir, HashEmbedder()) as library:
        assert library.search(prose(1001, 1), mode="dense")[0].passage.text == prose(1001, 12)


def test_one_of_several_writers_writes(tmp_path: Path) -> None:
    assert writers_at_once(tmp_path, 3, 1).failures == ()


def test_who_holds_a_library_is_named_until_it_ends(tmp_path: Path) -> None:
    library = tmp_path / "library"
    write_edition(tmp_path / "articles", 0)
    holder = start("crowded.hold", folder=str(library))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(FootnoteError, match=rf"\(process {holder.pid}, since 20..-..-.. ..:..:..\)"), writing(library):
        pass
    holder.kill()
    holder.communicate()
    assert json.loads((library / "writer.json").read_text())["process"] == holder.pid
    with writing(library):  # what it left behind does not hinder
        assert json.loads((library / "writer.json").read_text())["process"] == os.getpid()
    assert not (library / "writer.json").exists()


@pytest.mark.parametrize(
    "note", ['{"process": 4194999, "since": "2024-01-01 00:00:00"}', "[]", "{", '{"process": "x"}']
)
def test_a_stale_note_names_nobody(tmp_path: Path, note: str) -> None:
    with writing(tmp_path):
        (tmp_path / "writer.json").write_text(note)
        with pytest.raises(FootnoteError) as error, writing(tmp_path):
            pass
    assert str(error.value).startswith(f"another process is indexing into {tmp_path}: wait for it")


def test_a_writer_that_waits_gets_its_turn(tmp_path: Path) -> None:
    holder = start("crowded.hold", folder=str(tmp_path), seconds=0.3)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with writing(tmp_path, wait=60):
        assert holder.wait() == 0


@pytest.mark.models
def test_the_real_program_asked_at_once(tmp_path: Path) -> None:
    """For the first time, when there is no library yet, and beside indexing."""
    tally = asked_at_once(tmp_path, 2, 2)
    assert tally.failures == ()
