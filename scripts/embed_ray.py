#!/usr/bin/env python
"""Index a large corpus with Ray: `footnote index`, whose passages are embedded on as many machines as Ray has.

    pip install -c constraints.txt -e ".[ray]"
    python scripts/embed_ray.py --library news --address ray-head:6379 ~/news

One process reads, cuts and writes, as `footnote index` does; workers get texts and give vectors. Each text is embedded
by itself, so a vector is the same, bit for bit, wherever it is made. It is kept under the hash of its text as soon as
it comes: whatever is killed, those that came are not embedded again, and `footnote index` goes on as this script does.
Every machine needs Footnote installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.build import build
from index.embed import Embedder, MiniLM
from index.errors import FootnoteError
from index.installing import how_to_install
from index.matrix import Matrix
from index.recipe import embedding_text
from index.rows import Rows
from index.types import Progress, Report
from qa.cli.index import report as tell
from qa.cli.progress import Bar
from qa.libraries import folder_to_write

# Texts a worker gets at once: seconds of work.
_AT_ONCE = 256
# So many such pieces wait for each worker, so that none is idle while one is written.
_WAITING = 2
# Hashes of texts in memory at once.
_LISTED = 100_000

Keys = list[bytes]


class Worker:
    """An embedder in a process of Ray's."""

    def __init__(self, make: Callable[[], Embedder]) -> None:
        self._embedder = make()

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (len(texts), dimension)."""
        return self._embedder.embed_passages(texts)


class Workers:
    """Embeds what a library misses. Ray has to be started; lost workers are started again, with the work they had."""

    def __init__(self, make: Callable[[], Embedder], count: int) -> None:
        import ray

        self._ray = ray
        remote = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=-1, scheduling_strategy="SPREAD")(Worker)
        self._workers = [remote.remote(make) for _ in range(count)]

    def embed_missing(self, rows: Rows, embedder: Embedder, report: Report) -> int:
        """As `index.settle.embed_missing`."""
        total = rows.embeddings.count_missing(embedder.name)
        done, before = 0, -1
        while done > before and (hashes := rows.embeddings.missing_by_length(embedder.name, _LISTED)):
            before = done
            for keys, vectors in self._embedded(rows, hashes):
                report(Progress("embedding", min(done, total), total))
                with rows.transaction():
                    rows.embeddings.put(embedder.name, keys, vectors)
                    rows.bump_revision()
                done += len(keys)
        if total:
            report(Progress("embedding", total, total))
        return done

    def _embedded(self, rows: Rows, hashes: Keys) -> Iterator[tuple[Keys, Matrix]]:
        """Hashes and their vectors, as they come: each hash once."""
        pieces = [hashes[start : start + _AT_ONCE] for start in range(0, len(hashes), _AT_ONCE)]
        idle = list(self._workers) * _WAITING
        running: dict[Any, tuple[Any, Keys]] = {}
        while pieces or running:
            while pieces and idle:
                missing = rows.embeddings.missing(pieces.pop(0))
                if missing:
                    worker = idle.pop(0)
                    future = worker.embed.remote([embedding_text(one.title, one.text) for one in missing])
                    running[future] = worker, [one.text_hash for one in missing]
            if running:
                (ready, *_), _ = self._ray.wait(list(running), num_returns=1)
                worker, keys = running.pop(ready)
                idle.append(worker)
                yield keys, self._ray.get(ready)


def main(arguments: Sequence[str] | None = None) -> int:
    """Index, and say what was done; 2 if anything had to be skipped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="default: all that the library follows")
    parser.add_argument("--library", metavar="NAME|DIR|URL", help="as footnote index has it")
    parser.add_argument("--address", metavar="HOST:PORT", help="of Ray's head (default: Ray on this machine alone)")
    parser.add_argument("--workers", type=int, metavar="N", help="one uses all cores (default: one for each machine)")
    options = parser.parse_args(arguments)
    try:
        import ray
    except ImportError:
        print(f"embed_ray: Ray is missing: {how_to_install('ray')}", file=sys.stderr)
        return 2
    ray.init(options.address, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    workers = Workers(MiniLM, options.workers or len(ray.nodes()))
    try:
        folder = folder_to_write(options.library)
        with Bar() as bar:
            summary = build(folder, options.paths, MiniLM(), report=bar, embed=workers.embed_missing)
    except FootnoteError as error:
        print(f"embed_ray: {error}", file=sys.stderr)
        return 2
    finally:
        ray.shutdown()
    tell(summary, folder)
    return 2 if summary.problems else 0


if __name__ == "__main__":
    sys.exit(main())
