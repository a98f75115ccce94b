"""GGUF models on the hub, and those of them that are in its cache (`index.hub`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.hub import cached, quieten
from qa.llm.catalogue import place_of

_ENDING = ".gguf"


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A GGUF file in the hub's cache: OWNER/REPOSITORY/FILE, where it is, and its bytes."""

    place: str
    file: Path
    size: int


def is_place(wanted: str) -> bool:
    """Whether that is the form of OWNER/REPOSITORY/FILE.gguf."""
    return wanted.endswith(_ENDING) and not wanted.startswith(("/", "~", ".")) and wanted.count("/") >= 2


def is_on_hub(wanted: str) -> bool:
    """Whether the model of that name has to be downloaded first."""
    place = place_of(wanted)
    return is_place(place) and not Path(wanted).is_file() and cached(place) is None


def downloaded() -> Iterator[Downloaded]:
    """The GGUF files in the hub's cache, whoever put them there."""
    quieten()
    from huggingface_hub import CacheNotFound, scan_cache_dir

    try:
        found = scan_cache_dir()
    except CacheNotFound:
        return
    for repository in sorted(found.repos, key=lambda one: one.repo_id):
        for revision in repository.revisions:
            for one in sorted(revision.files, key=lambda one: one.file_name):
                if one.file_name.endswith(_ENDING):
                    inside = one.file_path.relative_to(revision.snapshot_path).as_posix()
                    yield Downloaded(f"{repository.repo_id}/{inside}", one.file_path, one.size_on_disk)
