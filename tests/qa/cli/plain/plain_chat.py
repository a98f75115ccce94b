"""A chat line by line, and what it saved."""

from __future__ import annotations

import io
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qa.chats.conversations import Conversations
from qa.chats.saved import Conversation
from tests.fakes import ScriptedGenerator
from tests.qa.cli.command_line import Outcome

SECOND = "Which town closed its oldest mill on Tuesday?"
SECOND_REPLY = "The town of Marsh closed its oldest mill."
NOTE = "Mill shut · Marsh Gazette · 2024-03-05 · story.md · "

Chat = Callable[..., Outcome]


class Interrupting(ScriptedGenerator):
    """Ctrl-C is typed as a reply's piece number `at` is made, `times` in a row."""

    at = 10**6
    times = 1

    def _pieces(self, pieces: Any) -> Iterator[str]:
        for number, piece in enumerate(super()._pieces(pieces)):
            if number + 1 == self.at:
                for _ in range(self.times):
                    signal.raise_signal(signal.SIGINT)
            yield piece


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def saved(library: Path) -> Conversation:
    """The conversation that was used last."""
    with Conversations.open(library) as store:
        key = store.latest()
        assert key is not None
        return store.load(key, lambda _: None)


def states(library: Path) -> list[tuple[str, str]]:
    """Its questions, and what came of each."""
    return [(turn.question, turn.state) for turn in saved(library).turns]
