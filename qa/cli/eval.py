"""footnote eval: how well questions are answered whose answers are known."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from index.errors import FootnoteError
from index.paths import expanded
from qa.cli.common import ready_place
from qa.cli.progress import Bar
from qa.cli.style import Style
from qa.configuration import Configuration
from qa.evaluation.extras import require_extras
from qa.evaluation.plot import check_plot_file, draw
from qa.evaluation.questions import read_questions
from qa.evaluation.report import Report, report, report_json
from qa.evaluation.run import evaluate
from qa.evaluation.table import table
from qa.libraries import folder_to_write


def run(options: argparse.Namespace) -> int:
    """Ask every question and print the report."""
    from qa.start import open_engine

    file = Path(options.file)
    rows_file = Path(options.rows) if options.rows else None
    plot = Path(options.plot) if options.plot else None
    require_extras(plot=plot is not None)
    if plot:
        check_plot_file(plot)
    questions = read_questions(file, options.limit)
    check_rows_file(rows_file, file)
    engine = open_engine(_library(options), options.model)
    with Bar() as bar:
        rows = evaluate(
            engine, questions, lambda name: engine.library.article(name).text, rows_file=rows_file, report=bar
        )
    done = report(rows)
    print_report(done, as_json=options.json, configuration=engine.configuration)
    if plot:
        draw(done.curve, plot)
    return 0


def print_report(done: Report, *, as_json: bool, configuration: Configuration | None = None) -> None:
    """The report on standard output: one JSON object, which says by which numbers was answered, or the table."""
    if not as_json:
        print(table(done, Style.of_stdout().bold))
        return
    numbers = {"configuration": configuration.as_json()} if configuration else {}
    print(json.dumps({**report_json(done), **numbers}, ensure_ascii=False))


def check_rows_file(rows_file: Path | None, questions: Path) -> None:
    """Raises FootnoteError where the rows would take the place of the questions, or have none."""
    if rows_file is None:
        return
    if not rows_file.absolute().parent.is_dir():
        raise FootnoteError(
            f"the folder of {rows_file} does not exist", "create it, or name another file for --rows", "not-found"
        )
    if rows_file.exists() and rows_file.samefile(questions):
        raise FootnoteError(f"{rows_file} holds the questions", "name another file for --rows", "invalid")


def _library(options: argparse.Namespace) -> Path:
    """The library to ask: of --articles, brought up to date, or one that is there."""
    from index.chosen import encoder_of
    from index.embed import MiniLM

    if not options.articles:
        return ready_place(options, MiniLM()).folder
    from index.build import build
    from qa.cli.index import report as report_indexing

    paths = [Path(path) for path in options.articles]
    folder = folder_to_write(options.library) if options.library else cached_library(paths)
    with Bar() as bar:
        summary = build(folder, paths, encoder_of(folder), report=bar)
    report_indexing(summary, folder)
    return folder


def cached_library(paths: Sequence[Path]) -> Path:
    """Where in the user's cache the library of just these articles is kept."""
    from platformdirs import user_cache_path

    names = "\0".join(sorted({str(expanded(path).resolve()) for path in paths}))
    key = hashlib.blake2b(names.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return user_cache_path("footnote") / "eval" / key
