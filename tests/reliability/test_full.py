"""A few full disks and folders that cannot be written; scripts/reliability.py full tries many."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.schema import FILE_NAME, open_library
from index.vectors import FlatStore
from scripts.trials import mounted
from scripts.trials.children import Nursery
from scripts.trials.full import limited, not_about_room
from tests.fakes import HashEmbedder, prose, write_articles


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as one:
        yield one


def test_no_room_for_a_file(nursery: Nursery, tmp_path: Path) -> None:
    tally = limited(nursery, tmp_path, "changed", 3)
    assert tally.failures == ()
    assert tally.details["refused"] == 3


@pytest.mark.skipif(not mounted.can_mount(), reason="needs a system where a disk can be mounted without being root")
def test_small_and_read_only_disks() -> None:
    tallies = mounted.tallies(1)
    assert [one.failures for one in tallies] == [(), ()]


def test_a_folder_that_may_not_be_written(nursery: Nursery) -> None:
    assert mounted.forbidden(nursery).failures == ()


def test_other_complaints_are_not_about_room() -> None:
    assert not_about_room("FootnoteError: cannot read the library (disk I/O error): try again\n")
    assert not_about_room("FootnoteError: no room to write in x\nmake room\n")
    assert not_about_room("FootnoteError: no room to write in x: make room\n") is None


def test_vectors_that_find_no_room_are_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAISS itself writes the end of a small file when it closes it, and does not look whether that went well."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    store = FlatStore.empty(4).filled([(np.array([1]), np.eye(1, 4, dtype=np.float32))])
    (tmp_path / "vectors-1.faiss").write_bytes(b"those of before")
    monkeypatch.setattr(faiss, "write_index", full)
    with pytest.raises(OSError, match="No space left"):
        store.save(tmp_path / "vectors-1.faiss")
    assert [file.name for file in tmp_path.iterdir()] == ["vectors-1.faiss"]
    assert (tmp_path / "vectors-1.faiss").read_bytes() == b"those of before"


@pytest.fixture
def unwritable(library_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library beside which SQLite can make no files."""
    write_articles(tmp_path / "news", [1, 2])
    build(library_dir, [tmp_path / "news"], HashEmbedder())
    connect = sqlite3.connect

    def refused(file: object, *arguments: object, **options: object) -> sqlite3.Connection:
        if "uri" not in options:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorname = "SQLITE_CANTOPEN"
            raise error
        return connect(file, *arguments, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", refused)
    return library_dir


def test_a_library_is_read_where_nothing_can_be_written(unwritable: Path) -> None:
    with Library.open(unwritable, HashEmbedder()) as library:
        assert library.search(prose(1001, 1))[0].passage.text == prose(1001, 12)
    assert not list(unwritable.glob("*-wal"))


def test_what_was_written_last_is_not_left_out(unwritable: Path) -> None:
    (unwritable / f"{FILE_NAME}-wal").write_bytes(b"changes")
    with pytest.raises(FootnoteError, match="left in the midst of indexing"):
        open_library(unwritable)


def test_a_library_that_is_changed_by_somebody_else_is_not_read_on(unwritable: Path) -> None:
    with Library.open(unwritable, HashEmbedder()) as library:
        with (unwritable / FILE_NAME).open("ab") as file:
            file.write(b"\0" * 4096)
        with pytest.raises(FootnoteError, match="has changed since it was opened"):
            library.search("article")
