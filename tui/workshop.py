"""How the chat really changes its model and its articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.asker import Asker
from tui.ports import Report

if TYPE_CHECKING:
    from qa.libraries import Listed
    from qa.process.connected import Address


class OwnWorkshop:
    """Opens engines over libraries on this disk; remembers which model was asked for."""

    def __init__(self, model: str | None = None, gpu_layers: int | None = None, shared: Address | None = None) -> None:
        """What --model and --gpu-layers took, None for what the settings say; and the server that shares its engines,
        None for engines of one's own.
        """
        self._model = model
        self._gpu_layers = gpu_layers
        self._shared = shared

    def with_model(self, asker: Asker, model: str) -> Asker:
        opened = self._opened(asker.library.folder, model)
        self._model = model
        return opened

    def with_articles(self, asker: Asker, path: Path, report: Report) -> tuple[Asker, str]:
        from index.build import build
        from index.chosen import encoder_of
        from qa.settings import default_library, sample_library

        here = asker.library.folder
        # one's own articles never go into the library of the sample
        folder = default_library() if here == sample_library() else here
        summary = build(folder, [path.expanduser()], encoder_of(folder), report=report)
        skipped = f", {len(summary.problems):,} skipped" if summary.problems else ""
        note = f"{summary.articles:,} articles in the library ({summary.written:,} new or changed{skipped})"
        # an open library sees what was added by itself
        if folder != here:
            asker = self._opened(folder, self._model)
        return asker, note

    def libraries(self) -> Sequence[Listed]:
        from qa.libraries import listed
        from qa.settings import load_settings

        return listed(load_settings())

    def with_library(self, folder: Path) -> Asker:
        return self._opened(folder, self._model)

    def _opened(self, folder: Path, model: str | None) -> Asker:
        from qa.process.engine import EngineProcess  # here, so that the chat is on the screen before this is imported

        return EngineProcess.begin(folder, model, self._gpu_layers, self._shared).opened()
