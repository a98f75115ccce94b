"""Nearest passages in a large library, against comparing the question with all of them."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import MiniLM
from index.matrix import Matrix
from index.vectors import VectorStore
from qa.evaluation import read_questions
from scripts.benchmarks.figure import Figure
from scripts.benchmarks.vectors import batches, empty, plain, real_vectors

FASTER, RECALL, MEMORY = 0.2, 0.97, 1200.0
RESIDENT = """
import sys
from pathlib import Path
import numpy as np
from index.schema import open_library
from index.shelf import Shelf
from index.store import Store
from index.vectors import load_store
folder = Path(sys.argv[1])
store, vectors = Store(open_library(folder), folder), load_store(Path(sys.argv[2]))
for seed in range(20):
    query = np.random.default_rng(seed).normal(size=(1, vectors.dimension)).astype(np.float32)
    shelf = Shelf(store)
    for place in store.passages.places([key for key, _ in vectors.search(query, 100)[0]]).values():
        shelf.passage(place)
(line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
print(line.split()[1])
"""


def add(commands: Any) -> None:
    """The subcommand."""
    search = commands.add_parser("search", help="nearest passages among many, against comparing all of them")
    search.add_argument("--library", metavar="DIR", required=True, help="whose vectors")
    search.add_argument("--questions", type=Path, required=True, metavar="FILE.jsonl", help="what is searched for")
    search.add_argument("--count", type=int, metavar="N", help="make it so many vectors, by perturbing those")
    search.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """Both stores over the same vectors, each question once in each, by turns."""
    embedder, library = MiniLM(), Path(options.library).expanduser()
    questions = [one.text for one in read_questions(options.questions, None)]
    queries = np.concatenate([embedder.embed([question]) for question in questions])
    real = real_vectors(library, embedder.name, embedder.dimension)
    count = options.count or len(real)
    flat, ours = plain(real, count), empty(real, count).filled(batches(real, count))
    times, found = compared(ours, flat, queries)
    details = {
        "vectors": count,
        "real ones": min(len(real), count),
        "questions": len(queries),
        "kind": ours.kind,
        "median, ms": float(np.median(times[:, 0])),
        "median of flat, ms": float(np.median(times[:, 1])),
    }
    p95 = np.percentile(times, 95, axis=0)
    return [
        Figure("search, 95th percentile", float(p95[0]), float(p95[1]), "ms", FASTER, details=details),
        Figure("recall@10 against flat", float(found.mean()), None, "", RECALL, at_least=True),
        Figure("resident memory of the library", resident(library, ours), None, "MB", MEMORY),
    ]


def compared(ours: VectorStore, flat: VectorStore, queries: Matrix) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds of each query in both stores, shape (n, 2), and how many of flat's ten best ours has, as shares."""
    for store in (ours, flat):
        store.search(queries[:5], 10)
    times, found = [], []
    for query in queries:
        results = []
        for store in (ours, flat):
            started = time.perf_counter()
            results.append({key for key, _ in store.search(query[None, :], 10)[0]})
            times.append((time.perf_counter() - started) * 1000)
        found.append(len(results[0] & results[1]) / max(len(results[1]), 1))
    return np.array(times).reshape(-1, 2), np.array(found)


def resident(library: Path, store: VectorStore) -> float:
    """MB of a process that has the library open, with these vectors, and searched it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vectors.faiss"
        store.save(file)
        command = [sys.executable, "-c", RESIDENT, str(library), str(file)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(printed) / 1000
