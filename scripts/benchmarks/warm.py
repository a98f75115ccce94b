"""How long a question waits for its evidence and its first word, in an engine that has answered before."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import llama_cpp

from qa.engine import Engine
from qa.evaluation import read_questions
from qa.types import Retrieved, Token
from scripts.benchmarks.figure import Figure, timed
from scripts.benchmarks.prompts import Recorder
from scripts.sample import library_at

EVIDENCE, PROMPT = 0.25, 1.1
QUESTIONS = (
    "When was the Ever Given refloated?",
    "Who led the American delegation in Madrid?",
    "How many locks does the Panama Canal have?",
    "Which constant defines the kilogram since May 20, 2019?",
    "When does the US-China tariff truce expire?",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Milliseconds of one question: to its evidence, to its first word, for the bare model to read the prompt, as
    llama-cpp-python comes, and for Footnote's own instance to do so, with flash attention and smaller pieces.
    """

    evidence: float
    first_word: float
    bare: float
    own: float
    tokens: int


def add(commands: Any) -> None:
    """The subcommand."""
    warm = commands.add_parser("warm", help="from the question to the evidence, and to the first word")
    warm.add_argument("--questions", type=Path, metavar="FILE.jsonl", help="as 'footnote eval' takes them")
    warm.add_argument("--count", type=int, default=20, metavar="N", help="ask so many")
    warm.add_argument("--library", metavar="DIR", help="ask there (default: the sample)")
    warm.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """Each question once, and its prompt read by the bare model right behind."""
    given = [one.text for one in read_questions(options.questions, None)] if options.questions else QUESTIONS
    with library_at(options.library) as library:
        engine = Engine.open(library)
        generator = engine._generator
        recorder = engine._generator = Recorder(generator)
        bare_model = llama_cpp.Llama(generator._llama.model_path, n_ctx=generator.context, verbose=False)
        engine.answer(given[0])
        passages = engine.library.counts().passages
        tell = partial(_ask, engine, recorder, generator, bare_model)
        asked = [one for question in given[: options.count] if (one := tell(question))]
    if not asked:
        raise OSError("every question was refused before the model was asked: give others with --questions")
    tokens = sum(one.tokens for one in asked)
    details = {"questions that the model was asked": len(asked), "passages": passages}
    evidence, first, bare, own = (
        median(getattr(one, what) for one in asked) for what in ("evidence", "first_word", "bare", "own")
    )
    return [
        Figure("question to evidence, of the time to the first word", evidence, first, "ms", EVIDENCE, details=details),
        Figure(
            "evidence to first word, against reading the prompt bare",
            median(one.first_word - one.evidence for one in asked),
            bare,
            "ms",
            PROMPT,
            details={
                "prompt tokens, mean": tokens / len(asked),
                "prompt tokens a second, bare": 1000 * tokens / sum(one.bare for one in asked),
                "bare in Footnote's own settings, ms": own,
            },
        ),
        Figure("question to first word, against reading the prompt bare", first, bare, "ms", PROMPT),
    ]


def _ask(engine: Engine, recorder: Recorder, generator: Any, bare_model: Any, question: str) -> _Asked | None:
    started = time.perf_counter()
    evidence = first = 0.0
    for event in engine.ask(question):
        passed = (time.perf_counter() - started) * 1000
        if isinstance(event, Retrieved):
            evidence = passed
        elif isinstance(event, Token):
            first = first or passed
    if not first or recorder.prompt is None:
        return None
    prompt = generator._tokens(*recorder.prompt)
    bare, own = (1000 * _reading(llama, prompt) for llama in (bare_model, generator._llama))
    return _Asked(evidence, first, bare, own, len(prompt))


def _reading(llama: Any, prompt: list[int]) -> float:
    llama.reset()
    return timed(lambda: llama.eval(prompt))
