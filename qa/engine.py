"""One question, end to end: retrieve, decide, generate, check. The only path to an answer, for every front end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as PythonGenerator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.embed import Embedder
from index.errors import FootnoteError
from index.library import Library
from index.types import Filters
from qa.verify.attribute import Evidence, gather
from qa.evidence.calibration import THRESHOLD
from qa.verify.check import Checked, checked, refused
from qa.answer.compose import best_quote, composed, contradicted, is_out
from qa.evidence.excerpt import excerpt, worth_reading
from qa.answer.fit import fit
from qa.question.followup import forms, standalone
from qa.evidence.candidates import Found, Option, options, read_all
from qa.llm.generator import Generator, Message
from qa.answer.opinion import Draft, weighed
from qa.evidence.reader import PairReader
from qa.printable import one_line, storable
from qa.answer.prompts import OPENING, Excerpt
from qa.types import Answer, Event, Finished, Retrieved, Timings, Token, Turn

# The longest question taken, in characters: a page of text.
LONGEST_QUESTION = 4000
# Passages that the search finds, the pair reader reads and the user sees.
CANDIDATES = 6
# Passages that the language model reads: the embedded one was trained on this many.
READ = 4
READ_ADAPTED = 3
# The longest answer, in tokens.
REPLY_TOKENS = 96

_Outcome = TypeVar("_Outcome")
ShouldStop = Callable[[], bool]
# Gives out the pieces of a draft, and comes to something in the end.
Drafting = PythonGenerator[Token, None, _Outcome]


@dataclass(frozen=True, slots=True)
class _Judged:
    """An answer or refusal, and whether the model was stopped."""

    result: Checked
    stopped: bool = False


class Engine:
    """Answers questions over one library with one model. One question at a time."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        reader: PairReader,
        generator: Generator,
        *,
        load_ms: float = 0.0,
    ) -> None:
        """`load_ms` is how long library and models took to load, to be reported with each answer."""
        self.library = library
        self._embedder = embedder
        self._reader = reader
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
        should_stop: ShouldStop = lambda: False,
    ) -> Iterator[Event]:
        """Answer a question, reporting as it goes: `Retrieved`, then `Token`s unless it is refused, then `Finished`.

        `history` are the turns before, oldest first. `should_stop` is asked between tokens; the draft so far is then
        checked and finished as it is. Raises FootnoteError for a question that is empty or too long.
        """
        clock = _Clock(self._load_ms)
        question, history = clean_question(question), clean_history(history)
        alone = standalone(question, history)
        searched = forms(question, history)
        clock.lap("question to search forms")
        hits = self.library.search(searched, CANDIDATES, filters=filters or Filters(), lap=clock.lap)
        found = read_all(alone, hits, self._reader)
        clock.lap("pair reader")
        shown = tuple(one.hit for one in found)
        # of the best passage alone: nobody waits for the others before there is something to see
        key = best_quote(options(found[:1]), gather(shown[:1]))
        clock.lap("key sentence")
        clock.retrieved()
        yield Retrieved(alone, shown, (key.start, key.end) if key else None)

        sure = shown[0].score if shown else 0.0
        judged = _Judged(refused())
        if sure >= THRESHOLD:
            # where it is still being loaded, it is waited for here; what is refused does without it
            answering = self._adapted if self._generator.is_adapted else self._general
            clock.lap("waiting for the language model")
            judged = yield from answering(alone, found, gather(shown), clock, should_stop)
        result = judged.result
        clock.lap("checking the answer")
        yield Finished(
            Answer(
                question=question,
                standalone_question=alone,
                text=result.text,
                abstained=result.abstained,
                confidence=sure,
                sentences=result.sentences,
                citations=result.citations,
                retrieved=shown,
                model=self.model,
                timings=clock.timings(),
                stopped=judged.stopped,
            )
        )

    def _adapted(
        self, question: str, found: Sequence[Found], evidence: Evidence, clock: _Clock, should_stop: ShouldStop
    ) -> Drafting[_Judged]:
        """Answer in the likeliest words of the passages, in the opinion of both models."""
        best = options(found)
        read = worth_reading(found, READ_ADAPTED)
        prompt, count = self._prompt(question, [excerpt(one) for one in read])
        draft, stopped = yield from self._draft(prompt, clock, should_stop)
        if stopped:
            said = draft.partition("]")[2]
            return _Judged(self._check(said, question, best, evidence, stopped=True), stopped=True)
        best = weighed(
            prompt, best, read[:count], Draft.of(draft), self._generator, is_out=partial(is_out, evidence=evidence)
        )
        clock.lap("weighing the options")
        return _Judged(composed(question, best, evidence) or refused())

    def _general(
        self, question: str, found: Sequence[Found], evidence: Evidence, clock: _Clock, should_stop: ShouldStop
    ) -> Drafting[_Judged]:
        """Answer in the model's words, each sentence checked."""
        prompt, _ = self._prompt(question, [Excerpt.of(one.hit) for one in found[:READ]])
        draft, stopped = yield from self._draft(prompt, clock, should_stop)
        return _Judged(self._check(draft, question, options(found), evidence, stopped=stopped), stopped)

    def _check(self, draft: str, question: str, best: list[Option], evidence: Evidence, *, stopped: bool) -> Checked:
        return checked(
            draft,
            question,
            evidence,
            self._similarity,
            instead=best_quote(best, evidence),
            contradicted=contradicted(best),
            stopped=stopped,
        )

    def _prompt(self, question: str, read: Sequence[Excerpt]) -> tuple[list[Message], int]:
        """The prompt with as many of the passages as fit, at least one, and how many that is."""
        prompt, count = fit(question, read, self._generator, REPLY_TOKENS)
        if not count:
            raise FootnoteError(
                f"no passage fits into the {self._generator.context} tokens that {self.model} takes: "
                "ask a shorter question"
            )
        return prompt, count

    def _draft(self, prompt: Sequence[Message], clock: _Clock, should_stop: ShouldStop) -> Drafting[tuple[str, bool]]:
        """Let the model write, passing its tokens on. Returns the draft, and whether it was stopped."""
        draft, stopped = "", False
        opening = OPENING if self._generator.is_adapted else ""
        for piece in self._generator.generate(prompt, REPLY_TOKENS, opening):
            if piece:
                if not draft:
                    clock.lap("reading the prompt")
                clock.token()
                # the number of the passage, which an adapted model writes first, is not for reading
                said = piece if not opening or "]" in draft else piece.partition("]")[2]
                draft += piece
                if said:
                    yield Token(said)
            if stopped := should_stop():
                break
        clock.lap("writing the draft")
        return draft, stopped

    def _similarity(self, text: str, others: Sequence[str]) -> list[float]:
        vectors = self._embedder.embed([text, *others])
        return [float(cosine) for cosine in np.asarray(vectors[1:] @ vectors[0])]


def clean_question(question: str) -> str:
    """The question on one line, without control characters."""
    question = one_line(question)
    if not question:
        raise FootnoteError('the question is empty: ask something, as in footnote ask "Who signed the deal?"')
    if len(question) > LONGEST_QUESTION:
        raise FootnoteError(
            f"the question has {len(question):,} characters and at most {LONGEST_QUESTION:,} are taken: shorten it"
        )
    return question


def clean_history(history: Sequence[Turn]) -> list[Turn]:
    """The turns before, questions as `clean_question` leaves them, save that a long one is cut: whoever keeps a history
    may hand over anything.
    """
    return [_clean_turn(turn) for turn in history]


def _clean_turn(turn: Turn) -> Turn:
    return replace(
        turn,
        question=one_line(turn.question)[:LONGEST_QUESTION],
        answer=storable(turn.answer),
        standalone=None if turn.standalone is None else one_line(turn.standalone)[:LONGEST_QUESTION],
        sentences=tuple(replace(sentence, text=storable(sentence.text)) for sentence in turn.sentences),
    )


class _Clock:
    """Milliseconds since a question was asked."""

    def __init__(self, load_ms: float) -> None:
        self._start = self._lap = time.perf_counter()
        self._load = load_ms
        self._stages: dict[str, float] = {}
        self._retrieve = 0.0
        self._first_token = 0.0

    def _now(self) -> float:
        return (time.perf_counter() - self._start) * 1000

    def lap(self, stage: str) -> None:
        """What was done since the last lap was that stage."""
        now = time.perf_counter()
        self._stages[stage] = self._stages.get(stage, 0.0) + (now - self._lap) * 1000
        self._lap = now

    def retrieved(self) -> None:
        self._retrieve = self._now()

    def token(self) -> None:
        self._first_token = self._first_token or self._now()

    def timings(self) -> Timings:
        return Timings(self._load, self._retrieve, self._first_token, self._now(), tuple(self._stages.items()))
