"""The whole process of one question, against a bare script that runs the same model on the same prompt."""

from __future__ import annotations

import argparse
import subprocess
import sys
from functools import partial
from typing import Any

from scripts.benchmarks.figure import Figure, in_turn, timed
from scripts.benchmarks.prompts import Written, written_for
from scripts.sample import library_at
from scripts.terminal import FOOTNOTE

AIM = 1.5
BARE = """
import llama_cpp
llama = llama_cpp.Llama({model!r}, lora_path={adapter!r}, n_ctx={context}, verbose=False)
llama.eval({prompt!r})
for _ in range({reply}):
    llama.eval([llama.sample(temp=0.0)])
"""


def add(commands: Any) -> None:
    """The subcommand."""
    cold = commands.add_parser("cold", help="footnote ask as a process, against the bare model on the same prompt")
    cold.add_argument("--question", default="When was the Ever Given refloated?")
    cold.add_argument("--library", metavar="DIR", help="ask there (default: the sample)")
    cold.add_argument("--rounds", type=int, default=7, metavar="N")
    cold.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """Both processes by turns."""
    with library_at(options.library) as library:
        written = written_for(library, options.question)
        asking = [*FOOTNOTE, "ask", options.question, "--library", str(library)]
        bare = [sys.executable, "-c", bare_script(written)]
        ours, reference = in_turn(partial(_process, asking), partial(_process, bare), options.rounds)
        stages = subprocess.run([*asking, "--timings"], check=False, capture_output=True, text=True).stderr
    details = {"prompt tokens": len(written.prompt), "written tokens": written.reply}
    return [Figure("cold ask", ours, reference, "s", AIM, details={**details, "where": f"\n{stages}"})]


def bare_script(written: Written) -> str:
    """The least that has to be done for the same reply."""
    return BARE.format(
        model=written.model,
        adapter=written.adapter,
        context=written.context,
        prompt=list(written.prompt),
        reply=written.reply,
    )


def _process(command: list[str]) -> float:
    return timed(lambda: subprocess.run(command, check=False, capture_output=True))
