"""Which files a folder offers, in what order, and what is said of those that cannot be read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from index.types import OtherFile, Problem, SourceFile
from index.walk import by_kind, find_files, printable


def _names(root: Path) -> list[str]:
    return [found.relative for found in find_files(root) if isinstance(found, SourceFile)]


def _problems(root: Path) -> list[Problem]:
    return [found for found in find_files(root) if isinstance(found, Problem)]


def _make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("words", encoding="utf-8")


def test_known_files_come_sorted_by_relative_path(tmp_path: Path) -> None:
    names = ["b.txt", "a/z.md", "a-b.txt", "a.html", "a/B.PDF", "c/d/e.jsonl.gz", "c/d.jsonl", "x.markdown", "y.htm"]
    _make(tmp_path, *names, "skip.gz", "skip.py", "noext", "a/skip.yaml")
    assert _names(tmp_path) == sorted(names)
    assert _problems(tmp_path) == []


def test_a_file_carries_its_root_size_and_time(tmp_path: Path) -> None:
    _make(tmp_path, "sub/a.txt")
    (found,) = find_files(tmp_path)
    status = (tmp_path / "sub" / "a.txt").stat()
    assert found == SourceFile(tmp_path, str(tmp_path / "sub" / "a.txt"), "sub/a.txt", 5, status.st_mtime_ns)


def test_hidden_files_and_folders_are_left_out_but_not_a_hidden_root(tmp_path: Path) -> None:
    root = tmp_path / ".notes"
    _make(root, ".a.txt", ".git/b.txt", "c.txt")
    assert _names(root) == ["c.txt"]


def test_a_single_file(tmp_path: Path) -> None:
    _make(tmp_path, "sub/a.txt")
    assert _names(tmp_path / "sub" / "a.txt") == ["a.txt"]


def test_a_file_of_an_unknown_kind_is_a_problem_only_when_it_is_named(tmp_path: Path) -> None:
    _make(tmp_path, "a.pages")
    assert list(find_files(tmp_path)) == [OtherFile(".pages")]
    (problem,) = _problems(tmp_path / "a.pages")
    assert problem.path == "a.pages"
    assert ".txt" in problem.reason
    assert ".jsonl.gz" in problem.reason
    assert "\n" not in problem.reason


def test_a_missing_root(tmp_path: Path) -> None:
    (problem,) = find_files(tmp_path / "nowhere")
    assert isinstance(problem, Problem)
    assert "no such file" in problem.reason
    assert "nowhere" in problem.path


def test_an_empty_folder(tmp_path: Path) -> None:
    assert list(find_files(tmp_path)) == []


def test_links_to_files_and_folders_are_followed(tmp_path: Path) -> None:
    _make(tmp_path, "real/a.txt")
    root = tmp_path / "root"
    root.mkdir()
    (root / "folder").symlink_to(tmp_path / "real")
    (root / "again").symlink_to(tmp_path / "real")
    (root / "file.txt").symlink_to(tmp_path / "real" / "a.txt")
    assert _names(root) == ["again/a.txt", "file.txt", "folder/a.txt"]


def test_a_loop_of_links_is_named_and_ends(tmp_path: Path) -> None:
    _make(tmp_path, "a/b/c.txt")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "top").symlink_to(tmp_path)
    assert _names(tmp_path) == ["a/b/c.txt"]
    by_path = {problem.path: problem.reason for problem in _problems(tmp_path)}
    assert by_path.keys() == {"a/b/up", "a/top"}
    assert "links back to a;" in by_path["a/b/up"]
    assert "the top folder" in by_path["a/top"]


def test_broken_and_circular_links_are_problems_where_the_suffix_is_known(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "gone.bin").symlink_to(tmp_path / "nothing")
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert [problem.path for problem in _problems(tmp_path)] == ["gone.txt", "self.md"]


def test_pipes_and_sockets_are_never_offered(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.txt"))
        found = list(find_files(tmp_path))
    assert [problem.path for problem in found if isinstance(problem, Problem)] == ["pipe.txt", "s.txt"]
    assert len(found) == 2
    (named,) = find_files(tmp_path / "pipe")
    assert isinstance(named, Problem)
    assert "not a regular file" in named.reason


def test_a_device_that_is_named_is_a_problem() -> None:
    (problem,) = find_files(Path("/dev/null"))
    assert isinstance(problem, Problem)


def test_a_folder_with_the_suffix_of_a_file_is_a_folder(tmp_path: Path) -> None:
    _make(tmp_path, "odd.txt/a.txt")
    assert _names(tmp_path) == ["odd.txt/a.txt"]


def test_a_folder_that_may_not_be_opened_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(tmp_path, "a/a.txt", "locked/b.txt", "z.txt")
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert _names(tmp_path) == ["a/a.txt", "z.txt"]
    (problem,) = _problems(tmp_path)
    assert problem.path == "locked"
    assert "permission denied" in problem.reason


def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(tmp_path, "a.txt", "b.txt", "c.txt")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).chmod(0o600)
    # c.txt may be read by everybody: of it, nothing is asked
    monkeypatch.setattr(os, "access", lambda path, _mode: str(path).endswith("b.txt"))
    assert _names(tmp_path) == ["b.txt", "c.txt"]
    assert [problem.path for problem in _problems(tmp_path)] == ["a.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_permissions_of_a_real_folder_and_file(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "sub/b.txt")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "sub").chmod(0)
    try:
        assert [problem.path for problem in _problems(tmp_path)] == ["a.txt", "sub"]
    finally:
        (tmp_path / "sub").chmod(0o700)


def test_names_that_are_not_utf8_come_out_printable(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"words")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (found,) = find_files(tmp_path)
    assert isinstance(found, SourceFile)
    assert found.relative == "caf\\xe9.txt"
    assert Path(found.path).read_bytes() == b"words"


def test_control_characters_in_names_are_escaped(tmp_path: Path) -> None:
    _make(tmp_path, "a\n\x1b[31mb.txt", "naïve 日本.txt")
    assert _names(tmp_path) == ["a\\n\\x1b[31mb.txt", "naïve 日本.txt"]
    assert printable("evil\u202etxt.exe") == "evil\\u202etxt.exe"


def test_a_tree_deeper_than_the_recursion_limit(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(1200):  # two characters a level, so that the path stays shorter than Linux allows
        deep = deep / "d"
        deep.mkdir()
    (deep / "a.txt").write_text("words", encoding="utf-8")
    names = _names(tmp_path)
    (deep / "a.txt").unlink()
    while deep != tmp_path:  # pytest's own way of removing it would recurse
        deep.rmdir()
        deep = deep.parent
    assert names == ["d/" * 1200 + "a.txt"]


def test_files_by_kind() -> None:
    assert by_kind({".docx": 3, "": 1}) == "3 .docx, 1 without a suffix"
    assert by_kind({".a": 9, ".b": 8, ".c": 7, ".d": 2, ".e": 1}, most=3) == "9 .a, 8 .b, 7 .c and 3 of other kinds"
