"""footnote chat: the terminal app, the same in a browser, or the plain chat where there is no terminal."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from index.errors import FootnoteError
from index.installing import how_to_install
from qa.libraries import choose_library
from qa.settings import load_settings

_PORT = 8765
_AGAIN = "from qa.cli import main; raise SystemExit(main())"


def run(options: argparse.Namespace) -> int:
    """Run the chat until the user leaves it."""
    if options.json and not options.plain:
        options.refuse("argument --json: not allowed without argument --plain")
    if sys.platform == "win32" and not options.plain:  # the engine's process, its pipes and signals are POSIX
        raise FootnoteError("on Windows there is the plain chat only", "use footnote chat --plain", "invalid")
    if options.serve:
        return _serve(options)
    if options.port is not None:
        options.refuse("argument --port: not allowed without argument --serve")
    if sys.stdin is None:
        raise FootnoteError("standard input is closed", "there is nothing to read questions from", "invalid")
    if options.plain or not (options.in_browser or (sys.stdin.isatty() and sys.stdout.isatty())):
        from qa.cli.plain import plain_chat

        return plain_chat(options)
    from qa.libraries import called
    from qa.process.connected import take_address
    from qa.process.engine import EngineProcess

    place = choose_library(options.library, load_settings())
    resume = None if options.resume is None else _to_resume(place.folder, options.resume)
    # begun before the screen is imported: the two take as long as each other
    shared = take_address() if options.in_browser else None
    engine = EngineProcess.begin(options.library, options.model, options.gpu_layers, shared)
    from tui import run_chat

    subtitle = "sample articles · your own: footnote index FOLDER" if place.is_sample else called(place.folder)
    return run_chat(
        engine.opened,
        subtitle=subtitle,
        model=options.model,
        gpu_layers=options.gpu_layers,
        resume=resume,
        in_browser=options.in_browser,
        shared=shared,
    )


def _serve(options: argparse.Namespace) -> int:
    """Serve the chat to browsers until Ctrl+C.

    Raises FootnoteError, before anything is served, for what would keep each tab's chat from beginning.
    """
    if find_spec("textual_serve") is None:
        raise FootnoteError("--serve needs one more package", how_to_install("serve"), "not-installed")
    from tui.run import checked_settings
    from tui.serve import serve_chat

    place = choose_library(options.library, checked_settings())
    if options.resume is not None:
        _to_resume(place.folder, options.resume)
    return serve_chat(_tab_command(options), options.port or _PORT)


def _tab_command(options: argparse.Namespace) -> list[str]:
    """The chat of one tab: this command again. -P: modules in the folder it runs in are not imported."""
    command = [sys.executable, "-P", "-c", _AGAIN, "chat", "--in-browser"]
    if options.resume is not None:
        command.append(f"--resume={options.resume}" if options.resume else "--resume")
    if options.library is not None:
        command.append(f"--library={options.library}")
    if options.model is not None:
        command.append(f"--model={options.model}")
    if options.gpu_layers is not None:
        command.append(f"--gpu-layers={options.gpu_layers}")
    return command


def _to_resume(folder: Path, wanted: str) -> str:
    """The id of the conversation to go on with, the last where none is named.

    Raises FootnoteError where there is none: before models are loaded, and without making a file.
    """
    from qa.chats.conversation_file import FILE_NAME
    from qa.chats.conversations import Conversations

    if (folder / FILE_NAME).exists():
        with Conversations.open(folder) as store:
            key = wanted or store.latest()
            if key is not None:
                return store.load(key, lambda _: None).id
    raise FootnoteError("there is no conversation to resume yet", "begin one with footnote chat", "not-found")
