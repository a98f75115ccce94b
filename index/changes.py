"""What has changed in the folders that a library follows since it last read them, and whether anything has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import FootnoteError
from index.followed import noted_roots
from index.kept import with_kept
from index.opening import open_rows
from index.roots import Scope, merged, scopes
from index.rows import Rows
from index.schema import reporting_damage
from index.settle import is_settled
from index.store.files import Noted
from index.types import Look, OtherFile, Problem, SourceFile, Summary
from index.walk import find_files

# What is known of files, by root and path under it.
Known = Mapping[Path, Mapping[str, Noted]]


@dataclass(frozen=True, slots=True)
class Walked:
    """What was found in a folder or file that was to be read."""

    scope: Scope
    found: Sequence[SourceFile | Problem | OtherFile]

    def files(self) -> Iterator[SourceFile]:
        return (one for one in self.found if isinstance(one, SourceFile))

    def problems(self) -> Iterator[Problem]:
        return (one for one in self.found if isinstance(one, Problem))

    def others(self) -> Counter[str]:
        """How many files there are of each kind that is not read, by suffix."""
        return Counter(one.suffix for one in self.found if isinstance(one, OtherFile))


@dataclass(frozen=True, slots=True)
class Compared:
    """The files that are not as they were when they were read, what cannot be read now, and what was to be said of the
    others, and still is.
    """

    files: int
    changed: Sequence[SourceFile]
    unreadable: Sequence[Problem]
    standing: Sequence[Problem]
    others: Counter[str]


def walked(scope: Scope) -> Walked:
    """Everything in a scope, by its path under the scope's root."""
    return Walked(scope, list(find_files(scope.path) if scope.path == scope.root else _under_root(scope)))


def compared(found: Sequence[Walked], known: Known) -> Compared:
    """What was found, beside what is known of it."""
    count, changed = 0, []
    said: list[Problem | OtherFile] = []
    for one in found:
        noted = known.get(one.scope.root, {})
        for file in one.files():
            count += 1
            before = noted.get(file.relative)
            if before is None or not before.fits(file):
                changed.append(file)
            elif before.problems != "[]":
                said.extend(before.said())
    unreadable = [problem for one in found for problem in one.problems()]
    return Compared(count, changed, unreadable, *_sorted(said))


def known_files(store: Rows) -> Known:
    """What the library knows of all files."""
    return {root: store.files.known(root) for root in store.files.roots()}


def as_it_was(folder: Path, asked: Sequence[Path], model: str) -> Summary | None:
    """What indexing the paths, or all that the library follows, comes to where nothing is to be done; None where
    something is, or may be.

    It locks nothing and writes nothing, so that looking is quick and hinders nobody.
    """
    with (
        suppress(FootnoteError, OSError),
        reporting_damage(folder),
        closing(open_rows(folder)) as opened,
    ):
        store = opened.rows
        with store.snapshot():
            roots, counts = sorted(store.roots()), store.counts()
            known = {root: store.files.looks(root) for root in store.files.roots()}
            standing, others = _sorted(store.files.all_said())
            wanted = merged([*with_kept(roots, folder), *asked])
            is_same = wanted == roots == noted_roots(folder) and store.manifest("model") == model
            if not (is_same and store.articles.has_pages and is_settled(store, opened.vectors, model)):
                return None
        if not all(path.exists() for path in asked or roots):
            return None
        found = [walked(scope) for scope in scopes(asked or roots, roots)]
        present: dict[Path, set[Look]] = {}
        for one in found:
            present.setdefault(one.scope.root, set()).update(file.look for file in one.files())
        # a folder with nothing in it may be a disk that is not mounted
        if present != known or not all(any(one.files()) for one in found):
            return None
        problems = [problem for one in found for problem in one.problems()] + standing
        files = sum(map(len, known.values()))
        others += sum((one.others() for one in found), Counter[str]())
        return Summary(files, articles=counts.articles, passages=counts.passages, problems=problems, others=others)
    return None


def _sorted(said: Sequence[Problem | OtherFile]) -> tuple[list[Problem], Counter[str]]:
    """What was wrong, and how many files there are of each kind that is none of articles."""
    others = Counter(one.suffix for one in said if isinstance(one, OtherFile))
    return [one for one in said if isinstance(one, Problem)], others


def _under_root(scope: Scope) -> Iterator[SourceFile | Problem | OtherFile]:
    for found in find_files(scope.path):
        if isinstance(found, SourceFile):
            yield found._replace(root=scope.root, relative=scope.prefix + found.relative)
        elif isinstance(found, Problem):
            yield replace(found, path=scope.prefix + found.path)
        else:
            yield found
