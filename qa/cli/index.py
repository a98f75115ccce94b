"""footnote index: articles into the library."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from index.build import build
from index.chosen import ChosenEncoder, chosen_encoder, encoder_of
from index.installing import how_to_install
from index.languagenames import not_english
from index.types import ONLY_PICTURES, Summary
from index.walk import by_kind
from qa.cli.progress import Bar
from qa.libraries import folder_to_write
from qa.printable import one_line
from qa.settings import load_settings

# A folder of scans could drown the summary: so many problems are named, the rest counted.
_NAMED = 20
_NAMED_SCANNED = 3
_OCR = f"{how_to_install('ocr')} and index with --rebuild"
_BY_WORDS = (
    "the embedded models read English only, so those are searched and answered by their words; "
    "--rebuild --encoder FOLDER|OWNER/REPO takes an encoder that knows them"
)


def run(options: argparse.Namespace) -> int:
    """Index and say what was done; 2 if anything had to be skipped, like grep. With --watch, go on until Ctrl-C; 0."""
    folder = write_folder(options)
    embedder = chosen_encoder(options.encoder) if options.encoder else encoder_of(folder)
    with Bar() as bar:
        summary = build(folder, [Path(path) for path in options.paths], embedder, rebuild=options.rebuild, report=bar)
    report(summary, folder, is_embedded=not isinstance(embedder, ChosenEncoder))
    if options.watch:
        from qa.cli.watch import follow

        return follow(
            folder, [Path(path) for path in options.paths], embedder, {one_line(str(one)) for one in summary.problems}
        )
    return 2 if summary.problems else 0


def write_folder(options: argparse.Namespace) -> Path:
    """The folder of the library to write, which need not be there."""
    return folder_to_write(options.library or load_settings().library)


def _scanned(paths: Sequence[str]) -> str:
    """How many PDFs were scanned, and which, as far as a line holds them."""
    one = len(paths) == 1
    what = f"{len(paths):,} PDF{' holds' if one else 's hold'} only pictures of pages: not read"
    named = one_line(", ".join(paths[:_NAMED_SCANNED]))
    more = ", …" if len(paths) > _NAMED_SCANNED else ""
    return f"{what}; run OCR on {'it' if one else 'them'} first, or {_OCR} ({named}{more})"


def report(summary: Summary, folder: Path, *, is_embedded: bool = True) -> None:
    """The outcome on standard error: a line for each problem, then one for the whole."""
    problems = [problem for problem in summary.problems if problem.reason != ONLY_PICTURES]
    for problem in problems[:_NAMED]:
        print(f"footnote: skipped {one_line(str(problem))}", file=sys.stderr)
    if len(problems) > _NAMED:
        print(f"footnote: and {len(problems) - _NAMED:,} more were skipped", file=sys.stderr)
    if scanned := [problem.path for problem in summary.problems if problem.reason == ONLY_PICTURES]:
        print(f"footnote: {_scanned(scanned)}", file=sys.stderr)
    if summary.others:
        print(f"footnote: not read, since of another kind: {by_kind(summary.others)}", file=sys.stderr)
    changes = ", ".join(
        part
        for part in (
            f"{summary.written:,} new or changed" if summary.written else "",
            f"{summary.removed:,} removed" if summary.removed else "",
        )
        if part
    )
    print(
        f"{one_line(str(folder))}: {summary.articles:,} articles in {summary.passages:,} passages "
        f"({changes or 'nothing new'}; {summary.embedded:,} passages embedded) in {summary.seconds:.1f} s",
        file=sys.stderr,
    )
    if is_embedded and summary.written and (others := not_english(summary.languages)):
        print(f"{others}: {_BY_WORDS}", file=sys.stderr)
