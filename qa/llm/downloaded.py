"""Which GGUF models were downloaded: those in the hub's cache. `index.download` downloads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.download import cached, quieten
from qa.llm.catalogue import ENDING, is_place, place_of


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A GGUF file in the hub's cache: OWNER/REPOSITORY/FILE, where it is, and its bytes."""

    place: str
    file: Path
    size: int


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
                if one.file_name.endswith(ENDING):
                    inside = one.file_path.relative_to(revision.snapshot_path).as_posix()
                    yield Downloaded(f"{repository.repo_id}/{inside}", one.file_path, one.size_on_disk)
