"""One question, end to end: understand, retrieve, read, answer, verify. The only path to an answer."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Sequence
from collections.abc import Generator as PythonGenerator
from contextlib import aclosing, closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import numpy as np

from index.embed import Embedder
from index.library import Library
from index.types import Filters
from qa.answer.about_library import about_library
from qa.answer.drafting import Drafting, ShouldStop
from qa.answer.extractive import extracted
from qa.answer.outcome import Outcome
from qa.answer.refusal import in_language
from qa.answer.short import Model, short_answer
from qa.clock import Clock
from qa.configuration import Configuration
from qa.evidence.gather import Gathered, gather_in_period
from qa.evidence.key import key_sentence
from qa.evidence.reader import PairReader
from qa.llm.generator import Generator
from qa.question.kind import ASIDES, SHORT
from qa.question.resolved import Resolved
from qa.question.spelling import may_be_misspelt, may_be_names, names_in, respelt
from qa.question.typed import clean_history, clean_question
from qa.question.understood import Understood
from qa.stages import FOOTNOTE, Stages
from qa.types import Answer, Event, Finished, Retrieved, Turn

_NOTHING = Gathered((), ())
# Passages among whose words a misspelt one is looked for.
SPELLING_DEPTH = 20


@dataclass(frozen=True, slots=True)
class _Found:
    """What the library had to say to a question: its own answer, or evidence with the likeliest sentence."""

    understood: Understood
    told: Outcome | None = None
    gathered: Gathered = _NOTHING
    key: tuple[int, int] | None = None


class Engine:
    """Answers questions over one library with one model. One question at a time.

    A context manager that closes the library.
    """

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        reader: PairReader,
        generator: Generator,
        *,
        load_ms: float = 0.0,
        stages: Stages = FOOTNOTE,
    ) -> None:
        """`load_ms` is how long library and models took to load, to be reported with each answer. `stages` are
        exchanged only to measure what one is worth.
        """
        self.library = library
        self._embedder = embedder
        self._reader = reader
        self._generator = generator
        self._load_ms = load_ms
        self._stages = stages
        self._asking = threading.Lock()  # `ask` is for one thread; those that `aask` starts wait for each other here

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

    @property
    def configuration(self) -> Configuration:
        """The numbers that questions are answered by."""
        return self._stages.configuration

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
        should_stop: ShouldStop = lambda: False,
    ) -> PythonGenerator[Event, None, None]:
        """Answer a question, reporting as it goes: `Retrieved`, then `Token`s where a model writes, then `Finished`.

        Small talk and questions about the library need no evidence: `Finished` comes alone. `history` are the turns
        before, oldest first. `should_stop` is asked between tokens; the draft so far is then checked and finished as it
        is. Raises FootnoteError for a question that is empty or too long.
        """
        clock = Clock(self._load_ms)
        filters = filters or Filters()
        found = self._found(clean_question(question), clean_history(history), filters, clock)
        understood, outcome, gathered = found.understood, found.told, found.gathered
        if outcome is None:
            clock.retrieved()
            yield Retrieved(understood.standalone, gathered.hits, found.key)
            outcome = yield from self._answered(understood, gathered, clock, should_stop)
            clock.lap("checking the answer")
        yield Finished(self._reported(understood, outcome, gathered, clock))

    async def aask(
        self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None
    ) -> AsyncGenerator[Event, None]:
        """`ask` for asyncio: the same events, while the question runs on a thread. Whoever leaves the iteration, or is
        cancelled, stops the answer. Questions that are asked at once wait for each other.
        """
        from qa.awaited import awaited

        def events(should_stop: ShouldStop) -> PythonGenerator[Event, None, None]:
            with self._asking, closing(self.ask(question, history, filters=filters, should_stop=should_stop)) as asked:
                yield from asked

        async with aclosing(awaited(events)) as asked:
            async for event in asked:
                yield event

    async def aanswer(self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None) -> Answer:
        """`answer` for asyncio."""
        async with aclosing(self.aask(question, history, filters=filters)) as asked:
            async for event in asked:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError("an answer always ends with Finished")

    def close(self) -> None:
        """Close the library; nothing can be asked any more."""
        self.library.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _found(self, question: str, history: Sequence[Turn], filters: Filters, clock: Clock) -> _Found:
        """All that an answer takes from the library, as it is at one moment."""
        with self.library.snapshot():
            understood = self._understood(question, history, filters)
            clock.lap("understanding the question")
            told = self._told(understood, filters, clock)
            if told is not None:
                return _Found(understood, told)
            gathered = gather_in_period(understood, self.library, self._reader, filters, clock.lap, self._stages)
            key = key_sentence(understood, gathered)
            clock.lap("key sentence")
            return _Found(understood, None, gathered, key)

    def _understood(self, question: str, history: Sequence[Turn], filters: Filters) -> Understood:
        resolved, newest = _resolved(question, history), self.library.newest_date(filters)
        understood = self._stages.understand(question, resolved, newest)
        if understood.kind in ASIDES:
            return understood
        right, unmentioned = self._respelt(resolved, filters)
        if right != resolved:
            understood = self._stages.understand(question, right, newest)
        return replace(understood, unmentioned=unmentioned)

    def _respelt(self, resolved: Resolved, filters: Filters) -> tuple[Resolved, tuple[str, ...]]:
        """The question, words that no article has as those are written in what is found for it all the same; and those
        that are written nowhere. Of the earlier questions that it leans on only names count there: their other words
        have been asked with before.
        """
        question = resolved.standalone
        unknown = self.library.unknown_words(may_be_misspelt(question))
        # what is one token is a word that the embedder knows, and no slip: "Johnson" is not meant for "Johnston"
        tokens = self._embedder.count_tokens(unknown) if unknown else []
        unknown = [word for word, count in zip(unknown, tokens, strict=True) if count > 1]
        if not unknown:
            return resolved, ()
        hits = self.library.search(question, SPELLING_DEPTH, filters=filters)
        texts = [text for hit in hits for text in (hit.article.title, hit.passage.text)]
        head, *context = (respelt(one, unknown, texts) for one in (resolved.head, *resolved.context))
        right = replace(resolved, head=head, context=tuple(context))
        if right != resolved:
            right = replace(right, forms=(right.standalone, *right.forms))
        named = {*may_be_names(head), *(name for one in context for name in names_in(one))}
        return right, tuple(word for word in unknown if word in named)

    def _told(self, understood: Understood, filters: Filters, clock: Clock) -> Outcome | None:
        """What needs no search among passages: small talk, and what the library knows of itself."""
        if understood.kind not in ASIDES:
            return None
        told = about_library(understood, self.library, filters)
        clock.lap("answering from the library")
        return told

    def _answered(
        self, understood: Understood, gathered: Gathered, clock: Clock, should_stop: ShouldStop
    ) -> Drafting[Outcome]:
        """The strategy that the question and the model call for."""
        model = Model(self._generator, self._similarity, clock, should_stop)
        if not self._generator.is_adapted:
            from qa.answer.written import (
                written,  # with rules for checking prose, which the embedded models do not write
            )

            return (yield from written(understood, gathered, model, self._reader, self._stages))
        first, *others = gathered.parts
        is_read = not any(one.by_words for one in first.sentences)
        is_likely = first.answers >= self._stages.configuration.threshold
        if is_read and is_likely and understood.kind in SHORT and not others and not understood.shown:
            said = yield from short_answer(understood.standalone, first, understood.order, model)
            if said is not None:
                return said
        return extracted(understood, gathered, self._stages)

    def _reported(self, understood: Understood, outcome: Outcome, gathered: Gathered, clock: Clock) -> Answer:
        result = outcome.result
        if result.abstained and understood.language != "en":
            result = in_language(result, understood.language, reads_all=not self._generator.is_adapted)
        return Answer(
            question=understood.question,
            standalone_question=understood.standalone,
            text=result.text,
            abstained=result.abstained,
            confidence=outcome.confidence,
            sentences=result.sentences,
            citations=result.citations,
            retrieved=gathered.hits,
            model=self.model,
            timings=clock.timings(),
            stopped=outcome.stopped,
            kind=understood.kind,
            short_answer=outcome.short_answer,
            missing=outcome.missing,
            nearest=outcome.nearest,
        )

    def _similarity(self, text: str, others: Sequence[str]) -> list[float]:
        vectors = self._embedder.embed([text, *others])
        return [float(cosine) for cosine in np.asarray(vectors[1:] @ vectors[0])]


def _resolved(question: str, history: Sequence[Turn]) -> Resolved:
    """The question in its conversation, whose rules are loaded only where there is one."""
    if not history:
        return Resolved.alone(question)
    from qa.question.followup import resolve

    return resolve(question, history)
