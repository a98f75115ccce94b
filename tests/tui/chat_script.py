"""A scripted engine: what it says and when is up to the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import FootnoteError
from index.store import Entry
from index.types import Article, Filters, Hit, Passage, Progress
from qa.chats.conversations import Conversations
from qa.libraries import Listed
from qa.types import Answer, Citation, Event, Finished, Retrieved, Sentence, Timings, Token, Turn
from tui.app import ChatApp

HOLD = "<hold>"
"""Among the tokens: wait here until the test releases the engine (or should_stop turns true)."""

LONG_TEXT = "\n\n".join(
    f"Paragraph {number} of a long article says things of no interest at all, at some length, so that lines wrap."
    for number in range(1, 80)
)


def article(name: str = "canal", text: str = LONG_TEXT, **about: str) -> Article:
    fields = {"title": f"The {name} story", "source": "Example Wire", "date": "2021-03-29", **about}
    return Article(id=name, path=f"{name}.md", text=text, **fields)  # type: ignore[arg-type]


def hit(source: Article, words: str, number: int = 1, copies: tuple[Article, ...] = ()) -> Hit:
    start = source.text.index(words)
    passage = Passage(number, source.id, start, start + len(words), words)
    return Hit(passage, source, 1.0 / number, 0.5, copies)


def citation(number: int, source: Article, words: str, also_in: tuple[Article, ...] = ()) -> Citation:
    start = source.text.index(words)
    return Citation(number, source, words, start, start + len(words), also_in)


CANAL = article("canal")
BRIDGE = article("bridge", url="https://example.org/bridge")
HITS = (hit(CANAL, "Paragraph 60 of a long article", 1), hit(BRIDGE, "Paragraph 2 of a long article", 2))
CITATIONS = (
    citation(1, CANAL, "Paragraph 60 of a long article says things", (article("copied", title="A copy of it"),)),
    citation(2, BRIDGE, "Paragraph 2 of a long article"),
)


def answer(question: str = "Why?", *sentences: Sentence, **changes: object) -> Answer:
    sentences = sentences or (
        Sentence("The canal was blocked.", (1,), True),
        Sentence("The bridge was not.", (1, 2), True),
    )
    fields: dict[str, object] = {
        "question": question,
        "standalone_question": question,
        "text": " ".join(sentence.text for sentence in sentences),
        "abstained": False,
        "confidence": 0.9,
        "sentences": sentences,
        "citations": CITATIONS,
        "retrieved": HITS,
        "model": "ScriptedLM",
        "timings": Timings(0, 50, 400, 2100),
    }
    return Answer(**{**fields, **changes})  # type: ignore[arg-type]


def refusal(question: str = "Why?", nearest: tuple[Citation, ...] = CITATIONS, **changes: object) -> Answer:
    """On the subject, with what is nearest; with `nearest=()`, nothing on the subject."""
    text = "The articles do not say, though they write about this." if nearest else "The articles do not say."
    fields = {"abstained": True, "sentences": (), "citations": (), "confidence": 0.1, "nearest": nearest, **changes}
    return answer(question, text=text, **fields)


class ScriptedShelf:
    """A library of `count` articles, of which number 0 is the canal story; notes what it is asked, and by whom."""

    def __init__(self, count: int = 3, folder: Path = Path("/library")) -> None:
        self.count = count
        self.folder = folder
        self.asked: list[str] = []
        self.threads: set[str] = set()
        self.files: dict[str, Path] = {}
        self.undated = 0
        self.slow = threading.Event()
        self.slow.set()

    def _note(self, what: str) -> None:
        self.asked.append(what)
        self.threads.add(threading.current_thread().name)

    def _entry(self, number: int) -> Entry:
        if number == 0:
            return Entry(CANAL.id, CANAL.path, CANAL.title, CANAL.source, CANAL.date)
        source = None if number % 3 == 2 else f"Source {number % 3}"
        return Entry(f"a{number}", f"{number}.md", f"Story number {number}", source, f"2020-01-{number % 28 + 1:02}")

    def order(self, order: str) -> Sequence[int]:
        self._note(f"order {order}")
        return range(self.count) if order == "date" else range(self.count - 1, -1, -1)

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        self._note(f"entries {numbers[0]}")
        return [self._entry(number) for number in numbers]

    def titled(self, begun: str, limit: int = 20) -> list[Entry]:
        self._note(f"titled {begun}")
        return [self._entry(0)][:limit] if begun and begun in "the canal story" else []

    def find(self, begun: str, limit: int = 50) -> list[Entry]:
        self._note(f"find {begun}")
        if begun == "slow":
            self.slow.wait(30)
        return [self._entry(number) for number in range(self.count) if begun in f"canal {number}"][:limit]

    def sources(self, limit: int = 200) -> list[str]:
        self._note("sources")
        return ["Example Wire", "The [bold] Gazette", "Marsh Post"][:limit]

    def count_undated(self, filters: Filters) -> int:
        self._note(f"count_undated since {filters.since}")
        return self.undated

    def article(self, wanted: str) -> Article:
        self._note(f"article {wanted}")
        if wanted == CANAL.id:
            return CANAL
        return article(wanted)

    def file_of(self, article: str) -> Path | None:
        self._note(f"file_of {article}")
        return self.files.get(article)


class ScriptedAsker:
    """Answers every question with the tokens and the answer it was made with."""

    def __init__(
        self,
        tokens: Sequence[str] = ("The canal ", "was blocked."),
        final: Callable[[str], Answer] = answer,
        error: str | None = None,
        hits: tuple[Hit, ...] = HITS,
        deaf: bool = False,
        model: str = "ScriptedLM",
        key: tuple[int, int] | None = None,
    ) -> None:
        self.model, self.key = model, key
        self.library = ScriptedShelf()
        self.filters: list[Filters] = []
        self.tokens, self.final, self.error, self.hits, self.deaf = tokens, final, error, hits, deaf
        self.calls: list[tuple[str, tuple[Turn, ...]]] = []
        self.release = threading.Event()
        self.standalone: str | None = None
        self.closed = False
        self.together = 0
        self.most_together = 0

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters = Filters(),  # noqa: B008
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Event]:
        self.calls.append((question, tuple(history)))
        self.filters.append(filters)
        self.together += 1
        self.most_together = max(self.most_together, self.together)
        try:
            yield from self._events(question, should_stop)
        finally:
            self.together -= 1

    def close(self) -> None:
        self.closed = True

    def _events(self, question: str, should_stop: Callable[[], bool]) -> Iterator[Event]:
        if self.error is not None:
            raise FootnoteError(self.error, "", "failed")
        yield Retrieved(self.standalone or question, self.hits, self.key)
        written = ""
        for token in self.tokens:
            if token == HOLD:
                while not self.release.wait(0.01) and not (should_stop() and not self.deaf):
                    pass
            elif not should_stop():
                written += token
                yield Token(token)
            if should_stop() and not self.deaf:
                sentences = (Sentence(written.strip(), (1,), True),) if written.strip() else ()
                yield Finished(
                    answer(question, text=written.strip(), sentences=sentences, citations=CITATIONS[:1], stopped=True)
                )
                return
        yield Finished(self.final(question))


class ScriptedWorkshop:
    """Opens what it is told to; indexing goes on until the test releases it."""

    def __init__(self, opened: ScriptedAsker | None = None, error: str | None = None) -> None:
        self.opened, self.error = opened or ScriptedAsker(model="OtherLM"), error
        self.asked: list[str] = []
        self.release = threading.Event()

    def with_model(self, asker: object, model: str) -> ScriptedAsker:  # noqa: ARG002
        self.asked.append(model)
        self.release.wait(30)
        if self.error:
            raise FootnoteError(self.error, "", "failed")
        return self.opened

    def with_articles(
        self,
        asker: object,  # noqa: ARG002
        path: Path,
        report: Callable[[Progress], None],
    ) -> tuple[ScriptedAsker, str]:
        self.asked.append(str(path))
        done = 0
        while not self.release.wait(0.02):
            done += 1
            report(Progress("reading", done, 1000))
        if self.error:
            raise FootnoteError(self.error, "", "failed")
        return self.opened, "7 articles in the library (7 new or changed)"

    def libraries(self) -> Sequence[Listed]:
        return [
            Listed("default", Path("/library"), True, 1200, 9000, 95_000_000, "2026-11-28"),
            Listed("mills", Path("/mills"), False, 12, 90, 900_000, "2026-10-01"),
            Listed("broken", Path("/broken"), False, 0, 0, 4096, "2026-09-01", problem="it is damaged"),
        ]

    def with_library(self, folder: Path) -> ScriptedAsker:
        self.asked.append(str(folder))
        if self.error:
            raise FootnoteError(self.error, "", "failed")
        self.opened.library = ScriptedShelf(folder=folder)
        return self.opened


def chat_app(
    asker: ScriptedAsker,
    progress: Sequence[Progress] = (),
    hold: threading.Event | None = None,
    **options: Any,
) -> ChatApp:
    """An app that opens with `asker`, after reporting `progress` and waiting for `hold`; by default nothing of it is
    saved on the disk.
    """

    def start(report: Callable[[Progress], None]) -> ScriptedAsker:
        for step in progress:
            report(step)
        if hold is not None:
            hold.wait(120)
        return asker

    options = {"open_store": lambda _folder: Conversations.in_memory(), **options}
    return ChatApp(start, title="Footnote", subtitle="2 articles", **options)
