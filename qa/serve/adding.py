"""Bringing a library up to date for another program, which may name nothing that its owner did not index before."""

from __future__ import annotations

from pathlib import Path

from index.build import build
from index.embed import Embedder
from index.errors import FootnoteError
from index.followed import noted_roots
from index.paths import expanded
from index.roots import holds
from index.types import Summary
from qa.serve.service import Add


def adder(folder: Path, embedder: Embedder) -> Add:
    """Indexes into the library in `folder`, with an embedder that nothing else uses at the same time."""

    def add(path: Path | None) -> Summary:
        """Raises FootnoteError for a path that is not under what the library follows, and as `build` does."""
        if path is None:
            return build(folder, [], embedder)
        given = expanded(path)
        whole = given.resolve()
        if not any(holds(root.resolve(), whole) for root in noted_roots(folder) or ()):
            raise FootnoteError(
                f"{path} is not under a folder that the library follows",
                "to add it, run 'footnote index PATH' once",
                "invalid",
            )
        return build(folder, [given], embedder)

    return add
