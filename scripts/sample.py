"""The sample articles in a library of their own, so that a script asks nothing of the user's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.build import build
from index.embed import MiniLM
from qa.start import sample_articles


@contextmanager
def library_at(wanted: str | None) -> Iterator[Path]:
    """The library in that folder; without one, the sample in a folder that is gone afterwards."""
    if wanted:
        yield Path(wanted).expanduser()
        return
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), [sample_articles()], MiniLM())
        yield Path(folder)
