"""Indexing: folders of articles into a library, doing again only what has changed.

Three steps, each of which commits as it goes, so that a kill at any moment loses nothing that was finished: read
(articles and passages go into the library), embed (every passage text without a vector gets one), settle
(near-duplicate families and what searches vectors, both derived).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.changes import Known, Walked, as_it_was, compared, known_files, walked
from index.errors import FootnoteError
from index.holder import was_killed
from index.kept import kept_folders, with_kept
from index.opening import Opened, is_library, rows_to_write
from index.readers import SUFFIXES
from index.renew import renew_words
from index.roots import Scope, existing, merged, scopes
from index.schema import reporting_damage
from index.settle import Embed, embed_missing, settle
from index.types import OtherFile, Problem, Report, SourceFile, Summary
from index.walk import by_kind, find_files

if TYPE_CHECKING:
    from index.embed import Embedder

_STAY = "those it had stay until 'footnote index --rebuild' names other folders"


def build(
    folder: Path,
    paths: Sequence[Path],
    embedder: Embedder,
    *,
    rebuild: bool = False,
    report: Report | None = None,
    wait: float = 0.0,
    embed: Embed = embed_missing,
) -> Summary:
    """Bring the library in `folder` up to date with `paths`, or with all it follows where `paths` is empty; in
    either case with the pages that it keeps itself.

    With `rebuild`, every article is read and cut again, and what is not under `paths` is dropped; embeddings of
    texts that have not changed are kept. `embed` is for whoever has passages embedded elsewhere. Raises FootnoteError
    for paths that are missing or hold no article, for a library made with another embedding model, while another
    process is writing, for longer than `wait` seconds, and where nothing can be written; the library is then as it was,
    or holds what was finished before the disk was full.
    """
    started = time.monotonic()
    named = existing(paths)
    is_all = not named and is_library(folder)
    asked = [] if is_all else merged([*named, *kept_folders(folder)])
    if not asked and not is_all:
        raise FootnoteError(
            "nothing to index yet", "name a folder of articles, as in 'footnote index ~/news'", "invalid"
        )
    for path in asked:
        _expect_articles(path)
    summary = None if rebuild else as_it_was(folder, asked, embedder.name)
    if summary is None:
        summary = _written(folder, asked, embedder, rebuild, report, wait, embed)
    elif was_killed(folder):
        from index.lock import clear_up

        clear_up(folder)
    summary.seconds = time.monotonic() - started
    return summary


def _written(
    folder: Path,
    asked: list[Path],
    embedder: Embedder,
    rebuild: bool,
    report: Report | None,
    wait: float,
    embed: Embed,
) -> Summary:
    """What a run does, alone in the library as long as it takes."""
    from index.lock import writing  # takes longer to import than most of the rest

    with writing(folder, wait), reporting_damage(folder), rows_to_write(folder, embedder) as opened:
        return _Run(opened, embedder, report or (lambda _: None), embed).run(asked, rebuild)


def _expect_articles(path: Path) -> None:
    if not any(isinstance(found, SourceFile) for found in find_files(path)):
        reasons = [str(found) for found in find_files(path) if isinstance(found, Problem)]
        detail = f" ({reasons[0]})" if reasons else ""
        kinds = " ".join(sorted(SUFFIXES))
        others = Counter(found.suffix for found in find_files(path) if isinstance(found, OtherFile))
        there = f", but {by_kind(others)}" if others else ""
        raise FootnoteError(f"no articles in {path}{there}{detail}", f"Footnote reads {kinds}", "not-found")


class _Run:
    """One run over an open, locked library."""

    def __init__(self, opened: Opened, embedder: Embedder, report: Report, embed: Embed) -> None:
        self._store = opened.rows
        self._vectors = opened.vectors
        self._embedder = embedder
        self._report = report
        self._embed = embed
        self._summary = Summary()

    def run(self, asked: list[Path], rebuild: bool) -> Summary:
        if not rebuild:
            self._store.check_model(self._embedder.name)
        renew_words(self._store, self._report)
        known = with_kept(self._store.roots(), self._store.folder)
        before = self._store.revision()
        todo = self._follow(asked, known, rebuild)
        found, known_before = [walked(scope) for scope in todo], known_files(self._store)
        result = compared(found, known_before)
        for one in found:
            self._summary.others += one.others()
        self._summary.others += result.others
        self._summary.files = result.files
        self._summary.problems.extend(result.unreadable)
        if result.changed:
            # the readers are not needed before there is something to read
            from index.reading import read_files

            read_files(result.changed, self._store, self._embedder, self._report, self._summary)
        # behind what is new, of which the user has not heard
        self._summary.problems.extend(result.standing)
        self._drop_vanished(found, known_before)
        self._summary.embedded = self._embed(self._store, self._embedder, self._report)
        is_changed = rebuild or self._store.revision() != before
        settle(self._store, self._vectors, self._embedder, is_changed)
        counts = self._store.counts()
        self._summary.articles, self._summary.passages = counts.articles, counts.passages
        self._summary.languages = self._store.languages()
        return self._summary

    def _follow(self, asked: list[Path], known: list[Path], rebuild: bool) -> list[Scope]:
        """Note which folders the library follows from now on; returns what to read now."""
        roots = merged(asked if rebuild and asked else [*known, *asked])
        present = [path for path in asked or roots if path.exists()]
        for path in asked or roots:
            if path not in present:
                self._problem(Problem(str(path), f"is gone; {_STAY}"))
        with self._store.transaction():
            self._store.set_roots(roots)
            self._store.set_manifest("model", self._embedder.name)
            if rebuild:
                self._store.files.forget_stats()
            for root in set(self._store.files.roots()).difference(roots):
                for relative, known_file in self._store.files.known(root).items():
                    self._drop(relative, known_file.number)
        return scopes(present, roots)

    def _is_there(self, one: Walked) -> bool:
        """Whether what is missing in a folder was deleted: one with nothing in it may be a disk that is not mounted."""
        if any(one.files()):
            return True
        self._problem(Problem(str(one.scope.path), f"holds no articles now; {_STAY}"))
        return False

    def _drop_vanished(self, found: Sequence[Walked], known: Known) -> None:
        """Remove the articles of files that are no longer there; what merely cannot be read now stays."""
        todo = [one.scope for one in found if self._is_there(one)]
        present: dict[Path, set[str]] = {}
        for one in found:
            present.setdefault(one.scope.root, set()).update(file.relative for file in one.files())
        unreadable = [problem.path for one in found for problem in one.problems()]
        with self._store.transaction():
            for root, files in known.items():
                for relative in sorted(files.keys() - present.get(root, set())):
                    if not any(scope.covers(root, relative) for scope in todo):
                        continue
                    if not any(relative == path or relative.startswith(path + "/") for path in unreadable):
                        self._drop(relative, files[relative].number)

    def _drop(self, relative: str, file: int) -> None:
        gone = self._store.drop_file(file)
        self._summary.went.add(relative, gone)
        if gone:
            self._store.bump_revision()

    def _problem(self, problem: Problem) -> None:
        self._summary.problems.append(problem)
