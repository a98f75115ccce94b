"""Another model, more articles, another library: asked for in a dialog, opened on a thread while nothing is asked."""

from __future__ import annotations

import threading
from pathlib import Path

from textual.app import App
from textual.message import Message

from index.paths import pasted
from qa.asker import Asker
from qa.libraries import called
from tui.background import fetch
from tui.chat import Chat
from tui.dialog import LineScreen, PathSuggester
from tui.indexing import IndexScreen
from tui.libraries import LibrariesScreen
from tui.messages import Changed, ChangeFailed, StatusChanged
from tui.plain import one_line
from tui.ports import OpenStore, Report, Workshop
from tui.worker import session_over

MODEL_HINT = "smollm2, a .gguf file, OWNER/REPOSITORY/FILE.gguf, or http://HOST:PORT/v1"
KINDS = ".txt .md .html .pdf .docx .odt .rtf .epub .eml .mbox .json .jsonl .rss .xml .srt .vtt"


class Changes:
    """What is changed comes to the app as `Changed` or `ChangeFailed`."""

    def __init__(
        self,
        app: App[None],
        chat: Chat,
        workshop: Workshop,
        open_store: OpenStore | None,
        threads: list[threading.Thread],
    ) -> None:
        """`threads` is given those that are begun."""
        self._threads = threads
        self._app = app
        self._chat = chat
        self._workshop = workshop
        self._open_store = open_store

    def choose_model(self) -> None:
        """Ask which model is to answer, and open it."""
        if (asker := self._free_asker()) is not None:
            explanation = f"Now answering: {one_line(asker.model)}. Give {MODEL_HINT}."
            screen = LineScreen("Switch model", explanation, "smollm2", PathSuggester(".gguf"))
            self._app.push_screen(screen, self._switch)

    def _switch(self, wanted: str | None) -> None:
        asker, session = self._free_asker() if wanted else None, self._chat.session
        if wanted is None or asker is None or session is None:
            return

        def work() -> Message:
            opened = self._workshop.with_model(asker, wanted)
            return Changed(session, opened, f"Now answering: {opened.model}")

        self._chat.hold(f"Loading {one_line(wanted)}")
        self._app.post_message(StatusChanged(f"loading {wanted} …"))
        self._threads.append(fetch("model", self._app.post_message, work, ChangeFailed))

    def choose_folder(self) -> None:
        """Ask which folder is to be indexed, and index it."""
        if self._free_asker() is not None:
            screen = LineScreen(
                "Index a folder", f"A folder of articles, or one file: {KINDS}", "~/news", PathSuggester()
            )
            self._app.push_screen(screen, self._index)

    def _index(self, path: str | None) -> None:
        asker, session = self._free_asker() if path else None, self._chat.session
        if path is None or asker is None or session is None:
            return

        def work(report: Report) -> Changed:
            opened, note = self._workshop.with_articles(asker, pasted(path), report)
            is_here = opened.library.folder == asker.library.folder
            return Changed(session if is_here else session_over(opened, self._open_store), opened, note)

        def indexed(message: Message | None) -> None:
            if message is not None:
                self._app.post_message(message)

        self._app.push_screen(IndexScreen(path, work, self._threads.append), indexed)

    def choose_library(self) -> None:
        """Ask which library is to be asked, and open it."""
        if (asker := self._free_asker()) is not None:
            screen = LibrariesScreen(self._workshop.libraries, asker.library.folder)
            self._app.push_screen(screen, self._ask_library)

    def _ask_library(self, folder: Path | None) -> None:
        if folder is None or self._free_asker() is None:
            return

        def work() -> Message:
            opened = self._workshop.with_library(folder)
            return Changed(session_over(opened, self._open_store), opened, f"Now asked: {called(folder)}")

        self._chat.hold(f"Opening {one_line(called(folder))}")
        self._app.post_message(StatusChanged(f"opening {called(folder)} …"))
        self._threads.append(fetch("library", self._app.post_message, work, ChangeFailed))

    def take(self, changed: Changed) -> bool:
        """Let it answer from now on. Returns whether a new chat begins with it."""
        before, is_new = self._chat.asker, changed.session is not self._chat.session
        if before is not None and before is not changed.asker:
            before.close()
        changed.session.use(changed.asker)
        self._chat.call_later(self._chat.use, changed.session)
        return is_new

    def _free_asker(self) -> Asker | None:
        """The engine, if it is there and idle; else a hint says why not."""
        if self._chat.asker is None or self._chat.is_held:
            self._chat.prompt.hint("still loading: try again in a moment")
        elif self._chat.job is not None:
            self._chat.prompt.hint("stop the answer first, or wait for it")
        else:
            return self._chat.asker
        return None
