"""footnote chat: the terminal app."""

from __future__ import annotations

import argparse
import sys

from index.errors import FootnoteError
from qa.settings import load_settings


def run(options: argparse.Namespace) -> int:
    """Run the chat until the user leaves it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise FootnoteError("the chat needs a terminal: use 'footnote ask' in scripts and pipes")
    from qa.start import choose_library, open_engine
    from tui import run_chat

    place = choose_library(options.library, load_settings())
    subtitle = "sample articles · your own: footnote index FOLDER" if place.is_sample else str(place.folder)
    return run_chat(lambda report: open_engine(options.library, options.model, report=report), subtitle=subtitle)
