"""What several commands need: filters, the library to use, and the note that it is the sample."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from index.chosen import encoder_of
from index.embed import Embedder, MiniLM
from index.types import Filters
from qa.cli.progress import Bar
from qa.libraries import Place, choose_library
from qa.settings import load_settings
from qa.start import ensure_sample

if TYPE_CHECKING:
    from index.library import Library

_SAMPLE = (
    "These are Footnote's sample articles. To ask your own: footnote index FOLDER "
    "(.txt .md .html .pdf .docx .odt .rtf .epub .eml .mbox .json .jsonl .rss .xml .srt .vtt), then ask again."
)


def filters(options: argparse.Namespace) -> Filters:
    """--since, --until and --source. Raises FootnoteError for a date that is none."""
    from index.dates import parse_bound

    return Filters(
        since=parse_bound(options.since, end=False) if options.since else None,
        until=parse_bound(options.until, end=True) if options.until else None,
        source=options.source,
    )


def note_undated(library: Library, chosen: Filters) -> None:
    """Say on standard error that bounds on dates leave out articles which have none."""
    if chosen.since or chosen.until:
        count = library.count_undated(chosen)
        if count:
            what = "1 article without a date is" if count == 1 else f"{count:,} articles without a date are"
            print(f"footnote: {what} left out by --since and --until", file=sys.stderr)


def ready_place(options: argparse.Namespace, embedder: Embedder) -> Place:
    """The library to use; the sample is made when it is the one, and said to be it."""
    place = choose_library(options.library, load_settings())
    if place.is_sample:
        print(_SAMPLE, file=sys.stderr)
        with Bar() as bar:
            ensure_sample(place, embedder, bar)
    return place


def open_library(options: argparse.Namespace) -> Library:
    """The library that the options name, for commands that need no model."""
    from index.library import Library

    folder = ready_place(options, MiniLM()).folder
    return Library.open(folder, encoder_of(folder))
