#!/usr/bin/env python
"""Score answers to open questions by the facts that belong in them, with one part of Footnote taken away at a time.

    python -m scripts.evaluate_open QUESTIONS.jsonl --library DIR [--model NAME] [--without [PART ...]]
        [--show] [--json]

One question a line:

    {"id": "7", "kind": "why", "question": "Why was the mill closed?", "answerable": true, "nuggets": [
        {"any": ["debts of two million", "it owed two million"], "articles": ["mill.md"], "vital": true},
        {"any": ["the roof leaked"], "articles": ["mill.md", "town.md"], "vital": false}]}

`kind` is a word of your own, by which figures are told apart. A nugget is one fact: `any` has ways to say it, long
enough that nothing else is said in those words; `articles` are ids, or pieces of the paths, of all articles that say
it; it is `vital` if no good answer may lack it. A question that the articles do not answer is not `answerable` and has
no nuggets.

The first six sentences of an answer count, with their quotes of at most 80 words. A nugget is covered where one of its
texts stands in these sentences, or in a quote from one of its articles; it is cited where the latter holds. Columns:
vital nuggets covered (vital), all nuggets covered (all), questions with all vital ones covered (full), vital nuggets
cited (cited), quotes that hold a nugget of the question (precise), sentences and words an answer, unsupported sentences
an answer (unsupp.), answerable questions refused (refused), milliseconds an answer (ms), and unanswerable questions
refused (unans.). All but the last are means over answerable questions, in which a refusal covers nothing.

Parts, for --without (by itself: every one in turn):

    nothing    all of Footnote, the default
    kinds      every question is of one kind
    parts      a question has one part
    depth      six passages are read, whatever the kind
    selection  the six likeliest sentences are said
    reader     sentences are ranked by their cosine to the question; the pair reader says only how many are likely
    readable   no sentence brings the one before it along
    subject    articles count fully that do not mention what the question names

--show prints every answer, with the nuggets that it lacks, on standard error.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.embed import MiniLM
from index.errors import FootnoteError
from index.library import Library
from index.types import Progress
from qa.cli.progress import Bar
from qa.engine import Engine
from qa.evidence.reader import MiniLMReader
from qa.start import begin_loading
from scripts.openquestions.figures import figures, heading, kinds_line, row
from scripts.openquestions.questions import OpenQuestion, read_open_questions
from scripts.openquestions.scoring import Score, score
from scripts.openquestions.variants import PARTS, Models, without


def main(argv: Sequence[str] | None = None) -> int:
    """Ask and score; 0 if it ran, 2 on error."""
    arguments = _arguments(argv)
    try:
        _run(arguments)
    except (FootnoteError, OSError) as error:
        print(f"evaluate_open: {error}", file=sys.stderr)
        return 2
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--library", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", metavar="NAME", help="a model by name or .gguf file (default: the embedded one)")
    parser.add_argument("--without", nargs="*", choices=PARTS, default=["nothing"], metavar="PART")
    parser.add_argument("--show", action="store_true", help="print every answer on standard error")
    parser.add_argument("--json", action="store_true", help="print one JSON object a part instead of the table")
    return parser.parse_args(argv)


def _run(arguments: argparse.Namespace) -> None:
    questions = read_open_questions(arguments.file)
    embedder = MiniLM()
    reader = MiniLMReader(tokenizer=lambda: embedder.tokenizer)
    with Library.open(arguments.library, embedder) as library:
        models = Models(library, embedder, reader, begin_loading(arguments.model))
        report(questions, models, arguments.without or list(PARTS), show=arguments.show, as_json=arguments.json)


def report(
    questions: Sequence[OpenQuestion],
    models: Models,
    parts: Sequence[str],
    *,
    show: bool = False,
    as_json: bool = False,
) -> None:
    """Print the figures of Footnote without each of the parts."""
    if not as_json:
        print(heading())
    of_kinds = {}
    for part in parts:
        found = figures(list(_scores(questions, without(part, models), show=show)))
        of_kinds[part] = kinds_line(found)
        print(json.dumps({"without": part, **found}) if as_json else row(part, found), flush=True)
    if not as_json:
        print("\nvital nuggets covered, by kind (questions)")
        for part, line in of_kinds.items():
            print(f"{part}: {line}")


def _scores(questions: Sequence[OpenQuestion], engine: Engine, *, show: bool) -> Iterator[Score]:
    with Bar() as bar:
        for number, question in enumerate(questions, start=1):
            scored = score(question, engine.answer(question.text))
            if show:
                print(shown(scored), file=sys.stderr, flush=True)
            bar(Progress("answering", number, len(questions)))
            yield scored


def shown(scored: Score) -> str:
    """A question with its answer, and what that lacks."""
    question = scored.question
    lacking = [
        f"  lacks{' (vital)' if nugget.is_vital else ''}: {nugget.texts[0]}"
        for nugget, is_covered in zip(question.nuggets, scored.covered, strict=True)
        if not is_covered
    ]
    figure = f"{scored.vital:.2f} " if question.is_answerable else ""
    return "\n".join([f"{figure}{question.id} {question.kind}: {question.text}", scored.answer, *lacking, ""])


if __name__ == "__main__":
    sys.exit(main())
