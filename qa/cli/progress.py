"""Progress on standard error: a bar with rate and time left on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any

from index.types import Progress

if TYPE_CHECKING:
    from tqdm import tqdm

_LABELS = {
    "fetching": ("Fetching", "address"),
    "reading": ("Reading articles", "file"),
    "embedding": ("Embedding passages", "passage"),
    "words": ("Indexing words", "article"),
    "answering": ("Answering questions", "question"),
}


class Bar:
    """Called with each `Progress`; one bar a stage. A context manager that leaves the terminal clean."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: tqdm[Any] | None = None

    def __call__(self, progress: Progress) -> None:
        if progress.stage != self._stage:
            self._start(progress)
        if self._bar is not None:
            self._bar.total = progress.total  # a feed turns out to have entries
            self._bar.update(progress.done - self._bar.n)

    def _start(self, progress: Progress) -> None:
        from tqdm import tqdm

        self._close()
        self._stage = progress.stage
        label, unit = _LABELS.get(progress.stage, (progress.stage.capitalize(), "step"))
        self._bar = tqdm(
            total=progress.total,
            desc=label,
            unit=f" {unit}",
            file=sys.stderr,
            disable=None,
            leave=False,
            dynamic_ncols=True,
        )

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
