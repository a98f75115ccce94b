#!/usr/bin/env python
"""What each part of Footnote adds: the same questions with one part taken away at a time.

    python scripts/ablation.py QUESTIONS.jsonl --library DIR [--without PART ...] [--limit N] [--json]

Parts: bm25 (dense ranking alone), pair-reader (the adapted model reads the search's first passages and its words are
the answer), adapter (the embedded model as it comes, every sentence checked), model (the pair reader's words alone),
checks (the adapted model's words after the same refusal, cited as it says), nothing (all of Footnote). Every row is
scored by the functions of `footnote eval`.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from index.embed import Embedder, MiniLM
from index.errors import FootnoteError
from index.library import Library
from index.types import Hit
from qa.answer.compose import composed
from qa.answer.fit import fit
from qa.answer.opinion import Draft
from qa.answer.prompts import OPENING, Excerpt
from qa.answer.short import DRAFT_TOKENS, READ
from qa.cli.progress import Bar
from qa.configuration import SHIPPED
from qa.engine import Engine
from qa.evaluation import evaluate, read_questions, report
from qa.evaluation.extras import require_extras
from qa.evaluation.report import Report, report_json
from qa.evidence.candidates import options, read_all
from qa.evidence.reader import MiniLMReader, PairReader
from qa.llm.generator import Generator
from qa.llm.models import find_model
from qa.question.followup import forms, standalone
from qa.question.kind import Kind
from qa.start import open_generator
from qa.types import Answer, Sentence, Timings, Turn
from qa.verify.check import Checked, Statement, cited, refused
from qa.verify.quotes import gather

PARTS = ("nothing", "bm25", "pair-reader", "adapter", "model", "checks")
# Figures of the table: group, key, heading.
COLUMNS = (
    ("retrieval", "hit@1", "hit@1"),
    ("retrieval", "answer@4", "answer@4"),
    ("answers", "correct", "correct"),
    ("citations", "cited_correctly", "cited"),
    ("citations", "facts_in_quotes", "facts"),
    ("refusals", "near_miss", "near-miss"),
    ("refusals", "out_of_scope", "off-topic"),
    ("refusals", "answerable", "refused"),
    ("latency_ms", "total_median", "ms"),
)


def main() -> int:
    """Run the variants; 0 if they ran, 2 on error."""
    options_ = _arguments()
    try:
        require_extras()
        _run(options_)
    except (FootnoteError, OSError) as error:
        print(f"ablation: {error}", file=sys.stderr)
        return 2
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--library", type=Path, required=True, metavar="DIR")
    parser.add_argument("--without", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N questions")
    parser.add_argument("--json", action="store_true", help="print one JSON object a variant instead of the table")
    return parser.parse_args()


def _run(arguments: argparse.Namespace) -> None:
    questions = read_questions(arguments.file, arguments.limit)
    embedder, reader = MiniLM(), MiniLMReader()
    with Library.open(arguments.library, embedder) as library:
        if not arguments.json:
            print(f"{'without':12}" + "".join(f"{heading:>10}" for _, _, heading in COLUMNS))
        for part in arguments.without:
            variant = _variant(part, library, embedder, reader)
            with Bar() as bar:
                rows = evaluate(variant, questions, lambda name: library.article(name).text, report=bar)
            print(_line(part, report(rows), as_json=arguments.json), flush=True)


def _line(part: str, done: Report, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"without": part, **report_json(done)})
    values = [done.groups[group][key].value for group, key, _ in COLUMNS]
    cells = ["-" if value is None else f"{value:.0f}" if value > 1 else f"{value:.2f}" for value in values]
    return f"{part:12}" + "".join(f"{cell:>10}" for cell in cells)


class Answers(Protocol):
    """What `evaluate` asks."""

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...


def _variant(part: str, library: Library, embedder: Embedder, reader: PairReader) -> Answers:
    model = find_model(None)
    if part == "adapter":
        return Engine(library, embedder, reader, open_generator(replace(model, adapter=None)))
    generator = open_generator(model)
    if part == "nothing":
        return Engine(library, embedder, reader, generator)
    if part == "bm25":
        return Engine(DenseOnly(library), embedder, reader, generator)  # type: ignore[arg-type]
    say = {"pair-reader": _drafted_alone, "model": _found_alone, "checks": _unchecked}[part]
    return Shortened(library, partial(say, reader, generator))


class DenseOnly:
    """A library whose search ranks by embeddings alone."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def search(self, queries: str | Sequence[str], k: int = 10, **options: Any) -> list[Hit]:
        """As `Library.search`."""
        return self._library.search(queries, k, mode="dense", **options)


# What is shown as evidence, the confidence, and what is said.
Said = tuple[Sequence[Hit], float, Checked]


class Shortened:
    """The engine's way from a question to its passages, with another end."""

    def __init__(self, library: Library, say: Callable[[str, list[Hit]], Said]) -> None:
        self._library = library
        self._say = say

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """One answer; all its time counts as one."""
        started = time.perf_counter()
        alone = standalone(question, history)
        hits = self._library.search(forms(question, history), SHIPPED.depths[Kind.FACT].passages)
        shown, sure, result = self._say(alone, hits)
        return Answer(
            question=question,
            standalone_question=alone,
            text=result.text,
            abstained=result.abstained,
            confidence=sure,
            sentences=result.sentences,
            citations=result.citations,
            retrieved=tuple(shown),
            model="",
            timings=Timings(total=(time.perf_counter() - started) * 1000),
        )


def _found_alone(reader: PairReader, _generator: Generator, question: str, hits: list[Hit]) -> Said:
    found = read_all(question, hits, reader)
    shown = [one.hit for one in found]
    sure = shown[0].score if shown else 0.0
    answer = composed(question, options(found), gather(shown)) if sure >= SHIPPED.threshold else None
    return shown, sure, answer.result if answer else refused()


def _drafted_alone(_reader: PairReader, generator: Generator, question: str, hits: list[Hit]) -> Said:
    """Its words where they stand in a passage that it read, with their sentence; it refuses by writing so."""
    draft = _draft(generator, question, hits)
    for hit in hits[:READ]:
        match = re.search(rf"(?<!\w){re.escape(draft.answer)}(?!\w)", hit.passage.text, re.IGNORECASE)
        if not draft.answer or match is None:
            continue
        start, end = (hit.passage.start + offset for offset in match.span())
        quotes = [one for one in gather([hit]).quotes if one.start <= start and end <= one.end]
        if quotes:
            return hits, 1.0, cited([Statement(draft.answer, quotes[0])])
    return hits, 0.0, refused()


def _unchecked(reader: PairReader, generator: Generator, question: str, hits: list[Hit]) -> Said:
    """Its words as it writes them, citing the whole passage of the number that it writes."""
    shown = [one.hit for one in read_all(question, hits, reader)]
    sure = shown[0].score if shown else 0.0
    if sure < SHIPPED.threshold:
        return shown, sure, refused()
    draft = _draft(generator, question, shown)
    if not draft.answer:
        return shown, sure, refused()
    if not 0 < draft.number <= len(shown):
        return shown, sure, Checked(draft.answer, False, (Sentence(draft.answer),), ())
    whole = max(gather([shown[draft.number - 1]]).quotes, key=lambda quote: quote.end - quote.start)
    return shown, sure, cited([Statement(draft.answer, whole)])


def _draft(generator: Generator, question: str, hits: Sequence[Hit]) -> Draft:
    prompt, count = fit(question, [Excerpt.of(hit) for hit in hits[:READ]], generator, DRAFT_TOKENS)
    return Draft.of("".join(generator.generate(prompt, DRAFT_TOKENS, OPENING)) if count else "")


if __name__ == "__main__":
    sys.exit(main())
