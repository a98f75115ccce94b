"""Passages embedded in a second, against SentenceTransformer.encode as it comes."""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from index.embed import MiniLM, packaged_minilm
from index.matrix import Matrix
from index.recipe import embedding_text
from index.schema import open_library
from scripts.benchmarks.figure import Figure, timed
from scripts.sample import library_at

AIM = 3.0


def add(commands: Any) -> None:
    """The subcommand."""
    indexing = commands.add_parser("indexing", help="passages embedded in a second, against encode() as it comes")
    indexing.add_argument("--library", metavar="DIR", help="whose passages (default: the sample's)")
    indexing.add_argument("--count", type=int, default=2000, metavar="N", help="so many passages")
    indexing.add_argument("--rounds", type=int, default=3, metavar="N")
    indexing.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """The same passages by turns."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    with library_at(options.library) as library:
        texts = passages(library, options.count)
    plain = SentenceTransformer(str(packaged_minilm()), device="cpu", local_files_only=True)
    embedder = MiniLM()
    found: dict[str, Matrix] = {}

    def ours() -> float:
        return timed(lambda: found.update(ours=embedder.embed_passages(texts)))

    def reference() -> float:
        return timed(lambda: found.update(reference=plain.encode(texts, show_progress_bar=False)))

    ours(), reference()
    pairs = [(ours(), reference()) for _ in range(options.rounds)]
    cosines = (found["ours"] * found["reference"]).sum(axis=1)
    return [
        Figure(
            "passages embedded a second",
            len(texts) / median(one for one, _ in pairs),
            len(texts) / median(other for _, other in pairs),
            "/s",
            AIM,
            at_least=True,
            details={
                "passages": len(texts),
                "cosine to the reference, mean": float(cosines.mean()),
                "cosine to the reference, least": float(cosines.min()),
            },
        )
    ]


def passages(library: Path, count: int) -> Sequence[str]:
    """What is embedded of so many of a library's passages, chosen at random."""
    rows = open_library(library).execute("SELECT title, text FROM passage_text").fetchall()
    return [embedding_text(*row) for row in random.Random(1).sample(rows, min(count, len(rows)))]
