"""Which folders a library follows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import FootnoteError
from index.roots import Scope, existing, merged, scopes

A, AB, ABC, D = Path("/a"), Path("/a/b"), Path("/a/b/c"), Path("/d")


def test_roots_inside_others_are_left_out() -> None:
    assert merged([ABC, D, A, AB, A]) == [A, D]
    assert merged([Path("/ab"), A]) == [A, Path("/ab")]
    assert merged([]) == []


def test_a_path_belongs_to_the_outermost_root() -> None:
    assert scopes([ABC], [AB]) == [Scope(ABC, AB)]
    assert scopes([A], [AB, D]) == [Scope(A, A)]
    assert scopes([AB, ABC, D], []) == [Scope(AB, AB), Scope(D, D)]


def test_prefix_and_cover_of_a_folder_inside_a_root(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    scope = Scope(tmp_path / "b", tmp_path)
    assert scope.prefix == "b/"
    assert scope.covers(tmp_path, "b/c/x.md")
    assert not scope.covers(tmp_path, "bc/x.md")
    assert not scope.covers(tmp_path / "b", "b/x.md")
    assert Scope(tmp_path, tmp_path).prefix == ""
    assert Scope(tmp_path, tmp_path).covers(tmp_path, "anything.md")


def test_prefix_and_cover_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    file = tmp_path / "b" / "x.md"
    file.write_text("x")
    inside = Scope(file, tmp_path)
    assert (inside.prefix, inside.covers(tmp_path, "b/x.md"), inside.covers(tmp_path, "b/y.md")) == ("b/", True, False)
    alone = Scope(file, file)
    assert (alone.prefix, alone.covers(file, "x.md"), alone.covers(file, "y.md")) == ("", True, False)


def test_paths_become_absolute(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news").mkdir()
    (home / "news").mkdir()
    monkeypatch.chdir(tmp_path)
    assert existing([Path("news/../news"), Path("~/news")]) == [tmp_path / "news", home / "news"]


def test_a_missing_path(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match="does not exist"):
        existing([tmp_path / "nowhere"])


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    folder.mkdir()
    with pytest.raises(FootnoteError, match="UTF-8") as error:
        existing([folder])
    assert str(error.value).isprintable()
