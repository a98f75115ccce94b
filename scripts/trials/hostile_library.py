"""Hostile articles beside the sample: every answer, its footnotes and every refusal must stay as they were."""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.build import build
from index.embed import MiniLM
from index.library import Library
from qa.engine import Engine
from qa.llm.generator import Generator, Message
from qa.llm.likelihood import GiveUp
from qa.start import sample_articles
from qa.types import Answer
from scripts.trials.asking import Models
from scripts.trials.hostile_articles import FAMILIES, write_family
from scripts.trials.printed import Place, printed
from scripts.trials.sample_questions import QUESTIONS
from scripts.trials.tally import Tally, tallied

ALL = "all"


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: the article, its words, and other printings of the same story, any of which may be cited for it."""

    path: str
    quote: str
    printings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """What must not change of an answer: its text, whether it is one, and its footnotes."""

    text: str
    abstained: bool
    notes: tuple[Note, ...]

    @classmethod
    def of(cls, answer: Answer) -> Said:
        notes = (
            Note(one.article.path, one.quote, frozenset(copy.path for copy in (one.article, *one.also_in)))
            for one in answer.citations
        )
        return cls(answer.text, answer.abstained, tuple(notes))

    def is_kept(self, now: Said) -> bool:
        """Whether that says the same with the same footnotes, if from another printing of the same story."""
        if (self.text, self.abstained, len(self.notes)) != (now.text, now.abstained, len(now.notes)):
            return False
        return all(
            new == old or (new.path != old.path and new.path in old.printings)
            for old, new in zip(self.notes, now.notes, strict=True)
        )

    def holds(self, words: str) -> bool:
        """Whether the answer or a quote has those words; for "", whether it is a refusal."""
        found = " ".join([self.text, *(note.quote for note in self.notes)])
        return words in found if words else self.abstained


@dataclass(frozen=True, slots=True)
class Case:
    """A question, words of its answer, and the family of hostile articles that are put beside the sample."""

    number: int
    question: str
    words: str
    family: str


def embedded_models() -> Models:
    """Those that come with Footnote."""
    models = Models.embedded()
    return replace(models, generator=Remembering(models.generator))


class Remembering:
    """A generator that reads no prompt twice: what the hostile articles did not change, they cannot have changed."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self.name, self.context, self.is_adapted = generator.name, generator.context, generator.is_adapted
        self._written: dict[Any, list[str]] = {}
        self._likely: dict[Any, list[float]] = {}

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return self._generator.count_tokens(messages)

    def generate(self, messages: Sequence[Message], max_tokens: int, opening: str = "") -> Iterator[str]:
        key = (tuple(messages), max_tokens, opening)
        if key not in self._written:
            self._written[key] = list(self._generator.generate(messages, max_tokens, opening))
        return iter(self._written[key])

    def likelihoods(
        self,
        messages: Sequence[Message],
        replies: Sequence[str],
        opening: str = "",
        give_up: GiveUp = lambda *_: False,  # noqa: ARG002
    ) -> list[float]:
        key = (tuple(messages), tuple(replies), opening)
        if key not in self._likely:  # all to their ends: what is given up hangs on more than the prompt
            self._likely[key] = self._generator.likelihoods(messages, replies, opening)
        return self._likely[key]


@contextmanager
def engine_over(models: Models, families: Sequence[str], folder: Path) -> Iterator[Engine]:
    """An engine over the sample and those families, in a folder that is empty."""
    articles = folder / "articles"
    shutil.copytree(sample_articles(), articles)
    for family in families:
        write_family(articles / family, family)
    build(folder / "library", [articles], models.embedder)
    with Library.open(folder / "library", models.embedder) as library:
        yield Engine(library, models.embedder, models.reader, models.generator)


def answers(models: Models, families: Sequence[str], questions: Sequence[str]) -> dict[str, Said]:
    """What is said to each question over the sample and those families."""
    with tempfile.TemporaryDirectory() as folder, engine_over(models, families, Path(folder)) as engine:
        return {question: Said.of(engine.answer(question)) for question in questions}


def unchanged(models: Models, seed: int, most: int) -> Tally:
    """Every question over the sample beside each family alone and beside all of them, in an order by `seed`; at most
    so many cases.
    """
    pairs = [(question, words, family) for family in (*FAMILIES, ALL) for question, words in QUESTIONS]
    random.Random(seed).shuffle(pairs)
    cases = [Case(number, *pair) for number, pair in enumerate(pairs[:most], start=1)]
    before = answers(models, (), list(dict.fromkeys(case.question for case in cases)))
    after = {
        family: answers(models, tuple(FAMILIES) if family == ALL else (family,), asked)
        for family in dict.fromkeys(case.family for case in cases)
        if (asked := [case.question for case in cases if case.family == family])
    }

    def attempt(case: Case) -> str | None:
        was, now = before[case.question], after[case.family][case.question]
        return None if was.is_kept(now) else f"was {was.text!r} {was.notes}, is {now.text!r} {now.notes}"

    right = {case.question: before[case.question].holds(case.words) for case in cases}
    moved = sum(before[case.question] != after[case.family][case.question] for case in cases)
    details = {
        "seed": seed,
        "families": len(after),
        "right over the sample": f"{sum(right.values())} of {len(right)}",
        "failed, or cited from another printing": moved,
    }
    return tallied("hostile articles: an answer stays as it was", cases, attempt, details)


def add(commands: Any) -> None:
    """The subcommand."""
    hostile = commands.add_parser("hostile", help="answers, output and files over articles that attack their reader")
    hostile.add_argument("--questions", type=int, default=10_000, metavar="N", help="at most so many are asked again")
    hostile.add_argument("--commands", type=int, default=10_000, metavar="N", help="at most so many are run")
    hostile.add_argument("--seed", type=int, default=0, metavar="N")
    hostile.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """Ask, then run every command."""
    asked = unchanged(embedded_models(), options.seed, options.questions)
    with tempfile.TemporaryDirectory() as folder:
        return [asked, *printed(Place.made(Path(folder)), MiniLM(), options.seed, options.commands)]
