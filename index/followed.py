"""The folders that a library follows, noted a second time beside its SQLite file: without them nothing can be read
again where that file is lost.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from pathlib import Path

from index.copies import replacing

FILE_NAME = "roots.json"


def note_roots(folder: Path, roots: Iterable[Path]) -> None:
    """Write them down, if others or none are noted. Raises OSError."""
    wanted = sorted(roots)
    if noted_roots(folder) == wanted:
        return
    noted = {"roots": list(map(str, wanted)), "checksum": checksum_of(wanted)}
    with replacing(folder / FILE_NAME) as stream:
        stream.write(json.dumps(noted).encode())


def noted_roots(folder: Path) -> list[Path] | None:
    """What was written down; None where there is nothing, or it is not as it was written."""
    try:
        known = json.loads((folder / FILE_NAME).read_text("utf-8"))
        names, checksum = known["roots"], known["checksum"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        return None
    roots = [Path(name) for name in names]
    return roots if checksum == checksum_of(roots) else None


def checksum_of(roots: Iterable[Path]) -> str:
    """The CRC-32 of the folders' names."""
    return f"{zlib.crc32(json.dumps(sorted(map(str, roots))).encode()):08x}"
