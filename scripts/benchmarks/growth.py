"""How the time to index and to search grows with the number of passages."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import MiniLM
from index.faissindex import FLAT_UP_TO, is_flat
from index.matrix import Matrix, unit
from index.vectors import load_store
from scripts.benchmarks.figure import Figure, timed
from scripts.benchmarks.indexing import passages
from scripts.benchmarks.vectors import batches, empty, real_vectors

COUNTS = (10_000, 30_000, 100_000, 300_000, 1_000_000)
BUILDING, SEARCHING = 1.1, 1.0
QUERIES = 200
EMBEDDED = 500


def add(commands: Any) -> None:
    """The subcommand."""
    growth = commands.add_parser("growth", help="time to index and to search, by the number of passages")
    growth.add_argument("--library", metavar="DIR", required=True, help="whose vectors; more are made by perturbing")
    growth.add_argument("--counts", type=int, nargs="+", default=list(COUNTS), metavar="N")
    growth.add_argument("--plot", type=Path, metavar="FILE.png|.svg")
    growth.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """Build and search each size as a library of that size does, and fit the exponents.

    Embedding is measured over some of the library's passages, and takes so long for each: a passage is embedded by
    itself, whatever the others.
    """
    embedder, library = MiniLM(), Path(options.library).expanduser()
    texts = passages(library, EMBEDDED)
    embedder.embed_passages(texts[:32])
    each = timed(lambda: embedder.embed_passages(texts)) / len(texts)
    real = real_vectors(library, embedder.name, embedder.dimension)
    random = np.random.default_rng(7)
    queries = real[random.integers(len(real), size=QUERIES)].astype(np.float32)
    queries = unit((queries + random.normal(scale=0.5 / np.sqrt(queries.shape[1]), size=queries.shape)).astype("f4"))
    counts: list[int] = options.counts
    built, searched = zip(*(_one(real, count, queries) for count in counts), strict=True)
    indexed = tuple(count * each + seconds for count, seconds in zip(counts, built, strict=True))
    if options.plot:
        _plot(options.plot, counts, indexed, built, searched)
    sizes = zip(counts, indexed, built, searched, strict=True)
    named = {
        f"{count:,}": f"indexed in {whole:,.0f} s, of which the vectors' index {seconds:.2f} s; searched in {ms:.2f} ms"
        for count, whole, seconds, ms in sizes
    }
    return [
        Figure("exponent of indexing", exponent(counts, indexed), None, "", BUILDING, details=named),
        Figure("exponent of searching", exponent(counts, searched), None, "", SEARCHING),
    ]


def exponent(counts: list[int], times: tuple[float, ...]) -> float:
    """The slope of the times over the counts, both as logarithms."""
    return float(np.polyfit(np.log(counts), np.log(times), 1)[0])


def _one(real: Matrix, count: int, queries: Matrix) -> tuple[float, float]:
    """Seconds to write the file of so many vectors, and milliseconds of a search in it: the median."""
    # making the vectors is not building the store: few are made before, of many the time it takes is left out
    made = list(batches(real, count)) if is_flat(count) else None
    making = 2 * timed(lambda: [None for _ in batches(real, count)]) if made is None else 0.0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vectors.faiss"
        building = timed(lambda: empty(real, count).write_filled(made or batches(real, count), file)) - making
        store = load_store(file)
    assert store is not None
    store.search(queries[:5], 10)
    times = [timed(lambda query=query: store.search(query[None, :], 10)) for query in queries]  # type: ignore[misc]
    return building, float(np.median(times)) * 1000


def _plot(
    file: Path, counts: list[int], indexed: tuple[float, ...], built: tuple[float, ...], searched: tuple[float, ...]
) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Picture

    picture = Picture(figsize=(9, 3.6), layout="constrained")
    FigureCanvasAgg(picture)
    indexing, searching = picture.subplots(1, 2)
    indexing.loglog(counts, indexed, "o-", label="embedding and building")
    indexing.loglog(counts, built, "o--", color="0.5", label="building the vectors' index")
    indexing.legend()
    searching.loglog(counts, searched, "o-")
    for axes, times, unit_of, title in ((indexing, indexed, "s", "Indexing"), (searching, searched, "ms", "Searching")):
        axes.set_title(f"{title}: exponent {exponent(counts, times):.2f}")
        axes.set_xlabel("passages")
        axes.set_ylabel(unit_of)
        axes.axvline(FLAT_UP_TO, color="0.7", linestyle=":")
        axes.grid(alpha=0.3)
    picture.savefig(file)
