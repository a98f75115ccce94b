"""Finds the files under a folder that the readers can read."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.readers import SUFFIXES, suffix_of
from index.types import OtherFile, Problem, SourceFile

# Control characters, marks of direction and whatever else hides, and separators of lines.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # hold emoji and the letters of some scripts together
# What is taken for articles at times.
_KNOWN_OTHERS = {".opml": "lists of feeds"}
_READABLE = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder on the way down: what is left of it, and what it is, to know it again behind a link."""

    path: str
    relative: str
    identity: tuple[int, int]
    entries: Iterator[os.DirEntry[str]]


def find_files(root: Path) -> Iterator[SourceFile | Problem | OtherFile]:
    """Every readable file under `root` (or `root` itself), sorted by relative path, and a Problem for each that is not.

    Names that `is_left_out` knows are left out; in a folder, a file whose suffix no reader knows is an OtherFile. Links
    are followed; a link back to a folder that is being walked is a Problem. Only regular files are ever offered.
    """
    name = printable(root.name or str(root))
    try:
        status = root.stat()
    except OSError as error:
        yield Problem(printable(str(root)), _cannot("be found", error, "check the path"))
        return
    except ValueError:  # a NUL in the name
        yield Problem(printable(str(root)), "is not a path; check the spelling")
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _walk(root, status)
    elif suffix_of(root.name) is None and stat.S_ISREG(status.st_mode):
        yield Problem(name, f"unknown kind of file; Footnote reads {' '.join(sorted(SUFFIXES))}")
    else:
        yield _file(root, str(root), name, status)


def is_left_out(name: str) -> bool:
    """Whether a file or folder of that name is none of a person's: hidden, or what an office program has beside a
    document that is open.
    """
    return name.startswith((".", "~$"))


def by_kind(counts: Mapping[str, int], most: int = 5) -> str:
    """Files by suffix, as in "3 .pages, 1 .key and 2 of other kinds": the commonest by name."""
    first = sorted(counts, key=lambda suffix: (-counts[suffix], suffix))
    named = [f"{counts[suffix]:,} {_named(suffix)}" for suffix in first[:most]]
    if rest := sum(counts[suffix] for suffix in first[most:]):
        return f"{', '.join(named)} and {rest:,} of other kinds"
    return ", ".join(named)


def _named(suffix: str) -> str:
    said = printable(suffix) or "without a suffix"
    return f"{said} ({_KNOWN_OTHERS[suffix]})" if suffix in _KNOWN_OTHERS else said


def printable(name: str) -> str:
    """A file name that can be printed and stored as UTF-8: what cannot is shown as a backslash escape."""
    if name.isascii() and name.isprintable():
        return name
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    steers = unicodedata.category(character) in _UNPRINTABLE and character not in _JOINERS
    return character.encode("unicode_escape").decode("ascii") if steers else character


def _walk(root: Path, status: os.stat_result) -> Iterator[SourceFile | Problem | OtherFile]:
    top = _open(str(root), "", status)
    if isinstance(top, Problem):
        yield Problem(printable(str(root)), top.reason)
        return
    path = [top]  # the folders from the root down to here: a stack of our own, as trees can be deep
    while path:
        entry = next(path[-1].entries, None)
        if entry is None:
            path.pop()
            continue
        relative = path[-1].relative + printable(entry.name)
        found = _look_at(root, entry, relative, path)
        if isinstance(found, _Folder):
            path.append(found)
        elif found is not None:
            yield found


def _look_at(
    root: Path, entry: os.DirEntry[str], relative: str, path: list[_Folder]
) -> SourceFile | Problem | OtherFile | _Folder | None:
    known = suffix_of(entry.name) is not None
    if not known and not _is_folder(entry):
        return OtherFile(Path(entry.name).suffix.lower()) if _is_file(entry) else None
    try:
        status = entry.stat()
    except OSError as error:
        if entry.is_symlink():
            return Problem(relative, _cannot("be followed", error, "mend or remove the link"))
        return Problem(relative, _cannot("be read", error, "check its permissions"))
    if not stat.S_ISDIR(status.st_mode):
        return _file(root, entry.path, relative, status)
    for above in path:
        if above.identity == (status.st_dev, status.st_ino):
            return Problem(relative, f"links back to {above.relative.rstrip('/') or 'the top folder'}; not followed")
    return _open(entry.path, relative + "/", status)


def _open(path: str, relative: str, status: os.stat_result) -> _Folder | Problem:
    try:
        with os.scandir(path) as scan:
            entries = [entry for entry in scan if not is_left_out(entry.name)]
    except OSError as error:
        return Problem(relative.rstrip("/"), _cannot("be opened", error, "allow reading it, or move it elsewhere"))
    # A folder sorts as "name/", which makes the walk as a whole come out sorted by relative path.
    entries.sort(key=lambda entry: entry.name + "/" * _is_folder(entry))
    return _Folder(path, relative, (status.st_dev, status.st_ino), iter(entries))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, or into a folder that may not be entered
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _file(root: Path, path: str, relative: str, status: os.stat_result) -> SourceFile | Problem:
    if not stat.S_ISREG(status.st_mode):
        return Problem(relative, "is not a regular file (a pipe, socket or device); skipped")
    # the system is asked only where the mode does not say that everybody may
    if status.st_mode & _READABLE != _READABLE and not os.access(path, os.R_OK):
        return Problem(relative, "cannot be read (permission denied); allow reading it, or move it elsewhere")
    return SourceFile(root, path, relative, status.st_size, status.st_mtime_ns)


def _cannot(what: str, error: OSError, advice: str) -> str:
    return f"cannot {what} ({(error.strerror or type(error).__name__).lower()}); {advice}"
