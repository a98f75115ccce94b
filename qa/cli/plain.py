"""footnote chat --plain: the chat line by line, for screen readers, pipes and terminals that can do no more.

Answers and what commands print go to standard output, everything else to standard error. No escape sequences. Answers
are wrapped on a terminal, and nowhere else. With `--json`, standard output has one line of JSON for each checked answer
and nothing else.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import FrameType

from index.errors import FootnoteError
from qa.chats.asking import Asking, Unsaved
from qa.chats.saved import SavedTurn, Summary
from qa.chats.session import ChatSession
from qa.cli.answers import answer_lines
from qa.cli.complaint import complaint
from qa.cli.render import context_lines
from qa.cli.style import Style
from qa.contract import answer_json, json_text
from qa.engine import Engine
from qa.printable import one_line

_HELP = """\
/open N           the article around footnote N of the last answer that has any
/again            ask the last question again, in place of its answer
/edit QUESTION    ask another question in place of the last one
/new              start another conversation
/list [WORDS]     conversations, the last used first; those with all the words
/resume ID        go on with a conversation
/rename TITLE     give this conversation a title
/delete ID        delete a conversation
/undo             bring back the conversation that was deleted last
/export FILE      write this conversation to a new file, FILE.md or FILE.json
/help             this list
/quit             leave; so does Ctrl-D
Ctrl-C stops an answer, and leaves where none is being written."""
# Far more than a question may have, in characters; a line without end is not kept.
_LONGEST_LINE = 2**16


def plain_chat(options: argparse.Namespace) -> int:
    """Chat until the input ends or the user leaves; returns 0.

    Raises FootnoteError where it cannot start: no library, no model, no conversation to resume.
    """
    engine = _opened(options)
    with closing(engine), closing(ChatSession.open(engine, resume=options.resume)) as session:
        if session.problem:
            _complain(session.problem)
        chat = _PlainChat(session, as_json=options.json)
        if session.id:
            chat.show()
        try:
            chat.talk()
        except KeyboardInterrupt:  # between a question and a prompt
            _note("")
    return 0


def _opened(options: argparse.Namespace) -> Engine:
    from qa.libraries import choose_library
    from qa.settings import load_settings
    from qa.start import open_engine

    if choose_library(options.library, load_settings()).is_sample:
        _note("These are Footnote's sample articles. To ask your own: footnote index FOLDER")
    _note("Opening library and models")
    return open_engine(options.library, options.model, gpu_layers=options.gpu_layers)


class _PlainChat:
    """A session, line by line."""

    def __init__(self, session: ChatSession, *, as_json: bool = False) -> None:
        self._as_json = as_json
        self._session = session
        self._commands: dict[str, Callable[[str], None]] = {
            "/open": self._open,
            "/again": lambda _: self._take(self._session.again()),
            "/edit": lambda question: self._take(self._session.edit(question)),
            "/new": self._new,
            "/list": self._list,
            "/resume": self._resume,
            "/rename": self._rename,
            "/delete": self._delete,
            "/undo": self._undo,
            "/export": self._export,
            "/help": lambda _: self._say(_HELP),
        }

    def talk(self) -> None:
        """Take questions and commands until there are no more."""
        if sys.stdin.isatty():
            _note("Ready. Ask about the articles; /help lists the commands.")
        for line in _lines():
            name, _, rest = line.partition(" ")
            if name == "/quit":
                return
            try:
                if name.startswith("/"):
                    self._command(name, rest.strip())
                elif line:
                    self._take(self._session.ask(line))
            except FootnoteError as error:
                _complain(str(error))

    def show(self) -> None:
        """The conversation so far."""
        conversation = self._session.conversation
        _note(f"Conversation {conversation.id}: {one_line(conversation.title)}")
        for turn in conversation.turns:
            self._say(f"You asked: {one_line(turn.question)}\n\n{_turn_lines(turn)}")

    def _say(self, text: str) -> None:
        """With an empty line behind it, at once: somebody may be reading along."""
        print(text, end="\n\n", file=sys.stderr if self._as_json else sys.stdout, flush=True)

    def _command(self, name: str, rest: str) -> None:
        command = self._commands.get(name)
        if command is None:
            raise FootnoteError(
                f"there is no command {one_line(name)[:40]}", "/help lists those that there are", "invalid"
            )
        command(rest)

    # ---- asking

    def _take(self, asking: Asking) -> None:
        """Run a question and show what it comes to."""
        try:
            with _stopping(asking):
                for event in asking.events():
                    if isinstance(event, Unsaved):
                        _complain(event.reason)
        except KeyboardInterrupt:  # Ctrl-C for the second time
            asking.leave()
        turn = asking.turn
        if turn.state == "failed":
            _complain(turn.reason or "")
        elif self._as_json and turn.answer is not None:
            print(json_text(answer_json(turn.answer)), flush=True)
        else:
            self._say(_turn_lines(turn))

    # ---- reading

    def _open(self, number: str) -> None:
        answers = [turn.answer for turn in self._session.turns if turn.answer and turn.answer.footnotes]
        citations = answers[-1].footnotes if answers else ()
        for citation in citations:
            if str(citation.number) == number.strip("[]"):
                self._say(context_lines(citation))
                return
        if not citations:
            raise FootnoteError("there are no footnotes yet", "ask something that the articles answer", "invalid")
        known = ", ".join(str(citation.number) for citation in citations)
        raise FootnoteError("there is no such footnote", f"the last answer with any has {known}", "not-found")

    def _export(self, name: str) -> None:
        if not name:
            raise FootnoteError("no file is named", "/export takes a name that ends in .md or .json", "invalid")
        _note(f"Written: {one_line(str(self._session.export(name)))}")

    # ---- conversations

    def _new(self, _: str) -> None:
        self._session.new()
        _note("A new conversation.")

    def _list(self, words: str) -> None:
        found = self._session.recent(words)
        if found:
            self._say("\n".join(map(_summary_line, found)))
        else:
            _note("No conversation has those words." if words else "There are no conversations yet.")

    def _resume(self, key: str) -> None:
        self._session.resume(_named(key, "/resume"))
        self.show()

    def _rename(self, title: str) -> None:
        self._session.rename(title)
        _note("Renamed.")

    def _delete(self, key: str) -> None:
        self._session.delete(_named(key, "/delete"))
        if self._session.is_deleted:
            self._session.new()
        _note(f"Deleted {key}; /undo brings it back.")

    def _undo(self, _: str) -> None:
        key = self._session.undo()
        _note(f"{key} is back: /resume {key}")


def _turn_lines(turn: SavedTurn) -> str:
    """What came of a question, and whether that was stopped or failed."""
    if turn.answer is not None and turn.answer.text.strip():
        text = answer_lines(turn.answer, Style.of_stdout(colour=False))
        return text + ("\n\n(stopped)" if turn.state == "stopped" else "")
    if turn.state == "failed":
        return f"(failed: {one_line(turn.reason or '')})"
    draft = one_line(turn.draft)
    return f"{draft} (stopped, not checked)" if draft else "(stopped before the first word)"


def _summary_line(one: Summary) -> str:
    count = f"{one.questions} question{'' if one.questions == 1 else 's'}"
    return f"{one.id}  {one.updated[:10]}  {count}  {one_line(one.title)}"


def _named(key: str, command: str) -> str:
    if not key:
        raise FootnoteError(f"{command} takes the id of a conversation", "/list shows them", "invalid")
    return key


@contextmanager
def _stopping(asking: Asking) -> Iterator[None]:
    """Inside, Ctrl-C stops the question at the model's next word; a second one interrupts."""

    def note(_number: int, _frame: FrameType | None) -> None:
        if asking.stopping:
            raise KeyboardInterrupt
        asking.stop()

    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _lines() -> Iterator[str]:
    """What is typed or piped in, line by line, until it ends or Ctrl-C is typed at the prompt."""
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    is_terminal = sys.stdin.isatty()
    while True:
        if is_terminal:
            print("> ", end="", file=sys.stderr, flush=True)
        try:
            line = _line()
        except KeyboardInterrupt:
            line = ""
        if not line:
            if is_terminal:
                _note("")
            return
        yield line.strip()


def _line() -> str:
    """The next line with its end; of one that is far too long, the beginning."""
    line = rest = sys.stdin.readline(_LONGEST_LINE)
    while len(rest) == _LONGEST_LINE and not rest.endswith("\n"):
        rest = sys.stdin.readline(_LONGEST_LINE)
    return line


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _complain(message: str) -> None:
    _note(f"footnote: {complaint(message)}")
