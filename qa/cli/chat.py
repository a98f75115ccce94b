"""footnote chat: the terminal app, or the plain chat where there is no terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.errors import FootnoteError
from qa.settings import load_settings


def run(options: argparse.Namespace) -> int:
    """Run the chat until the user leaves it."""
    if sys.stdin is None:
        raise FootnoteError("standard input is closed: there is nothing to read questions from")
    if options.plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from qa.cli.plain import plain_chat

        return plain_chat(options)
    from qa.start import choose_library, open_engine
    from tui import run_chat

    place = choose_library(options.library, load_settings())
    resume = None if options.resume is None else _to_resume(place.folder, options.resume)
    subtitle = "sample articles · your own: footnote index FOLDER" if place.is_sample else str(place.folder)
    return run_chat(
        lambda report: open_engine(options.library, options.model, report=report),
        subtitle=subtitle,
        model=options.model,
        resume=resume,
    )


def _to_resume(folder: Path, wanted: str) -> str:
    """The id of the conversation to go on with, the last where none is named.

    Raises FootnoteError where there is none: before models are loaded, and without making a file.
    """
    from qa.conversation_file import FILE_NAME
    from qa.conversations import Conversations

    if (folder / FILE_NAME).exists():
        with Conversations.open(folder) as store:
            key = wanted or store.latest()
            if key is not None:
                return store.load(key, lambda _: None).id
    raise FootnoteError("there is no conversation to resume yet: begin one with footnote chat")
