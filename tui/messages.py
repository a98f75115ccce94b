"""What the threads tell the app, and what widgets tell each other. Payloads are frozen nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from index.types import Progress
from qa.types import Answer, Retrieved
from tui.places import Place
from tui.ports import Asker

if TYPE_CHECKING:
    from tui.worker import Job


class StartProgressed(Message):
    """Indexing got further."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress


class Started(Message):
    """Library and models are open."""

    def __init__(self, asker: Asker) -> None:
        super().__init__()
        self.asker = asker


class StartFailed(Message):
    """Library or models would not open; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class JobMessage(Message):
    """Something about one question."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job


class EvidenceFound(JobMessage):
    """The passages are known; the model has not begun."""

    def __init__(self, job: Job, retrieved: Retrieved) -> None:
        super().__init__(job)
        self.retrieved = retrieved


class DraftGrew(JobMessage):
    """There is unread text in `job.draft`."""


class Answered(JobMessage):
    """The checked answer."""

    def __init__(self, job: Job, answer: Answer) -> None:
        super().__init__(job)
        self.answer = answer


class QuestionFailed(JobMessage):
    """The engine gave up on the question; `reason` is one line for the user."""

    def __init__(self, job: Job, reason: str) -> None:
        super().__init__(job)
        self.reason = reason


class JobEnded(JobMessage):
    """The question's thread is done, whatever came of it: the engine is free."""


class PlaceChosen(Message):
    """Open the reader at `places[index]`; the others are what next and previous go to."""

    def __init__(self, places: tuple[Place, ...], index: int) -> None:
        super().__init__()
        self.places = places
        self.index = index
