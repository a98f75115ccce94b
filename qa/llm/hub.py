"""Models from the Hugging Face hub, or from the one that HF_ENDPOINT names, in the hub's own cache.

Source: huggingface_hub. Its download begins again from nothing in a new process, and compares no checksums; so the file
is fetched here, into the place that the hub's cache has for it, and the hub finds it there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import FootnoteError
from qa.llm.catalogue import place_of

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ENDING = ".gguf"


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A GGUF file in the hub's cache: OWNER/REPOSITORY/FILE, where it is, and its bytes."""

    place: str
    file: Path
    size: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file from the hub. `is_new` where it was downloaded just now, `is_checked` where that was compared with the
    hub's SHA-256.
    """

    file: Path
    is_new: bool = False
    is_checked: bool = False


def is_place(wanted: str) -> bool:
    """Whether that is the form of OWNER/REPOSITORY/FILE.gguf."""
    return wanted.endswith(_ENDING) and not wanted.startswith(("/", "~", ".")) and wanted.count("/") >= 2


def is_on_hub(wanted: str) -> bool:
    """Whether the model of that name has to be downloaded first."""
    place = place_of(wanted)
    return is_place(place) and not Path(wanted).is_file() and cached(place) is None


def cached(place: str) -> Path | None:
    """The file from the hub's cache, without asking the network."""
    _quieten()
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(*_parts(place))
    return Path(found) if isinstance(found, str) else None


def downloaded() -> Iterator[Downloaded]:
    """The GGUF files in the hub's cache, whoever put them there."""
    _quieten()
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


def fetch(place: str) -> Fetched:
    """The file at OWNER/REPOSITORY/FILE.gguf: from the cache, or downloaded, with a progress bar on a terminal. A
    download that was broken off goes on where it was.

    Raises FootnoteError where the hub cannot be reached or has no such file, where there is no room, and where what
    came is not what the hub has.
    """
    if found := cached(place):
        return Fetched(found)
    try:
        return _download(place)
    except FootnoteError:
        raise
    except Exception as error:  # beside the hub's own errors come those of the HTTP library below it
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise FootnoteError(
            f"cannot get {place} from the hub ({reason})", "check the name and the network, then try again", "remote"
        ) from None


def _download(place: str) -> Fetched:
    from filelock import FileLock, Timeout
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
    from huggingface_hub.constants import HF_HUB_CACHE, HF_HUB_OFFLINE
    from huggingface_hub.file_download import repo_folder_name

    repository, file = _parts(place)
    if HF_HUB_OFFLINE:
        raise FootnoteError(
            f"{place} is not here, and HF_HUB_OFFLINE keeps it from the network", "unset it", "not-found"
        )
    url = hf_hub_url(repository, file)
    known = get_hf_file_metadata(url)
    if not known.etag or not re.fullmatch(r"[\w.-]+", known.etag):
        raise FootnoteError(f"the hub does not say what {place} is", "check HF_ENDPOINT, and try again", "remote")
    blob = Path(HF_HUB_CACHE) / repo_folder_name(repo_id=repository, repo_type="model") / "blobs" / known.etag
    is_checked = False
    if not blob.exists():
        blob.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(f"{blob}.footnote.lock", timeout=0):
                is_checked = _into(blob, url, known, place)
        except Timeout:
            raise FootnoteError(f"{place} is being downloaded already", "wait for that", "busy") from None
    return Fetched(Path(hf_hub_download(repository, file)), is_new=True, is_checked=is_checked)


def _into(blob: Path, url: str, known: HfFileMetadata, place: str) -> bool:
    """Download the rest of a file into its place. Whether it was compared with the hub's SHA-256."""
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    part = blob.with_name(f"{blob.name}.footnote-part")
    there = part.stat().st_size if part.exists() else 0
    if known.size is not None:
        _check_room(blob.parent, known.size - there, place)
    # what the hub may know of the user is not for those that it points to
    is_own = urlsplit(known.location).netloc == urlsplit(url).netloc
    with part.open("ab") as stream:
        http_get(
            known.location,
            stream,
            resume_size=there,
            headers=build_hf_headers() if is_own else {},
            expected_size=known.size,
            displayed_filename=place.rpartition("/")[2],
        )
    is_checked = _SHA256.fullmatch(known.etag or "") is not None
    if is_checked and _checksum(part) != known.etag:
        part.unlink()
        raise FootnoteError(f"what came for {place} is not what the hub has", "it is thrown away; try again", "remote")
    part.replace(blob)
    return is_checked


def _check_room(folder: Path, wanted: int, place: str) -> None:
    free = shutil.disk_usage(folder).free
    if wanted > free:
        raise FootnoteError(
            f"{place} needs {wanted / 1e9:.1f} GB more and {free / 1e9:.1f} GB are free in {folder}",
            "make room, or set HF_HOME to a folder elsewhere",
            "storage",
        )


def _checksum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _parts(place: str) -> tuple[str, str]:
    """The repository, OWNER/NAME, and the file in it."""
    owner, repository, file = place.split("/", 2)
    return f"{owner}/{repository}", file


def _quieten() -> None:
    """No telemetry, and no log lines beside our own. To be called before anything of the hub is imported."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
