"""The chat proper: a session on the screen. Takes questions, one at a time, and shows what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from index.errors import FootnoteError
from index.types import Filters
from qa.asker import Asker
from qa.chats.saved import Conversation
from tui.conversation import Earlier
from tui.desk import Desk
from tui.exchange import Exchange
from tui.messages import DraftGrew, EvidenceFound, JobEnded, JobMessage, Started, StartProgressed, TurnEnded
from tui.prompt import Prompt
from tui.startup import StartStrip
from tui.waiting import Waiting, WaitingLine
from tui.worker import Job

if TYPE_CHECKING:
    from qa.chats.session import ChatSession

DRAFT_EVERY = 0.1
"""Seconds between two paintings of the draft."""


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
        self.prompt = Prompt(self.desk.enter)
        self.job: Job | None = None
        self.session: ChatSession | None = None  # once library and models are open
        self.filters = Filters()
        self._held = "Still loading"  # why no question can be asked now; empty if one can
        self._exchange: Exchange | None = None
        self._edited: Exchange | None = None  # the exchange whose question is being edited
        self._pending: Waiting | None = None

    def compose(self) -> ComposeResult:
        yield self.desk
        yield StartStrip()
        yield WaitingLine()
        yield self.prompt

    @on(StartProgressed)
    def _show_progress(self, message: StartProgressed) -> None:
        self.query_one(StartStrip).show(message.progress)

    @on(Started)
    async def _started(self, message: Started) -> None:
        await self.query(StartStrip).remove()
        if message.session.turns:
            await self._show(message.session.conversation)
        await self.use(message.session)

    # The engine

    def hold(self, reason: str) -> None:
        """Ask nothing for now: another engine is being opened."""
        self._held = reason

    @property
    def is_held(self) -> bool:
        """Is an engine being opened?"""
        return bool(self._held)

    @property
    def asker(self) -> Asker | None:
        """The engine, once it is open."""
        return self.session.engine if self.session is not None else None

    async def use(self, session: ChatSession | None = None) -> None:
        """Ask in this one from now on (None: the one there was), and first of all what waits.

        With the session of another library a new chat begins: a conversation is about one library's articles.
        """
        if session is not None and session is not self.session:
            if self.session is not None:
                await self._show(Conversation())
            self.session = session
        self._held = ""
        await self._ask_pending()

    # Asking

    @on(Prompt.Asked)
    async def _asked(self, message: Prompt.Asked) -> None:
        if self._is_busy(can_wait=True):
            return
        self.prompt.accept(message.question)
        self.desk.bring_conversation()
        self._pending, self._edited = Waiting(message.question, self._edited), None
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
        if self._pending is not None and self.session is not None and not self._held and self.job is None:
            waiting, self._pending = self._pending, None
            try:
                await self._ask(self.session, waiting)
            except FootnoteError as error:
                self.prompt.give_back(waiting.question)
                self.prompt.hint(str(error))
        self._show_pending()

    async def _ask(self, session: ChatSession, waiting: Waiting) -> None:
        """Raises FootnoteError for what cannot be asked."""
        session.filters = self.filters
        asking = session.edit(waiting.question) if waiting.replaced else session.ask(waiting.question)
        if waiting.replaced is not None:
            await self.desk.conversation.drop(waiting.replaced)
        self._exchange = await self.desk.conversation.add(asking.turn)
        self.job = Job(asking, self.post_message)
        self.refresh_bindings()

    def _show_pending(self) -> None:
        self.query_one(WaitingLine).show(self._pending, self._held or "Stopping the last answer")

    # Saved conversations

    async def resume(self, saved: Conversation) -> None:
        """Go on with a conversation, unless an answer is in the making."""
        if self.session is not None and not self._is_busy():
            self.session.go_on(saved)
            await self._show(saved)
            self.prompt.focus()

    async def _show(self, saved: Conversation) -> None:
        """A conversation in place of the one there is."""
        if self._edited is not None:
            self._stop_editing()
        self.prompt.remember(turn.question for turn in saved.turns)
        await self.desk.show(saved.turns)

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
            self._pending = Waiting(last.question, last, typed=False)
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
            await self.desk.show_found(exchange, message.retrieved, stopping=message.job.stopping)

    @on(DraftGrew)
    def _draft_grew(self, message: DraftGrew) -> None:
        self.set_timer(DRAFT_EVERY, lambda: self._paint_draft(message))

    def _paint_draft(self, message: DraftGrew) -> None:
        text = message.job.draft.read()
        exchange = self._current(message)
        if exchange and exchange.card.busy:
            exchange.card.show_draft(text)

    @on(TurnEnded)
    async def _show_turn(self, message: TurnEnded) -> None:
        if exchange := self._current(message):
            await self.desk.show_turn(exchange, message.turn, message.rate)

    @on(JobEnded)
    async def _job_ended(self) -> None:
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

    def _take_back(self, waiting: Waiting) -> None:
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
        if self.session is not None:
            self.session.new()
        self._exchange = self._pending = None
        self._show_pending()
        await self._show(Conversation())
        self.prompt.focus()

    @on(Earlier.Wanted)
    async def _show_earlier(self, message: Earlier.Wanted) -> None:
        message.stop()
        await self.desk.conversation.show_earlier()
