"""Small disks and read-only ones, mounted in a namespace of their own, and folders that another user may not write."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from index.build import build
from index.errors import FootnoteError
from qa.chats.conversations import Conversations
from scripts.trials.articles import answers, change, state, write_first
from scripts.trials.children import REPOSITORY, Nursery
from scripts.trials.tally import Tally, tallied
from tests.fakes import HashEmbedder

_DISK = 4 << 20
_NAMESPACE = ["unshare", "--map-root-user", "--mount"]


def can_mount() -> bool:
    """Whether this system lets us mount a disk in a namespace of our own."""
    with tempfile.TemporaryDirectory() as folder, suppress(FileNotFoundError):
        mount = [*_NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", folder]
        return subprocess.run(mount, capture_output=True).returncode == 0
    return False


def tallies(rooms: int) -> list[Tally]:
    """So many disks with little room, then one that is read-only; nothing where nothing can be mounted."""
    if not can_mount():
        return []
    small = [4096 * number**2 for number in range(rooms)]  # closer together where it is tight
    return [
        tallied("bytes left on a disk", small, lambda spare: _in_namespace("on_small_disk", spare=spare)),
        tallied(
            "read-only disk", ["whole", "with a log beside it"], lambda how: _in_namespace("on_read_only", how=how)
        ),
    ]


def _in_namespace(task: str, **arguments: object) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "scripts.trials.children", f"mounted.{task}"]
        done = subprocess.run(
            [*_NAMESPACE, *command, json.dumps({"folder": folder, **arguments})],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
        )
    return done.stderr if done.returncode else None


def on_small_disk(folder: str, spare: int) -> None:
    """Index what has changed on a disk with so many bytes left, read there, then make room."""
    disk, articles = Path(folder), Path(folder, "articles")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", folder], check=True)
    library = disk / "library"
    write_first(articles)
    build(library, [articles], HashEmbedder())
    before, found = state(library), answers(library)
    change(articles)
    _fill(disk, spare)
    said = _refusal(lambda: build(library, [articles], HashEmbedder()))
    _expect(not said or said.startswith("no room to write in"), said)
    read = answers(library)
    _expect(read == found or state(library) != before, "the library of before finds something else")
    said = _refusal(lambda: Conversations.open(library).begin("Why?"))
    _expect(not said or said.startswith("no room to write in"), said)
    (disk / "filler").unlink()
    build(library, [articles], HashEmbedder())
    build(disk / "clean", [articles], HashEmbedder())
    _expect(answers(library) == answers(disk / "clean"), "with room again, it finds something else")


def _fill(disk: Path, spare: int) -> None:
    """Leave so many bytes, in whole pages."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 4096)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        filler.truncate(max(filler.tell() - spare, 0))


def on_read_only(folder: str, how: str) -> None:
    """Search a library on a disk that has become read-only; `how` it was left before."""
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
    library, articles = Path(folder, "library"), Path(folder, "articles")
    write_first(articles)
    build(library, [articles], HashEmbedder())
    found = answers(library)
    change(articles)
    if how != "whole":
        (library / "library.sqlite-wal").touch()
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    _unwritable(library, articles, found)


def forbidden(nursery: Nursery) -> Tally:
    """A library in a folder that this user may not write; root is somebody else for it."""
    with tempfile.TemporaryDirectory() as folder:
        library, articles = Path(folder, "library"), Path(folder, "articles")
        write_first(articles)
        build(library, [articles], HashEmbedder())
        change(articles)
        for one in (Path(folder), library):
            one.chmod(0o555)
        said = Path(folder).with_name(f"{Path(folder).name}.said")
        try:
            return tallied(
                "a folder that may not be written",
                ["search, index and chat"],
                lambda _: said.read_text() if nursery.run("mounted.as_nobody", folder=folder, said=said) else None,
            )
        finally:
            said.unlink(missing_ok=True)
            for one in (Path(folder), library):
                one.chmod(0o755)


def as_nobody(folder: str) -> None:
    """What can be done with a library by somebody who may only read it."""
    library = Path(folder, "library")
    found = answers(library)  # as its owner, where that is root
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    _unwritable(library, Path(folder, "articles"), found)


def _unwritable(library: Path, articles: Path, found: object) -> None:
    _expect(answers(library) == found, "it finds something else")
    for use in (
        lambda: build(library, [articles], HashEmbedder()),
        lambda: Conversations.open(library),
    ):
        said = _refusal(use)
        _expect("permission" in said and len(said.splitlines()) == 1, f"indexing or chatting said {said!r}")


def _refusal(use: Callable[[], object]) -> str:
    """What a person is told, or nothing."""
    try:
        use()
    except FootnoteError as error:
        return str(error)
    return ""


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
