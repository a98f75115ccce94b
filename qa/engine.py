"""One question, end to end: retrieve, decide, generate, check. The only path to an answer, for every front end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as PythonGenerator
from pathlib import Path

import numpy as np

from index.embed import Embedder
from index.errors import FootnoteError
from index.library import Library
from index.types import Filters, Hit
from qa.attribute import gather
from qa.check import checked, refused
from qa.extract import key_sentence
from qa.fit import fit
from qa.followup import standalone
from qa.generator import Generator
from qa.refuse import THRESHOLD, confidence, signals
from qa.types import Answer, Event, Finished, Retrieved, Timings, Token, Turn

# The longest question taken, in characters: a page of text.
LONGEST_QUESTION = 4000
# Passages retrieved, and how many of the best the model reads.
RETRIEVED = 10
READ = 4
# The longest answer, in tokens.
REPLY_TOKENS = 96


class Engine:
    """Answers questions over one library with one model. One question at a time."""

    def __init__(self, library: Library, embedder: Embedder, generator: Generator, *, load_ms: float = 0.0) -> None:
        """`load_ms` is how long library and models took to load, to be reported with each answer."""
        self.library = library
        self._embedder = embedder
        self._generator = generator
        self._load_ms = load_ms

    @classmethod
    def open(cls, library: Path | str | None = None, model: str | None = None) -> Engine:
        """The library in that folder (default: the user's) with a model by name or .gguf file (default: the embedded).

        Raises FootnoteError where either is missing or cannot be loaded.
        """
        from qa.start import open_engine

        return open_engine(library, model)

    @property
    def model(self) -> str:
        """The language model's name."""
        return self._generator.name

    def answer(self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None) -> Answer:
        """The checked answer. Raises FootnoteError for a question that is empty or too long."""
        for event in self.ask(question, history, filters=filters):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("an answer always ends with Finished")

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Event]:
        """Answer a question, reporting as it goes: `Retrieved`, then `Token`s unless it is refused, then `Finished`.

        `history` are the turns before, oldest first. `should_stop` is asked between tokens; the draft so far is then
        checked and finished as it is. Raises FootnoteError for a question that is empty or too long.
        """
        clock = _Clock(self._load_ms)
        question = clean_question(question)
        alone = standalone(question, history)
        forms = [alone] if alone == question else [alone, question]
        hits = self.library.search(forms, RETRIEVED, filters=filters or Filters())
        clock.retrieved()
        yield Retrieved(alone, tuple(hits))

        read, stopped = hits[:READ], False
        evidence = gather(read)
        key = key_sentence(alone, evidence, self._similarity)
        sure = confidence(signals(alone, read, key))
        if sure < THRESHOLD:
            result = refused()
        else:
            draft, stopped = yield from self._draft(alone, read, clock, should_stop)
            result = checked(draft, alone, evidence, self._similarity, stopped=stopped)
        yield Finished(
            Answer(
                question=question,
                standalone_question=alone,
                text=result.text,
                abstained=result.abstained,
                confidence=sure,
                sentences=result.sentences,
                citations=result.citations,
                retrieved=tuple(hits),
                model=self.model,
                timings=clock.timings(),
                stopped=stopped,
            )
        )

    def _draft(
        self, question: str, read: Sequence[Hit], clock: _Clock, should_stop: Callable[[], bool]
    ) -> PythonGenerator[Token, None, tuple[str, bool]]:
        """Let the model write, passing its tokens on. Returns the draft, and whether it was stopped."""
        prompt, count = fit(question, read, self._generator, REPLY_TOKENS)
        if not count:
            raise FootnoteError(
                f"no passage fits into the {self._generator.context} tokens that {self.model} takes: "
                "ask a shorter question"
            )
        draft = ""
        for piece in self._generator.generate(prompt, REPLY_TOKENS):
            clock.token()
            draft += piece
            yield Token(piece)
            if should_stop():
                return draft, True
        return draft, False

    def _similarity(self, text: str, others: Sequence[str]) -> list[float]:
        vectors = self._embedder.embed([text, *others])
        return [float(cosine) for cosine in np.asarray(vectors[1:] @ vectors[0])]


def clean_question(question: str) -> str:
    """The question on one line, without control characters."""
    printable = "".join(character if character.isprintable() else " " for character in question)
    question = " ".join(printable.split())
    if not question:
        raise FootnoteError('the question is empty: ask something, as in footnote ask "Who signed the deal?"')
    if len(question) > LONGEST_QUESTION:
        raise FootnoteError(
            f"the question has {len(question):,} characters and at most {LONGEST_QUESTION:,} are taken: shorten it"
        )
    return question


class _Clock:
    """Milliseconds since a question was asked."""

    def __init__(self, load_ms: float) -> None:
        self._start = time.perf_counter()
        self._load = load_ms
        self._retrieve = 0.0
        self._first_token = 0.0

    def _now(self) -> float:
        return (time.perf_counter() - self._start) * 1000

    def retrieved(self) -> None:
        self._retrieve = self._now()

    def token(self) -> None:
        self._first_token = self._first_token or self._now()

    def timings(self) -> Timings:
        return Timings(self._load, self._retrieve, self._first_token, self._now())
