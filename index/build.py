"""Indexing: folders of articles into a library, doing again only what has changed.

Three steps, each of which commits as it goes, so that a kill at any moment loses nothing that was finished: read
(articles and passages go into SQLite), embed (every passage text without a vector gets one), settle (near-duplicate
families and the FAISS file, both derived).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.duplicates import families
from index.embed import Embedder
from index.errors import FootnoteError
from index.lock import writing
from index.prepare import Prepared, content_hash, embedding_text, prepare
from index.readers import SUFFIXES
from index.readers.bounded import BoundedReader
from index.roots import Scope, existing, merged, scopes
from index.schema import FILE_NAME, open_library, reporting_damage
from index.store import Store
from index.types import Problem, Progress, SourceFile
from index.vectorfile import build_vectors, save_vectors, vectors_are_whole
from index.walk import find_files

Report = Callable[[Progress], None]

# texts embedded between two commits and two reports: about a second of work
_CHUNK = 64
# articles, or seconds, between two commits while reading
_BATCH, _BATCH_SECONDS = 200, 2.0

_STAY = "those it had stay until 'footnote index --rebuild' names other folders"


@dataclass(slots=True)
class Summary:
    """What an indexing run did. `problems` are the files and lines that were skipped."""

    files: int = 0
    written: int = 0
    removed: int = 0
    embedded: int = 0
    articles: int = 0
    passages: int = 0
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)


def build(
    folder: Path,
    paths: Sequence[Path],
    embedder: Embedder,
    *,
    rebuild: bool = False,
    report: Report | None = None,
    wait: float = 0.0,
) -> Summary:
    """Bring the library in `folder` up to date with `paths`, or with all it follows where `paths` is empty.

    With `rebuild`, every article is read and cut again, and what is not under `paths` is dropped; embeddings of
    texts that have not changed are kept. Raises FootnoteError for paths that are missing or hold no article, for a
    library made with another embedding model, while another process is writing, for longer than `wait` seconds, and
    where nothing can be written; the library is then as it was, or holds what was finished before the disk was full.
    """
    started = time.monotonic()
    asked = merged(existing(paths))
    if not asked and not (folder / FILE_NAME).exists():
        raise FootnoteError("nothing to index yet: name a folder of articles, as in 'footnote index ~/news'")
    for path in asked:
        _expect_articles(path)
    with writing(folder, wait), reporting_damage(folder), closing(open_library(folder, create=True)) as connection:
        summary = _Run(Store(connection, folder), embedder, report or (lambda _: None)).run(asked, rebuild)
    summary.seconds = time.monotonic() - started
    return summary


def check_model(store: Store, embedder: Embedder) -> None:
    """Raises FootnoteError where the library's vectors are another model's than `embedder`."""
    made_with = store.manifest("model")
    if made_with not in (None, embedder.name):
        raise FootnoteError(
            f"the library in {store.folder} was made with the embedding model {made_with}, not {embedder.name}: "
            "run 'footnote index --rebuild'"
        )


def _expect_articles(path: Path) -> None:
    if not any(isinstance(found, SourceFile) for found in find_files(path)):
        reasons = [str(found) for found in find_files(path) if isinstance(found, Problem)]
        detail = f" ({reasons[0]})" if reasons else ""
        kinds = " ".join(sorted(SUFFIXES))
        raise FootnoteError(f"no articles in {path}{detail}: Footnote reads {kinds}")


class _Run:
    """One run over an open, locked library."""

    def __init__(self, store: Store, embedder: Embedder, report: Report) -> None:
        self._store = store
        self._embedder = embedder
        self._report = report
        self._summary = Summary()

    def run(self, asked: list[Path], rebuild: bool) -> Summary:
        if not rebuild:
            check_model(self._store, self._embedder)
        known = self._store.roots()
        before = self._store.revision()
        todo = self._follow(asked, known, rebuild)
        walked = [(scope, list(self._walk(scope))) for scope in todo]
        found = [one for _, inside in walked for one in inside]
        self._read(found)
        self._drop_vanished([scope for scope, inside in walked if self._is_there(scope, inside)], found)
        self._embed()
        self._settle(changed=rebuild or self._store.revision() != before)
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
            for root, files in self._store.files.known().items():
                if root not in roots:
                    for number, _ in files:
                        self._drop(number)
        return scopes(present, roots)

    def _walk(self, scope: Scope) -> Iterator[SourceFile | Problem]:
        if scope.path == scope.root:
            yield from find_files(scope.path)
            return
        for found in find_files(scope.path):
            if isinstance(found, SourceFile):
                yield replace(found, root=scope.root, relative=scope.prefix + found.relative)
            else:
                yield replace(found, path=scope.prefix + found.path)

    def _is_there(self, scope: Scope, inside: Iterable[SourceFile | Problem]) -> bool:
        """Whether what is missing in a folder was deleted: one with nothing in it may be a disk that is not mounted."""
        if any(isinstance(one, SourceFile) for one in inside):
            return True
        self._problem(Problem(str(scope.path), f"holds no articles now; {_STAY}"))
        return False

    # ---- reading

    def _read(self, found: Sequence[SourceFile | Problem]) -> None:
        """Read what has changed into SQLite."""
        files = [one for one in found if isinstance(one, SourceFile)]
        self._summary.files = len(files)
        for one in found:
            if isinstance(one, Problem):
                self._problem(one)
        batch = _Batch(self._store, self._summary)
        noted = {root: self._store.files.noted(root) for root in {file.root for file in files}}
        with BoundedReader() as reader:
            for done, file in enumerate(files):
                before = noted[file.root].get(file.relative)
                if before is not None and before.fits(file):
                    self._summary.problems.extend(before.read_problems())
                    continue
                self._report(Progress("reading", done, len(files)))
                self._read_file(file, batch, reader)
        batch.flush()
        self._report(Progress("reading", len(files), len(files)))

    def _read_file(self, file: SourceFile, batch: _Batch, reader: BoundedReader) -> None:
        known = self._store.articles.hashes(file)
        seen: set[str] = set()
        problems: list[Problem] = []
        for one in reader.read(Path(file.path), file.relative):
            if isinstance(one, Problem):
                problems.append(one)
                self._problem(one)
                continue
            seen.add(one.path)
            if known.get(one.path) != content_hash(one):
                batch.article(file, prepare(one, self._embedder))
        # a file that cannot be read any more keeps the articles it once gave
        is_cut_short = any(problem.passing for problem in problems) or (problems and not seen)
        gone = set() if is_cut_short else known.keys() - seen
        batch.file(file, problems, gone)

    def _drop_vanished(self, todo: Sequence[Scope], found: Sequence[SourceFile | Problem]) -> None:
        """Remove the articles of files that are no longer there; what merely cannot be read now stays."""
        present: dict[Path, set[str]] = {}
        for one in found:
            if isinstance(one, SourceFile):
                present.setdefault(one.root, set()).add(one.relative)
        unreadable = [one.path for one in found if isinstance(one, Problem)]
        with self._store.transaction():
            for root, files in self._store.files.known().items():
                there = present.get(root, set())
                for number, relative in files:
                    if relative in there or not any(scope.covers(root, relative) for scope in todo):
                        continue
                    if not any(relative == path or relative.startswith(path + "/") for path in unreadable):
                        self._drop(number)

    def _drop(self, file: int) -> None:
        gone = self._store.drop_file(file)
        self._summary.removed += gone
        if gone:
            self._store.bump_revision()

    def _problem(self, problem: Problem) -> None:
        self._summary.problems.append(problem)

    # ---- embedding and settling

    def _embed(self) -> None:
        """Give every passage text without a vector its vector. Long texts go first: the estimate of time errs high."""
        model = self._embedder.name
        hashes = self._store.embeddings.missing_by_length(model)
        for start in range(0, len(hashes), _CHUNK):
            self._report(Progress("embedding", start, len(hashes)))
            missing = self._store.embeddings.missing(hashes[start : start + _CHUNK])
            vectors = self._embedder.embed_passages([embedding_text(one.title, one.text) for one in missing])
            with self._store.transaction():
                self._store.embeddings.put(model, [one.text_hash for one in missing], vectors)
                self._store.bump_revision()
            self._summary.embedded += len(missing)
        if hashes:
            self._report(Progress("embedding", len(hashes), len(hashes)))

    def _settle(self, changed: bool) -> None:
        """Derive what is derived, if anything changed, an earlier run was cut short or the file of vectors is lost."""
        store = self._store
        settled = not changed and store.manifest("settled") == str(store.revision())
        if not settled or not vectors_are_whole(store):
            with store.transaction():
                store.embeddings.drop_orphans()
                store.articles.set_families(families(store.articles.signatures()))
            vectors = build_vectors(store, self._embedder.name, self._embedder.dimension)
            checksum = save_vectors(store, vectors)
            with store.transaction():
                store.set_manifest("vectors", str(len(vectors)))
                store.set_manifest("vectors checksum", checksum)
                store.set_manifest("settled", str(store.revision()))
            store.tidy()
        counts = store.counts()
        self._summary.articles, self._summary.passages = counts.articles, counts.passages


class _Batch:
    """Articles that were read and wait to be written, so that one commit serves many."""

    def __init__(self, store: Store, summary: Summary) -> None:
        self._store = store
        self._summary = summary
        self._articles: list[tuple[SourceFile, Prepared]] = []
        self._files: list[tuple[SourceFile, list[Problem], set[str]]] = []
        self._since = time.monotonic()

    def article(self, file: SourceFile, prepared: Prepared) -> None:
        self._articles.append((file, prepared))
        self._flush_if_full()

    def file(self, file: SourceFile, problems: list[Problem], gone: set[str]) -> None:
        """`file` was read, whole if no problem is passing; `gone` are the paths of articles that it no longer holds."""
        self._files.append((file, problems, gone))
        self._flush_if_full()

    def _flush_if_full(self) -> None:
        if len(self._articles) + len(self._files) >= _BATCH or time.monotonic() - self._since > _BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        with self._store.transaction():
            for file, prepared in self._articles:
                self._store.articles.put(self._store.files.number(file), prepared)
            for file, problems, gone in self._files:
                number = self._store.files.number(file)
                for path in gone:
                    self._store.articles.drop(number, path)
                if not any(problem.passing for problem in problems):
                    self._store.files.done(number, file, problems)
            removed = sum(len(gone) for _, _, gone in self._files)
            if self._articles or removed:
                self._store.bump_revision()
        self._summary.written += len(self._articles)
        self._summary.removed += removed
        self._articles, self._files, self._since = [], [], time.monotonic()
