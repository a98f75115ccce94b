"""Resident memory of a chat that has answered, against its models and vectors loaded bare; and of indexing."""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from index.embed import packaged_minilm
from index.encoder import encoder_file
from scripts.benchmarks.figure import Figure
from scripts.benchmarks.prompts import written_for
from scripts.sample import library_at
from scripts.soak_chat import resident
from scripts.terminal import FOOTNOTE, Terminal
from scripts.trials.engine import engine_of

CHAT, INDEXING = 1.25, 1.3
BARE = """
import sys
from pathlib import Path
import faiss, llama_cpp
vectors = [faiss.read_index(file) for file in {vectors!r}]
encoder = llama_cpp.Llama({encoder!r}, embedding=True, n_ctx=512, verbose=False)
encoder.embed("a question")
llama = llama_cpp.Llama({model!r}, lora_path={adapter!r}, n_ctx={context}, verbose=False)
llama.eval({prompt!r})
(line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
print(line.split()[1])
"""
_WORDS = [
    first + middle + last
    for first in ("ka", "mo", "ri", "te")
    for middle in ("lun", "dor", "sta", "vel")
    for last in ("a", "ic", "er")
]


def add(commands: Any) -> None:
    """The subcommands."""
    chat = commands.add_parser("memory", help="resident memory of a chat, against its models and vectors loaded bare")
    chat.add_argument("--question", default="When was the Ever Given refloated?")
    chat.add_argument("--library", metavar="DIR", help="ask there (default: the sample)")
    chat.set_defaults(run=run_chat)
    indexing = commands.add_parser("streaming", help="peak memory of indexing ten times as many articles")
    indexing.add_argument("--articles", type=int, default=400, metavar="N", help="so many, and ten times as many")
    indexing.set_defaults(run=run_indexing)


def run_chat(options: argparse.Namespace) -> list[Figure]:
    """A chat in a terminal after one answer; then the bare models."""
    from platformdirs import user_cache_path

    with library_at(options.library) as library:
        written = written_for(library, options.question)
        bare = BARE.format(
            vectors=[str(file) for file in library.glob("vectors-*.faiss")],
            encoder=str(encoder_file(packaged_minilm(), user_cache_path("footnote"))),
            model=written.model,
            adapter=written.adapter,
            context=written.context,
            prompt=list(written.prompt),
        )
        with Terminal([*FOOTNOTE, "chat", "--library", str(library)]) as terminal:
            terminal.wait_for("ready", 600)
            terminal.type(options.question)
            terminal.press("Enter")
            terminal.wait_for("tokens/s")
            ours = resident(terminal.pid) + resident(engine_of(terminal.pid))
        printed = subprocess.run([sys.executable, "-c", bare], check=True, capture_output=True, text=True).stdout
    return [Figure("memory of a chat", ours, int(printed) / 1000, "MB", CHAT)]


def run_indexing(options: argparse.Namespace) -> list[Figure]:
    """Two corpora, each indexed by a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_peak(Path(folder), count) for count in (options.articles, 10 * options.articles))
    details = {"articles": f"{options.articles:,} and {10 * options.articles:,}"}
    return [Figure("peak memory of indexing, ten times the articles", many, few, "MB", INDEXING, details=details)]


def _peak(folder: Path, count: int) -> float:
    """MB at most of `footnote index` over so many articles of some 400 words."""
    articles = folder / f"{count}.jsonl"
    random_words = random.Random(count)
    with articles.open("w") as file:
        for number in range(count):
            sentences = (" ".join(random_words.choices(_WORDS, k=12)).capitalize() + "." for _ in range(32))
            file.write(f'{{"id": "{number}", "title": "Report {number}", "text": "{" ".join(sentences)}"}}\n')
    command = [*FOOTNOTE, "index", str(articles), "--library", str(folder / f"{count}")]
    code = f"import resource, subprocess; subprocess.run({command!r}, check=True, capture_output=True)"
    measured = f"{code}; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    printed = subprocess.run([sys.executable, "-c", measured], check=True, capture_output=True, text=True).stdout
    return int(printed) * (1 if sys.platform == "darwin" else 1024) / 1e6
