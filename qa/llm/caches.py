"""The copies of the models in the user's cache: whether they are whole, and making them again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from platformdirs import user_cache_path

from index.copies import forget, is_noted, is_whole
from index.damage import REPAIR
from index.embed import packaged_minilm
from index.encoder import encoder_copy, encoder_file
from index.errors import FootnoteError
from index.health import Finding
from qa.llm.models import find_model
from qa.llm.requantize import copy_of, quick_copy


class _Make(Protocol):
    def __call__(self) -> object: ...


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy, and what makes it where it is missing."""

    file: Path
    make: _Make


def cache_findings() -> list[Finding]:
    """What there is to say of the copies, each of which is read whole."""
    found = [_finding(one.file) for one in _copies() if one.file.exists()]
    return found or [Finding("copies", "none of the models are made yet")]


def repair_caches() -> list[Finding]:
    """Make again those that are damaged. Raises FootnoteError where they cannot be written."""
    done = []
    for one in _copies():
        if one.file.exists() and _finding(one.file).todo:
            try:
                forget(one.file)
                one.make()
                if not one.file.exists():
                    raise FootnoteError(f"cannot write {one.file}", "make room, then try again", "storage")
            except OSError as error:
                raise FootnoteError(
                    f"cannot write {one.file} ({error.strerror})", "check its permissions", "storage"
                ) from None
            done.append(Finding("repair", f"{one.file} is made again"))
    return done


def _copies() -> Iterator[_Copy]:
    folder, cache = packaged_minilm(), user_cache_path("footnote")
    yield _Copy(encoder_copy(folder, cache), lambda: encoder_file(folder, cache))
    try:
        model = find_model(None)
        copy = copy_of(model)
    except (FootnoteError, OSError):  # said elsewhere
        return
    yield _Copy(copy, lambda: quick_copy(model))


def _finding(file: Path) -> Finding:
    try:
        if not is_noted(file):
            return Finding("copies", f"{file} is of an earlier version: it is made again when it is used")
        if is_whole(file):
            return Finding("copies", f"{file} is whole")
        return Finding("copies", f"{file} is not what was made", REPAIR)
    except OSError as error:
        return Finding("copies", f"{file} cannot be read ({error.strerror})", REPAIR)
