"""Libraries by name: `--library news` is a folder of that name below the user's data folder, `--library ./news` is the
folder that it says.

`--library milvus://HOST:PORT/NAME` is one on a server, which has a folder beside the others, and `--library
milvus-lite:news` one whose folder holds a file of Milvus Lite.

A library in the current folder is found by its bare name as well, as it was before libraries had names; where there is
one of that name in both places, neither is guessed.
"""

from __future__ import annotations

import os
import re
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.errors import FootnoteError
from index.milvus.place import LITE, address_of, folder_name, is_address, is_in_milvus, lite, note, noted, parsed
from index.paths import expanded
from qa.printable import one_line
from qa.settings import Settings, default_library, named_libraries, sample_library

DEFAULT, SAMPLE = "default", "sample"
"""The names of the user's own library, of which no name is given, and of the sample's."""

_FILE = "library.sqlite"  # index.schema imports much, and this is looked at before every question
_NAME = re.compile(r"[^\W_][\w .+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One library: its name, or its path where it has none; what it holds, its size in bytes, and the day of its last
    change (ISO, "" where nobody knows). `is_default`: it is asked where none is named. `problem` is why its articles
    cannot be counted, "" where they were.
    """

    name: str
    folder: Path
    is_default: bool
    articles: int
    passages: int
    bytes: int
    changed: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The library to use. `is_sample` where the user has none of their own yet."""

    folder: Path
    is_sample: bool = False


def choose_library(flag: Path | str | None, settings: Settings) -> Place:
    """--library, else what is configured, else the user's default library, else the sample.

    Raises FootnoteError for a name that no library has.
    """
    named = flag or settings.library
    if named:
        return Place(folder_to_ask(named), is_sample=named == SAMPLE)
    folder = default_library()
    return Place(folder) if folder.exists() else Place(sample_library(), is_sample=True)


def is_name(named: str) -> bool:
    """Whether it is the name of a library, and neither a path, which has a slash or begins with "~" or ".", nor an
    address in Milvus.
    """
    return os.sep not in named and not named.startswith(("~", ".")) and not is_address(named)


def folder_of(named: Path | str) -> Path:
    """The folder of the library that --library names, whether or not it is there; a `Path` is always the folder itself.

    Raises FootnoteError for what can be no name, and where a library in the current folder has the name of another.
    """
    if isinstance(named, str) and is_address(named):
        return folder_of(named[len(LITE) :]) if named.startswith(LITE) else _on_servers() / folder_name(parsed(named))
    if isinstance(named, Path) or not is_name(named):
        return expanded(named)
    if not _NAME.fullmatch(named):
        raise FootnoteError(
            f"'{one_line(named)}' is no name for a library", "use letters, digits, - and _, or a path", "invalid"
        )
    folder = folder_of_name(named)
    here = Path.cwd() / named
    if not _is_library(here):
        return folder
    if folder.is_dir() and not here.samefile(folder):
        raise FootnoteError(
            f"'{named}' is a library in this folder and one by name",
            f"write ./{named} for the first, {folder} for the other",
            "invalid",
        )
    return here


def folder_to_ask(named: Path | str) -> Path:
    """`folder_of`, for a library that is there. Raises FootnoteError for a name that no library has."""
    folder = folder_of(named)
    if isinstance(named, str) and is_address(named):
        if not named.startswith(LITE):
            note(folder, parsed(named))
        elif not is_in_milvus(folder):
            raise FootnoteError(
                f"there is no library of Milvus Lite in {folder}",
                f"'footnote index --library {named} FOLDER' makes it",
                "not-found",
            )
        return folder
    if isinstance(named, str) and is_name(named) and named != SAMPLE and not folder.is_dir():
        from difflib import get_close_matches

        near = get_close_matches(named, names(), 1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise FootnoteError(
            f"there is no library '{named}'",
            f"{hint}'footnote libraries' lists them, 'footnote index --library {named} FOLDER' makes it",
            "not-found",
        )
    return folder


def folder_to_write(named: Path | str | None) -> Path:
    """The library that is indexed into: the one named, else the user's own. Raises FootnoteError for the sample."""
    if named in (SAMPLE, LITE + SAMPLE):
        raise FootnoteError("the sample is Footnote's own", "choose another name with --library", "invalid")
    folder = folder_of(named) if named else default_library()
    if isinstance(named, str) and is_address(named):
        note(folder, lite() if named.startswith(LITE) else parsed(named))
    return folder


def names() -> list[str]:
    """The names of the libraries that there are: the user's own first, the sample last."""
    below = named_libraries()
    named = sorted(one.name for one in below.iterdir() if _is_library(one)) if below.is_dir() else []
    own = [DEFAULT] if _is_library(default_library()) else []
    return [*own, *named, *([SAMPLE] if (sample_library() / _FILE).is_file() else [])]


def listed(settings: Settings) -> list[Listed]:
    """All libraries that have a name, those on servers that were asked from here, and the one that the settings name by
    its path.
    """
    asked = _asked(settings)
    found = [_look(name, folder_of_name(name), asked) for name in names()]
    there = sorted(_on_servers().iterdir()) if _on_servers().is_dir() else []
    found += [_look(called(folder), folder, asked) for folder in there if is_in_milvus(folder)]
    if asked not in [one.folder for one in found] and _is_library(asked):
        found.insert(0, _look(str(asked), asked, asked))
    return found


def folder_of_name(name: str) -> Path:
    """The folder of the library of that name, whether or not it is there."""
    return {DEFAULT: default_library(), SAMPLE: sample_library()}.get(name) or named_libraries() / name


def called(folder: Path) -> str:
    """What people call the library in that folder: its name or address, or the folder where it has none."""
    if folder.parent == _on_servers() and is_in_milvus(folder):
        return address_of(noted(folder))
    return folder.name if folder.parent == named_libraries() else str(folder)


def _asked(settings: Settings) -> Path:
    """The library that is asked where none is named."""
    if settings.library:
        if is_address(settings.library):
            return folder_of(settings.library).absolute()
        return (folder_of_name if is_name(settings.library) else expanded)(settings.library).absolute()
    return default_library() if default_library().exists() else sample_library()


def _look(name: str, folder: Path, asked: Path) -> Listed:
    from index.opening import open_rows
    from index.schema import reporting_damage

    files = [file.stat() for file in folder.rglob("*") if file.is_file()]
    size = sum(status.st_size for status in files)
    # whoever indexes into one in Milvus has a lock in its folder meanwhile
    changed = date.fromtimestamp((folder if is_in_milvus(folder) else folder / _FILE).stat().st_mtime).isoformat()
    try:
        with reporting_damage(folder), closing(open_rows(folder)) as opened:
            counts = opened.rows.counts()
    except FootnoteError as error:
        return Listed(name, folder, folder == asked, 0, 0, size, changed, str(error))
    return Listed(name, folder, folder == asked, counts.articles, counts.passages, size, changed)


def _is_library(folder: Path) -> bool:
    return (folder / _FILE).is_file() or is_in_milvus(folder)


def _on_servers() -> Path:
    """Where the folders of libraries on servers are."""
    return named_libraries().parent / "milvus"
