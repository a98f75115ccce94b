"""The chat proper: takes questions, runs them through the engine one at a time, shows what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from index.types import Filters
from qa.chats.saved import Conversation
from tui.archive import Archive, open_pen
from tui.conversation import Earlier
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
from tui.worker import Job, OpenPen

DRAFT_EVERY = 0.1
"""Seconds between two paintings of the draft."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A question that was taken and not asked yet, and the exchange in whose place it comes. `typed`: by the user."""

    question: str
    replaced: Exchange | None = None
    typed: bool = True


class Chat(Vertical):
    """One conversation. One question is with the engine at most; one may wait until the engine is open or has stopped.

    Whatever awaits runs in this widget's own message queue, so that no two of its handlers ever interleave.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="stop", tooltip="Stop the answer; what there is of it is kept")
    ]

    def __init__(self) -> None:
        super().__init__(id="chat")
        self.desk = Desk()
        self.prompt = Prompt(self._to_footnotes)
        self.job: Job | None = None
        self.asker: Asker | None = None
        self.archive: Archive | None = None
        self.filters = Filters()
        self._saved_in = ""  # the conversation's id, once a question of it is saved
        self._held = "Still loading"  # why no question can be asked now; empty if one can
        self._exchange: Exchange | None = None
        self._edited: Exchange | None = None  # the exchange whose question is being edited
        self._pending: _Waiting | None = None

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
        await self.query(StartStrip).remove()
        if message.resumed is not None:
            await self._show(message.resumed)
        await self.use(message.asker, message.archive)

    # The engine

    def hold(self, reason: str) -> None:
        """Ask nothing for now: another engine is being opened."""
        self._held = reason

    @property
    def is_held(self) -> bool:
        """Is an engine being opened?"""
        return bool(self._held)

    async def use(self, asker: Asker | None, archive: Archive | None = None) -> None:
        """Ask this one from now on (None: the one there was), and first of all what waits.

        With the archive of another library a new chat begins: a conversation is about one library's articles.
        """
        self.asker = asker or self.asker
        if archive is not None and archive is not self.archive:
            if self.archive is not None:
                await self._show(Conversation())
            self.archive = archive
        self._held = ""
        await self._ask_pending()

    # Asking

    @on(Prompt.Asked)
    async def _asked(self, message: Prompt.Asked) -> None:
        if self._is_busy(can_wait=True):
            return
        self.prompt.accept(message.question)
        self.desk.bring_conversation()
        self._pending, self._edited = _Waiting(message.question, self._edited), None
        await self._ask_pending()

    def _is_busy(self, *, can_wait: bool = False) -> bool:
        """Whether nothing new can begin now; a hint says why. What can wait needs no more than an answer that ends."""
        reason = "" if can_wait and self._only_ending else self.why_busy()
        if reason:
            self.prompt.hint(reason)
        return bool(reason)

    @property
    def _only_ending(self) -> bool:
        """Is an answer that was stopped, or is already there, all that is to be waited for?"""
        is_there = self._exchange is not None and not self._exchange.card.busy
        return self.job is not None and (self.job.stopping or is_there) and self._pending is None

    def why_busy(self) -> str:
        """What is to be waited for before anything else can begin; empty if nothing is."""
        if self._pending is not None:
            return "one question waits already: esc takes it back"
        if self.job is None:
            return ""
        if self.job.stopping:
            return "the last answer is still stopping: try again in a moment"
        return "one answer at a time: esc stops this one"

    async def _ask_pending(self) -> None:
        """Ask what waits if the engine is there and free; otherwise say what it waits for."""
        free = self.asker is not None and not self._held and self.job is None
        if self._pending is not None and free and self.asker is not None and self.archive is not None:
            waiting, self._pending = self._pending, None
            question = waiting.question
            conversation = self.desk.conversation
            instead = 0
            if waiting.replaced is not None:
                instead = waiting.replaced.number
                await conversation.drop(waiting.replaced)
            turns = conversation.turns()
            self._exchange = await conversation.add(question)
            saves = self._saving(self.archive, question, instead)
            self.job = Job(self.asker, question, turns, self.post_message, saves, self.filters)
            self.refresh_bindings()
        self._show_pending()

    def _saving(self, archive: Archive, question: str, instead: int) -> OpenPen:
        """How the question's thread begins to save it."""
        within = self._saved_in
        return lambda complain: open_pen(archive, question, within, instead, complain)

    def _show_pending(self) -> None:
        line = self.query_one("#pending", Static)
        line.display = self._pending is not None
        if self._pending is not None:
            note = f"{self._held or 'Stopping the last answer'}; waiting (esc takes it back): "
            line.update(Content.assemble((note, "$text-warning"), f"“{one_line(self._pending.question)}”"))

    # Saved conversations

    @property
    def saved_in(self) -> str:
        """The id under which what is on the screen is saved; empty where nothing of it is, yet."""
        pen = self.job.pen if self.job is not None and self._exchange is not None else None
        return pen.conversation if pen is not None else self._saved_in

    async def resume(self, saved: Conversation) -> None:
        """Go on with a conversation, unless an answer is in the making."""
        if not self._is_busy():
            await self._show(saved)
            self.prompt.focus()

    async def _show(self, saved: Conversation) -> None:
        """A conversation in place of the one there is."""
        if self._edited is not None:
            self._stop_editing()
        self._saved_in = saved.id
        self.desk.close_reader()
        self.desk.bring_conversation()
        self.prompt.remember(turn.question for turn in saved.turns)
        with self.app.batch_update():
            await self.desk.conversation.show(saved.turns)
            last = saved.turns[-1].answer if saved.turns else None
            if last is None:
                await self.desk.evidence.clear()
            else:
                await self.desk.evidence.show_answer(last)

    # Asking again

    def edit_last(self) -> None:
        """Put the last question into the prompt; sent again, it takes the place of the one there."""
        last = self.desk.conversation.last
        if last is None:
            self.prompt.hint("nothing was asked yet")
        elif self._pending is not None:
            self.prompt.hint(self.why_busy())
        else:
            self.desk.bring_conversation()
            self._edit(last, last.question)

    async def ask_again(self) -> None:
        """Ask the last question once more, in its own place."""
        last = self.desk.conversation.last
        if last is None:
            self.prompt.hint("nothing was asked yet")
        elif not self._is_busy(can_wait=True):
            if self._edited is not None:
                self._stop_editing()
            self._pending = _Waiting(last.question, last, typed=False)
            await self._ask_pending()

    def _edit(self, exchange: Exchange, question: str) -> None:
        self._edited = exchange
        exchange.add_class("-replaced")
        self.prompt.edit(question)

    def _stop_editing(self) -> None:
        if self._edited is not None:
            self._edited.remove_class("-replaced")
        self._edited = None
        self.prompt.stop_editing()

    # What comes back

    def _current(self, message: JobMessage) -> Exchange | None:
        """The exchange a message is about, unless it was cleared away meanwhile."""
        return self._exchange if message.job is self.job else None

    @on(EvidenceFound)
    async def _show_evidence(self, message: EvidenceFound) -> None:
        if exchange := self._current(message):
            exchange.show_searched(message.retrieved.standalone_question)
            if not message.job.stopping:
                exchange.card.show_found(message.retrieved)
            await self.desk.evidence.show_hits(message.retrieved.hits)

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
                await exchange.show_answer(answer, message.job.draft.read(), message.rate)
                await self.desk.evidence.show_answer(answer)
            self.desk.conversation.reveal(exchange)

    @on(QuestionFailed)
    def _show_failure(self, message: QuestionFailed) -> None:
        if exchange := self._current(message):
            exchange.show_failure(message.reason)

    @on(JobEnded)
    async def _job_ended(self, message: JobEnded) -> None:
        if (exchange := self._current(message)) and (pen := message.job.pen):
            exchange.number, self._saved_in = pen.turn, pen.conversation
        self.job = self._exchange = None
        self.refresh_bindings()
        await self._ask_pending()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return self._answering if action == "stop" else True

    @property
    def _answering(self) -> bool:
        """Is there an answer in the making that Esc would stop?"""
        return self.job is not None and not self.job.stopping

    async def back(self) -> None:
        """Stop the answer; else take back what waits; else stop editing; else close the article; else to the prompt."""
        if self._answering:
            self.action_stop()
        elif self._pending is not None:
            self._take_back(self._pending)
        elif self._edited is not None:
            self._stop_editing()
        elif self.desk.reading:
            self.desk.close_reader()
        else:
            self.desk.bring_conversation()
            self.prompt.focus()

    def _take_back(self, waiting: _Waiting) -> None:
        """Put what waits back into the line, to be edited on if it was an edit; a repetition is just forgotten."""
        self._pending = None
        self._show_pending()
        if waiting.typed:
            self.prompt.give_back(waiting.question)
        if waiting.typed and waiting.replaced is not None:
            self._edit(waiting.replaced, self.prompt.value)

    def action_stop(self) -> None:
        """Stop the engine at its next token, and say so at once."""
        if self.job is not None:
            self.job.stop()
            if self._exchange is not None and self._exchange.card.busy:
                self._exchange.card.show_stopping(self.job.draft.read())
        self.refresh_bindings()

    async def clear(self) -> None:
        """A new chat; an answer in the making is stopped and forgotten."""
        self.action_stop()
        self._exchange = self._pending = None
        self._show_pending()
        await self._show(Conversation())
        self.prompt.focus()

    @on(Earlier.Wanted)
    async def _show_earlier(self, message: Earlier.Wanted) -> None:
        message.stop()
        await self.desk.conversation.show_earlier()

    def _to_footnotes(self) -> None:
        stop = self.desk.first_stop()
        if stop is not None:
            self.screen.set_focus(stop)
        else:
            self.screen.focus_next()
