"""How far generation and prompt reading are from what the machine allows: memory bandwidth, matrix throughput."""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from qa.llm.generator import LlamaGenerator
from qa.start import open_engine
from scripts.benchmarks.figure import Figure, timed
from scripts.sample import library_at

PROMPT, GENERATED = 512, 64
ROUNDS = 5


def add(commands: Any) -> None:
    """The subcommand."""
    bounds = commands.add_parser(
        "bounds", help="generation against memory bandwidth, prompts against matrix throughput"
    )
    bounds.set_defaults(run=run)


def run(_options: argparse.Namespace) -> list[Figure]:
    """The language model alone, and NumPy on arrays too large for any cache."""
    with library_at(None) as library:
        generator = open_engine(library)._generator
    assert isinstance(generator, LlamaGenerator)
    llama = generator._llama
    size = Path(llama.model_path).stat().st_size
    tokens = list(range(1000, 1000 + PROMPT))
    prompts, generating = [], []
    for _ in range(ROUNDS):
        llama.reset()
        prompts.append(timed(lambda: llama.eval(tokens)))
        generating.append(timed(lambda: [llama.eval([token]) for token in tokens[:GENERATED]]))
    generated = GENERATED / median(generating)
    read = PROMPT / median(prompts)
    # a byte for each weight in this format, each used for one multiplication and one addition
    return [
        Figure(
            "generation, against reading memory",
            generated * size / 1e9,
            _read_bandwidth(),
            "GB/s",
            None,
            details={"tokens a second": generated, "MB read for each": size / 1e6},
        ),
        Figure(
            "prompts, against multiplying matrices",
            read * 2 * size / 1e9,
            _matrix_throughput(),
            "GFLOP/s",
            None,
            details={"tokens a second": read},
        ),
    ]


def _read_bandwidth() -> float:
    """GB/s of summing a large array, in two threads."""
    halves = np.array_split(np.ones(2**28, np.float32), 2)
    with ThreadPoolExecutor(2) as pool:
        times = [timed(lambda: list(pool.map(np.sum, halves))) for _ in range(ROUNDS)]
    return 2**30 / median(times) / 1e9


def _matrix_throughput() -> float:
    """GFLOP/s of multiplying matrices of float32."""
    side = 2048
    one = np.ones((side, side), np.float32)
    one @ one
    return 2 * side**3 / median(timed(lambda: one @ one) for _ in range(ROUNDS)) / 1e9
