"""Thousands of questions through one engine: does it grow, slow down, or answer otherwise than before?

The same distinct questions come in every round, each time in another order, so that rounds can be compared.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, TextIO

from index.library import Library
from index.sentences import sentence_spans
from index.types import Filters
from qa.engine import Engine
from qa.types import Answer, Turn
from scripts.sample import library_at
from scripts.trials.sample_questions import QUESTIONS
from scripts.trials.tally import Tally

# What memory may be of that after the first round, and a question's time of that in the second.
MEMORY, LATENCY = 1.05, 1.10
_NAME = re.compile(r"\b[A-Z][\w’-]+(?: [A-Z][\w’-]+)+")
_KNOWN = tuple(question for question, _ in QUESTIONS)
_OTHERS = ("the Eiffel Tower", "comet Halley", "the Boston Marathon", "Johann Strauss", "the Aral Sea", "Mount Fuji")
_ABOUT = ("When was {} first mentioned?", "What happened to {}?", "How much did {} cost?", "Who spoke for {}?")
_BEHIND = ("When?", "And him?", "How long is it?", "Who said that?", "What about in 2021?", "And the American one?")
_ALL = Filters()
_FILTERS = (Filters(since="2021-01-01"), Filters(until="2020-12-31"), Filters(source="world"), Filters(source="nobody"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the conversation before it and its filters."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = _ALL


@dataclass(frozen=True, slots=True)
class Row:
    """What one question came to, and the process behind it. `asked` is the number of the question among the distinct
    ones; seconds are of this question, memory is resident, in bytes (0 where that cannot be known).
    """

    number: int
    asked: int
    said: str
    abstained: bool
    error: str | None
    wall: float
    cpu: float
    memory: int
    descriptors: int
    threads: int


def add(commands: Any) -> None:
    """The subcommand."""
    soak = commands.add_parser("soak", help="thousands of questions through one engine: growth, speed, same answers")
    soak.add_argument("--questions", type=int, default=2000, metavar="N", help="ask so many (default: 2000)")
    soak.add_argument("--distinct", type=int, default=100, metavar="N", help="that differ: a round (default: 100)")
    soak.add_argument("--seed", type=int, default=1, metavar="N", help="of their order (default: 1)")
    soak.add_argument("--rows", type=Path, metavar="FILE.jsonl", help="write a line a question, as it is answered")
    soak.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """Ask with the embedded models over the sample. What was asked by the time of a Ctrl-C is judged all the same."""
    rows: list[Row] = []
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(library_at(None))
        file = stack.enter_context(options.rows.open("w")) if options.rows else None
        engine = Engine.open(folder)
        stack.enter_context(engine.library)
        distinct = various(engine.library, options.distinct)
        with contextlib.suppress(KeyboardInterrupt):
            for row in answered(engine, in_rounds(distinct, options.questions, options.seed), distinct):
                rows.append(row)
                _note(row, options, file)
    return [judged(rows, options.distinct, seed=options.seed)]


def various(library: Library, count: int) -> list[Asked]:
    """So many different questions over a library's articles: plain, on others, in conversations, filtered."""
    articles = [library.article(one.id) for one in library.entries(library.order("title"))]
    told = {name: article for article in articles for name in _NAME.findall(article.text)}
    names = sorted(told)
    chance = random.Random(0)
    found = dict.fromkeys(Asked(one) for one in _KNOWN)
    while len(found) < count:
        name, about = chance.choice(names), chance.choice(_ABOUT)
        text = told[name].text
        start, end = sentence_spans(text)[0]
        known = Turn(chance.choice(_KNOWN), text[start:end])
        found[
            chance.choice(
                [
                    Asked(about.format(name)),
                    Asked(about.format(chance.choice(_OTHERS))),
                    Asked(chance.choice(_BEHIND), (known, Turn(about.format(name), text[start:end]))),
                    Asked(chance.choice(_BEHIND), (known,)),
                    Asked(chance.choice([*_KNOWN, about.format(name)]), (), chance.choice(_FILTERS)),
                ]
            )
        ] = None
    return list(found)[:count]


def in_rounds(distinct: Sequence[Asked], count: int, seed: int) -> Iterator[int]:
    """Numbers of the distinct questions, each once a round, in another order each."""
    chance, given = random.Random(seed), 0
    while given < count:
        order = chance.sample(range(len(distinct)), len(distinct))[: count - given]
        given += len(order)
        yield from order


def answered(engine: Engine, order: Iterable[int], distinct: Sequence[Asked]) -> Iterator[Row]:
    """Ask one after the other, and measure the process behind each."""
    for number, asked in enumerate(order, start=1):
        one, error, said, abstained = distinct[asked], None, "", True
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            answer = engine.answer(one.question, one.history, filters=one.filters)
            said, abstained = _all_of(answer), answer.abstained
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        yield Row(number, asked, said, abstained, error, wall, cpu, resident(), descriptors(), threading.active_count())


def judged(rows: Sequence[Row], distinct: int, *, seed: int, of_speed: bool = True) -> Tally:
    """Every exception, every answer that is another than the first to the same question, and each aim that is missed:
    open files, and where there are rounds enough to tell and `of_speed` says so, memory and time.
    """
    where = f"--seed {seed} --distinct {distinct}"
    failures = [f"question {row.number} ({where}): {row.error}" for row in rows if row.error]
    first: dict[int, Row] = {}
    for row in rows:
        if first.setdefault(row.asked, row).said != row.said:
            failures.append(
                f"question {row.number} ({where}): {row.said!r:.200}, which as question {first[row.asked].number} was "
                f"{first[row.asked].said!r:.200}"
            )
    rounds = [rows[start : start + distinct] for start in range(0, len(rows) - distinct + 1, distinct)]
    details: dict[str, Any] = {"answered": sum(not row.abstained for row in rows), "distinct": distinct}
    if rounds:
        settled, last = rounds[0][-1], rows[-1]
        details |= {
            "memory after the first round and at the end, MB": [settled.memory // 10**6, last.memory // 10**6],
            "open files": [settled.descriptors, last.descriptors],
            "threads": [settled.threads, last.threads],
            "CPU seconds a question, by rounds": [round(fmean(row.cpu for row in one), 3) for one in rounds],
            "seconds a question, by rounds": [round(fmean(row.wall for row in one), 3) for one in rounds],
        }
        aims = [("open files", last.descriptors / max(settled.descriptors, 1), 1.0)]
        if of_speed:
            aims.append(("memory", last.memory / max(settled.memory, 1), MEMORY))
        if of_speed and len(rounds) > 2:
            aims += [(f"{what} time", _slower(rounds, what), LATENCY) for what in ("cpu", "wall")]
        details |= {f"{what}, of what it was": round(ratio, 3) for what, ratio, _ in aims}
        failures += [f"{what}: {ratio:.3f} of what it was ({where})" for what, ratio, most in aims if ratio > most]
    return Tally("questions through one engine", len(rows), tuple(failures), details)


def _slower(rounds: Sequence[Sequence[Row]], what: str) -> float:
    """A question's time in the last round, of that in the second."""
    second, last = (fmean(getattr(row, what) for row in one) for one in (rounds[1], rounds[-1]))
    return last / second


def _all_of(answer: Answer) -> str:
    """All that must come to the same each time."""
    cited = [(one.article.id, one.start, one.end) for one in answer.citations]
    return f"{answer.text} {cited} {answer.confidence!r} {answer.standalone_question}"


def _note(row: Row, options: argparse.Namespace, file: TextIO | None) -> None:
    if file:
        file.write(json.dumps(asdict(row)) + "\n")
        file.flush()
    if row.number % 100 == 0:
        print(f"{row.number} of {options.questions}, {row.memory // 10**6} MB", file=sys.stderr)


def resident() -> int:
    """Bytes of resident memory of this process; 0 where there is no /proc."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def descriptors() -> int:
    """How many files this process has open."""
    return len(os.listdir("/dev/fd"))  # noqa: PTH208 - Path.iterdir makes a path of each
