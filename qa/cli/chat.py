"""footnote chat: the terminal app, or the plain chat where there is no terminal."""

from __future__ import annotations

import argparse
import sys

from index.errors import FootnoteError
from qa.settings import load_settings


def run(options: argparse.Namespace) -> int:
    """Run the chat until the user leaves it."""
    if sys.stdin is None:
        raise FootnoteError("standard input is closed: there is nothing to read questions from")
    if options.plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from qa.cli.plain import plain_chat

        return plain_chat(options)
    if options.resume is not None:
        raise FootnoteError("the full-screen chat cannot resume yet: use footnote chat --plain --resume")
    from qa.start import choose_library, open_engine
    from tui import run_chat

    place = choose_library(options.library, load_settings())
    subtitle = "sample articles · your own: footnote index FOLDER" if place.is_sample else str(place.folder)
    return run_chat(lambda report: open_engine(options.library, options.model, report=report), subtitle=subtitle)
