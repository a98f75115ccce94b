"""Leaving the chat: threads that are at work, and saved conversations that are open."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.worker import Job

if TYPE_CHECKING:
    from qa.chats.session import ChatSession


@dataclass(frozen=True, slots=True)
class Open:
    """What was begun and is to be ended with the chat."""

    threads: list[threading.Thread] = field(default_factory=list)
    sessions: list[ChatSession] = field(default_factory=list)

    def settle(self, job: Job | None, timeout: float) -> bool:
        """Give a question's thread so many seconds to end, and close what was saved. True if no thread is at work."""
        if job is not None:
            job.thread.join(timeout)
        if job is not None and job.thread.is_alive():
            job.asking.leave()  # and nothing is closed under a thread that may yet write: the file is safe as it is
            return False
        for session in self.sessions:
            session.close()
        return not any(thread.is_alive() for thread in self.threads)
