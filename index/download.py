"""Downloads the files of models, GGUF and encoders, from the Hugging Face hub or the one that HF_ENDPOINT names.

They go into the hub's own cache.

Source: huggingface_hub. Its download begins again from nothing in a new process, and compares no checksums; so the file
is fetched here, into the place that the hub's cache has for it, and the hub finds it there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import FootnoteError

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")  # git's name for a small file


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file from the hub. `is_new` where it was downloaded just now, `is_checked` where that was compared with the
    hub's checksum.
    """

    file: Path
    is_new: bool = False
    is_checked: bool = False


def cached(place: str, revision: str = "main") -> Path | None:
    """The file from the hub's cache, without asking the network."""
    quieten()
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(*_parts(place), revision=revision)
    return Path(found) if isinstance(found, str) else None


def fetch(place: str, revision: str = "main") -> Fetched:
    """The file at OWNER/REPOSITORY/FILE: from the cache, or downloaded, with a progress bar on a terminal. A
    download that was broken off goes on where it was.

    Raises FootnoteError where the hub cannot be reached or has no such file, where there is no room, and where what
    came is not what the hub has.
    """
    if found := cached(place, revision):
        return Fetched(found)
    with told(place):
        return _download(place, revision)


@contextmanager
def told(place: str) -> Iterator[None]:
    """What goes wrong with the hub, as a FootnoteError."""
    try:
        yield
    except FootnoteError:
        raise
    except Exception as error:  # beside the hub's own errors come those of the HTTP library below it
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise FootnoteError(
            f"cannot get {place} from the hub ({reason})", "check the name and the network, then try again", "remote"
        ) from None


def _download(place: str, revision: str) -> Fetched:
    from filelock import FileLock, Timeout
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
    from huggingface_hub.constants import HF_HUB_CACHE
    from huggingface_hub.file_download import repo_folder_name

    repository, file = _parts(place)
    check_online(place)
    url = hf_hub_url(repository, file, revision=revision)
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
    return Fetched(Path(hf_hub_download(repository, file, revision=revision)), is_new=True, is_checked=is_checked)


def check_online(place: str) -> None:
    """Raises FootnoteError where the hub may not be asked."""
    from huggingface_hub.constants import HF_HUB_OFFLINE

    if HF_HUB_OFFLINE:
        raise FootnoteError(
            f"{place} is not here, and HF_HUB_OFFLINE keeps it from the network", "unset it", "not-found"
        )


def _into(blob: Path, url: str, known: HfFileMetadata, place: str) -> bool:
    """Download the rest of a file into its place. Whether it was compared with the hub's checksum."""
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
    expected = known.etag or ""
    is_checked = any(form.fullmatch(expected) for form in (_SHA256, _SHA1))
    if is_checked and _checksum(part, is_git=_SHA1.fullmatch(expected) is not None) != expected:
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


def _checksum(file: Path, *, is_git: bool) -> str:
    """The SHA-256 of a file, or the name that git has for what is in it."""
    with file.open("rb") as stream:
        if not is_git:
            return hashlib.file_digest(stream, "sha256").hexdigest()
        named = hashlib.sha1(b"blob %d\0" % file.stat().st_size, usedforsecurity=False)
        while piece := stream.read(1 << 20):
            named.update(piece)
        return named.hexdigest()


def _parts(place: str) -> tuple[str, str]:
    """The repository, OWNER/NAME, and the file in it."""
    owner, repository, file = place.split("/", 2)
    return f"{owner}/{repository}", file


def quieten() -> None:
    """No telemetry, and no log lines beside our own. To be called before anything of the hub is imported."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
