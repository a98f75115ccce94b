"""The terminal chat: the only package that knows Textual."""

from __future__ import annotations

from qa.asker import Asker
from tui.ports import Start
from tui.run import run_chat

__all__ = ["Asker", "Start", "run_chat"]
