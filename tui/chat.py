"""The chat proper: takes questions, runs them through the engine one at a time, shows what comes back."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from qa.types import Turn
from tui.desk import Desk
from tui.exchange import Exchange
from tui.messages import (
    Answered,
    DraftGrew,
    EvidenceFound,
    JobEnded,
    JobMessage,
    QuestionFailed,
    Started,
    StartProgressed,
)
from tui.plain import one_line
from tui.ports import Asker
from tui.prompt import Prompt
from tui.startup import StartStrip
from tui.worker import Job

DRAFT_EVERY = 0.05
"""Seconds between two paintings of the draft."""


class Chat(Vertical):
    """One conversation. At most one question is with the engine, at most one more waits, in plain sight.

    Whatever awaits runs in this widget's own message queue, so that no two of its handlers ever interleave.
    """

    def __init__(self) -> None:
        super().__init__(id="chat")
        self.desk = Desk()
        self.prompt = Prompt()
        self.job: Job | None = None
        self._asker: Asker | None = None
        self._exchange: Exchange | None = None
        self._pending: str | None = None
        self._turns: list[Turn] = []

    def compose(self) -> ComposeResult:
        yield self.desk
        yield StartStrip()
        yield Static("", id="pending", markup=False)
        yield self.prompt

    @on(StartProgressed)
    def _show_progress(self, message: StartProgressed) -> None:
        self.query_one(StartStrip).show(message.progress)

    @on(Started)
    async def _started(self, message: Started) -> None:
        self._asker = message.asker
        await self.query(StartStrip).remove()
        await self._ask_pending()

    # Asking

    @on(Prompt.Asked)
    async def _asked(self, message: Prompt.Asked) -> None:
        if self._pending is not None:
            self.prompt.hint("one question waits already · esc takes it back")
            return
        self.prompt.accept(message.question)
        self.desk.bring_conversation()
        self._pending = message.question
        await self._ask_pending()

    async def _ask_pending(self) -> None:
        """Ask what waits if the engine is there and free; otherwise say what it waits for."""
        if self._pending is not None and self._asker is not None and self.job is None:
            question, self._pending = self._pending, None
            self._exchange = await self.desk.conversation.add(question)
            self.job = Job(self._asker, question, self._turns, self.post_message)
            self.app.refresh_bindings()
        self._show_pending()

    def _show_pending(self) -> None:
        line = self.query_one("#pending", Static)
        line.display = self._pending is not None
        if self._pending is None:
            return
        reason = "Still loading" if self._asker is None else "Not free yet"
        note = f"{reason}; waiting (esc takes it back): "
        line.update(Content.assemble((note, "$text-warning"), f"“{one_line(self._pending)}”"))

    # What comes back

    def _current(self, message: JobMessage) -> Exchange | None:
        """The exchange a message is about, unless it was cleared away meanwhile."""
        return self._exchange if message.job is self.job else None

    @on(EvidenceFound)
    async def _show_evidence(self, message: EvidenceFound) -> None:
        if exchange := self._current(message):
            hits = message.retrieved.hits
            exchange.show_searched(message.retrieved.standalone_question)
            if not message.job.stopping:
                exchange.card.show_found(len(hits))
            await self.desk.evidence.show_hits(hits)

    @on(DraftGrew)
    def _draft_grew(self, message: DraftGrew) -> None:
        self.set_timer(DRAFT_EVERY, lambda: self._paint_draft(message))

    def _paint_draft(self, message: DraftGrew) -> None:
        text = message.job.draft.read()
        exchange = self._current(message)
        if exchange and exchange.card.busy:
            exchange.card.show_draft(text)

    @on(Answered)
    async def _show_answer(self, message: Answered) -> None:
        if exchange := self._current(message):
            answer = message.answer
            with self.app.batch_update():
                exchange.card.show_answer(answer, message.job.draft.read())
                await self.desk.evidence.show_hits(answer.retrieved, answer)
            self.desk.conversation.reveal(exchange)
            if answer.text.strip():
                self._turns.append(Turn(answer.question, answer.text))

    @on(QuestionFailed)
    def _show_failure(self, message: QuestionFailed) -> None:
        if exchange := self._current(message):
            exchange.card.show_failure(message.reason)

    @on(JobEnded)
    async def _job_ended(self, message: JobEnded) -> None:
        if (exchange := self._current(message)) and exchange.card.busy:
            exchange.card.show_failure("The engine ended without an answer.")
        self.job = self._exchange = None
        self.app.refresh_bindings()
        await self._ask_pending()

    # Keys

    @property
    def answering(self) -> bool:
        """Is there an answer in the making that Esc would stop?"""
        return self.job is not None and not self.job.stopping

    def back(self) -> None:
        """Stop the answer; else take back the waiting question; else close the article; else go to the prompt."""
        if self.answering:
            self.stop()
        elif self._pending is not None:
            self.prompt.give_back(self._pending)
            self._pending = None
            self._show_pending()
        elif self.desk.reading:
            self.desk.close_reader()
        else:
            self.desk.bring_conversation()
            self.prompt.focus()

    def stop(self) -> None:
        """Stop the engine at its next token, and say so at once."""
        if self.job is not None:
            self.job.stop()
            if self._exchange is not None and self._exchange.card.busy:
                self._exchange.card.show_stopping(self.job.draft.read())
        self.app.refresh_bindings()

    async def clear(self) -> None:
        """A new chat; an answer in the making is stopped and forgotten."""
        self.stop()
        self._exchange = self._pending = None
        self._turns.clear()
        self._show_pending()
        self.desk.close_reader()
        self.desk.bring_conversation()
        await self.desk.conversation.clear()
        await self.desk.evidence.clear()
        self.prompt.focus()

    @on(Prompt.FootnotesWanted)
    def _to_footnotes(self) -> None:
        stop = self.desk.first_stop()
        if stop is not None:
            stop.focus()
        else:
            self.screen.focus_next()
