"""Reading the files that changed into the library: a kill at any moment loses nothing that was finished."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.prepare import Prepared, prepare
from index.readers.bounded import BoundedReader
from index.recipe import content_hash
from index.rows import Rows
from index.types import OtherFile, Problem, Progress, Report, SourceFile, Summary

if TYPE_CHECKING:
    from index.embed import Embedder

# articles, or seconds, between two commits while reading
_BATCH, _BATCH_SECONDS = 200, 2.0


def read_files(files: Sequence[SourceFile], store: Rows, embedder: Embedder, report: Report, summary: Summary) -> None:
    """Read each and store what it holds; `summary` hears of what was wrong, and what was written and removed."""
    batch = _Batch(store, summary)
    with BoundedReader() as reader:
        for done, file in enumerate(files):
            report(Progress("reading", done, len(files)))
            _read_file(file, reader, batch, embedder)
    batch.flush()
    report(Progress("reading", len(files), len(files)))


def _read_file(file: SourceFile, reader: BoundedReader, batch: _Batch, embedder: Embedder) -> None:
    known = batch.store.articles.hashes(file)
    seen: set[str] = set()
    problems: list[Problem] = []
    others: list[OtherFile] = []
    for one in reader.read(Path(file.path), file.relative):
        if isinstance(one, Problem):
            problems.append(one)
            batch.summary.problems.append(one)
            continue
        if isinstance(one, OtherFile):
            others.append(one)
            batch.summary.others[one.suffix] += 1
            continue
        seen.add(one.path)
        if known.get(one.path) != content_hash(one):
            batch.article(file, prepare(one, embedder), is_new=one.path not in known)
    # a file that cannot be read any more keeps the articles it once gave
    is_cut_short = any(problem.passing for problem in problems) or (problems and not seen)
    gone = set() if is_cut_short else known.keys() - seen
    batch.file(file, [*problems, *others], gone)


class _Batch:
    """Articles that were read and wait to be written, so that one commit serves many."""

    def __init__(self, store: Rows, summary: Summary) -> None:
        self.store = store
        self.summary = summary
        self._articles: list[tuple[SourceFile, Prepared, bool]] = []
        self._files: list[tuple[SourceFile, list[Problem | OtherFile], set[str]]] = []
        self._since = time.monotonic()

    def article(self, file: SourceFile, prepared: Prepared, *, is_new: bool) -> None:
        self._articles.append((file, prepared, is_new))
        self._flush_if_full()

    def file(self, file: SourceFile, said: list[Problem | OtherFile], gone: set[str]) -> None:
        """`file` was read, whole if no problem is passing; `gone` are the paths of articles that it no longer holds."""
        self._files.append((file, said, gone))
        self._flush_if_full()

    def _flush_if_full(self) -> None:
        if len(self._articles) + len(self._files) >= _BATCH or time.monotonic() - self._since > _BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        with self.store.transaction():
            for file, prepared, _ in self._articles:
                self.store.articles.put(self.store.files.number(file), prepared)
            for file, said, gone in self._files:
                number = self.store.files.number(file)
                for path in gone:
                    self.store.articles.drop(number, path)
                if not any(isinstance(one, Problem) and one.passing for one in said):
                    self.store.files.done(number, file, said)
            gone_paths = [path for _, _, gone in self._files for path in sorted(gone)]
            if self._articles or gone_paths:
                self.store.bump_revision()
        for _, prepared, is_new in self._articles:
            (self.summary.came if is_new else self.summary.changed).add(prepared.article.path)
        for path in gone_paths:
            self.summary.went.add(path)
        self._articles, self._files, self._since = [], [], time.monotonic()
