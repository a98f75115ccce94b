"""Waiting until something may have changed in folders of articles. Whether it has, indexing finds out by itself."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from threading import Event

from index.errors import FootnoteError
from index.kept import kept_folder
from index.readers import suffix_of
from index.walk import is_left_out

# Milliseconds: so long nothing happens before a change is told, for an editor writes several files; or, if something
# always happens, so long after the first.
_QUIET, _LONGEST = 500, 5_000
# Milliseconds of silence after which it is asked whether to go on; and seconds after which it is looked in any case,
# since network drives tell nothing, and systems drop what is too much to tell.
_SILENCE, _IN_ANY_CASE = 1_000, 300.0


def changes(folders: Sequence[Path], library: Path, stop: Event | None = None) -> Iterator[None]:
    """Yields whenever something may have changed in those folders or files, the first time at once, until `stop` is
    set. What the library in `library` writes itself does not count.

    Raises FootnoteError where none of the folders is there, or the system cannot watch them.
    """
    from watchfiles import watch

    there = [folder for folder in folders if folder.exists()]
    if not there:
        raise FootnoteError(
            "nothing to follow", "name a folder of articles, as in 'footnote index --watch ~/news'", "invalid"
        )
    # an editor puts a new file in the place of the old one, which only its folder tells
    places = {folder if folder.is_dir() else folder.parent for folder in there}
    known = {*there, *(folder.resolve() for folder in there)}  # some systems tell of what a link leads to
    looked = float("-inf")
    try:
        for found in watch(
            *places,
            watch_filter=lambda _, path: _matters(Path(path), known, library),
            step=_QUIET,
            debounce=_LONGEST,
            rust_timeout=_SILENCE,
            yield_on_timeout=True,
            stop_event=stop,
            ignore_permission_denied=True,
        ):
            # the first time: what has changed before the watch began
            if found or time.monotonic() - looked > _IN_ANY_CASE:
                yield
                looked = time.monotonic()
    except OSError as error:
        raise FootnoteError(
            f"cannot follow the folders ({error})",
            "follow fewer, raise the system's limit on watches "
            "(fs.inotify.max_user_watches), or set WATCHFILES_FORCE_POLLING=1",
            "storage",
        ) from None


def _matters(path: Path, folders: Collection[Path], library: Path) -> bool:
    """Whether a change there may change what there is to read: to a file of a kind that is read, or to a folder."""
    kept = kept_folder(library)
    if path.is_relative_to(kept.parent) and not path.is_relative_to(kept):
        return False
    for folder in folders:
        if path == folder:
            return True
        if path.is_relative_to(folder):
            names = path.relative_to(folder).parts
            return not any(map(is_left_out, names)) and (suffix_of(path.name) is not None or not path.is_file())
    return False
