"""What the threads tell the app, and what widgets tell each other. Payloads are frozen nouns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from index.types import Article, Progress
from qa.asker import Asker
from qa.chats.saved import SavedTurn
from qa.types import Retrieved
from tui.places import Place

if TYPE_CHECKING:
    from qa.chats.session import ChatSession
    from tui.worker import Job


class StartProgressed(Message):
    """Indexing got further."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress


class Started(Message):
    """Library, models and saved conversations are open."""

    def __init__(self, session: ChatSession) -> None:
        super().__init__()
        self.session = session


class StartFailed(Message):
    """Library or models would not open; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class Changed(Message):
    """The chat goes on with another model or other articles; `note` is one line on what it is now.

    `session` is another than before where another library is asked.
    """

    def __init__(self, session: ChatSession, asker: Asker, note: str) -> None:
        super().__init__()
        self.session = session
        self.asker = asker
        self.note = note


class ChangeFailed(Message):
    """All stays as it was; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class Failed(Message):
    """Something asked of the library or the saved conversations came to nothing; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class StatusChanged(Message):
    """Another text for the status line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


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


class TurnEnded(JobMessage):
    """What the question came to, and at how many tokens per second its answer was drafted (0: unknown)."""

    def __init__(self, job: Job, turn: SavedTurn, rate: float = 0.0) -> None:
        super().__init__(job)
        self.turn = turn
        self.rate = rate


class JobEnded(JobMessage):
    """The question's thread is done, whatever came of it: the engine is free."""


class PlaceChosen(Message):
    """Open the reader at `places[index]`; the others are what next and previous go to."""

    def __init__(self, places: tuple[Place, ...], index: int) -> None:
        super().__init__()
        self.places = places
        self.index = index


class ArticleRead(Message):
    """An article that was asked for has come from the library."""

    def __init__(self, article: Article) -> None:
        super().__init__()
        self.article = article


class OriginalWanted(Message):
    """Open what the article was made from, at that page, if it has pages."""

    def __init__(self, article: Article, page: int | None = None) -> None:
        super().__init__()
        self.article = article
        self.page = page


class OriginalFound(Message):
    """Where the original of an article is: an address to open, or None if it is nowhere to be found; and the command
    that opens it at its page, where there is one.
    """

    def __init__(self, article: Article, address: str | None, command: Sequence[str] = ()) -> None:
        super().__init__()
        self.article = article
        self.address = address
        self.command = command
