"""Commands run in this process, over one library with models that are loaded once; and whether their ends are sound."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from index.embed import Embedder, MiniLM
from index.library import Library
from qa.cli import main
from qa.engine import Engine
from qa.evidence.reader import MiniLMReader, PairReader
from qa.llm.generator import Generator
from qa.llm.models import find_model
from qa.start import open_generator

# The longest complaint, in characters: what fits on a screen.
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Models:
    """What an engine is made of, besides a library."""

    embedder: Embedder
    reader: PairReader
    generator: Generator

    @classmethod
    def embedded(cls) -> Models:
        """Those that come with Footnote."""
        return cls(MiniLM(), MiniLMReader(), open_generator(find_model(None)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Run:
    """Runs command lines over the library in `folder`; what they write by relative names goes to `elsewhere`."""

    models: Models
    folder: Path
    elsewhere: Path

    def __call__(self, *arguments: str, stdin: str = "") -> Outcome:
        """Standard input may hold what is no UTF-8."""
        typed = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogatepass")), "utf-8")
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        with self._inside(), patch.object(sys, "stdin", typed):
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    code = main(arguments)
                except SystemExit as left:  # argparse: --help, and flags that there are not
                    code = left.code if isinstance(left.code, int) else 2
            out.flush()
            err.flush()
        return Outcome(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def _inside(self) -> Iterator[None]:
        models = self.models

        def opened(library: Path | str | None = None, *_: object, **__: object) -> Engine:
            found = Library.open(library or self.folder, models.embedder)
            return Engine(found, models.embedder, models.reader, models.generator)

        with (
            contextlib.chdir(self.elsewhere),
            patch.dict(os.environ, FOOTNOTE_LIBRARY=str(self.folder)),
            patch("qa.start.open_engine", opened),
            patch("qa.start.begin_loading", lambda *_: models.generator),
            patch("index.embed.MiniLM", lambda: models.embedder),
            patch("index.chosen.MiniLM", lambda: models.embedder),
            patch("qa.cli.common.MiniLM", lambda: models.embedder),
        ):
            yield


def unsound(outcome: Outcome, *, is_json: bool) -> str | None:
    """What is wrong with how a command ended, None if nothing is."""
    shown = outcome.out + outcome.err
    if "Traceback" in shown:
        return "a traceback"
    if any(not one.isprintable() for line in shown.split("\n") for one in line):
        return "what cannot be printed was"
    complaints = [line for line in outcome.err.splitlines() if line.startswith("footnote")]
    if any(len(one) > _LONGEST for one in complaints):
        return f"a line of {max(map(len, complaints)):,} characters"
    if outcome.code == 2:
        return None if len(outcome.err.splitlines()) == 1 and complaints and not outcome.out else "not one line"
    if outcome.code not in (0, 1):
        return f"exit code {outcome.code}"
    if is_json and not outcome.out.startswith("usage:"):
        json.loads(outcome.out)
    return None
